"""Of several who want the same at once, one works for it and the others wait."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from enum import Enum

MOST_WAITING = 32
"""How many may wait, all in all: who waits holds a thread, and is in no queue that is fair."""

_MOST_ALONE = 4096


class Role(Enum):
    """What somebody who wants a key is to do, or has done."""

    LEADS = "work for it, and land"
    WAITED = "look whether it is there; if not, work for it"
    ALONE = "work for it"


class Flights:
    """Who is working for which key."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._flights: dict[Hashable, threading.Event | None] = {}
        self._waiting = 0
        self._alone: set[int] = set()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return self._waiting

    def join(self, key: Hashable) -> Role:
        """Take the lead for a key, or wait until the one who has it landed."""
        with self._lock:
            if key not in self._flights and hash(key) not in self._alone:
                self._flights[key] = None  # until somebody waits
                return Role.LEADS
            if key not in self._flights or self._waiting >= MOST_WAITING:
                return Role.ALONE
            flight = self._flights[key] = self._flights[key] or threading.Event()
            self._waiting += 1
        flight.wait()
        with self._lock:
            self._waiting -= 1
        return Role.WAITED

    def land(self, key: Hashable) -> None:
        """End the flight that one leads, whatever came of it."""
        with self._lock:
            flight = self._flights.pop(key)
        if flight:
            flight.set()

    def go_alone(self, key: Hashable) -> None:
        """Let nobody wait for this key any more: nothing is ever there for those who waited.

        Only hashes are remembered, and some thousand: to be taken for another key costs little.
        """
        with self._lock:
            if len(self._alone) >= _MOST_ALONE:
                self._alone.clear()
            self._alone.add(hash(key))
