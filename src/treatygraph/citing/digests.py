"""What an answer is hashed as: lines that are the same wherever and whenever it was answered.

The canonical form is text in UTF-8, each line ended by one line feed:

- of SELECT: ``SELECT`` and the variables in the order of the query, each with its ``?``, joined by
  tabs; then a line for each solution, its terms as canonical N-Triples writes them, joined by tabs,
  nothing for what is unbound; these lines in order of code points, duplicates kept;
- of ASK: ``ASK``, then ``true`` or ``false``;
- of a graph: ``GRAPH``, then canonical N-Triples (RDFC-1.0), the lines in order;
- of a table: ``TABLE`` and the names of the columns, then the rows, each line a JSON array without
  blanks, in order of code points; days are texts.

Blank nodes have no names that last. Those of solutions are named by RDFC-1.0 over a graph in which
each solution that has some is a blank node with a property ``urn:treatygraph:solution:VARIABLE``
for each term. The order of rows is no part of what is hashed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Final

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from treatygraph.errors import TreatygraphError
from treatygraph.store.answers import Rows, Term, rows_of

_SOLUTION: Final = "urn:treatygraph:solution:"
MOST_BLANK: Final = 5_000
"""Lines with blank nodes: naming them canonically takes long where many are alike."""


class Undecidable(TreatygraphError):
    """An answer that has no canonical form in reasonable time."""


def digest_of(lines: Iterable[str]) -> str:
    """``sha256-`` and the SHA-256 of canonical lines, in hexadecimal."""
    digest = hashlib.sha256()
    for line in lines:
        digest.update(f"{line}\n".encode("utf-8", "surrogatepass"))
    return f"sha256-{digest.hexdigest()}"


def query_digest(query: str) -> str:
    """The hash of a query's text, with its line ends as ``\\n`` and no blanks around it."""
    return digest_of(query.replace("\r\n", "\n").strip().split("\n"))


def select_lines(rows: Rows) -> list[str]:
    """The canonical lines of solutions. Raises Undecidable for too many blank nodes."""
    head = "\t".join(["SELECT", *(f"?{name}" for name in rows.variables)])
    return [head, *sorted("\t".join(map(_written, row)) for row in _named(rows))]


def boolean_lines(*, answer: bool) -> list[str]:
    """The canonical lines of yes or no."""
    return ["ASK", "true" if answer else "false"]


def graph_lines(triples: Iterable[Triple]) -> list[str]:
    """The canonical lines of a graph. Raises Undecidable for too many blank nodes."""
    named = _canonical([Quad(t.subject, t.predicate, t.object) for t in set(triples)])
    return ["GRAPH", *sorted(f"{q.subject} {q.predicate} {q.object} ." for q in named)]


def answer_lines(body: bytes, *, is_graph: bool) -> list[str]:
    """The canonical lines of an answer as sent: N-Triples, or SPARQL's JSON of solutions.

    Raises SyntaxError or ValueError for what is neither, and Undecidable.
    """
    if is_graph:
        return graph_lines(quad.triple for quad in parse(body, format=RdfFormat.N_TRIPLES))
    results = parse_query_results(body, format=QueryResultsFormat.JSON)
    if isinstance(results, QueryBoolean):
        return boolean_lines(answer=bool(results))
    return select_lines(rows_of(body))


def table_lines(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """The canonical lines of a table of texts, numbers, truth values and days."""
    return [f"TABLE {_json(columns)}", *sorted(map(_json, rows))]


def _json(cells: Sequence[object]) -> str:
    """Cells as JSON has them; days are texts (ISO 8601)."""
    return _CELLS.encode(list(cells))


_CELLS = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str)


def _written(term: Term | None) -> str:
    return "" if term is None else str(term)


def _named(rows: Rows) -> list[tuple[Term | None, ...]]:
    """The solutions with their blank nodes named by what is said of them."""
    blank = [(place, row) for place, row in enumerate(rows.rows) if any(map(_is_blank, row))]
    named = list(rows.rows)
    quads, solutions = [], {}
    for place, row in blank:
        solutions[place] = solution = BlankNode()
        quads += [Quad(solution, NamedNode(f"{_SOLUTION}{name}"), term)
                  for name, term in zip(rows.variables, row, strict=True)
                  if term is not None]  # fmt: skip
    by_solution: dict[str, dict[str, Term]] = {}
    for quad in _canonical(quads):
        name = quad.predicate.value.removeprefix(_SOLUTION)
        by_solution.setdefault(str(quad.subject), {})[name] = quad.object
    told = list(by_solution.values())  # which solution is which is no part of the answer
    for (place, _), cells in zip(blank, told, strict=True):
        named[place] = tuple(cells.get(name) for name in rows.variables)
    return named


def _canonical(quads: Sequence[Quad]) -> list[Quad]:
    """The quads with their blank nodes named as RDFC-1.0 does."""
    blank = sum(_is_blank(quad.subject) or _is_blank(quad.object) for quad in quads)
    if blank > MOST_BLANK:
        raise Undecidable(f"blank nodes stand in {blank:,} places of the answer; "
                          f"a hash is made of at most {MOST_BLANK:,}")  # fmt: skip
    if not blank:
        return list(quads)
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return list(dataset)


def _is_blank(term: NamedNode | BlankNode | Literal | Triple | None) -> bool:
    return isinstance(term, BlankNode)
