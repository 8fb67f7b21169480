"""What the answer to a query is cited by: the address that asks it, and the hashes of both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlencode

from pyoxigraph import (
    QueryBoolean,
    QueryResultsFormat,
    RdfFormat,
    parse,
    parse_query_results,
)

from treatygraph.citing import (
    Proof,
    Undecidable,
    boolean_lines,
    digest_of,
    graph_lines,
    query_digest,
    select_lines,
)
from treatygraph.negotiation import HTML
from treatygraph.queries import QueryDocument, glance
from treatygraph.store import Answer, Dataset, Rows
from treatygraph.store.answers import rows_of
from treatygraph.web.cited import Cited
from treatygraph.web.protocol import QueryRequest
from treatygraph.web.site import site

MOST = 100_000
"""Rows, or triples, of the largest answer that a page makes a hash of."""

_LONGEST = 16_000
"""Bytes of an address that others pass on whole."""


def cited_select(asked: QueryRequest, rows: Rows) -> Cited:
    """The citation of solutions."""
    return _cited(asked, len(rows), lambda: select_lines(rows))


def cited_boolean(asked: QueryRequest, *, answer: bool) -> Cited:
    """The citation of yes or no."""
    return _cited(asked, 1, lambda: boolean_lines(answer=answer))


def cited_graph(asked: QueryRequest, turtle: str) -> Cited:
    """The citation of a graph."""
    triples = [quad.triple for quad in parse(turtle, format=RdfFormat.TURTLE)]
    return _cited(asked, len(triples), lambda: graph_lines(triples))


def cited_kept(query: QueryDocument, answer: Answer) -> Cited:
    """The citation of the answer to a kept query about some values: by the query as it is asked.

    The answer is in SPARQL JSON or Turtle, and is left to be read; one that lies in a file is too
    large to be hashed for a page.
    """
    asked = QueryRequest(query.body, Dataset(), HTML, glance(query.body))
    if not isinstance(answer.body, bytes):
        return replace(cited_query(asked, "the answer is too large"), title=query.summary)
    is_graph = answer.form == "graph"
    cited = cited_graph(asked, answer.body.decode()) if is_graph else cited_solutions(
        asked, answer.body)  # fmt: skip
    return replace(cited, title=query.summary)


def cited_solutions(asked: QueryRequest, body: bytes) -> Cited:
    """The citation of an answer in SPARQL JSON: solutions, or yes or no."""
    results = parse_query_results(body, format=QueryResultsFormat.JSON)
    if isinstance(results, QueryBoolean):
        return cited_boolean(asked, answer=bool(results))
    return cited_select(asked, rows_of(body))


def cited_query(asked: QueryRequest, why_not: str) -> Cited:
    """The citation of a query without an answer."""
    return Cited(_title(asked.query or ""), _target(asked), None, why_not)


def _cited(asked: QueryRequest, size: int, lines: Callable[[], list[str]]) -> Cited:
    query = asked.query or ""
    target = _target(asked)
    if len(target) > _LONGEST:
        return cited_query(asked, "the query is too long for an address")
    if asked.unstable:
        return cited_query(asked, "the query may be answered otherwise each time")
    if size > MOST:
        return cited_query(asked, f"the answer has {size:,} rows, and a hash is made of {MOST:,}")
    try:
        return Cited(_title(query), target, Proof(query_digest(query), digest_of(lines())))
    except Undecidable as error:
        return cited_query(asked, str(error))


def _target(asked: QueryRequest) -> str:
    """The address that asks it, however it was asked."""
    pairs = [("query", asked.query or "")]
    for name, graphs in (("default", asked.dataset.default_graphs),
                         ("named", asked.dataset.named_graphs)):  # fmt: skip
        pairs += [(f"{name}-graph-uri", graph) for graph in graphs or ()]
    return f"/sparql?{urlencode(pairs, safe='/,:')}"


def _title(query: str) -> str:
    """The question that the query is kept with in the release, else what it is."""
    known = (one for one in site().release.queries.values() if one.body.strip() == query.strip())
    found = next(known, None)
    return found.summary if found else "Answer to a query in SPARQL"
