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
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from treatygraph.errors import QueryStopped, QuerySyntaxError
from treatygraph.store import wire
from treatygraph.store.answers import Dataset
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
    ceiling = _limit_memory(memory_bytes)
    spill = _new_spill()
    try:
        while True:
            request = wire.receive(peer)
            if _reply(peer, store, request.header, spill, ceiling):
                spill.close()
                spill = _new_spill()
    except wire.Hangup:
        spill.close()


def _new_spill() -> IO[bytes]:
    """An unlinked file, opened before a query runs, since none can be opened while it does."""
    return tempfile.TemporaryFile(prefix="treatygraph-result-", dir=folder())


def _reply(
    peer: socket.socket,
    store: EmbeddedStore,
    request: Mapping[str, Any],
    spill: IO[bytes],
    ceiling: int,
) -> bool:
    """Answer one request; whether the file was handed over with the answer."""
    started = time.perf_counter()
    sink = Sink(
        spill,
        most=request["result_bytes"],
        rows=request["rows"],
        room=request["room"],
        solutions=request["solutions"] if request["form"] == "SELECT" else None,
    )
    try:
        form, format_ = _evaluate(store, request, sink)
    except _FAILURES as error:
        wire.send(peer, _failure(error) | {"retire": sink.length > 0})
        return sink.length > 0
    header = {
        "form": form,
        "format": format_,
        "length": sink.length,
        "seconds": time.perf_counter() - started,
        "retire": _address_space() > min(_KEEPS, ceiling // 2),
    }
    inline = sink.inline
    if inline is not None:
        wire.send(peer, header, inline)
        return False
    spill.seek(0)
    wire.send(peer, header, descriptor=spill.fileno())
    return True


def _evaluate(store: EmbeddedStore, request: Mapping[str, Any], sink: Sink) -> tuple[str, str]:
    dataset = Dataset(
        *(tuple(graphs) if graphs is not None else None
          for graphs in (request["default_graphs"], request["named_graphs"]))
    )  # fmt: skip
    with _nothing_can_be_opened(), _deadline(request["seconds"] + _GRACE):
        result = store.write(
            request["query"],
            sink,  # type: ignore[arg-type]  # pyoxigraph needs only write and flush
            solutions=request["solutions"],
            graphs=request["graphs"],
            dataset=dataset,
            rows=request["rows"],
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


@contextmanager
def _nothing_can_be_opened() -> Iterator[None]:
    """No new descriptor while the body runs: a SERVICE that got here could not connect."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def _address_space() -> int:
    """Bytes of address space in use above nothing; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return 0
    return max(0, pages * os.sysconf("SC_PAGE_SIZE") - _BASELINE)


_BASELINE = 0


def _limit_memory(memory_bytes: int) -> int:
    """A ceiling of so many bytes above what the dataset takes already; that many bytes."""
    global _BASELINE
    _BASELINE = 0
    _BASELINE = _address_space()
    if _BASELINE:
        most = _BASELINE + memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    return memory_bytes
