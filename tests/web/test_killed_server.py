"""Whatever process of a running server is killed: it is served again, and the release is whole."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from support import Server, serving
from treatygraph.release import Release, open_release

ASK = "sparql?query=ASK%7BFILTER(RAND()%3E%3D0)%7D"  # which no cache answers
LONG = "sparql?query=" + quote(
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
)
PATIENCE = 40.0
"""Seconds in which a server has to be itself again; the machine may be busy."""


def _processes() -> dict[int, tuple[int, int]]:
    """Each process that runs, with its parent and its group."""
    told = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,pgid=,stat="], capture_output=True,
                          text=True, check=True).stdout  # fmt: skip
    rows = (line.split() for line in told.splitlines())
    return {int(pid): (int(parent), int(group)) for pid, parent, group, state in rows
            if not state.startswith("Z")}  # fmt: skip


def _below(ancestor: int) -> set[int]:
    """A process and all that descend from it."""
    running = _processes()
    found = {ancestor}
    while more := {pid for pid, (parent, _) in running.items() if parent in found} - found:
        found |= more
    return found


def _roles(server: Server) -> dict[str, int]:
    """One process of each kind that a server consists of."""
    running = _processes()
    ours = {pid: running[pid] for pid in _below(server.process.pid) if pid in running}
    main = server.process.pid
    fork_server = next(pid for pid, (_, group) in ours.items() if pid == group != main)
    worker = next(pid for pid, (parent, _) in ours.items() if parent == fork_server)
    return {"main": main, "http": ours[fork_server][0], "fork server": fork_server,
            "query worker": worker}  # fmt: skip


def _status(server: Server, path: str, patience: float = 5) -> int:
    """The status that an address answers with; 0 for no answer."""
    try:
        with urllib.request.urlopen(server.url + path, timeout=patience) as response:
            response.read()
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def _until(true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.1)
    return False


def _serves(server: Server) -> bool:
    """Several in a row, so that each query process is asked."""
    return all(_status(server, path) == 200 for path in ("prefixes", ASK, ASK, ASK))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@pytest.fixture
def out(mini_release: Release) -> Iterator[Path]:
    """The build folder of a small release, whose files are compared when the test is over."""
    yield mini_release.folder.parent.parent
    open_release(mini_release.folder)


@pytest.mark.parametrize("role", ["http", "fork server", "query worker"])
def test_a_process_that_is_killed_is_replaced(out: Path, role: str) -> None:
    with serving("--out", str(out)) as server:
        assert _until(lambda: _serves(server))
        killed, before = _roles(server)[role], _below(server.process.pid)
        os.kill(killed, signal.SIGKILL)
        assert _until(lambda: _serves(server)), "it does not serve again"
        assert _until(lambda: killed not in _below(server.process.pid))
        started = before | _below(server.process.pid)
    assert _until(lambda: not started & _processes().keys()), "something was left running"
    assert _is_free(server.port)


@pytest.mark.slow
@pytest.mark.parametrize("role", ["http", "fork server", "query worker"])
def test_a_process_that_is_killed_while_it_answers_is_replaced(out: Path, role: str) -> None:
    """A query is on its way, and a request has been sent by half."""
    with serving("--out", str(out)) as server, socket.create_connection(
        ("127.0.0.1", server.port), timeout=PATIENCE
    ) as asking, socket.create_connection(("127.0.0.1", server.port)) as half:  # fmt: skip
        asking.sendall(f"GET /{LONG} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
        half.sendall(b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nASK")
        time.sleep(0.5)
        os.kill(_roles(server)[role], signal.SIGKILL)
        assert _until(lambda: _serves(server)), "it does not serve again"
        half.close()
        answered = b"" if role == "http" else _read(asking)
        assert answered[:12] in (b"", b"HTTP/1.1 503", b"HTTP/1.1 504")


def _read(connection: socket.socket) -> bytes:
    pieces = iter(lambda: connection.recv(1 << 16), b"")
    return b"".join(pieces)


def test_all_end_with_the_process_that_was_started(out: Path) -> None:
    """Nobody is left that would hold the port, and the next start serves."""
    with serving("--out", str(out)) as server:
        assert _until(lambda: _serves(server))
        started = _below(server.process.pid)
        assert len(started) >= 4
        server.process.kill()
        assert _until(lambda: not started & _processes().keys()), "an orphan runs on"
        assert _until(lambda: _is_free(server.port))
    with serving("--out", str(out), port=server.port) as again:
        assert _until(lambda: _serves(again))
