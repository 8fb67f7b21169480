"""What crosses the boundary of a store: a dataset description in, an answer out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    Triple,
    parse_query_results,
)

from treatygraph.errors import QuerySyntaxError
from treatygraph.queries.terms import in_a_query
from treatygraph.store.unread import SpilledAnswer

Term = NamedNode | BlankNode | Literal | Triple

PIECE: Final = 4 << 10
"""Bytes of a file that leave at a time. The server holds several for each slow reader."""

RESULT_MEDIA_TYPES: Final = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
    "rdfxml": "application/rdf+xml",
    "jsonld": "application/ld+json",
}
"""Format names and their registered media types: SELECT and ASK first, then RDF."""

SOLUTION_FORMATS: Final = ("json", "xml", "csv", "tsv")
GRAPH_FORMATS: Final = ("turtle", "ntriples", "rdfxml", "jsonld")


@dataclass(frozen=True, slots=True)
class Dataset:
    """The dataset of a protocol request (SPARQL 1.1 Protocol, 2.1.4); None where not given."""

    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None

    @property
    def given(self) -> bool:
        """Whether the request names a dataset, which then overrides FROM and FROM NAMED."""
        return self.default_graphs is not None or self.named_graphs is not None


@dataclass(slots=True)
class Answer:
    """A finished answer: every byte of it is there before the first one leaves."""

    form: str
    format: str
    length: int
    body: bytes | SpilledAnswer
    seconds: float

    def close(self) -> None:
        """Let go of a body that is not read to its end."""
        if not isinstance(self.body, bytes):
            self.body.close()

    def chunks(self, size: int = PIECE) -> Iterator[bytes]:
        """The bytes, in pieces; a file is closed at the end."""
        if isinstance(self.body, bytes):
            yield self.body
            return
        with self.body as stream:
            while piece := stream.read(size):
                yield piece

    def read(self, most: int | None = None) -> bytes:
        """All bytes at once, or at most so many of the first."""
        if most is None or most >= self.length:
            return b"".join(self.chunks())
        first = next(self.chunks(most), b"")
        self.close()
        return first[:most]


@dataclass(frozen=True, slots=True)
class Rows:
    """Solutions in memory: the variables in order, and a tuple of terms (or None) for each."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]

    def __len__(self) -> int:
        return len(self.rows)

    def dicts(self) -> Iterator[dict[str, Term]]:
        """Each solution as a mapping of its bound variables."""
        for row in self.rows:
            yield {name: term for name, term in zip(self.variables, row, strict=True)
                   if term is not None}  # fmt: skip


def rows_of(solutions: bytes | QuerySolutions) -> Rows:
    """Solutions, or their SPARQL JSON, as rows. Raises QuerySyntaxError for an ASK result."""
    results = (
        parse_query_results(solutions, format=QueryResultsFormat.JSON)
        if isinstance(solutions, bytes)
        else solutions
    )
    if not isinstance(results, QuerySolutions):
        raise QuerySyntaxError("a SELECT query is needed here", 1, 1)
    variables = results.variables
    rows = tuple(map(tuple, results))  # a solution gives its terms in the order of the variables
    return Rows(tuple(variable.value for variable in variables), rows)


def with_values(query: str, values: Mapping[str, Term]) -> str:
    """A query joined with one row of terms; a term writes itself as SPARQL does."""
    if not values:
        return query
    names = " ".join(f"?{name}" for name in values)
    terms = " ".join(in_a_query(term) for term in values.values())
    return f"{query.rstrip()}\nVALUES ({names}) {{ ({terms}) }}\n"
