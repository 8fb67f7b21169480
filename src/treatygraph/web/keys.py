"""What a kept answer is found by: all that it depends on besides the release."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from wsgiref.types import WSGIEnvironment

from treatygraph.errors import TreatygraphError
from treatygraph.web.endpoint import PATH
from treatygraph.web.hosts import names_host
from treatygraph.web.site import today

Key = tuple[date, str, str, str | None, str, str | None, tuple[str, bytes] | None]
"""The day, the place, path and query of a request, its Accept, and the type and body of a POST."""

_LONGEST_QUERY = 64 << 10
"""Bytes of the longest body of a POST whose answer is kept."""


def key_of(environ: WSGIEnvironment) -> Key | None:
    """What an answer depends on; None for a request whose answer is not kept."""
    method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
    asked: tuple[str, bytes] | None = None
    if not names_host(environ):
        return None  # the application tells why
    if method == "POST" and path == PATH:
        asked = _short_query(environ)
        if asked is None:
            return None
    elif method not in ("GET", "HEAD") or "HTTP_RANGE" in environ:
        return None
    return (today(), environ.get("SCRIPT_NAME", ""), path, environ.get("RAW_URI"),
            environ.get("QUERY_STRING", ""), environ.get("HTTP_ACCEPT"), asked)  # fmt: skip


def weight_of(key: Key) -> int:
    """Bytes of a key, about; most of them are a query."""
    _, _, path, raw, query, accept, asked = key
    body = asked[1] if asked else b""
    return sum(len(part or b"") for part in (path, raw, query, accept, body))


def _short_query(environ: WSGIEnvironment) -> tuple[str, bytes] | None:
    """The type and body of a POST, which can be read once more; None for one long or coded.

    None too where it cannot be read: who reads it next tells why.
    """
    length = environ.get("CONTENT_LENGTH") or ""
    short = length.isdigit() and int(length) <= _LONGEST_QUERY
    if not short or "HTTP_CONTENT_ENCODING" in environ:
        return None
    try:
        body = bytes(environ["wsgi.input"].read(int(length)))
    except TreatygraphError:
        return None
    environ["wsgi.input"] = BytesIO(body)
    return environ.get("CONTENT_TYPE", ""), body
