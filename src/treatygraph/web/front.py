"""The front: what granian calls. Each request is answered wholly by the release of its moment."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from treatygraph.web import health
from treatygraph.web.config import ServeConfig
from treatygraph.web.crowd import Crowd, threads_of
from treatygraph.web.exchange import Exchange
from treatygraph.web.log import Log
from treatygraph.web.proxy import Mounted, client_of
from treatygraph.web.repeats import Asked, asked_in
from treatygraph.web.security import HEADERS, STRICT_TRANSPORT
from treatygraph.web.serving import Serving

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from treatygraph.web.metrics import Metrics

logger = logging.getLogger(__name__)

PATIENCE: Final = 10.0
"""Seconds that a request waits for the first release to be loaded."""

_CROWDED: Final = (
    "more requests of yours are under way than are left to all others; end some of them first"
)
_WAITS: Final = {429: "5", 503: "1"}

_PHRASES: Final = {
    200: "200 OK",
    405: "405 Method Not Allowed",
    429: "429 Too Many Requests",
    500: "500 Internal Server Error",
    503: "503 Service Unavailable",
}


class Front:
    """A WSGI application over the release that is served; until there is one, requests wait."""

    def __init__(self, config: ServeConfig, log: Log, metrics: Metrics | None = None) -> None:
        self._log = log
        self._metrics = metrics
        self._crowd = Crowd(threads_of(config.processes))
        self._lock = threading.Lock()
        self._serving: Serving | None = None
        self._loaded = threading.Event()
        self._app = Mounted(self._answer, base_path=config.base_path, hops=config.trust_proxy)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer one request (PEP 3333)."""
        return self._app(environ, start)

    @property
    def serving(self) -> Serving | None:
        """What is served at the moment."""
        return self._serving

    def serve(self, serving: Serving) -> Serving | None:
        """Answer from now on by another release; what was served before, which may still answer."""
        with self._lock:
            before, self._serving = self._serving, serving
        self._loaded.set()
        return before

    def _answer(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        secure = environ["wsgi.url_scheme"] == "https"
        exchange = Exchange(
            environ, start, ended=self._ended, headers=[STRICT_TRANSPORT] if secure else []
        )
        if self._metrics:
            self._metrics.begun()
        exchange.serving = serving = self._hold()
        try:
            asked = asked_in(environ)
            sent = serving.repeats.find(asked) if asked and serving else None
            return exchange.repeat(sent) if sent else self._anew(environ, exchange, asked)
        except Exception:
            logger.exception("unexpected failure at %s", exchange.path)
            detail = "something went wrong on our side; it was written down"
            return exchange.send(_problem(exchange, 500, "Internal Server Error", detail))

    def _anew(
        self, environ: WSGIEnvironment, exchange: Exchange, asked: Asked | None
    ) -> Iterable[bytes]:
        answer = exchange.send(self._body(environ, exchange))
        sent = exchange.sent(answer) if asked else None
        if asked and sent and exchange.serving:
            exchange.serving.repeats.note(asked, sent)
        return answer

    def _body(self, environ: WSGIEnvironment, exchange: Exchange) -> Iterable[bytes]:
        if exchange.path in health.PATHS:
            return self._health(exchange)
        client = client_of(environ)
        if not self._crowd.enter(client):
            return _problem(exchange, 429, "Too much at a time", _CROWDED)
        exchange.client = client
        if exchange.serving is None:
            self._loaded.wait(PATIENCE)
            exchange.serving = self._hold()
        serving = exchange.serving
        if serving is None:
            return _problem(exchange, 503, "Busy", "the release is loading; try again in a moment")
        return serving.app(environ, exchange.begin)

    def _hold(self) -> Serving | None:
        """The release of the moment, held; None where none is loaded yet."""
        with self._lock:
            if self._serving:
                self._serving.hold()
            return self._serving

    def _health(self, exchange: Exchange) -> list[bytes]:
        if exchange.method not in ("GET", "HEAD"):
            detail = f"{exchange.method} is not answered here"
            return _problem(exchange, 405, "Method Not Allowed", detail, ("Allow", "GET, HEAD"))
        serving = exchange.serving
        release, probe = (serving.release.version, serving.probe) if serving else (None, None)
        status, told = health.answer(exchange.path, release, probe)
        return _send(exchange, status, told, "application/json")

    def _ended(self, exchange: Exchange) -> None:
        try:
            if self._metrics:
                self._metrics.ended(exchange)
            if self._log.has("info"):
                self._log.tell("info", "request", **exchange.fields())
        finally:
            if exchange.client:
                self._crowd.leave(exchange.client)
            if exchange.serving:
                exchange.serving.let_go()


def _problem(
    exchange: Exchange, status: int, title: str, detail: str, *more: tuple[str, str]
) -> list[bytes]:
    """An error (RFC 9457) of what stands before any release."""
    fields = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return _send(exchange, status, fields, "application/problem+json", *more)


def _send(
    exchange: Exchange, status: int, fields: dict[str, object], media_type: str,
    *more: tuple[str, str],
) -> list[bytes]:  # fmt: skip
    data = json.dumps(fields).encode() + b"\n"
    headers = [("Content-Type", media_type), ("Content-Length", str(len(data))),
               ("Cache-Control", "no-store"), *HEADERS.items(), *more]  # fmt: skip
    if status in _WAITS:
        headers.append(("Retry-After", _WAITS[status]))
    exchange.begin(_PHRASES[status], headers)
    return [] if exchange.method == "HEAD" else [data]
