"""Finished bodies, kept while they fit: a release never changes, so neither does a page of it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable


class BodyCache:
    """Bodies by key, bounded in bytes; the one not asked for longest goes first."""

    def __init__(self, most_bytes: int = 64 << 20) -> None:
        self._most = most_bytes
        self._held = 0
        self._bodies: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._bodies)

    def get(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """The body of a key, made if it is not held; two threads may make it at once."""
        with self._lock:
            if key in self._bodies:
                self._bodies.move_to_end(key)
                return self._bodies[key]
        body = make()
        if len(body) <= self._most:
            self._keep(key, body)
        return body

    def _keep(self, key: Hashable, body: bytes) -> None:
        with self._lock:
            self._held += len(body) - len(self._bodies.pop(key, b""))
            self._bodies[key] = body
            while self._held > self._most:
                _, gone = self._bodies.popitem(last=False)
                self._held -= len(gone)
