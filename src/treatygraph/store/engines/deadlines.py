"""HTTP connections on which a whole exchange has one deadline, however slowly bytes drip in.

A timeout of a socket holds for each wait alone: a server that sends a byte now and then is never
late by it.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
from typing import IO, Any
from urllib.parse import SplitResult

_FOREVER = float("inf")


class Timed:
    """A connected socket as ``http.client`` uses one; past ``until`` it raises TimeoutError."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._streams = 0
        self._closed = False
        self.until = _FOREVER

    def left(self) -> float:
        """Seconds that are left. Raises TimeoutError where none are."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def sendall(self, data: bytes) -> None:
        """Send all of it."""
        self._sock.settimeout(self.left())
        self._sock.sendall(data)

    def receive(self, buffer: bytearray | memoryview) -> int:
        """The next bytes, once there are any."""
        self._sock.settimeout(self.left())
        return self._sock.recv_into(buffer)

    def makefile(self, _mode: str) -> IO[bytes]:
        """What is received, as a stream."""
        self._streams += 1
        return io.BufferedReader(_Received(self), 1 << 16)

    def close(self) -> None:
        """Close it, once its streams are closed: the connection lets go before they are read."""
        self._closed = True
        if not self._streams:
            self._sock.close()

    def stream_closed(self) -> None:
        """Note that a stream is read no more."""
        self._streams -= 1
        if self._closed:
            self.close()


class _Received(io.RawIOBase):
    def __init__(self, sock: Timed) -> None:
        self._timed = sock

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._timed.receive(buffer)

    def close(self) -> None:
        if not self.closed:
            self._timed.stream_closed()
        super().close()


def connect(address: SplitResult, until: float) -> http.client.HTTPConnection:
    """A new connection to the server of an address, made before ``until`` (monotonic seconds).

    Raises OSError, of which TimeoutError is one.
    """
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    seconds = max(0.001, until - time.monotonic())
    connection = kind(address.hostname or "", address.port, timeout=seconds)
    connection.connect()
    connection.sock = Timed(connection.sock)
    return connection


def set_deadline(connection: http.client.HTTPConnection, until: float) -> None:
    """Have all that is sent and received from now on end before a moment."""
    timed: Any = connection.sock
    timed.until = until


def is_certificate(error: OSError) -> bool:
    """Whether a connection failed because the server's certificate is not trusted."""
    return isinstance(error, ssl.SSLCertVerificationError)
