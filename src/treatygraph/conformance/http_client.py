"""One HTTP exchange at a time, bounded in time and size; whatever a server does ends in words."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from treatygraph.conformance.reply import Headers, Reply, printable
from treatygraph.errors import TreatygraphError

_CHUNK = 1 << 16
_STRAY_SECONDS = 1.0


class Unanswered(TreatygraphError):
    """A request that got no whole HTTP answer; ``str()`` says what was asked and what happened."""

    def __init__(self, question: str, reason: str) -> None:
        self.question, self.reason = question, reason
        super().__init__(f"{question}: {reason}")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a run may cost: seconds and bytes of one answer, seconds and requests of them all."""

    seconds: float = 10
    body_bytes: int = 16 << 20
    total_seconds: float = 300
    requests: int = 1500


class Client:
    """Asks and remembers: the same request without a body is sent once."""

    def __init__(self, bounds: Bounds, agent: str = "treatygraph-conformance") -> None:
        self.bounds = bounds
        self._agent = agent
        self.replies: list[Reply] = []
        self._known: dict[tuple[str, str, Headers], Reply | Unanswered] = {}
        self.sent = 0
        self._end = time.monotonic() + bounds.total_seconds

    def ask(
        self,
        method: str,
        url: str,
        headers: Sequence[tuple[str, str]] = (),
        body: bytes | None = None,
    ) -> Reply:
        """The answer to a request; redirects are not followed. Raises Unanswered."""
        asked = (method, url.partition("#")[0], tuple(headers))
        known = self._known.get(asked) if body is None else None
        if known is None:
            known = self._remember(asked, body)
        if isinstance(known, Unanswered):
            raise known
        return known

    def _remember(self, asked: tuple[str, str, Headers], body: bytes | None) -> Reply | Unanswered:
        try:
            found: Reply | Unanswered = self._send(asked, body)
        except Unanswered as error:
            found = error
        if body is None:
            self._known[asked] = found
        if isinstance(found, Reply):
            self.replies.append(found)
        return found

    def _send(self, asked: tuple[str, str, Headers], body: bytes | None) -> Reply:
        question = Reply(*asked, 0, ()).question
        self.sent += 1
        if self.sent > self.bounds.requests:
            raise Unanswered(question, f"not asked: {self.bounds.requests} requests are the limit")
        left = self._end - time.monotonic()
        if left <= 0:
            raise Unanswered(question, f"not asked: {self.bounds.total_seconds:g} s are over")
        exchange = _Exchange(self.bounds, min(left, self.bounds.seconds), self._agent)
        try:
            return exchange.run(asked, body)
        except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
            raise Unanswered(question, exchange.reason(error)) from None
        finally:
            exchange.close()


class _Exchange:
    """A connection for one request. A timer cuts it, however slowly the server drips."""

    def __init__(self, bounds: Bounds, seconds: float, agent: str) -> None:
        self.bounds, self.seconds, self.agent = bounds, seconds, agent
        self.late = False
        self._socket: socket.socket | None = None
        self._open: list[http.client.HTTPConnection | http.client.HTTPResponse] = []
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def run(self, asked: tuple[str, str, Headers], body: bytes | None) -> Reply:
        method, url, headers = asked
        connection = self._connect(url)
        # A server may answer 413 or 414 and close before it has read everything.
        with suppress(BrokenPipeError, ConnectionResetError):
            _write(connection, method, _target(url), (("User-Agent", self.agent), *headers), body)
        response = connection.getresponse()
        self._open.append(response)
        lengths = set(response.headers.get_all("Content-Length", []))
        if len(lengths) > 1 or not all(length.strip().isdecimal() for length in lengths):
            raise http.client.HTTPException(f"Content-Length says {', '.join(sorted(lengths))}")
        stray = self._stray(response, method)
        read = b"" if stray else self._read(response)
        return Reply(*asked, response.status, tuple(response.getheaders()), read, stray)

    def _connect(self, url: str) -> http.client.HTTPConnection:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise http.client.InvalidURL(f"{url[:200]} is no http or https address")
        kind = (
            http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        )
        connection = kind(parts.hostname, parts.port, timeout=self.seconds)
        self._open.append(connection)
        connection.connect()
        self._socket = connection.sock
        self._timer.start()
        return connection

    def _read(self, response: http.client.HTTPResponse) -> bytes:
        parts, size, told = [], 0, response.length
        while part := response.read(_CHUNK):
            parts.append(part)
            size += len(part)
            if size > self.bounds.body_bytes:
                raise http.client.HTTPException(
                    f"the body is longer than the {self.bounds.body_bytes >> 20} MiB that are read"
                )
        if told is not None and size < told:
            raise http.client.HTTPException(
                f"Content-Length says {told} bytes, and the body ends after {size}"
            )
        return b"".join(parts)

    def _stray(self, response: http.client.HTTPResponse, method: str) -> bool:
        """Whether bytes follow where none may: after HEAD, 204 and 304."""
        if method != "HEAD" and response.status not in (204, 304):
            return False
        assert self._socket
        self._socket.settimeout(min(_STRAY_SECONDS, self.seconds))
        try:
            return bool(response.fp and response.fp.read(1))
        except OSError:
            return False

    def _cut(self) -> None:
        self.late = True
        if self._socket:
            with suppress(OSError):  # closed already
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def reason(self, error: Exception) -> str:
        """What went wrong, in words."""
        if self.late or isinstance(error, TimeoutError):
            return f"no whole answer within {self.seconds:.3g} s"
        if isinstance(error, http.client.RemoteDisconnected | ConnectionResetError):
            return "the connection was closed without an answer"
        if isinstance(error, http.client.BadStatusLine):
            return "what came back is not HTTP"
        if isinstance(error, http.client.IncompleteRead):
            return "the body was cut off"
        if isinstance(error, ssl.SSLError):
            return f"no TLS: {error.reason or error}"
        return printable(str(error), 200) or type(error).__name__

    def close(self) -> None:
        """Let go of the connection, whatever state it is in."""
        self._timer.cancel()
        for opened in self._open:
            opened.close()


def _target(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _write(
    connection: http.client.HTTPConnection, method: str, target: str, headers: Headers,
    body: bytes | None,
) -> None:  # fmt: skip
    connection.putrequest(method, target, skip_accept_encoding=True)
    connection.putheader("Connection", "close")
    for name, value in headers:
        connection.putheader(name, value)
    if body is not None or method in ("POST", "PUT"):
        connection.putheader("Content-Length", str(len(body or b"")))
    connection.endheaders(body)
