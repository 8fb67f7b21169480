"""A pool of killable query workers: what answers the queries of strangers.

pyoxigraph cannot be told to stop, so a query runs in a process that can: past its deadline or
its memory the worker is killed, and another forked in some milliseconds.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from treatygraph.errors import (
    QueryRefused,
    QueryStopped,
    QuerySyntaxError,
    StoreUnavailable,
    TreatygraphError,
)
from treatygraph.store import wire
from treatygraph.store.answers import Answer, Dataset, Rows, Term, rows_of, with_values
from treatygraph.store.asked import Asked
from treatygraph.store.keeper import Keeper
from treatygraph.store.limits import QueryLimits, guard, too_deep
from treatygraph.store.processes import ForkServer, Reply, Worker
from treatygraph.store.shares import ALONE, Share
from treatygraph.store.unread import Unread


class WorkerPool:
    """Answers queries in killable processes; ``workers`` of them always stand ready.

    ``server`` is the fork server to begin with, where there is one already; of ``workers`` and
    ``limits`` it has the ``share`` of this process.
    """

    def __init__(
        self, place: Path, *, workers: int = 2, limits: QueryLimits = QueryLimits(),
        server: ForkServer | None = None, share: Share = ALONE,
    ) -> None:  # fmt: skip
        if not hasattr(os, "fork"):
            raise StoreUnavailable("query processes need fork: use Linux, macOS or WSL")
        self.limits = limits
        self.workers = workers
        self._share = share
        self._unread = Unread(limits, share)
        self._keeper = Keeper(place, workers, limits, server, share)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all processes; who waits for an answer is told."""
        self._keeper.close()

    @property
    def living(self) -> int:
        """How many workers there are now."""
        return self._keeper.living

    def select(self, query: str, values: Mapping[str, Term] | None = None) -> Rows:
        """See :meth:`treatygraph.store.protocol.Store.select`; values enter by a VALUES block."""
        return rows_of(self.answer(with_values(query, values or {})).read())

    def answer(
        self,
        query: str,
        *,
        solutions: str = "json",
        graphs: str = "turtle",
        dataset: Dataset = Dataset(),
        client: str | None = None,
    ) -> Answer:
        """See :meth:`treatygraph.store.protocol.Store.answer`."""
        scan = guard(query, self.limits)
        asked = Asked(
            query, solutions, graphs, dataset, scan.form == "SELECT", scan.dataset,
            self.limits.result_bytes, self.limits.rows, self.limits.seconds,
        )  # fmt: skip
        with self._share.asking(client, self.limits):
            worker = self._keeper.take(client)
            failed, told, file = self._ask(worker, asked, client)
            self._keeper.give(worker, spent=told.retire if told else bool(failed["retire"]))
        if told is None:
            raise self._failure(failed, client)
        body = told.inline if file is None else self._unread.claim(file, client, told.length)
        return Answer(told.form, told.format, told.length, body, told.seconds)

    def _ask(self, worker: Worker, asked: Asked, client: str | None) -> Reply:
        """The worker's reply. Raises QueryStopped where it gave none, and ends it then."""
        try:
            asked.room = self._unread.room(client)
            return worker.ask(asked)
        except TimeoutError:
            self._keeper.lose(worker)
            raise self._took_too_long() from None
        except (wire.Hangup, OSError):
            raise self._death(self._keeper.lose(worker, died=True)) from None
        except BaseException:  # whatever it is, the worker may be at a query: nobody else ends it
            self._keeper.lose(worker)
            raise

    def _took_too_long(self) -> QueryStopped:
        seconds = self.limits.seconds
        return QueryStopped("time", f"the query took longer than {seconds:g} seconds", seconds)

    def _death(self, by: int) -> TreatygraphError:
        """Why a worker died, by the signal that ended it."""
        if self._keeper.closed:
            return StoreUnavailable("the query processes were ended")
        if by == signal.SIGALRM:
            return self._took_too_long()
        if by in (signal.SIGSEGV, signal.SIGBUS):
            return too_deep("the query is nested or chained too deeply for the engine", self.limits)
        if by == signal.SIGABRT:
            most = self.limits.memory_bytes
            return QueryStopped(
                "memory",
                f"the query needed more than the {most >> 20:,} MiB of memory that one may use",
                most,
            )
        return StoreUnavailable("the process that ran the query was ended; try again")

    def _failure(self, header: Mapping[str, Any], client: str | None) -> TreatygraphError:
        match header["error"]:
            case "syntax":
                return QuerySyntaxError(header["reason"], header["line"], header["column"])
            case "stopped":
                return QueryStopped(header["limit"], header["reason"], header["value"])
            case "no-room":
                return self._unread.refusal(client)
            case _:
                return QueryRefused(f"the query cannot be evaluated: {header['reason']}")
