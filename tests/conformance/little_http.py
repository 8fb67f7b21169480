"""Requests and responses of the little servers, and the socket that they are behind."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from treatygraph.negotiation import HTML, Representation

PROBLEM = Representation("problem", "application/problem+json", "json", ("application/json",))
PLAIN = Representation("plain", "text/plain", "txt", ("text/turtle",), charset=True)
ERRORS = (PROBLEM, HTML, PLAIN)
"""What errors come as."""


@dataclass(frozen=True)
class Asked:
    """A request."""

    method: str
    path: str
    query: dict[str, str]
    fields: Message
    body: bytes

    @property
    def accept(self) -> str | None:
        return ", ".join(self.fields.get_all("Accept", [])) or None


@dataclass
class Answer:
    """A response; a field may stand in it several times."""

    status: int
    body: bytes = b""
    fields: list[tuple[str, str]] = field(default_factory=list)

    def without(self, *names: str) -> Answer:
        kept = [pair for pair in self.fields if pair[0].lower() not in names]
        return Answer(self.status, self.body, kept)

    def has(self, name: str) -> bool:
        return any(key == name for key, _ in self.fields)


def text_answer(body: str) -> Answer:
    """Plain text."""
    return Answer(200, body.encode(), [("Content-Type", "text/plain; charset=utf-8")])


class Answering(Protocol):
    """What a little server is to the socket."""

    def answer(self, asked: Asked) -> Answer: ...

    def sent(self, asked: Asked, answer: Answer) -> bytes: ...


@contextmanager
def running(kind: Callable[[str, str | None], Answering], base: str | None = None) -> Iterator[str]:
    """A little server on a port of this machine, until the block ends; gives its root."""
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    root = f"http://127.0.0.1:{httpd.server_address[1]}/"
    httpd.little = kind(root, base)  # type: ignore[attr-defined]
    thread = threading.Thread(target=httpd.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield root
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    """From the socket to :class:`Asked`, and from :class:`Answer` to the socket."""

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        asked = Asked(self.command, parts.path[1:], query, self.headers, body)
        little: Answering = self.server.little  # type: ignore[attr-defined]
        answer = little.answer(asked)
        self.send_response(answer.status)
        for name, value in answer.fields:
            self.send_header(name, value)
        if answer.status not in (204, 304) and not answer.has("Content-Length"):
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(little.sent(asked, answer))

    do_GET = do_HEAD = do_POST = do_PUT = do_OPTIONS = _serve  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        """Tests are quiet."""
