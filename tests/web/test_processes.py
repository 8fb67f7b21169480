"""Several processes that serve together: one service to whoever asks, with the same limits."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from processes import children_of, fork_servers, lives, needs_proc, wait_until
from support import ROOT, Server, free_port, serving
from treatygraph.errors import TreatygraphError
from treatygraph.release import Release
from treatygraph.web.config import ServeConfig

SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
"""A query that takes longer than any test."""

SHORT = "ASK { FILTER(RAND() >= 0) }"
"""One that no cache answers."""


@dataclass(frozen=True)
class Several:
    """A server of two processes, and where its metrics are told."""

    server: Server
    metrics: str

    @property
    def processes(self) -> list[int]:
        """Those that answer: each has started a fork server."""
        started = self.server.process.pid
        return sorted(pid for pid in children_of(started) if _parent(pid) == started)

    def ask(self, path: str) -> tuple[int, bytes]:
        """Status and body, on a connection of its own: it may come to either process. Status 0
        where the process dies."""
        try:
            with urllib.request.urlopen(self.server.url + path, timeout=60) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()
        except OSError:
            return 0, b""

    def query(self, text: str) -> int:
        """The status of a query."""
        return self.ask("sparql?query=" + quote(text))[0]

    def slow_ones(self, many: int) -> list[threading.Thread]:
        """So many slow queries under way; one that is the same would wait for another's answer."""
        texts = [f"{SLOW} LIMIT {number}" for number in range(1, many + 1)]
        threads = [threading.Thread(target=self.query, args=(text,)) for text in texts]
        for thread in threads:
            thread.start()
        wait_until(lambda: self.counted("treatygraph_queries_under_way") == many)
        return threads

    def counted(self, name: str) -> float:
        """A metric, over all its labels; -1 where nobody tells it."""
        try:
            with urllib.request.urlopen(self.metrics, timeout=10) as answer:
                text = answer.read().decode()
        except OSError:
            return -1
        return sum(map(float, re.findall(rf"^{name}(?:\{{.*\}})? (\S+)$", text, re.MULTILINE)))


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def _seconds(pid: int) -> float:
    """Processor time that a process took."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.fixture(scope="module")
def out(mini_release: Release) -> str:
    needs_proc()
    return str(mini_release.folder.parent.parent)


@pytest.fixture(scope="module")
def several(out: str) -> Iterator[Several]:
    port = free_port()
    limits = ("--client-queries", "6", "--queries", "4", "--query-seconds", "3")
    with serving("--out", out, "--processes", "2", "--metrics", str(port), *limits) as server:
        running = Several(server, f"http://127.0.0.1:{port}/metrics")
        wait_until(lambda: len(fork_servers(server.process.pid)) == 2)
        yield running


def test_both_processes_answer_and_give_the_same(several: Several) -> None:
    before = {pid: _seconds(pid) for pid in several.processes}
    assert len(before) == 2
    for path in ("prefixes", "agreements", "sparql?query=" + quote("SELECT * { ?s a ?o }")):
        answers = {several.ask(path) for _ in range(60)}
        assert [status for status, _ in answers] == [200]
    assert all(_seconds(pid) > before[pid] for pid in before)


def test_metrics_tell_what_all_processes_counted(several: Several) -> None:
    before = several.counted("treatygraph_requests_total")
    for _ in range(40):
        several.ask("prefixes")
    wait_until(lambda: several.counted("treatygraph_requests_total") == before + 40)
    assert several.counted("treatygraph_release_info") == 1
    assert several.counted("treatygraph_release_openings_total") == 2
    resident = several.counted("process_resident_memory_bytes")
    assert resident == pytest.approx(sum(map(_resident, several.processes)), rel=0.1)


def _resident(pid: int) -> int:
    text = Path(f"/proc/{pid}/status").read_text()
    return int(text.partition("VmRSS:")[2].split()[0]) << 10


def test_limits_hold_over_all_processes(several: Several) -> None:
    asking = several.slow_ones(6)
    assert {several.query(SHORT) for _ in range(30)} == {429}
    most = max(len(_workers(several)) for _ in range(20) if not time.sleep(0.05))
    assert most <= 4, "more queries run at a time than all processes may run"
    for thread in asking:
        thread.join()
    assert {several.query(SHORT) for _ in range(30)} == {200}


def _workers(several: Several) -> list[int]:
    servers = fork_servers(several.server.process.pid)
    return [pid for pid in children_of(several.server.process.pid) if _parent(pid) in servers]


def test_a_process_that_is_killed_is_replaced_and_what_it_counted_is_no_more(
    several: Several,
) -> None:
    before = several.processes
    asking = several.slow_ones(6)
    os.kill(before[0], signal.SIGKILL)
    wait_until(lambda: len(several.processes) == 2 and before[0] not in several.processes)
    wait_until(lambda: len(fork_servers(several.server.process.pid)) == 2)
    for thread in asking:
        thread.join()
    wait_until(lambda: {several.query(SHORT) for _ in range(20)} == {200})
    wait_until(lambda: several.counted("treatygraph_queries_under_way") == 0)


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_as_one_alone_does(
    out: str, told: signal.Signals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with serving("--out", out, "--processes", "2") as server:
        wait_until(lambda: len(fork_servers(server.process.pid)) == 2)
        started = children_of(server.process.pid)
        answers: list[bytes] = []
        slow = quote(
            "SELECT (COUNT(*) AS ?n) { { SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 900000 } }"
        )
        asking = threading.Thread(target=lambda: answers.append(_body(server, slow)))
        asking.start()
        time.sleep(0.05)
        server.process.send_signal(told)
        assert server.process.wait(timeout=30) == 0
        asking.join()
    assert json.loads(answers[0])["results"]["bindings"]
    assert not any(map(lives, started))
    assert list(tmp_path.iterdir()) == []


def _body(server: Server, query: str) -> bytes:
    with urllib.request.urlopen(f"{server.url}sparql?query={query}", timeout=60) as answer:
        return bytes(answer.read())


_BAD = """
import sys
from treatygraph.web.config import ServeConfig
from treatygraph.web.server import run
config = ServeConfig(sys.argv[1], processes=2)
run(config, host="127.0.0.1", port=int(sys.argv[2]), ready=lambda: None)
"""


def test_a_release_that_cannot_be_opened_ends_it_with_a_sentence(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", _BAD, str(tmp_path / "gone"), str(free_port())],
        stderr=subprocess.PIPE, text=True, timeout=60, check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src"), "TMPDIR": str(tmp_path)},
    )  # fmt: skip
    assert told.returncode == 1
    lines = told.stderr.splitlines()
    assert lines
    assert all("nothing can be served" in line and "no release here" in line for line in lines)
    assert list(tmp_path.iterdir()) == []


def test_all_end_when_the_process_that_was_started_is_killed(
    out: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))  # nobody is left to empty it
    with serving("--out", out, "--processes", "3", "--grace", "2") as server:
        wait_until(lambda: len(fork_servers(server.process.pid)) == 3)
        started = children_of(server.process.pid)
        server.process.kill()
        wait_until(lambda: not any(map(lives, started)))


@pytest.mark.parametrize("processes", [0, 65])
def test_so_many_processes_are_refused_in_a_sentence(processes: int) -> None:
    with pytest.raises(TreatygraphError, match=f"processes must be 1 to 64, not {processes}"):
        ServeConfig("release", processes=processes)


def test_every_process_has_a_query_and_room_for_a_large_answer() -> None:
    limits = ServeConfig("release", processes=64).limits
    assert limits.at_once == 64
    assert limits.unread_bytes // 64 // 2 >= limits.result_bytes
    assert ServeConfig("release", processes=2).limits == ServeConfig("release").limits
