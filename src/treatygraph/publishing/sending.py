"""Sending a release's graphs to a store, and counting what arrived."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from pyoxigraph import Literal, NamedNode

from treatygraph.errors import TreatygraphError
from treatygraph.publishing.content import Content
from treatygraph.queries.terms import in_a_query
from treatygraph.store.published import COPY, Published
from treatygraph.store.writing import RemoteWriter

T = TypeVar("T")
Progress = Callable[[str, int, int], None]

_GRAPHS = 200
"""How many graphs one request counts, merges or drops: their names make its text."""


class NotPublished(TreatygraphError):
    """Nothing was switched: readers see what they saw before."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends small graphs together, by updates of ``update_batch`` triples, since each request is a
    transaction; larger ones by the Graph Store Protocol, ``batch`` triples at a time, and so those
    with blank nodes, which not every engine takes in an update.

    ``by_update``: all by updates.
    """

    writer: RemoteWriter
    batch: int
    update_batch: int
    by_update: bool

    def send(self, content: Content, to: Mapping[str, str], progress: Progress, what: str) -> None:
        """Send graphs of a release; ``to`` gives the name that each has in the store."""
        sizes = content.counts
        large = {graph for graph in to if not self.by_update
                 and (sizes[graph] > self.update_batch or graph in content.blank)}  # fmt: skip
        done, total = 0, sum(sizes[graph] for graph in to)
        for graph in sorted(large):
            for count, triples in content.batches(graph, self.batch):
                progress(what, done, total)
                self.writer.add(to[graph], triples)
                done += count
        for some in self._together(content, [graph for graph in to if graph not in large]):
            progress(what, done, total)
            self.write_together([(to[graph], triples) for graph, _, triples in some])
            done += sum(count for _, count, _ in some)

    def _together(
        self, content: Content, graphs: Iterable[str]
    ) -> Iterator[list[tuple[str, int, bytes]]]:
        """Batches of one or many graphs, each of no more triples than an update brings."""
        held: list[tuple[str, int, bytes]] = []
        size = 0
        for graph in graphs:
            for count, triples in content.batches(graph, self.update_batch):
                if held and size + count > self.update_batch:
                    yield held
                    held, size = [], 0
                held.append((graph, count, triples))
                size += count
        if held:
            yield held

    def write_together(self, batch: Sequence[tuple[str, bytes]]) -> None:
        """Add triples, as N-Triples, to graphs: all in one update."""
        parts = (f"GRAPH <{graph}> {{\n{in_a_query(nt.decode())}}}" for graph, nt in batch)
        self.writer.update(f"INSERT DATA {{ {' '.join(parts)} }}")

    def describe(self, to: Mapping[str, str], graph: str) -> None:
        """Tell in a graph of which graph each is the copy."""
        lines = (f"<{of}> <{COPY}> <{copy}> .\n".encode() for of, copy in to.items())
        for some in _some(lines, self.update_batch):
            self.write_together([(graph, b"".join(some))])

    def merge(self, sizes: Mapping[str, int], into: str, progress: Progress, what: str) -> None:
        """Add all triples of graphs to one, within the store, so that blank nodes stay the same.

        Not by ADD, which says the same of one graph: of many it took Virtuoso ten times as long.
        """
        done, total = 0, sum(sizes.values())
        for some in self.together(sizes):
            progress(what, done, total)
            pattern = f"VALUES ?g {{ {_list(some)} }} GRAPH ?g {{ ?s ?p ?o }}"
            self.writer.update(f"INSERT {{ GRAPH <{into}> {{ ?s ?p ?o }} }} WHERE {{ {pattern} }}")
            done += sum(sizes[graph] for graph in some)

    def together(self, sizes: Mapping[str, int]) -> Iterator[list[str]]:
        """Graphs in groups that one update may look at."""
        return _by_size(sizes, self.batch)

    def drop(self, graphs: Iterable[str]) -> None:
        """Drop graphs, whether they are there or not."""
        for some in _some(graphs, _GRAPHS):
            self.writer.update(" ;\n".join(f"DROP SILENT GRAPH <{graph}>" for graph in some))

    def counted(self, graphs: Iterable[str], progress: Progress, what: str) -> dict[str, int]:
        """How many triples the store has in each graph; those without any are left out."""
        names, found = list(graphs), dict[str, int]()
        for done, some in enumerate(_some(names, _GRAPHS)):
            progress(what, done * _GRAPHS, len(names))
            pattern = f"VALUES ?g {{ {_list(some)} }} GRAPH ?g {{ ?s ?p ?o }}"
            query = f"SELECT ?g (COUNT(*) AS ?n) {{ {pattern} }} GROUP BY ?g"
            rows = self.writer.select(query).rows
            found |= {text(graph): int(text(count)) for graph, count in rows if graph and count}
        return found


def copies(content: Content, release: Published) -> dict[str, str]:
    """The name in the store of each graph of a release."""
    return {graph: release.copy_of(graph) for graph in content.counts}


def text(term: object) -> str:
    """The lexical form of a term, or its IRI."""
    return term.value if isinstance(term, Literal | NamedNode) else ""


def _list(graphs: Iterable[str]) -> str:
    return " ".join(f"<{graph}>" for graph in graphs)


def _some(of: Iterable[T], most: int) -> Iterator[list[T]]:
    rest = iter(of)
    while some := list(islice(rest, most)):
        yield some


def _by_size(sizes: Mapping[str, int], most: int) -> Iterator[list[str]]:
    """Names in groups of no more triples than that, or of one name."""
    held: list[str] = []
    size = 0
    for name, count in sizes.items():
        if held and (size + count > most or len(held) == _GRAPHS):
            yield held
            held, size = [], 0
        held.append(name)
        size += count
    if held:
        yield held
