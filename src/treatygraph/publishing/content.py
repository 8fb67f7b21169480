"""What a release holds, graph by graph, read from its N-Quads without holding them in memory."""

from __future__ import annotations

import mmap
from array import array
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from treatygraph.errors import ReleaseUnavailable


class Content:
    """The triples of each named graph of a dataset file, whose lines stand in order.

    Eight bytes of memory for each triple. Raises ReleaseUnavailable for a line without a graph.
    """

    def __init__(self, dataset: Path) -> None:
        self._file = dataset.open("rb")
        self._map = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        self._lines: dict[str, array[int]] = {}
        self.blank: set[str] = set()
        """The graphs that have blank nodes."""
        self.triples = 0
        try:
            self._read(dataset)
        except BaseException:  # whatever it is: nobody else closes the file
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._map.close()
        self._file.close()

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many triples each graph has, sorted by name."""
        return {graph: len(self._lines[graph]) for graph in sorted(self._lines)}

    def batches(self, graph: str, size: int) -> Iterator[tuple[int, bytes]]:
        """The triples of a graph as N-Triples, so many at a time, with their count.

        A graph that has blank nodes comes at once: their labels hold within one request alone.
        """
        places = self._lines[graph]
        step = len(places) if graph in self.blank else size
        for begin in range(0, len(places), step):
            some = places[begin : begin + step]
            yield len(some), b"".join(self._triple(place) for place in some)

    def lines(self) -> Iterator[tuple[str, bytes, bool]]:
        """Every line's graph and triple, and whether the line before has another triple."""
        self._map.seek(0)
        before = b""
        for line in iter(self._map.readline, b""):
            triple, graph = _parts(line)
            yield graph or "", triple, triple != before
            before = triple

    def _read(self, dataset: Path) -> None:
        """Note where the lines of each graph begin; count each triple once, in however many."""
        begin, before = 0, b""
        for line in iter(self._map.readline, b""):
            triple, graph = _parts(line)
            if graph is None:
                raise ReleaseUnavailable(dataset, "a triple is in no named graph: build it again")
            self._lines.setdefault(graph, array("Q")).append(begin)
            if line.startswith(b"_:") or b" _:" in triple:
                self.blank.add(graph)
            self.triples += triple != before
            begin, before = begin + len(line), triple

    def _triple(self, place: int) -> bytes:
        end = self._map.find(b"\n", place)
        triple, _ = _parts(self._map[place:end])
        return triple + b" .\n"


def _parts(line: bytes) -> tuple[bytes, str | None]:
    """A line's triple, and the name of its graph; None where it has none.

    A canonical line ends with ``> .``; a triple of IRIs alone has three words, a quad has four.
    """
    triple, _, graph = line.rstrip().removesuffix(b" .").rpartition(b" ")
    is_iri = graph.startswith(b"<") and b'"' not in graph  # else the end of a text
    if not is_iri or triple.count(b" ") < 2:
        return triple, None
    return triple, graph[1:-1].decode()
