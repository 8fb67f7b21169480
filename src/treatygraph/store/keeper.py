"""Workers by demand: some are kept, more are forked when all are at it for long, and end again."""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path

from treatygraph.errors import StoreUnavailable
from treatygraph.store import wire
from treatygraph.store.limits import QueryLimits, too_many_of_one
from treatygraph.store.lines import Lines, Ticket
from treatygraph.store.processes import ForkServer, Worker
from treatygraph.store.shares import ALONE, Share

logger = logging.getLogger(__name__)

LONG = 0.04
"""Seconds after which a query counts as long: while all are, another worker stands ready."""

SLOW = 1.0
"""Seconds after which a query runs behind all others."""

LINGER = 10.0
"""Seconds for which a worker beyond the kept ones stays without work."""

_STALE = 0.1
"""Seconds without work after which it is looked at whether a worker is still there."""

_RETRY = 1.0
"""Seconds until a fork that failed is tried again."""

_NEVER = float("inf")


class Keeper:
    """Lends workers to clients in turn. One thread of its own forks them and ends them.

    ``kept`` workers always live, and at most ``limits.at_once``; of both it has the ``share`` of
    this process. A worker at a slow query runs behind all others, and is not used again, since its
    priority cannot be raised. ``server`` is the fork server to begin with; where it dies, another
    loads the dump.
    """

    def __init__(
        self, place: Path, kept: int, limits: QueryLimits, server: ForkServer | None = None,
        share: Share = ALONE,
    ) -> None:  # fmt: skip
        self._place, self._kept, self._limits = place, share.part(kept), limits
        self._published = max(kept, limits.at_once)
        self._most = share.part(self._published)
        self._lock = threading.Lock()
        self._work = threading.Condition(self._lock)
        self._sleeps_until = 0.0
        self._tries_again = 0.0
        self._lines = Lines()
        self._idle: list[tuple[Worker, float]] = []
        self._busy: dict[Worker, tuple[str | None, float]] = {}
        self._slow: set[Worker] = set()
        self._spent: list[Worker] = []
        self.closed = False
        self._server = server or ForkServer.start(place, limits)
        for _ in range(self._kept):
            self._idle.append((self._server.fork(), time.monotonic()))
        self._thread = threading.Thread(target=self._keep, name="query-workers", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the fork server, which ends its workers; who waits is told."""
        with self._lock:
            self.closed = True
            for ticket in self._lines.drain():
                ticket.call()
            self._work.notify()
        self._thread.join(timeout=10)
        self._server.close()
        for worker in [*self._spent, *(worker for worker, _ in self._idle)]:
            worker.peer.close()

    # Lending --------------------------------------------------------------------------------

    def take(self, client: str | None) -> Worker:
        """A worker, when it is the client's turn. Raises TooManyQueries or StoreUnavailable."""
        ticket = Ticket(client)
        with self._lock:
            self._refuse_more_of(client)
            self._lines.join(ticket)
            self._serve()
            self._wake_by(time.monotonic() + (SLOW if self._idle else LONG))
        return ticket.worker or self._wait_for_one(ticket)

    def _wait_for_one(self, ticket: Ticket) -> Worker:
        ticket.wait(self._limits.patience)
        with self._lock:
            if ticket.worker is None:
                raise self._unavailable(ticket)
            return ticket.worker

    def give(self, worker: Worker, *, spent: bool = False) -> None:
        """A worker comes back; one that is ``spent`` is ended, and another forked if need be."""
        with self._lock:
            client, _ = self._busy.pop(worker)
            self._lines.done(client)
            if self.closed:
                worker.peer.close()
            elif spent or worker in self._slow:
                self._slow.discard(worker)
                self._spent.append(worker)
            else:
                self._idle.append((worker, time.monotonic()))
            self._serve()
            beyond = self.living > self._kept
            self._wake_by(time.monotonic() + LINGER if beyond else _NEVER)

    def lose(self, worker: Worker, *, died: bool = False) -> int:
        """A worker failed: it is ended. If it ``died``, the signal that it died of, else 0."""
        with self._lock:
            client, _ = self._busy.pop(worker)
            self._slow.discard(worker)
            self._lines.done(client)
            self._serve()
            self._wake_by(self._due())
        return worker.stop(died=died)

    def _refuse_more_of(self, client: str | None) -> None:
        if self.closed:
            raise StoreUnavailable("the query processes were ended")
        most = self._limits.client_queries
        if client is not None and self._lines.of(client) >= most:
            raise too_many_of_one(self._limits)

    def _unavailable(self, ticket: Ticket) -> StoreUnavailable:
        if self.closed:
            return StoreUnavailable("the query processes were ended")
        self._lines.leave(ticket)
        return StoreUnavailable(
            f"the query waited {self._limits.patience:g} seconds, since {self._published} run at "
            "most and all are busy with others or with yours; try again in some seconds",
            "queries",
            self._published,
        )

    def _serve(self) -> None:
        """Give idle workers to those whose turn it is."""
        while self._idle and self._lines:
            worker, since = self._idle.pop()
            if since + _STALE < time.monotonic() and not worker.lives:
                self._spent.append(worker)
                continue
            ticket = self._lines.next(self._most - len(self._busy))
            if ticket is None:
                self._idle.append((worker, since))
                return
            self._busy[worker] = ticket.client, time.monotonic()
            ticket.worker = worker
            ticket.call()

    # Keeping --------------------------------------------------------------------------------

    def _wake_by(self, due: float) -> None:
        """Wake the keeper's thread where it would sleep beyond the moment at which what has just
        happened is due; what happened before, it knows."""
        if self._spent:
            due = 0.0
        if due < self._sleeps_until:
            self._work.notify()

    def _keep(self) -> None:
        """Fork, end and wait, until closed."""
        while not self.closed:
            with self._lock:
                now = time.monotonic()
                self._let_slow_ones_stand_back(now)
                spent = self._no_longer_needed(now)
                needed = self._is_one_needed(now)
                if not spent and not needed:
                    self._sleep(now)
            if needed:
                self._add_one()
            for worker in spent:
                worker.stop()

    def _sleep(self, now: float) -> None:
        self._sleeps_until = self._due()
        forever = self._sleeps_until == _NEVER
        self._work.wait(None if forever else max(0.0, self._sleeps_until - now))
        self._sleeps_until = 0.0

    def _due(self) -> float:
        """When there will be something to do if nothing changes."""
        if self._spent:
            return 0.0
        dues = [since + SLOW for worker, (_, since) in self._busy.items()
                if worker not in self._slow]  # fmt: skip
        if self.living > self._kept and self._idle:
            dues.append(self._idle[0][1] + LINGER)
        return min([*dues, self._next_one_due()])

    def _next_one_due(self) -> float:
        """When another worker should be forked."""
        if self.living < self._kept:
            return self._tries_again
        if self._idle or self.living >= self._most:
            return _NEVER
        long = max(since for _, since in self._busy.values()) + LONG
        return max(long, self._tries_again)

    def _is_one_needed(self, now: float) -> bool:
        return not self.closed and self._next_one_due() <= now

    def _no_longer_needed(self, now: float) -> list[Worker]:
        """Workers to end: those that are spent, and those that were idle for long."""
        spent, self._spent = self._spent, []
        while self.living > self._kept and self._idle and self._idle[0][1] + LINGER <= now:
            spent.append(self._idle.pop(0)[0])
        return spent

    def _let_slow_ones_stand_back(self, now: float) -> None:
        for worker, (_, since) in self._busy.items():
            if since + SLOW <= now and worker not in self._slow:
                worker.stand_back()
                self._slow.add(worker)

    @property
    def living(self) -> int:
        """How many workers there are now."""
        return len(self._idle) + len(self._busy)

    def _add_one(self) -> None:
        """Fork a worker; where that fails, try again later."""
        try:
            worker = self._fork()
        except (wire.Hangup, OSError, StoreUnavailable):
            logger.exception("no query process could be forked; it is tried again")
            self._tries_again = time.monotonic() + _RETRY
            return
        with self._lock:
            self._idle.append((worker, time.monotonic()))
            self._serve()

    def _fork(self) -> Worker:
        """A worker, of a new fork server where the old one has died."""
        try:
            return self._server.fork()
        except (wire.Hangup, OSError):
            self._server.close()
            self._server = ForkServer.start(self._place, self._limits)
            return self._server.fork()
