"""The solutions of a query for readers and analysts: a page of them, a table, a chart's numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    parse_query_results,
)

from treatygraph.namespaces import PREFIX
from treatygraph.store import Answer
from treatygraph.store.answers import Term
from treatygraph.web.filling import Asked
from treatygraph.web.refusals import BadRequest
from treatygraph.web.sheets import Cell, Sheet, SheetPage
from treatygraph.web.site import site

MOST_TABLE_BYTES = 32 << 20
"""Bytes of SPARQL JSON of the largest answer that is made a table of here; it takes ten times as
many of memory. The engine writes CSV, TSV and SPARQL JSON of any size by itself."""

CHARTED = 2_000
"""Rows that are kept for a chart; no chart of more could be read."""

_XSD = PREFIX["xsd"]
_NUMBERS = {"integer": int, "decimal": float, "double": float, "float": float}


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the rows, with how many there are; ``first`` are the first, for a chart."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    total: int
    first: tuple[tuple[Term | None, ...], ...]


def page_of(answer: Answer, start: int, size: int) -> Page | bool:
    """The rows from ``start`` on, at most so many, of an answer in SPARQL JSON; or yes or no.

    The others are counted and let go.
    """
    results = _parsed(answer)
    if isinstance(results, QueryBoolean):
        return bool(results)
    variables, rows, first, total = results.variables, [], [], 0
    for found in results:
        if total < CHARTED or start <= total < start + size:
            row = tuple(found[variable] for variable in variables)
            if total < CHARTED:
                first.append(row)
            if start <= total < start + size:
                rows.append(row)
        total += 1
    return Page(tuple(one.value for one in variables), tuple(rows), total, tuple(first))


def sheet_of(asked: Asked, answer: Answer) -> Sheet:
    """An answer in SPARQL JSON as a table. Raises BadRequest (406) where it is too large."""
    if answer.length > MOST_TABLE_BYTES:
        answer.close()
        raise BadRequest(406, "this answer is too large to be made a table of: CSV, TSV and SPARQL "
                              "JSON hold all of it")  # fmt: skip
    results = _parsed(answer)
    about = {"query": asked.query.name, **{name: ", ".join(v for n, v in asked.pairs if n == name)
                                           for name, _ in asked.pairs}}  # fmt: skip
    if isinstance(results, QueryBoolean):
        return Sheet(asked.query.summary, ("answer",), [(bool(results),)], about)
    columns = tuple(variable.value for variable in results.variables)
    rows = [tuple(row[variable] for variable in results.variables) for row in results]
    cells = [tuple(map(cell_of, row)) for row in rows]
    labelled = [tuple(map(_name_of, row)) for row in rows]
    return Sheet(asked.query.summary, columns, cells, about,
                 (SheetPage("With names", columns, labelled),))  # fmt: skip


def _parsed(answer: Answer) -> QuerySolutions | QueryBoolean:
    """Solutions as they are read: a large answer stays in its file."""
    found = parse_query_results(answer.body, format=QueryResultsFormat.JSON)  # type: ignore[arg-type]
    assert isinstance(found, QuerySolutions | QueryBoolean)
    return found


def cell_of(term: Term | None) -> Cell:
    """A term as a cell: numbers, days and truth as what they are, all else as text."""
    if isinstance(term, Literal):
        return _typed(term.value, term.datatype.value.removeprefix(_XSD))
    if isinstance(term, NamedNode | BlankNode):
        return str(term) if isinstance(term, BlankNode) else term.value
    return None if term is None else str(term)


def _typed(value: str, datatype: str) -> Cell:
    """A literal's value; what is not as its datatype wants it stays text."""
    try:
        if datatype in _NUMBERS:
            number = _NUMBERS[datatype](value)
            return number if abs(number) < float("inf") else value
        if datatype == "date":
            return date.fromisoformat(value)
    except (ValueError, OverflowError):
        return value
    return {"true": True, "1": True, "false": False, "0": False}.get(value, value) if (
        datatype == "boolean") else value  # fmt: skip


def _name_of(term: Term | None) -> Cell:
    """A cell with the name of a thing in the place of its IRI."""
    if isinstance(term, NamedNode):
        return site().reader.link(term.value).label.value
    return cell_of(term)
