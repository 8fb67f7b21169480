"""The SPARQL endpoint (SPARQL 1.1 Protocol, section 2.1): GET, POST form, POST query."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, request
from werkzeug.datastructures import MultiDict

from treatygraph.errors import (
    QueryRefused,
    QueryStopped,
    QuerySyntaxError,
    StoreUnavailable,
    TreatygraphError,
)
from treatygraph.negotiation import (
    HTML,
    RDF_FORMATS,
    RESULT_FORMATS,
    Representation,
    by_suffix,
    negotiate,
)
from treatygraph.queries import scan_query
from treatygraph.store import Answer, Dataset
from treatygraph.store.answers import rows_of
from treatygraph.web.errors import BadRequest, status_of
from treatygraph.web.rendering import render
from treatygraph.web.representations import serialize_triples
from treatygraph.web.responses import NotAcceptable, chosen, mark, respond
from treatygraph.web.service import service_description
from treatygraph.web.site import site

blueprint = Blueprint("sparql", __name__)

_GRAPH_FORMS = ("CONSTRUCT", "DESCRIBE")
_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_NO_UPDATES = "updates are not taken: this endpoint answers queries and changes nothing"


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """What a protocol request asks."""

    query: str | None
    dataset: Dataset
    format: str | None


@blueprint.route("/sparql", methods=["GET", "POST"])
def endpoint() -> Response:
    """Answer a query; without one, a page to write it on."""
    asked = _read()
    if asked.query is None:
        return _page_or_description()
    format_ = _format(asked)
    if format_ is HTML:
        return _result_page(asked)
    answer = _answer(asked, format_)
    return _send(answer, format_)


def _read() -> QueryRequest:
    """The request as the protocol gives it. Raises BadRequest."""
    values: MultiDict[str, str] = request.args
    body: str | None = None
    if request.method == "POST":
        if request.mimetype not in (_FORM, _QUERY):
            raise _unsupported(request.mimetype)
        values = request.form if request.mimetype == _FORM else request.args
        body = request.get_data(as_text=True) if request.mimetype == _QUERY else None
    if "update" in values:
        raise QueryRefused(_NO_UPDATES)
    queries = values.getlist("query") + ([body] if body is not None else [])
    if len(queries) > 1:
        raise BadRequest(400, f"exactly one query is needed; there are {len(queries)}")
    if not queries and request.method == "POST":
        raise BadRequest(400, "there is no query in the request: send one as `query`")
    return QueryRequest(queries[0] if queries else None, _dataset(values), values.get("format"))


def _unsupported(mimetype: str) -> TreatygraphError:
    if mimetype == _UPDATE:
        return QueryRefused(_NO_UPDATES)
    sent = mimetype or "no media type"
    return BadRequest(415, f"{sent} is not read here; send {_FORM} or {_QUERY}")


def _dataset(values: MultiDict[str, str]) -> Dataset:
    """``default-graph-uri`` and ``named-graph-uri``; one of them makes a dataset of its own."""
    default = tuple(values.getlist("default-graph-uri"))
    named = tuple(values.getlist("named-graph-uri"))
    return Dataset(default, named) if default or named else Dataset()


def _offered(query: str) -> tuple[Representation, ...]:
    return RDF_FORMATS if scan_query(query).form in _GRAPH_FORMS else RESULT_FORMATS


def _format(asked: QueryRequest) -> Representation:
    """The format that suits the query's form: named, or negotiated. Raises NotAcceptable.

    Clients such as SPARQLWrapper send a ``format`` that may not suit the form; then Accept decides.
    """
    offered = _offered(asked.query or "")
    named = by_suffix(asked.format, offered) if asked.format else None
    if named:
        return named
    pages = (*offered, HTML) if request.method == "GET" else offered
    found = negotiate(", ".join(request.headers.getlist("Accept")) or None, pages)
    if found is None:
        raise NotAcceptable(offered)
    return found


def _answer(asked: QueryRequest, format_: Representation) -> Answer:
    is_graph = format_ in RDF_FORMATS
    return site().store.answer(
        asked.query or "",
        solutions="json" if is_graph else format_.name,
        graphs=format_.name if is_graph else "turtle",
        dataset=asked.dataset,
    )


def _send(answer: Answer, format_: Representation) -> Response:
    """Send a finished answer, its length known (the whole is there before the first byte goes)."""
    response = current_app.response_class(
        answer.chunks(), direct_passthrough=True, content_type=format_.content_type
    )
    response.content_length = answer.length
    response.headers["Server-Timing"] = f"query;dur={answer.seconds * 1000:.1f}"
    return mark(response)


def _page_or_description() -> Response:
    """The page to write a query on for a browser, the service description for all others."""
    format_ = chosen((*RDF_FORMATS, HTML))
    if format_ is HTML:
        return respond(render("query.html", **_page("")), HTML)
    triples = service_description(site())
    return respond(serialize_triples(triples, format_, site()), format_)


def _page(query: str, **more: object) -> dict[str, object]:
    examples = [q for name, q in site().release.queries.items() if name.startswith("competency/")]
    empty = dict.fromkeys(("rows", "boolean", "seconds", "error", "text", "total"))
    known = {"query": query, "examples": examples, "limits": site().config.limits}
    return empty | {"columns": (), "formats": ()} | known | more


def _result_page(asked: QueryRequest) -> Response:
    """A query's answer as a page: a table, or the error at its line."""
    query = asked.query or ""
    try:
        fields, status = _result(asked), 200
    except (QuerySyntaxError, QueryRefused, QueryStopped, StoreUnavailable) as error:
        fields, status = {"error": _Shown(error)}, status_of(error)
    return respond(render("query.html", **_page(query, **fields)), HTML, status=status)


class _Shown:
    """An error as the page shows it."""

    def __init__(self, error: TreatygraphError) -> None:
        self.reason = str(error)
        self.line = getattr(error, "line", None)
        self.column = getattr(error, "column", None)


def _result(asked: QueryRequest) -> dict[str, object]:
    offered = _offered(asked.query or "")
    answer = _answer(asked, offered[0])
    formats = [(item.name, _same_in(item)) for item in offered]
    base: dict[str, object] = {"seconds": answer.seconds, "formats": formats}
    if answer.form == "graph":
        return base | {"text": answer.read().decode("utf-8")}
    if answer.form == "boolean":
        return base | {"boolean": b"true" in answer.read()}
    rows = rows_of(answer.read())
    value = site().reader.value
    shown = [[value(term) if term is not None else None for term in row]
             for row in rows.rows[:_MOST_ROWS]]  # fmt: skip
    return base | {"columns": rows.variables, "rows": shown, "total": len(rows)}


_MOST_ROWS = 1000


def _same_in(item: Representation) -> str:
    """The address of the same answer in another format."""
    arguments = request.args.copy()
    arguments["format"] = item.name
    return f"{request.script_root}{request.path}?{urlencode(list(arguments.items(multi=True)))}"
