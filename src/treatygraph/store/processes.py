"""Our end of the query processes: the fork server, and the workers that it forks for us."""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol

from treatygraph.errors import StoreUnavailable
from treatygraph.store import wire
from treatygraph.store.asked import Asked, Told
from treatygraph.store.embedded import EmbeddedStore
from treatygraph.store.limits import QueryLimits

_ENDS: Final = 10.0
"""Seconds that a fork server has to end."""


class Process(Protocol):
    """What there is to wait for."""

    def wait(self, timeout: float) -> int:
        """Wait until it has ended; its status."""
        ...


class _Forked:
    """A child of this process that is none of the subprocess module's."""

    def __init__(self, number: int) -> None:
        self._number = number

    def wait(self, timeout: float) -> int:
        """Wait until it has ended; its status, 0 if it was waited for. Raises TimeoutError."""
        until = time.monotonic() + timeout
        while time.monotonic() < until:
            try:
                ended, status = os.waitpid(self._number, os.WNOHANG)
            except ChildProcessError:
                return 0
            if ended:
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.005)
        raise TimeoutError(f"process {self._number} has not ended in {timeout:g} seconds")


class Reply(NamedTuple):
    """What a worker says: why it failed, or what it tells of a result, and the file of a large one
    (whoever has the reply owns it)."""

    failed: Mapping[str, Any]
    told: Told | None
    file: int | None


@dataclass(slots=True, eq=False)
class Worker:
    """A process that answers one query at a time, and the socket to it."""

    number: int
    peer: socket.socket
    server: ForkServer

    def ask(self, asked: Asked) -> Reply:
        """Its reply. Raises TimeoutError, or Hangup or OSError when it has died."""
        wire.send(self.peer, {}, asked.pack())
        message = wire.receive(self.peer)
        told = None if message.header else Told.unpack(message.body)
        return Reply(message.header, told, message.descriptor)

    @property
    def lives(self) -> bool:
        """Whether it is still there; one without work has nothing to say, but its end."""
        poll = select.poll()
        poll.register(self.peer, select.POLLIN)
        return not poll.poll(0)

    def stop(self, *, died: bool = False) -> int:
        """End it; if it ``died`` already, the signal that it died of, else 0. Raises nothing.

        Where its fork server has gone too, it ends by itself: its socket is closed, or its time up.
        """
        self.peer.close()
        try:
            return self.server.stop(self.number, died=died)
        except (wire.Hangup, OSError):
            return 0

    def stand_back(self) -> None:
        """Let all others run first from now on."""
        try:
            os.setpriority(os.PRIO_PROCESS, self.number, 10)
        except OSError:
            return  # it is gone already, or this is not ours to say


class ForkServer:
    """Asks a fork server for workers, one question at a time."""

    def __init__(self, process: Process, control: socket.socket, seconds: float) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._control = control
        self._process = process

    @classmethod
    def start(cls, place: Path, limits: QueryLimits) -> ForkServer:
        """One that opens a dataset where it lies. Raises StoreUnavailable."""
        control, theirs = socket.socketpair()
        with theirs:
            process = subprocess.Popen(
                [sys.executable, "-m", "treatygraph.store.forkserver",
                 str(theirs.fileno()), str(place), str(limits.memory_bytes)],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # a terminal's Ctrl+C is for the server, which ends us
            )  # fmt: skip
        return cls(process, control, limits.seconds)._ready(str(place))

    @classmethod
    def beside(cls, store: EmbeddedStore, limits: QueryLimits) -> ForkServer:
        """One that shares the memory of this process, which must have no threads yet.

        Raises StoreUnavailable.
        """
        from treatygraph.store import forkserver  # which may be what is run, and then not imported

        process, control = forkserver.forked(store, limits.memory_bytes)
        return cls(_Forked(process), control, limits.seconds)._ready("the dataset")

    def _ready(self, what: str) -> ForkServer:
        try:
            header = wire.receive(self._control).header
        except wire.Hangup:
            header = {"error": "the query processes could not be started"}
        if "error" in header:
            self.close()
            raise StoreUnavailable(f"{what}: {header['error']}")
        return self

    def fork(self) -> Worker:
        """A new worker. Raises Hangup or OSError where the fork server has died."""
        ours, theirs = socket.socketpair()
        try:
            wire.be_patient(ours, self._seconds)
            with theirs, self._lock:
                wire.send(self._control, {}, descriptor=theirs.fileno())
                return Worker(wire.receive(self._control).header["worker"], ours, self)
        except BaseException:  # whatever it is, a thread's end too: nobody else closes the socket
            ours.close()
            raise

    def stop(self, worker: int, *, died: bool) -> int:
        """See :meth:`Worker.stop`; raises Hangup or OSError where the fork server has died."""
        with self._lock:
            wire.send(self._control, {"worker": worker, "died": died})
            return int(wire.receive(self._control).header["signal"])

    def close(self) -> None:
        """End it, and it ends its workers."""
        self._control.close()
        self._process.wait(timeout=_ENDS)
