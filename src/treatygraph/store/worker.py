"""A query worker: one forked process that answers one query at a time and can be killed.

It holds the dataset by copy on write, has a ceiling on its memory, and can open no file and no
socket while a query runs: whatever the text of a query may ask for, nothing is fetched.
"""

from __future__ import annotations

import os
import resource
import signal
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from treatygraph.errors import QueryStopped, QuerySyntaxError
from treatygraph.store import wire
from treatygraph.store.asked import Asked, Told
from treatygraph.store.embedded import EmbeddedStore
from treatygraph.store.sink import NoRoom, Sink
from treatygraph.store.unread import folder

_FAILURES = (QuerySyntaxError, QueryStopped, NoRoom, ValueError, OSError, RuntimeError)
"""What evaluating a query may raise; pyoxigraph tells of evaluation errors by RuntimeError."""

_KEEPS = 32 << 20
"""Bytes that a worker may keep after a query; one that keeps more makes way for a fresh one."""

_GRACE = 1.0
"""Seconds past its deadline after which a worker ends itself, should nobody have stopped it."""


def serve(peer: socket.socket, store: EmbeddedStore, *, memory_bytes: int) -> None:
    """Answer requests until the peer hangs up."""
    memory = _Memory(memory_bytes)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    spill = _new_spill()
    _let_open(0, hard)
    try:
        while True:
            if _reply(peer, store, Asked.unpack(wire.receive(peer).body), spill, memory):
                spill.close()
                _let_open(soft, hard)
                spill = _new_spill()
                _let_open(0, hard)
    except wire.Hangup:
        spill.close()


def _let_open(files: int, hard: int) -> None:
    """So many files and sockets may be open. With none, a SERVICE that got here cannot connect;
    what is open already stays so."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))


def _new_spill() -> IO[bytes]:
    """An unlinked file, opened before a query runs, since none can be opened while it does."""
    return tempfile.TemporaryFile(prefix="treatygraph-result-", dir=folder())


def _reply(
    peer: socket.socket,
    store: EmbeddedStore,
    asked: Asked,
    spill: IO[bytes],
    memory: _Memory,
) -> bool:
    """Answer one request; whether the file was handed over with the answer."""
    started = time.perf_counter()
    sink = Sink(
        spill,
        most=asked.result_bytes,
        rows=asked.rows,
        room=asked.room,
        solutions=asked.solutions if asked.is_select else None,
    )
    try:
        form, format_ = _evaluate(store, asked, sink)
    except _FAILURES as error:
        wire.send(peer, _failure(error) | {"retire": sink.length > 0})
        return sink.length > 0
    seconds = time.perf_counter() - started
    inline = sink.inline
    told = Told(form, format_, sink.length, seconds, memory.keeps_much, inline or b"")
    if inline is None:
        spill.seek(0)
    wire.send(peer, {}, told.pack(), descriptor=spill.fileno() if inline is None else None)
    return inline is None


def _evaluate(store: EmbeddedStore, asked: Asked, sink: Sink) -> tuple[str, str]:
    with _deadline(asked.seconds + _GRACE):
        result = store.write(
            asked.query,
            sink,  # type: ignore[arg-type]  # pyoxigraph needs only write and flush
            solutions=asked.solutions,
            graphs=asked.graphs,
            dataset=asked.dataset,
            rows=asked.rows,
            has_dataset=asked.has_dataset,
        )
    sink.flush()
    return result


def _failure(error: Exception) -> dict[str, object]:
    if isinstance(error, QuerySyntaxError):
        return {"error": "syntax", "reason": error.reason,
                "line": error.line, "column": error.column}  # fmt: skip
    if isinstance(error, QueryStopped):
        return {"error": "stopped", "limit": error.limit, "reason": str(error),
                "value": error.value}  # fmt: skip
    if isinstance(error, NoRoom):
        return {"error": "no-room"}
    return {"error": "evaluation", "reason": str(error)}


@contextmanager
def _deadline(seconds: float) -> Iterator[None]:
    """The system ends this process if the body runs longer, whatever it is busy with."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


class _Memory:
    """A ceiling of so many bytes above what the dataset takes already, and what is kept of them.

    Where the system does not tell how much there is, there is no ceiling.
    """

    def __init__(self, most: int) -> None:
        self._pages = _opened("/proc/self/statm")
        self._much = min(_KEEPS, most // 2)
        self._before = self._size()
        if self._before:
            ceiling = self._before + most
            resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))

    @property
    def keeps_much(self) -> bool:
        """Whether so much was taken since, and not given back, that a fresh process is better."""
        return self._size() - self._before > self._much

    def _size(self) -> int:
        """Bytes of address space in use; 0 where the system does not tell."""
        if self._pages is None:
            return 0
        return int(os.pread(self._pages, 20, 0).split(b" ", 1)[0]) * resource.getpagesize()


def _opened(path: str) -> int | None:
    """A descriptor of a file; None where it cannot be had."""
    try:
        return os.open(path, os.O_RDONLY)
    except OSError:
        return None
