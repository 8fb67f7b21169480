"""Publishing: a release copied into somebody else's store, switched to in one step, and back."""

from treatygraph.publishing.content import Content
from treatygraph.publishing.opening import Where, open_sender
from treatygraph.publishing.publishing import Outcome, go_back, publish
from treatygraph.publishing.sending import NotPublished, Progress, Sender
from treatygraph.publishing.writing import write_nquads

__all__ = [
    "Content",
    "NotPublished",
    "Outcome",
    "Progress",
    "Sender",
    "Where",
    "go_back",
    "open_sender",
    "publish",
    "write_nquads",
]
