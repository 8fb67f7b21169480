"""Exchanges with another's server: whole, in time, as whom it asks for; or one plain failure."""

from __future__ import annotations

import http.client
import tempfile
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import IO
from urllib.parse import SplitResult, urlsplit
from weakref import finalize

from treatygraph.errors import EndpointFailed, EndpointTooSlow, TreatygraphError
from treatygraph.store.engines.authenticating import Authenticator
from treatygraph.store.engines.credentials import PASSWORD, USER, Credentials
from treatygraph.store.engines.deadlines import connect, is_certificate, set_deadline

AGENT = "treatygraph"
_PIECE = 1 << 16
_IN_MEMORY = 1 << 20
"""Bytes of an answer that are held in memory; a larger one goes to a file without a name."""

_KEPT = 16
"""Connections without work that stay open."""

_TOLD_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that arrived whole. Names of headers are in lower case; ``body`` is at its start.

    ``framed``: its end was told by the protocol, not only by the end of the connection.
    """

    status: int
    headers: Mapping[str, str]
    body: IO[bytes]
    length: int
    framed: bool

    @property
    def media_type(self) -> str:
        """What it says it is, without parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def beginning(self) -> str:
        """The first words of it in one line, for a message."""
        text = self.body.read(_TOLD_BYTES).decode("utf-8", "replace")
        self.body.seek(0)
        return " ".join(text.split())[:300]


@dataclass(frozen=True, slots=True)
class Asking:
    """A request: how long it may take in all, and how many bytes its answer may have.

    ``once``: never on a connection that was kept, which may turn out to be closed only after the
    server has begun to act; so what may not be done twice is not.
    """

    method: str
    address: str
    headers: Mapping[str, str]
    body: bytes | None = None
    seconds: float = 60.0
    most: int | None = None
    once: bool = False

    @property
    def parts(self) -> SplitResult:
        """The address in parts."""
        return urlsplit(self.address)

    @property
    def server(self) -> tuple[str, str]:
        """What one connection can be used for."""
        return self.parts.scheme, self.parts.netloc

    @property
    def target(self) -> str:
        """What the first line of the request names (RFC 9112, 3.2.1)."""
        parts = self.parts
        return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


class TooLarge(Exception):
    """An answer is larger than what is taken."""


class Connection:
    """Asks one server; used by many threads, each exchange on a connection of its own.

    ``address`` is the endpoint that failures name.
    """

    def __init__(self, address: str, credentials: Credentials | None = None) -> None:
        self.address = address
        self._who = Authenticator(credentials) if credentials else None
        self._lock = threading.Lock()
        self._idle: dict[tuple[str, str], list[HTTPConnection]] = {}
        self.close = finalize(self, _close, self._idle)
        """Close the connections without work; whoever forgets it, it is done at the end."""

    def send(self, asked: Asking) -> Reply:
        """The whole answer to a request, whatever its status but 401 and redirections.

        Raises EndpointFailed or EndpointTooSlow; TooLarge beyond what was asked for at most.
        """
        until = time.monotonic() + asked.seconds
        try:
            reply = self._once(asked, until)
            if reply.status == 401 and self._asked_who(reply):
                reply.body.close()
                reply = self._once(asked, until)
        except TimeoutError:
            raise EndpointTooSlow(self.address, asked.seconds) from None
        except OSError as error:
            raise self._unreached(error) from None
        except HTTPException as error:
            raise self._cut(error) from None
        failure = self._failure(reply)
        if failure:
            reply.body.close()
            raise failure
        return reply

    def _once(self, asked: Asking, until: float) -> Reply:
        """One exchange; on a fresh connection if one that was kept turns out to be closed."""
        kept = None if asked.once else self._take(asked.server)
        if kept:
            with suppress(ConnectionError, http.client.BadStatusLine):
                return self._on(kept, asked, until)
        return self._on(connect(asked.parts, until), asked, until)

    def _on(self, connection: HTTPConnection, asked: Asking, until: float) -> Reply:
        headers = {"User-Agent": AGENT, "Accept-Encoding": "identity", **asked.headers}
        who = self._who.header(asked.method, asked.target) if self._who else None
        if who:
            headers["Authorization"] = who
        try:
            set_deadline(connection, until)
            connection.request(asked.method, asked.target, asked.body, headers)
            with connection.getresponse() as response:
                reply = _whole(response, asked.most)
        except BaseException:  # whatever it is, an answer may be half read: it is of no more use
            connection.close()
            raise
        self._give(connection, asked.server, keep=not response.will_close)
        return reply

    def _take(self, server: tuple[str, str]) -> HTTPConnection | None:
        with self._lock:
            kept = self._idle.get(server)
            return kept.pop() if kept else None

    def _give(self, connection: HTTPConnection, server: tuple[str, str], *, keep: bool) -> None:
        if keep:
            with self._lock:
                kept = self._idle.setdefault(server, [])
                if len(kept) < _KEPT:
                    kept.append(connection)
                    return
        connection.close()

    def _asked_who(self, reply: Reply) -> bool:
        asked = reply.headers.get("www-authenticate", "").split("\n")
        return self._who is not None and self._who.challenged(asked)

    def _failure(self, reply: Reply) -> EndpointFailed | None:
        """What no caller can do anything with."""
        if reply.status in (401, 407):
            told = (
                "it refuses the account or the password that it was given" if self._who
                else f"it asks who is there: set {USER} and {PASSWORD}"
            )  # fmt: skip
            return EndpointFailed("credentials", self.address, told)
        if reply.status == 403 and self._who:
            told = "the account that it was given may not do this there (403)"
            return EndpointFailed("credentials", self.address, told)
        if 300 <= reply.status < 400:
            to = reply.headers.get("location", "nowhere")
            told = f"it sends on to {to}: name that instead"
            return EndpointFailed("redirect", self.address, told)
        return None

    def _unreached(self, error: OSError) -> EndpointFailed:
        if is_certificate(error):
            reason = "its certificate is not trusted here"
            return EndpointFailed("unreachable", self.address, reason)
        if isinstance(error, ConnectionResetError | BrokenPipeError):
            return self._cut(error)
        reason = error.strerror or str(error) or type(error).__name__
        return EndpointFailed("unreachable", self.address, f"it cannot be reached: {reason}")

    def _cut(self, error: Exception) -> EndpointFailed:
        if isinstance(error, http.client.UnknownProtocol | http.client.LineTooLong) or (
            isinstance(error, http.client.BadStatusLine)
            and not isinstance(error, http.client.RemoteDisconnected)
        ):
            return EndpointFailed("nonsense", self.address, "what it sends is not HTTP")
        return EndpointFailed(
            "cut", self.address, "the connection broke before its answer was whole"
        )


def _close(idle: dict[tuple[str, str], list[HTTPConnection]]) -> None:
    for kept in list(idle.values()):
        while kept:
            kept.pop().close()


def _whole(response: HTTPResponse, most: int | None) -> Reply:
    """All of an answer. Raises IncompleteRead where it is shorter than it says, TooLarge."""
    spool = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the reply's own
    told, length = response.length, 0
    try:
        while piece := response.read1(_PIECE):
            length += len(piece)
            if most is not None and length > most:
                raise TooLarge
            spool.write(piece)
        if told is not None and length < told:
            raise http.client.IncompleteRead(b"", told - length)
    except BaseException:  # whatever it is: nobody else closes the file
        spool.close()
        raise
    spool.seek(0)
    framed = told is not None or bool(response.chunked)
    return Reply(response.status, _headers(response), spool, length, framed)


def _headers(response: HTTPResponse) -> dict[str, str]:
    """By names in lower case; of a name that comes twice, a line for each value."""
    headers: dict[str, str] = {}
    for name, value in response.getheaders():
        low = name.lower()
        headers[low] = f"{headers[low]}\n{value}" if low in headers else value
    return headers


def checked_address(text: str) -> str:
    """An endpoint's address. Raises TreatygraphError for one that is none, or holds a password."""
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1)
    except ValueError:
        usable = None
    if not usable or any(sign <= " " for sign in text) or not text.isascii():
        raise TreatygraphError(f"{text!r} is no address of an endpoint: give http://… or https://…")
    if parts.username is not None or parts.password is not None:
        raise TreatygraphError(
            f"an address holds no account: set {USER} and {PASSWORD} in the environment"
        )
    return text
