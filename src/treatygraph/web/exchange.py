"""One request and its answer, from its first byte in to its last byte out: what is told of it."""

from __future__ import annotations

import logging
import random
import re
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from treatygraph.web.log import path_shown
from treatygraph.web.repeats import Sent

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from treatygraph.web.serving import Serving

    Headers = list[tuple[str, str]]

logger = logging.getLogger(__name__)

_SANE_ID: Final = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_TIMING: Final = "Server-Timing"
"""What was measured further in, and the time until an answer began (W3C Server Timing)."""

_QUERY: Final = re.compile(r"\bquery;dur=([0-9.]+)")
_CACHE: Final = re.compile(r'\bcache;desc="?(\w+)')

WHOLE: Final = 64 << 10
"""Bytes up to which a body is handed on in one piece: no thread waits for its reader."""


class Exchange:
    """A request, the release that answers it, and its answer as it goes out.

    ``ended`` is called once, when the body is closed or known to be whole. ``headers`` are added to
    those of the answer.
    """

    def __init__(
        self,
        environ: WSGIEnvironment,
        start: StartResponse,
        *,
        ended: Callable[[Exchange], None],
        headers: Headers = [],  # noqa: B006  # only read
    ) -> None:
        self.began = time.perf_counter()
        self.method: str = environ["REQUEST_METHOD"]
        self.path: str = environ["PATH_INFO"]
        self.query_length = len(environ.get("QUERY_STRING", ""))
        self.serving: Serving | None = None
        self.client: str | None = None  # whose threads are counted; told to nobody
        self.status = 0
        self.bytes = 0
        self.media_type = ""
        sent = environ.get("HTTP_X_REQUEST_ID", "")
        self.id: str = sent if _SANE_ID.fullmatch(sent) else f"{random.getrandbits(64):016x}"
        self._start, self._ended, self._added = start, ended, headers
        self._length: int | None = None
        self._line = ""
        self._told: tuple[tuple[str, str], ...] = ()
        self._timing = ""
        self._body: Iterable[bytes] = ()
        self._pieces: Iterator[bytes] = iter(())
        self._open = True

    @property
    def seconds(self) -> float:
        """How long ago it began."""
        return time.perf_counter() - self.began

    @property
    def complete(self) -> bool:
        """Whether as much was sent as was announced."""
        return self._without_body or self._length is None or self.bytes == self._length

    @property
    def _without_body(self) -> bool:
        return self.method == "HEAD" or self.status in (204, 304)

    def begin(
        self, status: str, headers: Headers, exc_info: OptExcInfo | None = None
    ) -> Callable[[bytes], object]:
        """WSGI's ``start_response``: note what is sent, and add what every answer carries."""
        self.status = int(status[:3])
        told = dict(headers)  # all these names are ours, and spelled in one way
        self.media_type = told.get("Content-Type", "").partition(";")[0]
        if "Content-Length" in told:
            self._length = int(told["Content-Length"])
        self._timing = told.get(_TIMING, "")
        total = f"total;dur={self.seconds * 1000:.1f}"
        kept = [item for item in headers if item[0] != _TIMING]
        self._line, self._told = status, tuple(kept)
        kept += self._added
        kept.append(("X-Request-Id", self.id))
        kept.append((_TIMING, f"{self._timing}, {total}" if self._timing else total))
        return self._start(status, kept, exc_info)

    def repeat(self, sent: Sent) -> list[bytes]:
        """Send what was sent before for the same request; the body to hand to the server."""
        self.status = int(sent.status[:3])
        self.media_type = sent.media_type
        self.bytes = len(sent.body)
        self._timing = sent.timing
        timing = (_TIMING, f"{sent.timing}, total;dur={self.seconds * 1000:.1f}")
        self._start(sent.status, [*sent.headers, *self._added, ("X-Request-Id", self.id), timing])
        self.close()
        return [sent.body]

    def sent(self, answer: Iterable[bytes]) -> Sent | None:
        """What may be sent again, if it came from what is kept and was sent whole."""
        if self.cache != "hit" or not isinstance(answer, list):
            return None
        return Sent(self._line, self._told, self._timing, self.media_type, answer[0])

    @property
    def query_seconds(self) -> float | None:
        """How long the query took, if there was one."""
        found = _QUERY.search(self._timing)
        return float(found[1]) / 1000 if found else None

    @property
    def cache(self) -> str | None:
        """What was told of a kept answer: ``hit`` or ``miss``."""
        found = _CACHE.search(self._timing)
        return found[1] if found else None

    @property
    def _is_small(self) -> bool:
        return self._without_body or (self._length is not None and self._length <= WHOLE)

    def send(self, body: Iterable[bytes]) -> Iterable[bytes]:
        """The body to hand to the server: in one piece where it is small, else piece by piece."""
        self._body = body
        if not (isinstance(body, list) or self._is_small):
            self._pieces = iter(body)
            return self
        try:
            whole = [b"".join(body)]
        except BaseException:  # whatever it is: nobody else closes a body that broke off
            _close(body)
            raise
        self.bytes = len(whole[0])
        self.close()
        return whole

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            piece = next(self._pieces)
        except StopIteration:
            raise
        except Exception:  # whatever it is, the answer is cut short, which is to be told
            logger.exception("the answer to %s broke off", self.path)
            raise
        self.bytes += len(piece)
        return piece

    def close(self) -> None:
        """End it: close the body, and tell of it once."""
        if not self._open:
            return
        self._open = False
        try:
            _close(self._body)
        finally:
            self._ended(self)

    def fields(self) -> dict[str, Any]:
        """What the log tells of it; see docs/operations.md."""
        query_seconds = self.query_seconds
        return {
            "method": self.method,
            "path": path_shown(self.path),
            "query_length": self.query_length or None,
            "status": self.status,
            "bytes": self.bytes,
            "ms": round(self.seconds * 1000, 1),
            "query_ms": None if query_seconds is None else round(query_seconds * 1000, 1),
            "cache": self.cache,
            "type": self.media_type or None,
            "release": self.serving.release.version if self.serving else None,
            "request_id": self.id,
            "complete": None if self.complete else False,
        }


def _close(body: Iterable[bytes]) -> None:
    if hasattr(body, "close"):
        body.close()
