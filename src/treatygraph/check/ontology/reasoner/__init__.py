"""What a reasoner finds in an ontology and the data that use it."""

from treatygraph.check.ontology.reasoner.hermit import (
    Hermit,
    ReasonerFailed,
    ReasonerUnavailable,
    find_hermit,
)
from treatygraph.check.ontology.reasoner.reasoning import Reasoned, reason

__all__ = ["Hermit", "Reasoned", "ReasonerFailed", "ReasonerUnavailable", "find_hermit", "reason"]
