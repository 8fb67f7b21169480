"""HTTP as it stands on the wire: bytes out, bytes in, nothing smoothed over by a client."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Reply:
    """One answer: its status, its headers by lower-case name, and every byte after them."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """The media type without parameters."""
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def text(self) -> str:
        """The body as UTF-8."""
        return self.body.decode("utf-8")

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


def send(
    port: int,
    method: str,
    target: str,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    *,
    patience: float = 60,
) -> Reply:
    """One request on a connection of its own, read until the server closes it."""
    fields = {"Host": f"127.0.0.1:{port}", "Connection": "close"}
    if body is not None:
        fields["Content-Length"] = str(len(body))
    fields |= headers or {}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    sent = f"{method} {target} HTTP/1.1\r\n{head}\r\n".encode("latin-1") + (body or b"")
    return parse(exchange(port, sent, patience=patience))


def exchange(port: int, sent: bytes, *, patience: float = 60, half_close: bool = False) -> bytes:
    """All bytes that come back for some bytes; ``half_close`` says that no more will be sent."""
    with socket.create_connection(("127.0.0.1", port), timeout=patience) as connection:
        connection.sendall(sent)
        if half_close:
            connection.shutdown(socket.SHUT_WR)
        return b"".join(_pieces(connection))


def _pieces(connection: socket.socket) -> Iterator[bytes]:
    while piece := connection.recv(1 << 16):
        yield piece


def parse(received: bytes) -> Reply:
    """An answer from its bytes; a body in chunks stays as it was sent."""
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return Reply(int(first.split(" ")[1]), {n.lower(): v.strip() for n, _, v in pairs}, body)
