"""What a thing is: its description in RDF, and the view of it that a page shows."""

from treatygraph.describe.document import describe, summary
from treatygraph.describe.reader import Reader
from treatygraph.describe.values import Evidence, Fact, Link, Reference, Text, Thing, Value
from treatygraph.describe.views import View, view_of

__all__ = [
    "Evidence",
    "Fact",
    "Link",
    "Reader",
    "Reference",
    "Text",
    "Thing",
    "Value",
    "View",
    "describe",
    "summary",
    "view_of",
]
