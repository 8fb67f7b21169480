"""Turns at another's store: so many queries run there at a time, each client has a share."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from treatygraph.errors import StoreUnavailable
from treatygraph.store.limits import QueryLimits, too_many_of_one
from treatygraph.store.lines import Lines, Ticket
from treatygraph.store.shares import ALONE, Share


class Turns:
    """Lets queries begin in turn, as :class:`treatygraph.store.lines.Lines` says whose it is."""

    def __init__(self, limits: QueryLimits, share: Share = ALONE) -> None:
        self._limits = limits
        self._most = share.part(limits.at_once)
        self._lock = threading.Lock()
        self._lines = Lines()
        self._running: set[Ticket] = set()

    @property
    def running(self) -> int:
        """How many run now."""
        return len(self._running)

    @contextmanager
    def turn(self, client: str | None) -> Iterator[None]:
        """Wait until it is the client's turn, and have it as long as the block takes.

        Raises TooManyQueries for more of one client than is taken, StoreUnavailable after a wait.
        """
        ticket = Ticket(client)
        with self._lock:
            self._refuse_more_of(client)
            self._lines.join(ticket)
            self._begin()
        if ticket not in self._running:
            self._wait(ticket)
        try:
            yield
        finally:
            with self._lock:
                self._running.discard(ticket)
                self._lines.done(client)
                self._begin()

    def _wait(self, ticket: Ticket) -> None:
        ticket.wait(self._limits.patience)
        with self._lock:
            if ticket in self._running:
                return
            self._lines.leave(ticket)
        raise StoreUnavailable(
            f"the query waited {self._limits.patience:g} seconds, since {self._limits.at_once} run "
            "at most and all are busy with others or with yours; try again in some seconds",
            "queries",
            self._limits.at_once,
        )

    def _begin(self) -> None:
        """Call those whose turn it is."""
        while free := self._most - len(self._running):
            ticket = self._lines.next(free)
            if ticket is None:
                return
            self._running.add(ticket)
            ticket.call()

    def _refuse_more_of(self, client: str | None) -> None:
        most = self._limits.client_queries
        if client is not None and self._lines.of(client) >= most:
            raise too_many_of_one(self._limits)
