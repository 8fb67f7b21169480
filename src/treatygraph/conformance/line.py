"""What a line of the list is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from treatygraph.conformance.model import Fault
from treatygraph.conformance.site import Site


class Line(Protocol):
    """A module that checks one line; its docstring says what it asks of a server."""

    __doc__: str | None
    NUMBER: int
    TITLE: str
    CLAUSE: str

    def check(self, site: Site, /) -> Iterator[Fault]:
        """Every fault found. Raises NotApplicable, and Unanswered where no answer came."""
