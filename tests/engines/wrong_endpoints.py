"""A SPARQL endpoint that goes wrong as it is told, in front of one that works; real sockets."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

Behaviour = Callable[[socket.socket, threading.Event], None]

_JSON = b"Content-Type: application/sparql-results+json\r\n"
_ROWS = b'{"head":{"vars":["s"]},"results":{"bindings":[]}}'


def says(head: bytes, body: bytes = b"") -> Behaviour:
    """Sends just this, then hangs up."""

    def behave(client: socket.socket, _: threading.Event) -> None:
        client.sendall(b"HTTP/1.1 " + head + b"\r\n" + body)

    return behave


def _status(line: bytes, *headers: bytes) -> Behaviour:
    return says(line + b"\r\nContent-Length: 0\r\n" + b"".join(headers))


def _hears_nothing(_: socket.socket, end: threading.Event) -> None:
    end.wait(20)


def _drips(client: socket.socket, end: threading.Event) -> None:
    client.sendall(b"HTTP/1.1 200 OK\r\n" + _JSON + b"Content-Length: 200\r\n\r\n")
    for _ in range(100):
        client.sendall(b" ")
        if end.wait(0.1):
            return


WRONG: Mapping[str, tuple[Behaviour, int, str]] = {
    "hears nothing": (_hears_nothing, 504, "timeout"),
    "drips": (_drips, 504, "timeout"),
    "wants a password": (
        _status(b"401 Unauthorized", b'WWW-Authenticate: Basic realm="r"\r\n'), 502, "credentials"),
    "sends a page": (
        says(b"200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n", b"<html"),
        502, "media-type"),
    "sends another format": (
        says(b"200 OK\r\nContent-Type: text/csv\r\nContent-Length: 3\r\n", b"s\r\n"),
        502, "media-type"),
    "cuts by length": (
        says(b"200 OK\r\n" + _JSON + b"Content-Length: 900\r\n", _ROWS), 502, "cut"),
    "cuts between chunks": (
        says(b"200 OK\r\n" + _JSON + b"Transfer-Encoding: chunked\r\n",
             b"%x\r\n%s\r\n" % (len(_ROWS), _ROWS)), 502, "cut"),
    "cuts within a chunk": (
        says(b"200 OK\r\n" + _JSON + b"Transfer-Encoding: chunked\r\n", b"ff\r\n" + _ROWS),
        502, "cut"),
    "has an empty head": (says(b"200 OK\r\n"), 502, "media-type"),
    "hangs up": (lambda client, end: None, 502, "cut"),
    "cuts without a length": (says(b"200 OK\r\n" + _JSON, _ROWS[:-1]), 502, "nonsense"),
    "sends half a truth": (
        says(b"200 OK\r\n" + _JSON + b"Content-Length: 9\r\n", b'{"head":{'), 502, "nonsense"),
    "says yes": (
        says(b"200 OK\r\n" + _JSON + b"Content-Length: 26\r\n", b'{"head":{},"boolean":true}'),
        502, "nonsense"),
    "speaks no HTTP": (
        lambda client, end: client.sendall(b"SSH-2.0-OpenSSH_9.2\r\n"), 502, "nonsense"),
    "is not there": (_status(b"404 Not Found"), 502, "address"),
    "fails": (_status(b"500 Internal Server Error"), 502, "status"),
    "moves": (_status(b"302 Found", b"Location: https://example.org/\r\n"), 502, "redirect"),
    "is busy": (_status(b"503 Service Unavailable"), 503, "busy"),
    "gives up": (_status(b"504 Gateway Timeout"), 504, "timeout"),
}  # fmt: skip
"""How an endpoint goes wrong: what it does, and the status and the word that tell of it."""


class Endpoint:
    """Passes requests on to ``behind``, one to a connection, until it is told how to go wrong."""

    def __init__(self, behind: str) -> None:
        self._behind = urlsplit(behind)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}{self._behind.path}"
        self.wrong: Behaviour | None = None
        self._end = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Stop listening; whoever waits is let go."""
        self._end.set()
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            request = _whole_request(client)
            if self.wrong:
                self.wrong(client, self._end)
            elif request:
                self._pass_on(client, request)

    def _pass_on(self, client: socket.socket, request: bytes) -> None:
        there = (self._behind.hostname or "", self._behind.port or 80)
        closing = request.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
        with socket.create_connection(there) as server:
            server.sendall(closing)
            while piece := server.recv(1 << 16):
                client.sendall(piece)


def _whole_request(client: socket.socket) -> bytes:
    """A request with all of its body, so that hanging up resets nothing."""
    seen = b""
    while b"\r\n\r\n" not in seen:
        piece = client.recv(1 << 16)
        if not piece:
            return b""
        seen += piece
    head, _, body = seen.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n")
               if line.startswith(b"content-length:")]  # fmt: skip
    while lengths and len(body) < int(lengths[0]):
        piece = client.recv(1 << 16)
        body, seen = body + piece, seen + piece
    return seen


@contextmanager
def endpoint(behind: str) -> Iterator[Endpoint]:
    """Such an endpoint in front of another, until the block ends."""
    made = Endpoint(behind)
    try:
        yield made
    finally:
        made.close()
