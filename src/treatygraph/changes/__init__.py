"""What changed between two revisions, folders or releases: facts, in the language of treaties."""

from treatygraph.changes.as_json import as_json
from treatygraph.changes.asking import difference
from treatygraph.changes.markdown import as_markdown
from treatygraph.changes.model import Difference
from treatygraph.changes.sides import Place, Side, open_side
from treatygraph.changes.text import as_text

__all__ = [
    "Difference",
    "Place",
    "Side",
    "as_json",
    "as_markdown",
    "as_text",
    "difference",
    "open_side",
]
