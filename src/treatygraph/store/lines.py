"""Who is served next: a line for each client, served in turn."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict, deque
from dataclasses import dataclass, field

from treatygraph.store.processes import Worker


def _held() -> threading.Lock:
    """A lock that somebody else will release: what wakes one thread, and costs the least."""
    lock = threading.Lock()
    lock.acquire()
    return lock


@dataclass(slots=True, eq=False)
class Ticket:
    """A place in a line; it is called once, when there is a worker, or there will be none."""

    client: str | None
    worker: Worker | None = None
    _uncalled: threading.Lock = field(default_factory=_held)

    def call(self) -> None:
        """Let the one who waits go on. Only once."""
        self._uncalled.release()

    def wait(self, seconds: float) -> None:
        """Wait until called, at most so long. Only once."""
        self._uncalled.acquire(timeout=seconds)


class Lines:
    """The lines, and how many workers each client holds. It has no lock of its own.

    A client may take a worker while it holds fewer than are free to all: one alone gets half of
    them, two get half and a quarter, and a third still finds one. None is ourselves: no limit.
    """

    def __init__(self) -> None:
        self._waiting: OrderedDict[str | None, deque[Ticket]] = OrderedDict()
        self._held: Counter[str | None] = Counter()

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def of(self, client: str | None) -> int:
        """How many queries of a client run or wait."""
        return self._held[client] + len(self._waiting.get(client, ()))

    def join(self, ticket: Ticket) -> None:
        """Stand at the end of one's line."""
        self._waiting.setdefault(ticket.client, deque()).append(ticket)

    def leave(self, ticket: Ticket) -> None:
        """Give up waiting."""
        line = self._waiting[ticket.client]
        line.remove(ticket)
        if not line:
            del self._waiting[ticket.client]

    def next(self, free: int) -> Ticket | None:
        """Take the first of the line whose turn it is, if any may have one of ``free`` workers."""
        for client, line in self._waiting.items():
            if client is None or self._held[client] < free:
                ticket = line.popleft()
                self._held[client] += 1
                del self._waiting[client]
                if line:
                    self._waiting[client] = line  # behind all others
                return ticket
        return None

    def done(self, client: str | None) -> None:
        """A client has given its worker back."""
        self._held[client] -= 1
        if not self._held[client]:
            del self._held[client]

    def drain(self) -> list[Ticket]:
        """Everybody who waits; the lines are empty afterwards."""
        tickets = [ticket for line in self._waiting.values() for ticket in line]
        self._waiting.clear()
        return tickets
