"""A remote store: any SPARQL 1.1 endpoint, asked with SPARQLWrapper."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from urllib.error import HTTPError, URLError

from SPARQLWrapper import SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, SPARQLWrapperException

from treatygraph.errors import QuerySyntaxError, StoreUnavailable
from treatygraph.queries import scan_query
from treatygraph.store.answers import (
    GRAPH_FORMATS,
    RESULT_MEDIA_TYPES,
    Answer,
    Dataset,
    Rows,
    Term,
    rows_of,
    with_values,
)

_GRAPH_FORMS = ("CONSTRUCT", "DESCRIBE")


class RemoteStore:
    """Asks an endpoint over HTTP; ``timeout`` in seconds."""

    def __init__(self, endpoint: str, *, timeout: int = 60) -> None:
        self._endpoint = endpoint
        self._timeout = timeout

    def select(self, query: str, values: Mapping[str, Term] | None = None) -> Rows:
        """See :meth:`treatygraph.store.protocol.Store.select`; values enter by a VALUES block."""
        body = self.answer(with_values(query, values or {})).read()
        try:
            return rows_of(body)
        except SyntaxError as error:
            raise self._no_result(_detail(error)) from None

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
        format_ = graphs if scan_query(query).form in _GRAPH_FORMS else solutions
        started = time.perf_counter()
        body = self._send(query, RESULT_MEDIA_TYPES[format_], dataset)
        form = "graph" if format_ in GRAPH_FORMATS else "solutions"
        return Answer(form, format_, len(body), body, time.perf_counter() - started)

    def _send(self, query: str, accept: str, dataset: Dataset) -> bytes:
        client = SPARQLWrapper(self._endpoint)
        client.setTimeout(self._timeout)
        client.setQuery(query)
        client.setMethod("POST")
        client.setOnlyConneg(True)
        client.addCustomHttpHeader("Accept", accept)
        for name, graphs in (("default", dataset.default_graphs), ("named", dataset.named_graphs)):
            for graph in graphs or ():
                client.addParameter(f"{name}-graph-uri", graph)
        try:
            response = client.query().response
            if response.headers.get_content_type() == "text/html":
                raise self._no_result("it sent a web page")
            return bytes(response.read())
        except QueryBadFormed as error:
            raise _syntax_error(error) from None
        except (SPARQLWrapperException, HTTPError, URLError, OSError) as error:
            raise StoreUnavailable(f"{self._endpoint}: {_detail(error)}") from None

    def _no_result(self, reason: str) -> StoreUnavailable:
        return StoreUnavailable(f"{self._endpoint}: this is no SPARQL result: {reason}")


def _syntax_error(error: QueryBadFormed) -> QuerySyntaxError:
    """Where a query does not parse: line and column where the server tells them, as ours does."""
    told = _PLACE.search(str(error))
    if not told:
        return QuerySyntaxError(_detail(error), 1, 1)
    reason = told[1].replace('\\\\"', '"')
    return QuerySyntaxError(_OWN_WORDS.sub("", reason), int(told[2]), int(told[3]))


_PLACE = re.compile(r'"detail": "((?:[^"\\]|\\[^\\])*)", "line": (\d+), "column": (\d+)')
_OWN_WORDS = re.compile(r"^the query does not parse, line \d+, column \d+: ")


def _detail(error: Exception) -> str:
    return " ".join(str(error).split())[:500]
