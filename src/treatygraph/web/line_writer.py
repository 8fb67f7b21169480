"""Lines to a descriptor, written by a thread, so that nobody waits for whoever reads them."""

from __future__ import annotations

import os
import queue
import select
import threading
import time
from typing import Final

MOST_WAITING: Final = 10_000
"""Lines that wait for a slow reader; what comes beyond is dropped and counted."""

_PIECE: Final = getattr(select, "PIPE_BUF", 512)
"""Bytes that a pipe which is ready takes without making the writer wait (POSIX, ``write``)."""

_TICK: Final = 0.2

_GATHERS: Final = 0.01
"""Seconds in which lines gather: a write for each would stop whoever answers, as often again."""


class LineWriter:
    """Writes lines in their order; drops them while the reader is slow, and for good once it goes.

    The thread ends with the main thread, after what is left, for which it has ``last`` seconds.
    """

    def __init__(self, descriptor: int, *, last: float = 1.0) -> None:
        self._descriptor = descriptor
        self._last = last
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._gone = False
        self.dropped = 0
        self._thread = threading.Thread(target=self._run, name="log")
        self._thread.start()

    def put(self, line: str) -> None:
        """Take one line, to be written soon. Never waits, never fails."""
        if self._gone or self._lines.qsize() >= MOST_WAITING:
            self.dropped += 1
        else:
            self._lines.put(line)

    def _run(self) -> None:
        try:
            while self._write(self._gathered()) and (_main_lives() or not self._lines.empty()):
                pass
        except (OSError, ValueError):  # nobody reads any more, or nothing was ever open here
            pass
        self._gone = True

    def _gathered(self) -> bytes:
        """The lines that wait, as many as may be written at once; waits a moment for the first."""
        lines: list[str] = []
        try:
            lines.append(self._lines.get(timeout=_TICK))
            if _main_lives():
                time.sleep(_GATHERS)
            while len(lines) < 1000:
                lines.append(self._lines.get_nowait())
        except queue.Empty:
            pass
        return "".join(lines).encode("utf-8", "backslashreplace")

    def _write(self, data: bytes) -> bool:
        """Whether all was written; past the main thread's end there is only so much time."""
        ends = float("inf")
        while data and time.monotonic() < ends:
            if select.select((), (self._descriptor,), (), _TICK)[1]:
                data = data[os.write(self._descriptor, _piece(data)) :]
            if not _main_lives():
                ends = min(ends, time.monotonic() + self._last)
        return not data


def _piece(data: bytes) -> bytes:
    """What is written at once: whole lines, between which other processes may write theirs.

    A line that is longer than a piece goes in several.
    """
    end = data.rfind(b"\n", 0, _PIECE)
    return data[: end + 1] if end >= 0 else data[:_PIECE]


def _main_lives() -> bool:
    return threading.main_thread().is_alive()
