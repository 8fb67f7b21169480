"""One request and its answer, from its first byte in to its last byte out: what is told of it."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from treatygraph.web.log import path_shown

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from treatygraph.web.serving import Serving

    Headers = list[tuple[str, str]]

logger = logging.getLogger(__name__)

_SANE_ID: Final = re.compile(r"[A-Za-z0-9._:-]{1,64}")
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
        self.query_seconds: float | None = None
        self.cache: str | None = None
        sent = environ.get("HTTP_X_REQUEST_ID", "")
        self.id = sent if _SANE_ID.fullmatch(sent) else secrets.token_hex(8)
        self._start, self._ended, self._added = start, ended, headers
        self._length: int | None = None
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
        timing, kept = [], []
        for name, value in headers:
            match name.lower():
                case "server-timing":
                    timing.append(value)
                    continue
                case "content-type":
                    self.media_type = value.partition(";")[0]
                case "content-length":
                    self._length = int(value)
            kept.append((name, value))
        kept += [*self._added, ("X-Request-Id", self.id), ("Server-Timing", self._timing(timing))]
        return self._start(status, kept, exc_info)

    @property
    def _is_small(self) -> bool:
        return self._without_body or (self._length is not None and self._length <= WHOLE)

    def _timing(self, told: list[str]) -> str:
        """What was measured further in, and the time until here (W3C Server Timing)."""
        inner = ", ".join(told)
        query, cache = _QUERY.search(inner), _CACHE.search(inner)
        self.query_seconds = float(query[1]) / 1000 if query else None
        self.cache = cache[1] if cache else None
        return ", ".join([*told, f"total;dur={self.seconds * 1000:.1f}"])

    def send(self, body: Iterable[bytes]) -> Iterable[bytes]:
        """The body to hand to the server: in one piece where it is small, else piece by piece."""
        self._body = body
        if not (isinstance(body, list) or self._is_small):
            self._pieces = iter(body)
            return self
        try:
            whole = [b"".join(body)]
        except BaseException:
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
        except Exception:
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
        return {
            "method": self.method,
            "path": path_shown(self.path),
            "query_length": self.query_length or None,
            "status": self.status,
            "bytes": self.bytes,
            "ms": round(self.seconds * 1000, 1),
            "query_ms": None if self.query_seconds is None else round(self.query_seconds * 1000, 1),
            "cache": self.cache,
            "type": self.media_type or None,
            "release": self.serving.release.version if self.serving else None,
            "request_id": self.id,
            "complete": None if self.complete else False,
        }


def _close(body: Iterable[bytes]) -> None:
    if hasattr(body, "close"):
        body.close()
