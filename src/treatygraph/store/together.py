"""A table in memory that several processes share: how many queries each client has under way.

Each process has a row of its own, in which nobody else writes; a lock that the system lets go of
when a process dies says whose it is. So one that is killed leaves nothing behind: its successor
takes the row, and clears it.
"""

from __future__ import annotations

import fcntl
import hashlib
import mmap
import os
import threading
import time
from pathlib import Path
from typing import Final

_BITS: Final = 18
_CLIENTS: Final = 1 << _BITS
"""Places for clients in a row. Two in 262,144 that have the same one are counted as one; nobody can
choose it, since it is made with a key that nobody knows."""

_ROW: Final = 2 * _CLIENTS
_KEY: Final = 16
_HEAD: Final = mmap.ALLOCATIONGRANULARITY
_NUMBERS: Final = 64
"""Where in the head the numbers of the processes stand, behind the key."""

_GUARD: Final = 0
_LIVES: Final = 1
"""Bytes of the file that are locked: for who may decide, and from here on for each process."""


class Table:
    """What processes count together; each has joined it, and has its row as long as it lives.

    ``before`` is the number of the process whose row it was, 0 for none.
    A query is announced first, then all rows are added up. So two that come at the same time see
    each other, and never are there more than the limit. Only where it seems to be reached is it
    looked at again, one process at a time: else two could be refused where there is room for one.
    """

    def __init__(self, file: Path, processes: int) -> None:
        self._file = os.open(file, os.O_RDWR | os.O_CLOEXEC)
        self.number = _a_row_of(self._file, processes)
        size = _HEAD + processes * _ROW
        whole = memoryview(mmap.mmap(self._file, size))
        self._key = bytes(whole[:_KEY])
        self._numbers = whole[_NUMBERS : _NUMBERS + 4 * processes].cast("I")
        self._rows = [whole[start : start + _ROW].cast("H") for start in range(_HEAD, size, _ROW)]
        self._own = self._rows[self.number]
        self._own[:] = memoryview(bytes(_ROW)).cast("H")
        self.before: int = self._numbers[self.number]
        self._numbers[self.number] = os.getpid()
        self._lock = threading.Lock()

    @staticmethod
    def make(file: Path, processes: int) -> None:
        """An empty one for so many processes, before any of them is started."""
        with file.open("xb") as new:
            new.write(os.urandom(_KEY))
            new.truncate(_HEAD + processes * _ROW)

    @property
    def processes(self) -> list[int]:
        """The numbers of the processes that have rows, those that died included."""
        return [number for number in self._numbers if number]

    def enter(self, client: str, most: int) -> int | None:
        """Note a query of a client, and tell its place; None if ``most`` are under way already."""
        place = self._place(client)
        if self._announced(place) <= most:
            return place
        self.leave(place)
        with self._lock:
            fcntl.lockf(self._file, fcntl.LOCK_EX, 1, _GUARD)
            try:
                return self._place_if_free(place, most)
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN, 1, _GUARD)

    def _place_if_free(self, place: int, most: int) -> int | None:
        self._own[place] += 1
        if self.under_way(place) <= most:
            return place
        self._own[place] -= 1
        return None

    def leave(self, place: int) -> None:
        """Note that a query at a place has ended."""
        with self._lock:
            self._own[place] -= 1

    def under_way(self, place: int) -> int:
        """How many queries of the client at a place run or wait."""
        return sum([row[place] for row in self._rows])

    def _announced(self, place: int) -> int:
        with self._lock:
            self._own[place] += 1
        return self.under_way(place)  # letting go of the lock, the processor has written the row

    def _place(self, client: str) -> int:
        made = hashlib.blake2b(client.encode(), digest_size=4, key=self._key).digest()
        return int.from_bytes(made, "little") % _CLIENTS


def _a_row_of(file: int, processes: int) -> int:
    """The number of a row that no living process has; from now on it is ours."""
    while True:
        for number in range(processes):
            try:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _LIVES + number)
                return number
            except OSError:
                continue
        time.sleep(0.01)  # one is about to end, or we had not been started in its place
