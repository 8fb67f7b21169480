"""Processes as the system tells of them: what a server of ours started, and what it takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

PROC = Path("/proc")


def needs_proc() -> None:
    """Skip where processes cannot be looked at."""
    if not (PROC / "self/status").exists():
        pytest.skip("no /proc: this system does not show its processes as files")


def children_of(ancestor: int) -> dict[int, str]:
    """Every process below one, with its command line; those that ended are left out."""
    parents, commands = {}, {}
    for folder in PROC.glob("[0-9]*"):
        try:
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
        except OSError:
            continue
        if state != "Z":
            parents[int(folder.name)], commands[int(folder.name)] = int(parent), command
    return {pid: command for pid, command in commands.items() if _is_below(pid, ancestor, parents)}


def _is_below(pid: int, ancestor: int, parents: dict[int, int]) -> bool:
    while pid in parents:
        pid = parents[pid]
        if pid == ancestor:
            return True
    return False


def serving_process(started: int) -> int:
    """The process that answers requests, by the one that was started."""
    return next(pid for pid in children_of(started) if _parent(pid) == started)


def _parent(pid: int) -> int:
    return int(_stat(pid)[1])


def _session(pid: int) -> int:
    try:
        return int(_stat(pid)[3])
    except OSError:
        return 0


def _stat(pid: int) -> list[str]:
    """The fields of a process's stat file after its name."""
    return (PROC / f"{pid}/stat").read_text().rpartition(")")[2].split()


def fork_servers(started: int) -> list[int]:
    """The processes below one that have a dataset and fork those that answer queries.

    They alone lead a session of their own, whatever their command is.
    """
    return [pid for pid in children_of(started) if _session(pid) == pid]


def resident(pid: int) -> int:
    """Bytes of memory that a process holds."""
    text = (PROC / f"{pid}/status").read_text()
    return int(text.partition("VmRSS:")[2].split()[0]) << 10


def lives(pid: int) -> bool:
    """Whether a process is there and has not ended."""
    try:
        return (PROC / f"{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(true: Callable[[], bool], *, seconds: float = 20) -> None:
    """Wait until something is so; an AssertionError if it does not come about."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.05)
