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
    return int((PROC / f"{pid}/stat").read_text().rpartition(")")[2].split()[1])


def fork_servers(started: int) -> list[int]:
    """The processes below one that load a dataset and fork those that answer queries."""
    found = {pid: command for pid, command in children_of(started).items()
             if "store.forkserver" in command}  # fmt: skip
    return [pid for pid in found if _parent(pid) not in found]


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
