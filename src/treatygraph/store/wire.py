"""Messages between the pool, its fork server and its workers: a JSON header, then bytes.

Each message is ``!II`` (header length, body length), the header, the body; a file may ride along
as ancillary data. Peers take turns, so that a descriptor can never be read with another message.
"""

from __future__ import annotations

import json
import os
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_HEAD = struct.Struct("!II")


class Hangup(Exception):
    """The peer has gone."""


@dataclass(slots=True)
class Message:
    """A header, the bytes after it, and a descriptor if one came along (the reader owns it)."""

    header: Mapping[str, Any]
    body: bytes = b""
    descriptor: int | None = field(default=None)


def send(
    peer: socket.socket, header: Mapping[str, Any], body: bytes = b"", descriptor: int | None = None
) -> None:
    """Send one message. Raises Hangup where nobody reads it."""
    text = json.dumps(header, separators=(",", ":")).encode()
    data = _HEAD.pack(len(text), len(body)) + text + body
    try:
        if descriptor is None:
            peer.sendall(data)
        else:
            sent = socket.send_fds(peer, [data], [descriptor])
            peer.sendall(data[sent:])
    except (BrokenPipeError, ConnectionResetError) as error:
        raise Hangup from error


def receive(peer: socket.socket) -> Message:
    """Read one message. Raises Hangup at the end of the stream, TimeoutError as the socket does."""
    try:
        data, descriptors, _, _ = socket.recv_fds(peer, _HEAD.size, 1)
    except ConnectionResetError as error:
        raise Hangup from error
    descriptor = descriptors[0] if descriptors else None
    try:
        header_size, body_size = _HEAD.unpack(data + _exactly(peer, _HEAD.size - len(data)))
        header = json.loads(_exactly(peer, header_size))
        return Message(header, _exactly(peer, body_size), descriptor)
    except BaseException:
        if descriptor is not None:
            os.close(descriptor)
        raise


def _exactly(peer: socket.socket, size: int) -> bytes:
    buffer = bytearray(size)
    view = memoryview(buffer)
    done = 0
    while done < size:
        try:
            count = peer.recv_into(view[done:])
        except ConnectionResetError as error:
            raise Hangup from error
        if count == 0:
            raise Hangup
        done += count
    return bytes(buffer)
