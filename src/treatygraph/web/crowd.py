"""Threads by client: whoever sends or reads slowly holds some, and may never hold them all."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Final

THREADS: Final = 512
"""Requests that are answered at a time: each slow reader of a large answer holds one, and at most
``unread_answers`` do."""


def threads_of(processes: int) -> int:
    """How many of them each of so many processes has that serve together."""
    return THREADS // processes


class Crowd:
    """Requests under way, by client; each counts from its headers to the last byte of its answer.

    A client may begin one while it holds fewer than are free to all, so one whose bodies never
    come leaves half of the threads to others. Small answers are sent without a thread, and count
    no more.
    """

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._lock = threading.Lock()
        self._held: Counter[str] = Counter()
        self._all = 0

    def enter(self, client: str) -> bool:
        """Note a request that begins; False, and nothing is noted, if the client has its share."""
        with self._lock:
            if self._held.get(client, 0) >= self._threads - self._all:
                return False
            self._held[client] += 1
            self._all += 1
            return True

    def leave(self, client: str) -> None:
        """Note that a request which had entered has ended."""
        with self._lock:
            self._all -= 1
            self._held[client] -= 1
            if not self._held[client]:
                del self._held[client]
