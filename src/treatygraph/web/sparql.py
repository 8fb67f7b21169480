"""Pages of the SPARQL endpoint: to write a query on, and with its answer; what the endpoint is."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, request

from treatygraph.errors import (
    QueryRefused,
    QuerySyntaxError,
    TreatygraphError,
)
from treatygraph.negotiation import HTML, Representation
from treatygraph.store.answers import Rows, rows_of
from treatygraph.web.cited_answers import (
    cited_boolean,
    cited_graph,
    cited_query,
    cited_select,
)
from treatygraph.web.endpoint import ASKED, answer_query
from treatygraph.web.errors import LIMITED, headers_of, sentence, status_of
from treatygraph.web.everywhere import canonical_address
from treatygraph.web.limits import HEADER, header, told
from treatygraph.web.protocol import QueryRequest, offered, read_request
from treatygraph.web.proxy import client_of
from treatygraph.web.refusals import BadRequest
from treatygraph.web.rendering import render
from treatygraph.web.representations import serialize_triples
from treatygraph.web.responses import moved, respond, unkept
from treatygraph.web.sentences import heading
from treatygraph.web.service import service_description
from treatygraph.web.site import site
from treatygraph.web.solutions import CHARTED, Page
from treatygraph.web.views import VIEWS, drawn

blueprint = Blueprint("sparql", __name__)


@blueprint.after_request
def _tell_limits(response: Response) -> Response:
    """The limits, with every answer of the endpoint."""
    response.headers[HEADER] = header(site().config.limits)
    return response


@blueprint.route("/sparql", methods=["GET", "POST"])
def endpoint() -> Response:
    """Pages about a query, and what the endpoint is; ``web.endpoint`` reads and answers the rest.

    It hands on what was asked, and nothing where the address is only another spelling of ours.
    """
    asked = request.environ.get(ASKED)
    if site().older:
        return _page_of_then()
    if asked is None:
        return moved(canonical_address(request.environ) or request.path, 308)
    return _page_or_description(asked.format) if asked.query is None else _result_page(asked)


def _page_of_then() -> Response:
    """What was asked of an older release, which has no endpoint: where to ask it, how to check."""
    asked = read_request("GET", query_string=request.query_string, accept=HTML.media_type)
    cited = cited_query(asked, "an older release has no endpoint")
    page = render("query_then.html", query=asked.query, title=cited.title, cited=cited,
                  present=site().urls.path(cited.target))  # fmt: skip
    return respond(page, HTML)


def _page_or_description(format_: Representation) -> Response:
    """The page to write a query on for a browser, the service description for all others."""
    if format_ is HTML:
        return respond(render("query.html", **_page("")), HTML)
    triples = service_description(site())
    return respond(serialize_triples(triples, format_, site()), format_)


def _page(query: str, **more: object) -> dict[str, object]:
    examples = list(site().release.queries.values())
    empty = dict.fromkeys(("rows", "boolean", "seconds", "error", "text", "page"))
    limits = site().config.limits
    known = {"query": query, "examples": examples, "limits": limits, "all_limits": told(limits)}
    return empty | {"formats": ()} | known | more


def _result_page(asked: QueryRequest) -> Response:
    """A query's answer as a page: in one of the ways to show it, or the error at its line."""
    query = asked.query or ""
    headers: dict[str, str] = {}
    try:
        fields, status = _result(asked), 200
    except (QuerySyntaxError, QueryRefused, *LIMITED) as error:
        fields, status, headers = {"error": _Shown(error)}, status_of(error), headers_of(error)
    response = respond(render("query.html", **_page(query, **fields)), HTML, status=status)
    response.headers.update(headers)
    return unkept(response) if asked.unstable else response


class _Shown:
    """An error as the page shows it."""

    def __init__(self, error: TreatygraphError) -> None:
        self.reason = sentence(error)
        self.line = getattr(error, "line", None)
        self.column = getattr(error, "column", None)


def _result(asked: QueryRequest) -> dict[str, object]:
    suited = offered(asked.scan)
    answer = answer_query(site(), asked, suited[0], client_of(request.environ))
    formats = [(item.name, _same(format=item.name)) for item in suited]
    base: dict[str, object] = {"seconds": answer.seconds, "formats": formats}
    if answer.form == "graph":
        text = answer.read().decode("utf-8")
        return base | {"text": text, "cited": cited_graph(asked, text)}
    if answer.form == "boolean":
        boolean = b"true" in answer.read()
        return base | {"boolean": boolean, "cited": cited_boolean(asked, answer=boolean)}
    sent = answer.read()
    rows = rows_of(sent)
    return base | _rows(rows, sent, _view()) | {"cited": cited_select(asked, rows)}


def _rows(rows: Rows, sent: bytes, view: str) -> dict[str, object]:
    """The rows in one of the ways to show them."""
    page = Page(rows.variables, rows.rows[:_MOST_ROWS], len(rows), rows.rows[:CHARTED])
    told: dict[str, object] = {"view": view, "page": page, "views": [
        (name, _same(view=name if name != VIEWS[0] else "")) for name in VIEWS
    ]}  # fmt: skip
    if view == "raw":
        shown = sent[:_SHOWN_BYTES].decode("utf-8", "ignore")
        return told | {"text": shown, "cut": len(sent) > _SHOWN_BYTES}
    made, value = drawn(view, page), site().reader.value
    shown_rows = page.rows if view == VIEWS[0] else ()
    cells = [[value(term) if term is not None else None for term in row] for row in shown_rows]
    return told | {"rows": cells, "drawn": made, "kind": type(made).__name__,
                   "heading": heading, "term": value}  # fmt: skip


def _view() -> str:
    """The way to show rows that the address names. Raises BadRequest for one that is none."""
    view = request.args.get("view", "") or VIEWS[0]
    if view not in VIEWS:
        raise BadRequest(400, f"“{view}” is no way to show rows: there are {', '.join(VIEWS)}")
    return view


_MOST_ROWS = 1000
_SHOWN_BYTES = 64 << 10
"""Of an answer as it was sent."""


def _same(**others: str) -> str:
    """The address of the same answer otherwise; what is blank is left out."""
    arguments = request.args.copy()
    arguments.pop("view" if "format" in others else "format", None)
    for name, value in others.items():
        arguments[name] = value
    pairs = [pair for pair in arguments.items(multi=True) if pair[1]]
    return f"{request.script_root}{request.path}?{urlencode(pairs)}"
