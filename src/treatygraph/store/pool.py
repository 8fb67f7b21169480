"""A pool of killable query workers: what answers the queries of strangers.

pyoxigraph cannot be told to stop, so a query runs in a process that can: past its deadline or
its memory the worker is killed and another forked (some 30 ms).
"""

from __future__ import annotations

import os
import queue
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from treatygraph.errors import QueryRefused, QueryStopped, QuerySyntaxError, StoreUnavailable
from treatygraph.store import wire
from treatygraph.store.answers import Answer, Dataset, Rows, Term, rows_of, with_values
from treatygraph.store.limits import QueryLimits, guard


@dataclass(slots=True)
class _Worker:
    number: int
    peer: socket.socket
    server: _ForkServer


class _ForkServer:
    """Our end of the fork server: asks it for workers, one question at a time."""

    def __init__(self, dump: Path, memory_bytes: int) -> None:
        self._lock = threading.Lock()
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "treatygraph.store.forkserver",
                 str(theirs.fileno()), str(dump), str(memory_bytes)],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # a terminal's Ctrl+C is for the server, which ends us
            )  # fmt: skip
        try:
            header = wire.receive(self._control).header
        except wire.Hangup:
            header = {"error": "the query processes could not be started"}
        if "error" in header:
            self.close()
            raise StoreUnavailable(f"{dump}: {header['error']}")

    def fork(self) -> _Worker:
        ours, theirs = socket.socketpair()
        try:
            with theirs, self._lock:
                wire.send(self._control, {}, descriptor=theirs.fileno())
                return _Worker(wire.receive(self._control).header["worker"], ours, self)
        except BaseException:
            ours.close()
            raise

    def stop(self, worker: _Worker) -> int:
        worker.peer.close()
        with self._lock:
            wire.send(self._control, {"stop": worker.number})
            return int(wire.receive(self._control).header["signal"])

    def close(self) -> None:
        self._control.close()
        self._process.wait(timeout=10)


class WorkerPool:
    """Answers queries in killable processes; ``patience`` is how long to wait for a free one."""

    def __init__(
        self,
        dump: Path,
        *,
        workers: int = 2,
        limits: QueryLimits = QueryLimits(),
        patience: float = 10.0,
    ) -> None:
        if not hasattr(os, "fork"):
            raise StoreUnavailable("query processes need fork: use Linux, macOS or WSL")
        self.limits = limits
        self.workers = workers
        self._patience = patience
        self._dump = dump
        self._lock = threading.Lock()
        self._closed = False
        self._server = _ForkServer(dump, limits.memory_bytes)
        self._idle: queue.Queue[_Worker] = queue.Queue()
        for _ in range(workers):
            self._idle.put(self._server.fork())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the fork server, which ends its workers; who waits for an answer is told."""
        with self._lock:
            self._closed = True
            self._server.close()
        while not self._idle.empty():
            self._idle.get_nowait().peer.close()

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
    ) -> Answer:
        """See :meth:`treatygraph.store.protocol.Store.answer`."""
        guard(query, self.limits)
        request = {
            "query": query,
            "solutions": solutions,
            "graphs": graphs,
            "default_graphs": dataset.default_graphs,
            "named_graphs": dataset.named_graphs,
            "result_bytes": self.limits.result_bytes,
            "seconds": self.limits.seconds,
        }
        worker = self._take()
        try:
            message = self._ask(worker, request)
        except BaseException:
            self._replace(worker)
            raise
        if message.header.get("retire"):
            self._replace(worker)
        else:
            self._idle.put(worker)
        return _answer(message)

    def _take(self) -> _Worker:
        try:
            return self._idle.get(timeout=self._patience)
        except queue.Empty:
            raise StoreUnavailable(
                f"all {self.workers} query processes are busy; try again in some seconds"
            ) from None

    def _ask(self, worker: _Worker, request: Mapping[str, Any]) -> wire.Message:
        worker.peer.settimeout(self.limits.seconds)
        try:
            wire.send(worker.peer, request)
            return wire.receive(worker.peer)
        except TimeoutError:
            raise QueryStopped(
                "time", f"the query took longer than {self.limits.seconds:g} seconds"
            ) from None
        except (wire.Hangup, OSError):
            if self._closed:
                raise StoreUnavailable("the query processes were ended") from None
            raise QueryStopped(
                "memory",
                f"the query needed more than the {self.limits.memory_bytes >> 20:,} MiB of memory "
                "that one may use, or nested too deeply for the engine",
            ) from None

    def _replace(self, worker: _Worker) -> None:
        """Stop a worker and put a fresh one in its place, from a new fork server if need be."""
        with self._lock:
            if self._closed:
                worker.peer.close()
                return
            try:
                self._idle.put(self._fresh(worker))
            except BaseException:
                self._idle.put(worker)  # it is dead; whoever takes it tries again
                raise

    def _fresh(self, worker: _Worker) -> _Worker:
        try:
            worker.server.stop(worker)
            return worker.server.fork()
        except (wire.Hangup, OSError):
            if worker.server is self._server:
                self._server.close()
                self._server = _ForkServer(self._dump, self.limits.memory_bytes)
            return self._server.fork()


def _answer(message: wire.Message) -> Answer:
    header = message.header
    match header.get("error"):
        case None:
            body = (
                message.body if message.descriptor is None else os.fdopen(message.descriptor, "rb")
            )
            return Answer(
                header["form"], header["format"], header["length"], body, header["seconds"]
            )
        case "syntax":
            raise QuerySyntaxError(header["reason"], header["line"], header["column"])
        case "stopped":
            raise QueryStopped(header["limit"], header["reason"])
        case _:
            raise QueryRefused(f"the query cannot be evaluated: {header['reason']}")
