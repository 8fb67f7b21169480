"""The fork server: a process without threads that loads a dataset once and forks workers of it.

Run as ``python -m treatygraph.store.forkserver DESCRIPTOR DUMP MEMORY``; it ends when the peer
at the other end of DESCRIPTOR goes, and takes its workers along.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
from pathlib import Path

from treatygraph.store import wire
from treatygraph.store.embedded import EmbeddedStore
from treatygraph.store.worker import serve


def main(descriptor: int, dump: Path, memory_bytes: int) -> None:
    """Load, say so, then fork and stop workers as told."""
    control = socket.socket(fileno=descriptor)
    try:
        store = EmbeddedStore.load(dump)
    except (OSError, SyntaxError) as error:
        wire.send(control, {"error": str(error)})
        return
    gc.freeze()
    wire.send(control, {"ready": len(store)})
    workers: set[int] = set()
    try:
        while True:
            _obey(control, store, workers, memory_bytes)
    except wire.Hangup:
        for worker in workers:
            os.kill(worker, signal.SIGKILL)


def _obey(
    control: socket.socket, store: EmbeddedStore, workers: set[int], memory_bytes: int
) -> None:
    message = wire.receive(control)
    if message.descriptor is not None:
        worker = _fork(control, message.descriptor, store, memory_bytes)
        workers.add(worker)
        wire.send(control, {"worker": worker})
        return
    worker = message.header["stop"]
    workers.discard(worker)
    wire.send(control, {"signal": _stop(worker)})


def _fork(control: socket.socket, descriptor: int, store: EmbeddedStore, memory_bytes: int) -> int:
    worker = os.fork()
    if worker:
        os.close(descriptor)
        return worker
    status = 1
    try:
        control.close()
        _hush()
        with socket.socket(fileno=descriptor) as peer:
            serve(peer, store, memory_bytes=memory_bytes)
        status = 0
    finally:
        os._exit(status)


def _hush() -> None:
    """A worker that runs out of memory aborts with a backtrace; the pool says it in a sentence."""
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stderr.fileno())


def _stop(worker: int) -> int:
    """End a worker; the signal that ended it, which tells why if it was dead before. 0: none.

    A worker that died stays a zombie until it is waited for here, so its number is not taken.
    """
    os.kill(worker, signal.SIGKILL)
    _, status = os.waitpid(worker, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
