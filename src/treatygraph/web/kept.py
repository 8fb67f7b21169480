"""Finished answers, kept while they fit: hits, 304s and codings are answered beneath Flask.

A release never changes, so what was answered once is answered again by the same bytes: pages for
a day, since they tell what is in force. Errors are not kept, nor what says ``no-store`` or
``no-cache``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment
from wsgiref.util import FileWrapper

from treatygraph.store.answers import PIECE
from treatygraph.web.cache import Cache
from treatygraph.web.codings import IDENTITY, choose, is_compressible, spool
from treatygraph.web.endpoint import IF_NONE_MATCH, PATH
from treatygraph.web.everywhere import FAILURE
from treatygraph.web.finished import Finished, Headers, header, is_held, told_in, unchanged
from treatygraph.web.flights import Flights, Role
from treatygraph.web.keys import Key, key_of, weight_of
from treatygraph.web.refusals import BadRequest

MOST_BYTES = 64 << 20
"""Bytes of all that is kept."""

LARGEST = 4 << 20
"""Bytes of the largest answer that is kept; larger ones pass."""

_TIMING = "Server-Timing"
_HIT = "cache;desc=hit"
_FILLED = "cache;desc=miss"
"""What is told of each answer that is kept (W3C Server Timing); log and metrics read it."""

_STATUSES = ("200", "301", "303", "308")


@dataclass(slots=True)
class _Passing:
    """An answer on its way: what the application began with, and its body, still to be read."""

    status: str
    headers: Headers
    body: Iterable[bytes]

    def close(self) -> None:
        """Let go of a body that is not read, or not to its end."""
        close: Any = getattr(self.body, "close", None)
        if close:
            close()

    def code(self, told: Headers, coding: str) -> None:
        """Put a coded body in place of the plain one, whole and of known length."""
        try:
            file, length = spool(self.body, coding)
        finally:
            self.close()
        self.headers = [*told, ("Content-Length", str(length))]
        self.body = FileWrapper(file, PIECE)

    def read(self) -> bytes:
        """The whole body."""
        try:
            return b"".join(self.body)
        finally:
            self.close()


class Kept:
    """Answers from what is kept, else from ``app``; one thread fills a key while others wait."""

    def __init__(self, app: WSGIApplication, most_bytes: int = MOST_BYTES) -> None:
        self._app = app
        self._largest = min(LARGEST, most_bytes // 4)
        self._cache: Cache[Finished] = Cache(most_bytes)
        self._flights = Flights()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """See PEP 3333."""
        key = key_of(environ)
        if key is None:
            return self._app(environ, start_response)
        found = self._cache.get(key)
        if found is not None:
            return self._send(key, found, environ, start_response)
        return self._miss(key, environ, start_response)

    def _send(
        self, key: Key, answer: Finished, environ: WSGIEnvironment,
        start_response: StartResponse, timing: str = _HIT,
    ) -> Iterable[bytes]:  # fmt: skip
        """Send a finished answer, or 304, in the coding that the client takes."""
        coding = choose(environ.get("HTTP_ACCEPT_ENCODING"), compressible=answer.compressible)
        if coding is None:
            return self._refuse(environ, start_response)
        form, made = answer.form(coding)
        if made:
            self._cache.put(key, answer, answer.size + weight_of(key))
        method = environ["REQUEST_METHOD"]
        if method != "POST" and is_held(environ.get("HTTP_IF_NONE_MATCH"), form.tag):
            start_response("304 Not Modified", [*form.unchanged, (_TIMING, timing)])
            return []
        start_response(answer.status, [*form.headers, (_TIMING, timing)])
        return [] if method == "HEAD" else [form.body]

    def _miss(
        self, key: Key, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Ask the application; who asks the same meanwhile waits, and asks itself if need be."""
        role = self._flights.join(key)
        if role is Role.WAITED:
            found = self._cache.get(key)
            if found is not None:
                return self._send(key, found, environ, start_response)
        try:
            passing = self._ask(environ)
            answer = self._finish(passing)
            if answer is not None:
                self._cache.put(key, answer, answer.size + weight_of(key))
            elif passing.status.startswith("200"):
                self._flights.go_alone(key)
        finally:
            if role is Role.LEADS:
                self._flights.land(key)
        if answer is None:
            return self._pass(passing, environ, start_response)
        measured = header(passing.headers, _TIMING)
        timing = f"{measured}, {_FILLED}" if measured else _FILLED
        return self._send(key, answer, environ, start_response, timing)

    def _ask(self, environ: WSGIEnvironment) -> _Passing:
        """What the application says to the request without its conditions, as GET for HEAD."""
        inner = dict(environ)
        if inner["REQUEST_METHOD"] == "HEAD":
            inner["REQUEST_METHOD"] = "GET"
        inner.pop("HTTP_IF_MODIFIED_SINCE", None)
        if "HTTP_IF_NONE_MATCH" in inner:
            inner[IF_NONE_MATCH] = inner.pop("HTTP_IF_NONE_MATCH")
        begun = _Passing("", [], ())

        def start(status: str, headers: Headers, exc_info: object = None) -> Any:
            begun.status, begun.headers = status, _vary(status, headers)
            return None  # nothing here uses the write callable

        begun.body = self._app(inner, start)
        return begun

    def _finish(self, passing: _Passing) -> Finished | None:
        """The whole answer, if it is one to keep."""
        length = header(passing.headers, "Content-Length") or ""
        told = header(passing.headers, "Cache-Control") or ""
        fits = length.isdigit() and int(length) <= self._largest
        if passing.status[:3] not in _STATUSES or not fits or _not_to_keep(told):
            return None
        kept = [item for item in passing.headers if item[0] != _TIMING]
        return Finished(passing.status, kept, passing.read())

    def _pass(
        self, passing: _Passing, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Send an answer that is not kept, as it comes or coded for this client; or 304."""
        method, whole = environ["REQUEST_METHOD"], passing.status.startswith("200")
        coding = _coding_of(passing, environ) if whole else IDENTITY
        if coding is None:
            passing.close()
            return self._refuse(environ, start_response)
        told = told_in(passing.headers, coding)
        tag = header(told, "ETag") if whole and method != "POST" else None
        if is_held(environ.get("HTTP_IF_NONE_MATCH"), tag):
            passing.close()
            start_response("304 Not Modified", unchanged(told))
            return []
        if coding != IDENTITY:
            passing.code(told, coding)
        start_response(passing.status, passing.headers)
        if method == "HEAD":
            passing.close()
            return []
        return passing.body

    def _refuse(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """406 for a client that takes no coding that there is of this, told by Flask."""
        reason = "this is sent as it is, which your Accept-Encoding refuses"
        return self._app(environ | {FAILURE: BadRequest(406, reason)}, start_response)


def _not_to_keep(cache_control: str) -> bool:
    """Whether an answer may change while the release does not, or is for one alone."""
    return "no-store" in cache_control or "no-cache" in cache_control


def _coding_of(passing: _Passing, environ: WSGIEnvironment) -> str | None:
    """The coding for an answer too large to keep: queries alone, whose number is limited.

    Other large bodies are files, which are coded beforehand or not at all.
    """
    kind = header(passing.headers, "Content-Type") or ""
    length = int(header(passing.headers, "Content-Length") or 0)
    worth = environ.get("PATH_INFO") == PATH and is_compressible(kind, length)
    return choose(environ.get("HTTP_ACCEPT_ENCODING"), compressible=worth)


def _vary(status: str, headers: Headers) -> Headers:
    """The headers of a whole answer or a 304 tell that it varies by coding too."""
    if status[:3] not in ("200", "304"):
        return headers
    told = [value for name, value in headers if name == "Vary"]
    others = [item for item in headers if item[0] != "Vary"]
    return [*others, ("Vary", ", ".join([*told, "Accept-Encoding"]))]
