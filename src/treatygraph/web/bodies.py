"""Bodies of requests that come slowly: each holds a thread while it is read, so few may at once.

A client that begins a body and never ends it would hold its thread for good, and hundreds of
them the whole server: nothing tells a WSGI application to stop waiting. One client has at most as
many as are left to all others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeVar
from wsgiref.types import InputStream, StartResponse, WSGIApplication, WSGIEnvironment

from treatygraph.errors import StoreUnavailable
from treatygraph.web.crowd import Crowd
from treatygraph.web.proxy import client_of

MOST: Final = 100
"""How many bodies are read at once: a part of the threads, so that the others serve readers."""

T = TypeVar("T")


class Bodies:
    """Hands requests to ``app``; reading a body raises StoreUnavailable where too many are read."""

    def __init__(self, app: WSGIApplication, most: int = MOST) -> None:
        self._app = app
        self._places = Crowd(most)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """See PEP 3333."""
        environ["wsgi.input"] = _Body(environ["wsgi.input"], self._places, client_of(environ))
        return self._app(environ, start)


class _Body:
    """An input stream (PEP 3333) that is read only where there is a place."""

    def __init__(self, stream: InputStream, places: Crowd, client: str) -> None:
        self._stream = stream
        self._places = places
        self._client = client

    def read(self, size: int = -1, /) -> bytes:
        return self._placed(lambda: self._stream.read(size))

    def readline(self, size: int = -1, /) -> bytes:
        return self._placed(lambda: self._stream.readline(size))

    def readlines(self, hint: int = -1, /) -> list[bytes]:
        return self._placed(lambda: list(self._stream.readlines(hint)))

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readlines())

    def _placed(self, read: Callable[[], T]) -> T:
        if not self._places.enter(self._client):
            raise StoreUnavailable(
                "too many requests are being received; try again in some seconds"
            )
        try:
            return read()
        finally:
            self._places.leave(self._client)
