"""The fork server: a process without threads that has a dataset and forks workers of it.

Run as ``python -m treatygraph.store.forkserver DESCRIPTOR PLACE MEMORY`` it loads one; or it is
itself forked from a process that has one and no threads yet, and shares its memory. It ends when
the peer at the other end of its socket goes, and takes its workers along. PLACE is an N-Quads file,
or the folder of a store on disk: that each worker opens for itself, since no thread lives on in a
fork.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

from treatygraph.store import wire
from treatygraph.store.embedded import EmbeddedStore
from treatygraph.store.worker import serve

Opened = Callable[[], EmbeddedStore]
"""Gives a worker, once it is forked, its dataset."""


def main(descriptor: int, place: Path, memory_bytes: int) -> None:
    """Load, then do as told."""
    control = socket.socket(fileno=descriptor)
    try:
        opened = _opened(place)
    except (OSError, SyntaxError) as error:
        wire.send(control, {"error": str(error)})
        return
    _keep(control, opened, memory_bytes)


def forked(store: EmbeddedStore, memory_bytes: int) -> tuple[int, socket.socket]:
    """A fork server that shares the memory of a dataset: its process, and the socket to it.

    Only for a process without threads, since what another thread holds would be held for good.
    """
    ours, theirs = socket.socketpair()
    gc.freeze()  # a collection would write to what is shared
    process = os.fork()
    if process:
        theirs.close()
        return process, ours
    status = 1
    try:
        _stand_alone(theirs.fileno())
        _keep(theirs, lambda: store, memory_bytes)
        status = 0
    finally:
        os._exit(status)


def _stand_alone(control: int) -> None:
    """Have nothing of the process that we were forked from but its dataset.

    Its sockets would stay open with us. What a terminal or a supervisor tells all processes is for
    the server, which ends us.
    """
    os.setsid()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    nowhere = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nowhere, 0)
    os.closerange(3, control)
    os.closerange(control + 1, os.sysconf("SC_OPEN_MAX"))


def _keep(control: socket.socket, opened: Opened, memory_bytes: int) -> None:
    """Say that we are ready, then fork and stop workers as told."""
    gc.freeze()
    wire.send(control, {"ready": True})  # to count the dataset would write to all of its memory
    workers: set[int] = set()
    ending: set[int] = set()
    try:
        while True:
            _wait_for_word(control, ending)
            _obey(control, opened, workers, ending, memory_bytes)
    except wire.Hangup:
        for worker in workers:
            _stop(worker)


def _opened(place: Path) -> Opened:
    """Raises OSError, or SyntaxError for a damaged file."""
    if place.is_dir():
        return lambda: EmbeddedStore.on_disk(place)
    store = EmbeddedStore.load(place)
    return lambda: store


def _wait_for_word(control: socket.socket, ending: set[int]) -> None:
    """Wait until we are told something, and meanwhile for those that are ending."""
    told = select.poll()
    told.register(control, select.POLLIN)
    while not told.poll(100 if ending else None):
        _reap(ending)


def _obey(
    control: socket.socket,
    opened: Opened,
    workers: set[int],
    ending: set[int],
    memory_bytes: int,
) -> None:
    message = wire.receive(control)
    if message.descriptor is not None:
        worker = _fork(control, message.descriptor, opened, memory_bytes)
        workers.add(worker)
        wire.send(control, {"worker": worker})
        return
    worker = message.header["worker"]
    workers.discard(worker)
    cause = _cause_of_death(worker) if message.header["died"] else None
    if cause is None:
        _stop(worker)
        ending.add(worker)
    wire.send(control, {"signal": cause or 0})


def _fork(control: socket.socket, descriptor: int, opened: Opened, memory_bytes: int) -> int:
    worker = os.fork()
    if worker:
        os.close(descriptor)
        return worker
    status = 1
    try:
        control.close()
        _hush()
        with socket.socket(fileno=descriptor) as peer:
            serve(peer, opened(), memory_bytes=memory_bytes)
        status = 0
    finally:
        os._exit(status)


def _hush() -> None:
    """A worker that runs out of memory aborts with a backtrace; the pool says it in a sentence."""
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stderr.fileno())


def _stop(worker: int) -> None:
    """End a worker. The system takes its memory back meanwhile: who wants a fork need not wait."""
    os.kill(worker, signal.SIGKILL)


def _cause_of_death(worker: int) -> int | None:
    """The signal that ended a worker whose socket has closed, or 0; None if it has not ended yet.

    The socket closes a moment before the system tells how the process ended.
    """
    for _ in range(50):
        ended, status = os.waitpid(worker, os.WNOHANG)
        if ended:
            return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        time.sleep(0.001)
    return None


def _reap(workers: set[int]) -> None:
    """Wait for those that have ended; until then their numbers are not given to others."""
    for worker in list(workers):
        if os.waitpid(worker, os.WNOHANG)[0]:
            workers.discard(worker)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
