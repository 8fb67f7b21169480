"""Each query that is kept as a call: its parameters in the address, its rows back."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request

from treatygraph.errors import ResourceNotFound
from treatygraph.iris import canonical_path
from treatygraph.negotiation import CSV, RDF_FORMATS, SPARQL_JSON, SPARQL_XML, TSV, Representation
from treatygraph.queries import QueryDocument, glance
from treatygraph.store import Answer, Dataset
from treatygraph.web.asking import AskedDocument, asked_document
from treatygraph.web.endpoint import query_tag
from treatygraph.web.filling import Asked, asked_of
from treatygraph.web.protocol import QueryRequest
from treatygraph.web.responses import CACHE_CONTROL, mark
from treatygraph.web.sheets import JSON, PARQUET, XLSX, written
from treatygraph.web.site import site
from treatygraph.web.solutions import sheet_of

blueprint = Blueprint("api", __name__)

SOLUTIONS = Representation("solutions", "application/sparql-results+json", "srj")
ROW_FORMATS = (JSON, SOLUTIONS, CSV, TSV, SPARQL_XML, XLSX, PARQUET)
"""The formats of rows: plain JSON first, which is also what is sent to who has no wish."""

_GRAPH_FORMS = ("CONSTRUCT", "DESCRIBE")
_BY_THE_ENGINE = {SOLUTIONS: SPARQL_JSON, CSV: CSV, TSV: TSV, SPARQL_XML: SPARQL_XML} | {
    item: item for item in RDF_FORMATS
}
"""Formats that the engine writes by itself, as the endpoint names them."""


@blueprint.get("/api/<path:name>")
def call(name: str) -> Response:
    """The rows of a query about some values. Raises ResourceNotFound, BadRequest, and what a
    query of the endpoint raises: its limits are these."""
    query, suffix = _named(name)
    asked = asked_of(query, request.args)
    document = document_of(asked, suffix)
    format_ = document.choose(suffix)
    asked.check()
    return document.tell(_answered(asked, format_), format_)


def formats_of(query: QueryDocument) -> tuple[Representation, ...]:
    """The formats that suit a query's form."""
    return RDF_FORMATS if glance(query.text).form in _GRAPH_FORMS else ROW_FORMATS


def document_of(asked: Asked, suffix: str | None = None) -> AskedDocument:
    """The answer as a document, whose addresses ask the same."""
    name = canonical_path(f"/api/{asked.query.name}").lstrip("/")
    return asked_document(name, formats_of(asked.query), suffix, asked.pairs)


def _named(name: str) -> tuple[QueryDocument, str | None]:
    """The query of a name, and the suffix that stands behind it, if one does."""
    queries = site().release.queries
    stem, _, suffix = name.rpartition(".")
    if name in queries:
        return queries[name], None
    if stem in queries and any(item.suffix == suffix for item in formats_of(queries[stem])):
        return queries[stem], suffix
    raise ResourceNotFound(f"{site().release.base.root}api{canonical_path(f'/{name}')}")


def _answered(asked: Asked, format_: Representation) -> Response:
    """A response with the whole answer: as the engine writes it, or as a table made of it."""
    answer = asked.answer(_BY_THE_ENGINE.get(format_, SPARQL_JSON))
    if format_ in _BY_THE_ENGINE:
        response = _streamed(answer, format_)
    else:
        body = written(sheet_of(asked, answer), format_)
        response = current_app.response_class(body, content_type=format_.content_type)
    response.headers["Server-Timing"] = f"query;dur={answer.seconds * 1000:.1f}"
    return _kept_how(mark(response), asked, format_)


def _streamed(answer: Answer, format_: Representation) -> Response:
    body = answer.body if isinstance(answer.body, bytes) else answer.chunks()
    response = current_app.response_class(body, content_type=format_.content_type)
    response.content_length = answer.length
    response.call_on_close(answer.close)
    return response


def _kept_how(response: Response, asked: Asked, format_: Representation) -> Response:
    """Whether the answer may be kept, and what it is compared by, as the endpoint does it."""
    text = asked.filled.text
    scan = glance(text)
    if scan.unstable:
        response.headers["Cache-Control"] = "no-store"
        return response
    response.headers["Cache-Control"] = CACHE_CONTROL
    request_ = QueryRequest(text, Dataset(), format_, scan)
    response.headers["ETag"] = query_tag(request_, site().release.version)
    return response
