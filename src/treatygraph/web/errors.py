"""Errors on the wire: the one table from failures to statuses, and their three forms.

Problem details by RFC 9457; a page for a browser; plain text for who asks for it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge

from treatygraph.errors import (
    EndpointFailed,
    EndpointTooSlow,
    QueryRefused,
    QueryStopped,
    QuerySyntaxError,
    ReleaseUnavailable,
    ResourceNotFound,
    StoreUnavailable,
    TooManyQueries,
    TreatygraphError,
)
from treatygraph.negotiation import HTML, Representation, negotiate
from treatygraph.search import SearchUnavailable
from treatygraph.web.gone import Gone, gone
from treatygraph.web.refusals import BadRequest, NotAcceptable
from treatygraph.web.rendering import render
from treatygraph.web.responses import mark
from treatygraph.web.site import site

logger = logging.getLogger(__name__)

PROBLEM = Representation(
    "problem", "application/problem+json", "json", ("application/json", "application/ld+json")
)
PLAIN = Representation("plain", "text/plain", "txt", ("text/turtle",), charset=True)
FORMS = (PROBLEM, HTML, PLAIN)

STATUS: dict[type[TreatygraphError], HTTPStatus] = {
    ResourceNotFound: HTTPStatus.NOT_FOUND,
    NotAcceptable: HTTPStatus.NOT_ACCEPTABLE,
    QuerySyntaxError: HTTPStatus.BAD_REQUEST,
    QueryRefused: HTTPStatus.FORBIDDEN,
    QueryStopped: HTTPStatus.GATEWAY_TIMEOUT,
    TooManyQueries: HTTPStatus.TOO_MANY_REQUESTS,
    EndpointTooSlow: HTTPStatus.GATEWAY_TIMEOUT,
    EndpointFailed: HTTPStatus.BAD_GATEWAY,
    StoreUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    ReleaseUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    SearchUnavailable: HTTPStatus.NOT_IMPLEMENTED,
}

_STOPPED = {
    "query-length": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "query-nesting": HTTPStatus.BAD_REQUEST,
}
"""Limits whose passing is told before the query is run; the others stop it: 504."""

_TITLES = {
    HTTPStatus.NOT_FOUND: "Nothing is known of this",
    HTTPStatus.GONE: "This was removed",
    HTTPStatus.NOT_ACCEPTABLE: "Nothing fits what you accept",
    HTTPStatus.FORBIDDEN: "Not allowed here",
    HTTPStatus.BAD_GATEWAY: "The store behind this server failed",
    HTTPStatus.GATEWAY_TIMEOUT: "The query was stopped",
    HTTPStatus.TOO_MANY_REQUESTS: "Too much at a time",
    HTTPStatus.SERVICE_UNAVAILABLE: "Not available now",
}


_LATER = (StoreUnavailable, TooManyQueries)
"""Failures that go by themselves: ask again."""

LIMITED = (QueryStopped, TooManyQueries, StoreUnavailable)
"""Failures that name the limit that was met, if it was one."""


def register(app: Flask) -> None:
    """Make the application answer with these."""
    app.register_error_handler(TreatygraphError, _known)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def status_of(error: TreatygraphError) -> HTTPStatus:
    """The status that a failure has on the wire; 500 for one that is our own fault."""
    if isinstance(error, BadRequest):
        return error.status
    if isinstance(error, QueryStopped):
        return _STOPPED.get(error.limit, HTTPStatus.GATEWAY_TIMEOUT)
    if isinstance(error, EndpointFailed) and error.kind == "busy":
        return HTTPStatus.SERVICE_UNAVAILABLE
    found = (status for cls, status in STATUS.items() if isinstance(error, cls))
    return next(found, HTTPStatus.INTERNAL_SERVER_ERROR)


def _known(error: TreatygraphError) -> Response:
    removed = gone(error.iri) if isinstance(error, ResourceNotFound) else None
    if removed:
        return _gone(removed)
    extra: dict[str, object] = {}
    if isinstance(error, QuerySyntaxError):
        extra = {"line": error.line, "column": error.column}
    if isinstance(error, LIMITED) and error.limit:
        extra = {"limit": error.limit, "value": error.value, "dump": _dumps()}
    if isinstance(error, EndpointFailed):
        logger.warning("%s", error)
        extra |= {"failure": error.kind}
    if isinstance(error, NotAcceptable):
        extra = {"available": [item.media_type for item in error.offered]}
    response = problem(status_of(error), sentence(error), extra)
    if isinstance(error, NotAcceptable):
        for link in error.links:
            response.headers.add("Link", link)
    response.headers.update(headers_of(error))
    if isinstance(error, BadRequest):
        response.headers.update(error.headers)
    return response


def headers_of(error: TreatygraphError) -> dict[str, str]:
    """The headers that a failure has in any of its forms: when to ask again (RFC 9110, 10.2.3)."""
    return {"Retry-After": "5"} if isinstance(error, _LATER) else {}


def sentence(error: TreatygraphError) -> str:
    """What is told of a failure; of a limit, where the whole is that needs no query."""
    if isinstance(error, QueryStopped):
        return f"{error}. The whole dataset is at {_dumps()}"
    if isinstance(error, EndpointFailed):
        return f"of the store that holds the statements: {error.told}"
    return error.reason if isinstance(error, ReleaseUnavailable) else str(error)  # no path of ours


def _dumps() -> str:
    return site().urls.path("/dumps")


def _gone(removed: Gone) -> Response:
    """410 with what stands in the place of what was removed (RFC 9110, 15.5.11)."""
    instead = site().reader.links(removed.successors)
    extra = {"successors": list(removed.successors), "last": removed.last_copy or None}
    response = problem(HTTPStatus.GONE, removed.sentence, extra, instead=instead)
    for link in removed.links:
        response.headers.add("Link", link)
    return response


def _http(error: HTTPException) -> Response:
    if isinstance(error, RequestEntityTooLarge):
        most = site().config.limits.query_bytes
        return _known(QueryStopped("query-length", f"at most {most:,} bytes are read", most))
    status = HTTPStatus(error.code or 500)
    response = problem(status, error.description or status.description or status.phrase)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def _unexpected(error: Exception) -> Response:
    """A fault of ours: the log has all of it, the client a sentence."""
    logger.exception("unexpected failure at %s", request.path, exc_info=error)
    return problem(
        HTTPStatus.INTERNAL_SERVER_ERROR, "something went wrong on our side; it was written down"
    )


def problem(
    status: HTTPStatus, detail: str, extra: Mapping[str, object] | None = None, **shown: object
) -> Response:
    """An error in the form that the client prefers; problem details where it has no wish.

    ``extra`` are members of the problem and rows of the page; ``shown`` is for the page alone.
    """
    title = _TITLES.get(status, status.phrase)
    fields = {"type": "about:blank", "title": title, "status": status.value, "detail": detail}
    form = negotiate(request.headers.get("Accept"), FORMS) or PROBLEM
    if form is HTML:
        body = render("error.html", status=status.value, title=title, detail=detail,
                      extra=extra or {}, asked=request.path, **shown)  # fmt: skip
    elif form is PLAIN:
        body = f"{status.value} {title}: {detail}\n"
    else:
        body = json.dumps({**fields, **(extra or {})}, ensure_ascii=False) + "\n"
    return mark(current_app.response_class(body, status, content_type=form.content_type))
