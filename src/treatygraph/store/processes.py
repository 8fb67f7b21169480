"""Our end of the query processes: the fork server, and the workers that it forks for us."""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from treatygraph.errors import StoreUnavailable
from treatygraph.store import wire
from treatygraph.store.asked import Asked, Told
from treatygraph.store.limits import QueryLimits


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
    """Asks the fork server for workers, one question at a time. Raises StoreUnavailable."""

    def __init__(self, dump: Path, limits: QueryLimits) -> None:
        self._seconds = limits.seconds
        self._lock = threading.Lock()
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "treatygraph.store.forkserver",
                 str(theirs.fileno()), str(dump), str(limits.memory_bytes)],
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
        self._process.wait(timeout=10)
