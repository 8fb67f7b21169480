"""How often each thing is pointed at: counted in memory by the part, and added up from runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Final

from treatygraph.sorting import Runs

_MANY: Final = 200_000
"""Things that are counted in memory."""


class Pointing:
    """Counts, in a folder where they are more than should be in memory."""

    def __init__(self, folder: Path | None, *, many: int = _MANY) -> None:
        self._runs, self._many = Runs(folder), many
        self._counted: Counter[str] = Counter()
        self._parts = 0

    def add(self, targets: Iterable[str]) -> None:
        """Count each of these once more."""
        self._counted.update(targets)
        if len(self._counted) > self._many:
            self._put_by()

    def _put_by(self) -> None:
        """The part is told as well: two may have counted the same of a thing."""
        self._parts += 1
        rows = (f"{iri}> {self._parts} {many}\n" for iri, many in self._counted.items())
        self._runs.add("".join(rows).encode())
        self._counted.clear()

    def of(self, things: Iterable[str]) -> Iterator[int]:
        """How often each of these was counted; they come in the order of :func:`place_of`."""
        self._put_by()
        rows = map(_row, chain.from_iterable(self._runs.blocks()))
        iri, many = next(rows, (b"\xff", 0))
        for wanted in map(place_of, things):
            counted = 0
            while iri <= wanted:
                counted += many if iri == wanted else 0
                iri, many = next(rows, (b"\xff", 0))
            yield counted


def place_of(iri: str) -> bytes:
    """What things are in the order of: their IRIs as N-Triples spell them, but for the first
    bracket, which is the same of all."""
    return f"{iri}>".encode()


def _row(line: bytes) -> tuple[bytes, int]:
    iri, _, many = line.split(b" ")
    return iri, int(many)
