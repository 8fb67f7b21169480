"""A few connections to an index that nobody writes, shared by many threads."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from weakref import finalize

from treatygraph.errors import QueryStopped, ReleaseUnavailable, StoreUnavailable

MOST: Final = 4
"""Connections: reading lets go of Python's lock, and more than the cores would only wait."""

DEADLINE: Final = 2.0
"""Seconds after which a search is stopped."""

WAITING: Final = 10.0
"""Seconds that a search waits for a connection."""

_EVERY: Final = 500
"""Steps of SQLite's machine between two looks at the clock."""

_MAPPED: Final = 1 << 31
"""Bytes of the file that are read through memory which all connections share."""


class Connections:
    """Lends connections; each opens when it is first needed, and all close with this object."""

    def __init__(self, path: Path, most: int = MOST, deadline: float = DEADLINE) -> None:
        self._path, self._deadline = path, deadline
        self._free: list[sqlite3.Connection] = []
        self._room = threading.Semaphore(most)
        self._close = finalize(self, _close_all, self._free)

    @contextmanager
    def lent(self) -> Iterator[sqlite3.Connection]:
        """A connection for one search, which is stopped at its deadline.

        Raises QueryStopped past it, StoreUnavailable where none comes free, ReleaseUnavailable
        where the file is no index.
        """
        if not self._room.acquire(timeout=WAITING):
            raise StoreUnavailable("too many search at the moment: try again shortly")
        try:
            connection = self._free.pop() if self._free else self._open()
            try:
                yield self._bounded(connection)
            except sqlite3.DatabaseError as error:
                raise self._told(error) from None
            finally:
                connection.set_progress_handler(None, 0)
                self._free.append(connection)
        finally:
            self._room.release()

    def _open(self) -> sqlite3.Connection:
        address = f"{self._path.resolve().as_uri()}?mode=ro&immutable=1"
        try:
            connection = sqlite3.connect(address, uri=True, check_same_thread=False)
            connection.execute(f"PRAGMA mmap_size = {_MAPPED}")
            return connection
        except sqlite3.Error as error:
            raise ReleaseUnavailable(self._path, f"the search index cannot be read: {error}"
                                     ) from None  # fmt: skip

    def _bounded(self, connection: sqlite3.Connection) -> sqlite3.Connection:
        until = time.monotonic() + self._deadline
        connection.set_progress_handler(lambda: time.monotonic() > until, _EVERY)
        return connection

    def _told(self, error: sqlite3.DatabaseError) -> Exception:
        if str(error) == "interrupted":
            reason = f"the search was stopped after {self._deadline:g} s: ask for rarer words"
            return QueryStopped("search-time", reason, self._deadline)
        return ReleaseUnavailable(self._path, f"the search index cannot be read: {error}")

    def close(self) -> None:
        """Close those that are free; one that is lent closes when nobody holds it any more."""
        self._close()


def _close_all(free: list[sqlite3.Connection]) -> None:
    while free:
        free.pop().close()
