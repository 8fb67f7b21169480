"""What the saved queries answer on each side, and which of them answer differently."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pyoxigraph import BlankNode, Literal, RdfFormat, parse

from treatygraph.changes.model import Piece, QueryChange, Row
from treatygraph.changes.naming import Names
from treatygraph.changes.sides import Side
from treatygraph.changes.wording import clipped
from treatygraph.collection import Collection
from treatygraph.errors import QueryFileError, QuerySyntaxError
from treatygraph.queries import QueryDocument, load_queries
from treatygraph.release.inference import inferred_from
from treatygraph.store import EmbeddedStore
from treatygraph.store.answers import rows_of

FOLDERS = ("competency", "library")
"""Where the queries lie that somebody asks; the others serve pages."""
FEW = 5
"""How many rows more, and how many less, a reader is shown of a query."""

_Rows = tuple[tuple[str, ...], Counter[Row]]


def store_of(side: Side, shipped: Collection, ontology: Path) -> EmbeddedStore:
    """What a release of a side would hold: its quads, the words shipped, what is inferred."""
    inferred = inferred_from(side.collection, shipped, ontology)
    return EmbeddedStore([*shipped.quads(), *side.collection.quads(), *inferred])


def saved_queries(folder: Path) -> dict[str, QueryDocument]:
    """The queries to ask, by name. Raises QueryFileError for one whose header cannot be read."""
    queries = load_queries(folder)
    return {name: query for name, query in queries.items() if name.partition("/")[0] in FOLDERS}


def query_changes(
    queries: Mapping[str, QueryDocument],
    a: EmbeddedStore,
    b: EmbeddedStore,
    names: tuple[Names, Names],
) -> Iterator[QueryChange]:
    """Each query that answers differently, in the order of names; the order of rows is no answer.

    ``names`` are those of either side, for the rows that a reader is shown.
    Raises QueryFileError for a query that does not parse.
    """
    for name, query in queries.items():
        (old, before), (variables, now) = _rows(query, a), _rows(query, b)
        added, removed = _in_order(now - before), _in_order(before - now)
        if added or removed:
            lines = [*_shown("removed", removed, old, names[0]),
                     *_shown("added", added, variables, names[1])]  # fmt: skip
            yield QueryChange(name, query.summary, variables, added, removed, tuple(lines))


def _shown(
    kind: str, rows: tuple[Row, ...], variables: tuple[str, ...], names: Names
) -> Iterator[Piece]:
    """The first few rows, each variable with its value."""
    for row in rows[:FEW]:
        cells = (f"{variable}: {names.cell(term)}" for variable, term
                 in zip(variables, row, strict=True) if term is not None)  # fmt: skip
        yield Piece(kind, clipped(" · ".join(cells)) or "a row without values")


def _rows(query: QueryDocument, store: EmbeddedStore) -> _Rows:
    """The answer as a bag of rows; blank nodes have no name that could differ."""
    try:
        answer = store.answer(query.text, solutions="json", graphs="ntriples")
    except QuerySyntaxError as error:
        raise QueryFileError(f"{query.name}: {error}") from None
    body = answer.read()
    if answer.form == "boolean":
        told = "yes" if json.loads(body)["boolean"] else "no"
        return ("answer",), Counter([(Literal(told),)])
    if answer.form == "graph":
        triples = parse(body, format=RdfFormat.N_TRIPLES)
        rows: Iterable[Row] = ((quad.subject, quad.predicate, quad.object) for quad in triples)
        return ("subject", "predicate", "object"), Counter(map(_nameless, rows))
    solutions = rows_of(body)
    return solutions.variables, Counter(map(_nameless, solutions.rows))


def _nameless(row: Row) -> Row:
    return tuple(BlankNode("b") if isinstance(term, BlankNode) else term for term in row)


def _in_order(rows: Counter[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows.elements(), key=lambda row: tuple(map(str, row))))
