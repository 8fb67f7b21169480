"""Responses as every view gives them: negotiated, cacheable, described by their headers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from flask import Response, current_app, request

from treatygraph.errors import TreatygraphError
from treatygraph.negotiation import Representation, by_suffix, negotiate
from treatygraph.web.site import site


class NotAcceptable(TreatygraphError):
    """No representation fits what the client accepts (RFC 9110, section 15.5.7)."""

    def __init__(self, offered: Sequence[Representation]) -> None:
        self.offered = tuple(offered)
        types = ", ".join(item.media_type for item in offered)
        super().__init__(f"none of what you accept can be sent; there is {types}")


def chosen(offered: Sequence[Representation], suffix: str | None = None) -> Representation:
    """What to send: by suffix, by ``?format=``, else by Accept. Raises NotAcceptable."""
    named = suffix or request.args.get("format")
    if named:
        found = by_suffix(named, offered)
        if found is None:
            raise NotAcceptable(offered)
        return found
    found = negotiate(_accept(), offered)
    if found is None:
        raise NotAcceptable(offered)
    return found


def _accept() -> str | None:
    """All Accept headers as one list (RFC 9110, section 5.3)."""
    return ", ".join(request.headers.getlist("Accept")) or None


def respond(
    body: bytes | str, format_: Representation, *, status: int = 200, links: Sequence[str] = ()
) -> Response:
    """A whole body with its type, a strong ETag, and the headers that all answers carry."""
    data = body.encode("utf-8") if isinstance(body, str) else body
    response = current_app.response_class(data, status, content_type=format_.content_type)
    if status == 200:
        response.set_etag(hashlib.sha256(data).hexdigest()[:32])
        response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    for link in links:
        response.headers.add("Link", link)
    mark(response)
    if status == 200:
        response.make_conditional(request)
    return response


def mark(response: Response) -> Response:
    """Headers of every negotiated answer: what it varies by, and which release it is from."""
    response.vary.add("Accept")
    response.headers["Treatygraph-Release"] = site().release.version
    return response


def alternates(path: str, offered: Sequence[Representation], sent: Representation) -> list[str]:
    """Link values to the other representations (RFC 8288); ``path`` is without suffix."""
    return [
        f'<{path}.{item.suffix}>; rel="alternate"; type="{item.media_type}"'
        for item in offered
        if item is not sent
    ]
