"""The embedded store: pyoxigraph in this process. Only queries that we wrote belong here."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Variable,
    serialize,
)
from pyoxigraph import Store as OxigraphStore

from treatygraph.errors import QuerySyntaxError
from treatygraph.namespaces import PREFIX
from treatygraph.queries import glance
from treatygraph.queries.scan import decode_codepoints, written_offset
from treatygraph.store.answers import Answer, Dataset, Rows, Term, rows_of
from treatygraph.store.sink import at_most

Subject = NamedNode | BlankNode
Results = QuerySolutions | QueryTriples | QueryBoolean

_RESULTS = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
_RDF = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}
_KEYWORD = re.compile(r"[A-Z_]+")
_FAULTS = {
    "Prefix not found": "the prefix before this place is not declared",
    "IRI parsing failed": "what stands before this place is no absolute IRI",
}
"""What pyoxigraph says among the tokens it expected, and what it means."""

_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


class EmbeddedStore:
    """A dataset, in memory or on disk, whose default graph, if a query names none, is the union."""

    def __init__(self, quads: Iterable[Quad] = ()) -> None:
        self._store = OxigraphStore()
        self._store.bulk_extend(quads)

    @classmethod
    def load(cls, dump: Path) -> EmbeddedStore:
        """A store of an N-Quads file of ours. Raises OSError, or SyntaxError for a damaged one.

        One transaction takes less time and memory than pyoxigraph's bulk loader, which is made
        for disks; and what IRIs may hold was looked at when the file was written.
        """
        store = cls()
        store._store.load(path=str(dump), format=RdfFormat.N_QUADS, lenient=True)
        return store

    @classmethod
    def make_on_disk(cls, dump: Path, folder: Path) -> None:
        """Make a store on disk, in an empty folder, of an N-Quads file of ours.

        Few large files: a query worker may open none while it runs. Raises as :meth:`load`.
        """
        store = OxigraphStore(str(folder))
        store.bulk_load(path=str(dump), format=RdfFormat.N_QUADS, lenient=True)
        store.optimize()
        store.flush()

    @classmethod
    def on_disk(cls, folder: Path) -> EmbeddedStore:
        """A store that :meth:`make_on_disk` made, which many processes read. Raises OSError."""
        store = cls()
        store._store = OxigraphStore.read_only(str(folder))
        return store

    @classmethod
    def opened(cls, place: Path) -> EmbeddedStore:
        """The store at a place: on disk where that is a folder, else an N-Quads file is loaded."""
        return cls.on_disk(place) if place.is_dir() else cls.load(place)

    def __len__(self) -> int:
        return len(self._store)

    def leave_to_the_system(self) -> None:
        """Never free the dataset: for a process that is about to end.

        To free a million triples takes most of a second; the system takes all memory back at once.
        """
        import ctypes  # no other command waits for it

        ctypes.pythonapi.Py_IncRef(ctypes.py_object(self._store))

    def add(self, quads: Iterable[Quad]) -> None:
        """Add quads."""
        self._store.bulk_extend(quads)

    def load_text(self, text: bytes, format: RdfFormat, graph: NamedNode | DefaultGraph) -> None:
        """Add a document of one graph, without relative IRIs, as ``graph``. Raises SyntaxError."""
        self._store.load(text, format=format, to_graph=graph)

    def load_lines(self, lines: bytes) -> None:
        """Add N-Quads of ours, as :meth:`load` does."""
        self._store.load(lines, format=RdfFormat.N_QUADS, lenient=True)

    def quads(
        self,
        subject: Subject | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
        graph: NamedNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """The quads that match a pattern; None matches anything."""
        return self._store.quads_for_pattern(subject, predicate, object, graph)

    def named_graphs(self) -> list[str]:
        """The IRIs of the graphs held, sorted."""
        return sorted(str(graph.value) for graph in self._store.named_graphs()
                      if isinstance(graph, NamedNode))  # fmt: skip

    def subjects(self) -> set[str]:
        """Every IRI that something is said of."""
        return {quad.subject.value for quad in self._store if isinstance(quad.subject, NamedNode)}

    def select(self, query: str, values: Mapping[str, Term] | None = None) -> Rows:
        """See :meth:`treatygraph.store.protocol.Store.select`."""
        results = self._evaluate(query, Dataset(), values)
        if not isinstance(results, QuerySolutions):
            raise QuerySyntaxError("a SELECT query is needed here", 1, 1)
        return rows_of(results)

    def construct(self, query: str, values: Mapping[str, Term] | None = None) -> Iterator[Quad]:
        """The triples of a CONSTRUCT query, as quads of the default graph."""
        results = self._evaluate(query, Dataset(), values)
        if not isinstance(results, QueryTriples):
            raise QuerySyntaxError("a CONSTRUCT query is needed here", 1, 1)
        for triple in results:
            yield Quad(triple.subject, triple.predicate, triple.object)

    def construct_into(self, out: BinaryIO, query: str) -> None:
        """Write the triples of a CONSTRUCT query as N-Triples, some of them twice."""
        self.write(query, out, solutions="json", graphs="ntriples", dataset=Dataset())

    def answer(
        self,
        query: str,
        *,
        solutions: str = "json",
        graphs: str = "turtle",
        dataset: Dataset = Dataset(),
        client: str | None = None,
    ) -> Answer:
        """See :meth:`treatygraph.store.protocol.Store.answer`."""
        out = BytesIO()
        started = time.perf_counter()
        form, format_ = self.write(query, out, solutions=solutions, graphs=graphs, dataset=dataset)
        body = out.getvalue()
        return Answer(form, format_, len(body), body, time.perf_counter() - started)

    def write(
        self,
        query: str,
        out: BinaryIO,
        *,
        solutions: str,
        graphs: str,
        dataset: Dataset,
        rows: int | None = None,
        has_dataset: bool | None = None,
    ) -> tuple[str, str]:
        """Evaluate a query and write its whole result; what form it had and which format it got.

        ``has_dataset``: whether the query names a dataset, where that is known. Raises QueryStopped
        for a graph of more than ``rows`` triples; ``out`` counts solutions.
        """
        results = self._evaluate(query, dataset, None, has_dataset)
        if isinstance(results, QueryTriples):
            triples = results if rows is None else at_most(rows, results)
            serialize(triples, out, format=_RDF[graphs], prefixes=PREFIX)
            return "graph", graphs
        results.serialize(out, format=_RESULTS[solutions])
        return ("boolean" if isinstance(results, QueryBoolean) else "solutions"), solutions

    def _evaluate(
        self, query: str, dataset: Dataset, values: Mapping[str, Term] | None,
        has_dataset: bool | None = None,
    ) -> Results:  # fmt: skip
        text = decode_codepoints(query)
        if has_dataset is None:
            has_dataset = glance(text).dataset
        substitutions = {Variable(name): term for name, term in (values or {}).items()}
        try:
            return self._store.query(
                text, substitutions=substitutions or None, **_dataset(has_dataset, dataset)
            )
        except SyntaxError as error:
            raise _syntax_error(error, query) from None


def _dataset(has_dataset: bool, dataset: Dataset) -> dict[str, Any]:
    """The dataset arguments: the request's, else the query's own, else the union of all graphs.

    pyoxigraph's union switch would override FROM, and one list alone leaves FROM NAMED in force;
    the protocol (2.1.4) lets a request's dataset replace both.
    """
    if dataset.given:
        return {
            "default_graph": [_graph(iri) for iri in dataset.default_graphs or ()],
            "named_graphs": [_graph(iri) for iri in dataset.named_graphs or ()],
        }
    return {} if has_dataset else {"use_default_graph_as_union": True}


def _graph(iri: str) -> NamedNode:
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise QuerySyntaxError(f"{iri!r} is no absolute IRI: {error}", 1, 1) from None


def _syntax_error(error: SyntaxError, query: str) -> QuerySyntaxError:
    """pyoxigraph's syntax error with its place, in words for whoever wrote the query.

    Its parser reads as many characters as a keyword has before it compares them, and tells the
    place behind them: where only keywords were expected, the fault begins that much earlier.
    """
    place = _PLACE.match(str(error))
    if not place:
        return QuerySyntaxError(str(error), 1, 1)
    text = decode_codepoints(query)
    listed = re.sub(r"^expected (one of )?", "", place[3])
    expected = [word for word in re.split(r",\s+(?![^\[]*\])", listed) if word != "[_]"]
    at = _offset(text, int(place[1]), int(place[2]))
    if expected and all(map(_KEYWORD.fullmatch, expected)):
        at = max(0, at - min(map(len, expected)))
        expected = []
    return QuerySyntaxError(
        _reason(text, at, expected), *_line_and_column(query, written_offset(query, at))
    )


def _reason(text: str, at: int, expected: list[str]) -> str:
    """What is wrong at a place; of what a parser would have taken, at most a handful."""
    said = next((word for word in expected if re.match(r"[A-Za-z]+ ", word)), None)
    if said:
        return _FAULTS.get(said, said)
    rest = " ".join(text[at : at + 60].split())
    found = f"this cannot be read: {rest[:40]}" if rest else "it cannot be read to its end"
    words = [word for word in expected if "\\u{" not in word]
    more = " …" if len(words) > 8 else ""
    return f"{found}; expected one of {', '.join(words[:8])}{more}" if words else found


def _offset(text: str, line: int, column: int) -> int:
    return sum(len(before) + 1 for before in text.split("\n")[: line - 1]) + column - 1


def _line_and_column(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
