"""What a SHACL engine is to us: graphs in, findings out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from pyoxigraph import Quad

from treatygraph.check.finding import Finding


class ShaclEngine(Protocol):
    """Validates data against shapes (SHACL, section 3.4)."""

    name: str

    def validate(self, data: Iterable[Quad], shapes: Iterable[Quad]) -> list[Finding]:
        """Every result of the validation report, without places."""
        ...
