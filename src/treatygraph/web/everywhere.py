"""What holds for every request and answer: limits, one spelling, other origins, headers.

Whatever looks at a request takes its WSGI environment, so that what answers beneath Flask keeps
the same rules by the same functions.
"""

from __future__ import annotations

import time
from contextlib import suppress
from urllib.parse import unquote
from wsgiref.types import WSGIEnvironment

from flask import Flask, Response, request

from treatygraph.errors import StoreUnavailable
from treatygraph.iris import canonical_path
from treatygraph.web.hosts import check_host
from treatygraph.web.refusals import BadRequest
from treatygraph.web.responses import moved
from treatygraph.web.security import HEADERS
from treatygraph.web.site import site
from treatygraph.web.urls import decoded

FAILURE = "treatygraph.failure"
"""In the environment: an exception of a layer beneath Flask, to be told as those of views are."""

MOST_ADDRESS = 32 << 10
"""Bytes of an address; a longer query is sent by POST."""

_MOST_READ_OFF = 32 << 20
_LONGEST_READ_OFF = 5.0
"""Bytes and seconds after which a body that is too long is no longer read."""

_READABLE = (
    "Accept-Ranges, Allow, Content-Digest, Content-Location, Content-Range, ETag, Last-Modified, "
    "Link, Location, Memento-Datetime, Repr-Digest, Retry-After, Server-Timing, "
    "Treatygraph-Limits, Treatygraph-Release, X-Request-Id"
)
_SENDABLE = "Accept, Accept-Datetime, Content-Type, If-None-Match, If-Range, Range"


def register(app: Flask) -> None:
    """Make the application hold to these."""
    app.before_request(_fit_to_answer)
    app.after_request(_for_everybody)  # the last registered is the first to run
    app.after_request(_for_other_origins)
    app.after_request(_one_spelling)
    app.after_request(_read_off)


def _fit_to_answer() -> None:
    """Raise what a layer beneath could not do, or BadRequest for too long an address."""
    if FAILURE in request.environ:
        raise request.environ[FAILURE]
    check_address(request.environ)


def check_address(environ: WSGIEnvironment) -> None:
    """Raise BadRequest for a host that is none, and for too long an address (RFC 9110, 15.5.15)."""
    check_host(environ)
    length = len(environ.get("PATH_INFO", "")) + len(environ.get("QUERY_STRING", ""))
    if length > MOST_ADDRESS:
        raise BadRequest(414, f"an address may have {MOST_ADDRESS:,} bytes; this has {length:,}: "
                              "send a long query by POST")  # fmt: skip


def _read_off(response: Response) -> Response:
    """Read what a client still sends that is refused for its length, and keep nothing of it.

    Most clients read an answer only when all is sent. Not for ever, not where more is announced
    than would be read, and not where the client waits to be told to go on (RFC 9110, 10.1.1).
    """
    announced = request.content_length or 0
    if response.status_code == 413 and "Expect" not in request.headers:
        left = _MOST_READ_OFF if announced <= _MOST_READ_OFF else 0
        until = time.monotonic() + _LONGEST_READ_OFF
        with suppress(StoreUnavailable):  # too many are being read: tell this one at once
            while left > 0 and time.monotonic() < until:
                piece = request.environ["wsgi.input"].read(1 << 16)
                if not piece:
                    break
                left -= len(piece)
    return response


def _one_spelling(response: Response) -> Response:
    """308 to the canonical address from another spelling of it (RFC 3986, section 6.2.2).

    Only what would have been answered is led on: what is unknown is unknown in any spelling.
    """
    answered = response.status_code in (200, 206, 303, 304, 406)
    if request.method not in ("GET", "HEAD") or not answered:
        return response
    wanted = canonical_address(request.environ)
    return moved(wanted, 308) if wanted else response


def canonical_address(environ: WSGIEnvironment) -> str | None:
    """Where a request should have gone; None where its address is spelled as it should be.

    The spelling is that of RAW_URI; a server that does not pass it shows trailing slashes alone.
    """
    root, path = decoded(environ, "SCRIPT_NAME").rstrip("/"), decoded(environ, "PATH_INFO")
    wanted = f"{root}{canonical_path(path)}"
    if _sent_path(environ, root, path) == wanted:
        return None
    query = environ.get("QUERY_STRING", "")
    return f"{wanted}?{query}" if query else wanted


def _sent_path(environ: WSGIEnvironment, root: str, path: str) -> str:
    """The path as the client wrote it, else as the server decoded it."""
    raw = str(environ.get("RAW_URI", "")).partition("?")[0]
    if raw.startswith("/") and unquote(raw) == f"{root}{path}":
        return raw
    slash = "/" if len(path) > 1 and path.endswith("/") else ""
    return f"{root}{canonical_path(path)}{slash}"


def headers_of_all(release: str) -> list[tuple[str, str]]:
    """Headers of every response: its release, readable anywhere, nothing guessed or loaded."""
    return [
        ("Treatygraph-Release", release),
        ("Access-Control-Expose-Headers", _READABLE),
        *HEADERS.items(),
    ]


def _for_everybody(response: Response) -> Response:
    for name, value in headers_of_all(site().release.version):
        response.headers[name] = value
    return response


def _for_other_origins(response: Response) -> Response:
    """The answer to a preflight (Fetch, section 3.2.2): what may be sent, for a day."""
    if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
        response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "")
        response.headers["Access-Control-Allow-Headers"] = _SENDABLE
        response.headers["Access-Control-Max-Age"] = "86400"
    return response
