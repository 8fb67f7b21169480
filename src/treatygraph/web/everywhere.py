"""What holds for every request and answer: limits, one spelling, other origins, headers."""

from __future__ import annotations

from urllib.parse import unquote

from flask import Flask, Response, request

from treatygraph.iris import canonical_path
from treatygraph.web.errors import BadRequest
from treatygraph.web.responses import moved
from treatygraph.web.security import HEADERS
from treatygraph.web.site import site

MOST_ADDRESS = 32 << 10
"""Bytes of an address; a longer query is sent by POST."""

_FORM_ROOM = 64 << 10
"""Bytes of a form besides the query: names of graphs, a format."""

_READABLE = (
    "Allow, Content-Location, ETag, Last-Modified, Link, Location, Retry-After, Server-Timing, "
    "Treatygraph-Release, X-Request-Id"
)
_SENDABLE = "Accept, Content-Type, If-None-Match"


def register(app: Flask, query_bytes: int) -> None:
    """Make the application hold to these; ``query_bytes`` is how long a query may be."""
    whole = 3 * query_bytes + _FORM_ROOM  # a form writes a byte as %XX
    app.config.update(MAX_CONTENT_LENGTH=whole, MAX_FORM_MEMORY_SIZE=whole)
    app.before_request(_short_enough)
    app.after_request(_for_everybody)  # the last registered is the first to run
    app.after_request(_for_other_origins)
    app.after_request(_one_spelling)


def _short_enough() -> None:
    """Raise BadRequest for an address that is too long (RFC 9110, section 15.5.15)."""
    length = len(request.path) + len(request.query_string)
    if length > MOST_ADDRESS:
        raise BadRequest(414, f"an address may have {MOST_ADDRESS:,} bytes; this has {length:,}: "
                              "send a long query by POST")  # fmt: skip


def _one_spelling(response: Response) -> Response:
    """308 to the canonical address from another spelling of it (RFC 3986, section 6.2.2).

    Only what would have been answered is led on: what is unknown is unknown in any spelling. The
    spelling is that of RAW_URI; a server that does not pass it shows trailing slashes alone.
    """
    sent = _sent_path()
    wanted = f"{request.script_root}{canonical_path(request.path)}"
    answered = response.status_code in (200, 303, 304, 406)
    if request.method not in ("GET", "HEAD") or not answered or sent == wanted:
        return response
    query = request.query_string.decode("latin-1")
    return moved(f"{wanted}?{query}" if query else wanted, 308)


def _sent_path() -> str:
    """The path as the client wrote it, else as the server decoded it."""
    raw = str(request.environ.get("RAW_URI", "")).partition("?")[0]
    decoded = f"{request.script_root}{request.path}"
    if raw.startswith("/") and unquote(raw) == decoded:
        return raw
    slash = "/" if len(request.path) > 1 and request.path.endswith("/") else ""
    return f"{request.script_root}{canonical_path(request.path)}{slash}"


def _for_everybody(response: Response) -> Response:
    """Headers of every response: its release, readable anywhere, nothing guessed or loaded."""
    response.headers["Treatygraph-Release"] = site().release.version
    response.headers["Access-Control-Expose-Headers"] = _READABLE
    response.headers.update(HEADERS)
    return response


def _for_other_origins(response: Response) -> Response:
    """The answer to a preflight (Fetch, section 3.2.2): what may be sent, for a day."""
    if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
        response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "")
        response.headers["Access-Control-Allow-Headers"] = _SENDABLE
        response.headers["Access-Control-Max-Age"] = "86400"
    return response
