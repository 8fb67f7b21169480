"""Processes that count the queries of a client together, and share the limits."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from support import ROOT
from treatygraph.errors import TooManyQueries
from treatygraph.store import ALONE, QueryLimits, Share
from treatygraph.store.together import Table

_TRIES = """
import sys, threading
from pathlib import Path
from treatygraph.store.together import Table
table = Table(Path(sys.argv[1]), 4)
print(flush=True)
most, admitted = 5, []
def tried():
    place = table.enter("192.0.2.1", most)
    if place is not None:
        admitted.append(table.under_way(place))
        table.leave(place)
def try_many():
    for _ in range(2000):
        tried()
threads = [threading.Thread(target=try_many) for _ in range(4)]
sys.stdin.readline()
[thread.start() for thread in threads]
[thread.join() for thread in threads]
places = [table.enter("192.0.2.1", most) for _ in range(6)]
print(sum(place is not None for place in places), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    Table.make(tmp_path / "table", 4)
    return tmp_path / "table"


@contextmanager
def another(file: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has joined."""
    process = subprocess.Popen(
        [sys.executable, "-c", _TRIES, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        text=True, env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    try:
        assert process.stdout
        process.stdout.readline()
        yield process
    finally:
        process.kill()
        process.communicate()


def test_a_client_has_as_many_queries_over_all_processes_as_it_may_have(file: Path) -> None:
    with another(file) as one, another(file) as two, another(file) as three:
        for process in (one, two, three):
            assert process.stdin
            process.stdin.write("\n")
            process.stdin.flush()
        admitted = [int(process.stdout.readline()) for process in (one, two, three)]  # type: ignore[union-attr]
        assert sum(admitted) == 5
        table = Table(file, 4)
        assert table.enter("192.0.2.1", 5) is None
        assert table.enter("192.0.2.2", 5) is not None, "another client is counted for itself"


def test_a_process_that_is_killed_leaves_nothing_behind(file: Path) -> None:
    with another(file) as doomed:
        assert doomed.stdin
        assert doomed.stdout
        doomed.stdin.write("\n")
        doomed.stdin.flush()
        assert doomed.stdout.readline() == "5\n"
        os.kill(doomed.pid, signal.SIGKILL)
        doomed.wait()
        successor = Table(file, 4)
        assert successor.before == doomed.pid
        assert [successor.enter("192.0.2.1", 1) is None for _ in range(2)] == [False, True]


def test_a_share_refuses_what_the_table_has_no_room_for(file: Path) -> None:
    share, limits = Share(4, Table(file, 4)), QueryLimits(client_queries=1)
    with share.asking("192.0.2.1", limits):
        with pytest.raises(TooManyQueries, match="1 queries of yours run or wait already"):
            share.asking("192.0.2.1", limits).__enter__()
        with share.asking(None, limits):
            pass
    with share.asking("192.0.2.1", limits):
        pass


@pytest.mark.parametrize("whole", [1, 2, 7, 8, 100, 512])
@pytest.mark.parametrize("processes", [1, 2, 3, 8, 64])
def test_the_parts_of_all_are_the_whole_and_nobody_has_nothing(whole: int, processes: int) -> None:
    shares = [Share(processes) for _ in range(processes)]
    for number, share in enumerate(shares):
        share.number = number
    parts = [share.part(whole) for share in shares]
    assert min(parts) >= 1
    assert sum(parts) == max(whole, processes)
    assert ALONE.part(whole) == whole
