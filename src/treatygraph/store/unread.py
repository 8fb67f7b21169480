"""Large answers that are still being read: unlinked files, and how much of the disk they hold."""

from __future__ import annotations

import io
import os
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Self

from treatygraph.errors import StoreUnavailable, TooManyQueries
from treatygraph.store.limits import QueryLimits
from treatygraph.store.shares import ALONE, Share

_LOOKS = 1.0
"""Seconds for which what is free on the disk is believed: each look lets go of the interpreter."""


def folder() -> str:
    """Where large answers lie: TMPDIR, else /var/tmp, since /tmp is memory on many systems."""
    named = os.environ.get("TMPDIR") or "/var/tmp"
    return named if os.access(named, os.W_OK | os.X_OK) else tempfile.gettempdir()


class SpilledAnswer:
    """A finished answer in a file without a name, which goes when it is closed or forgotten."""

    def __init__(self, descriptor: int, release: Callable[[], None]) -> None:
        self._file = io.FileIO(descriptor)
        self._release = release

    def read(self, size: int = -1) -> bytes:
        """The next bytes, at most so many; none at the end."""
        return self._file.read(size) or b""

    def close(self) -> None:
        """Let go of the file, once, whoever says so first."""
        if not self._file.closed:
            self._file.close()
            self._release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()


class Unread:
    """What each client holds. It may have more while that is no more than is left to all others.

    So one client alone has half, and another always finds room. None is ourselves: no limit.
    """

    def __init__(self, limits: QueryLimits, share: Share = ALONE) -> None:
        self._limits = limits
        self._most_bytes = share.part(limits.unread_bytes)
        self._most_answers = share.part(limits.unread_answers)
        self._lock = threading.RLock()  # an answer may be collected while we hold it
        self._bytes: Counter[str | None] = Counter()
        self._answers: Counter[str | None] = Counter()
        self._folder = folder()
        self._seen_free, self._look_again = 0, 0.0

    def room(self, client: str | None) -> int:
        """Bytes that an answer to a client may have on the disk now; at most half of what is free.

        Running queries ask before they write, and the disk is looked at once a second: together
        they may pass it by what they write meanwhile.
        """
        with self._lock:
            left = self._most_bytes - self._bytes.total()
            places = self._most_answers - self._answers.total()
            if client is not None:
                left = (left - self._bytes[client]) // 2
                places -= self._answers[client]
        return max(0, min(left, self._free() // 2)) if places > 0 else 0

    def claim(self, descriptor: int, client: str | None, length: int) -> SpilledAnswer:
        """Hold a file for a client. Raises TooManyQueries or StoreUnavailable without room."""
        if length > self.room(client):
            os.close(descriptor)
            raise self.refusal(client)
        with self._lock:
            self._bytes[client] += length
            self._answers[client] += 1
        return SpilledAnswer(descriptor, partial(self._release, client, length))

    def _release(self, client: str | None, length: int) -> None:
        with self._lock:
            self._bytes[client] -= length
            self._answers[client] -= 1
            if not self._answers[client]:
                del self._bytes[client], self._answers[client]

    def refusal(self, client: str | None) -> TooManyQueries | StoreUnavailable:
        """What to tell a client whose answer found no room."""
        with self._lock:
            answers, held = self._answers[client], self._bytes[client]
        if answers:
            return TooManyQueries(
                "unread-size",
                f"{answers} large answers of yours with {held >> 20:,} MiB are still being read: "
                "read them to the end, or hang up, before you ask for more",
                self._limits.unread_bytes,
            )
        return StoreUnavailable(
            "the answers that others are still reading leave no room for one that is this large; "
            "try again in some seconds, or ask for less",
            "unread-size",
            self._limits.unread_bytes,
        )

    def _free(self) -> int:
        """Bytes that are free on the disk where answers lie, or were a moment ago."""
        now = time.monotonic()
        if now >= self._look_again:
            disk = os.statvfs(self._folder)
            self._seen_free, self._look_again = disk.f_bavail * disk.f_frsize, now + _LOOKS
        return self._seen_free
