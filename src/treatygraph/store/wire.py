"""Messages between the pool, its fork server and its workers: a JSON header, then bytes.

Each message is ``!II`` (header length, body length), the header (nothing where it is empty), the
body; a file may ride along
as ancillary data. Peers take turns, so that whatever can be read is one message, or its beginning:
most arrive by one call of the system.
"""

from __future__ import annotations

import json
import os
import socket
import struct
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_HEAD = struct.Struct("!II")
_TIME = struct.Struct("@ll")  # struct timeval
_READ = 1 << 16
_FILE = 4  # bytes of a descriptor
_encode = json.JSONEncoder(separators=(",", ":")).encode
_decode = json.JSONDecoder().decode


class Hangup(Exception):
    """The peer has gone."""


@dataclass(slots=True)
class Message:
    """A header, the bytes after it, and a descriptor if one came along (the reader owns it)."""

    header: Mapping[str, Any]
    body: bytes = b""
    descriptor: int | None = field(default=None)


def be_patient(peer: socket.socket, seconds: float) -> None:
    """Let each call that waits for the peer raise TimeoutError after so long.

    The system keeps the time: with a timeout of Python's own each call would be two.
    """
    whole = int(seconds)
    # no time at all would mean: for ever
    time = _TIME.pack(whole, max(int((seconds - whole) * 1e6), 0 if whole else 1))
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, time)
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, time)


def send(
    peer: socket.socket, header: Mapping[str, Any], body: bytes = b"", descriptor: int | None = None
) -> None:
    """Send one message. Raises Hangup where nobody reads it, TimeoutError where nobody does yet."""
    text = _encode(header).encode() if header else b""
    data = b"".join((_HEAD.pack(len(text), len(body)), text, body))
    try:
        if descriptor is None:
            peer.sendall(data)
        else:
            sent = socket.send_fds(peer, [data], [descriptor])
            peer.sendall(data[sent:])
    except (BrokenPipeError, ConnectionResetError) as error:
        raise Hangup from error
    except BlockingIOError as error:
        raise TimeoutError from error


def receive(peer: socket.socket) -> Message:
    """Read one message. Raises Hangup at the end of the stream, or where the peer does not take
    turns, and TimeoutError as the socket does."""
    data, descriptor = _beginning(peer)
    try:
        data = _at_least(peer, data, _HEAD.size)
        header_size, body_size = _HEAD.unpack_from(data)
        body_at = _HEAD.size + header_size
        data = _at_least(peer, data, body_at + body_size)
        if len(data) > body_at + body_size:
            raise Hangup
        header = _decode(data[_HEAD.size : body_at].decode()) if header_size else {}
        return Message(header, data[body_at:], descriptor)
    except BaseException:
        if descriptor is not None:
            os.close(descriptor)
        raise


def _beginning(peer: socket.socket) -> tuple[bytes, int | None]:
    """The first bytes of a message, of a small one all, and the descriptor that came along."""
    try:
        data, ancillary, _, _ = peer.recvmsg(_READ, socket.CMSG_SPACE(_FILE))
    except ConnectionResetError as error:
        raise Hangup from error
    except BlockingIOError as error:
        raise TimeoutError from error
    rights = next((sent for _, kind, sent in ancillary if kind == socket.SCM_RIGHTS), b"")
    return data, int.from_bytes(rights[:_FILE], sys.byteorder) if rights else None


def _at_least(peer: socket.socket, data: bytes, size: int) -> bytes:
    """So many bytes, of which some have been read already."""
    missing = size - len(data)
    return data if missing <= 0 else data + _exactly(peer, missing)


def _exactly(peer: socket.socket, size: int) -> bytes:
    buffer = bytearray(size)
    view = memoryview(buffer)
    done = 0
    while done < size:
        try:
            count = peer.recv_into(view[done:])
        except ConnectionResetError as error:
            raise Hangup from error
        except BlockingIOError as error:
            raise TimeoutError from error
        if count == 0:
            raise Hangup
        done += count
    return bytes(buffer)
