"""The client: wrk, one thread, the same for every server.

It is written in C and needs some microseconds a request, so that on a machine of two cores the
servers have the rest. What it took itself is told with each run: a run whose client was busy all
the time measured the client.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_name("load.lua")
RESULTS = "application/sparql-results+json"


class NoClient(Exception):
    """The program that asks is not installed."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run: what was answered in how many seconds, and the seconds that the client computed."""

    requests: int
    seconds: float
    failed: int
    ran_out: bool
    p50_ms: float
    p99_ms: float
    client_seconds: float

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.requests / self.seconds

    @property
    def client_busy(self) -> float:
        """The part of the time that the client's one thread computed: near 1, it was measured."""
        return self.client_seconds / self.seconds


def wrk() -> str:
    """The client's path. Raises NoClient."""
    found = shutil.which("wrk")
    if found is None:
        raise NoClient(
            "the client of this benchmark is wrk: apt-get install wrk, or brew install wrk"
        )
    return found


def wrk_version() -> str:
    """What it calls itself."""
    said = subprocess.run([wrk(), "-v"], capture_output=True, text=True).stdout
    return " ".join(said.split()[:2])


def target(path: str, query: str) -> str:
    """The request target of a query, for an endpoint at a path."""
    return f"{path}?query={urllib.parse.quote(query, safe='')}"


def run(
    port: int,
    targets: Iterable[str],
    *,
    accept: str = RESULTS,
    connections: int = 16,
    seconds: float = 5,
    again: bool = False,
) -> Run:
    """Ask for targets in their order until they or the seconds run out, or over and over."""
    with tempfile.NamedTemporaryFile("w", prefix="treatygraph-bench-") as listed:
        listed.write("\n".join(targets))
        listed.flush()
        command = [
            wrk(), "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", "120s",
            "-s", str(SCRIPT), f"http://127.0.0.1:{port}/", "--", listed.name, accept,
            *(["again"] if again else []),
        ]  # fmt: skip
        before = _children()
        done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode or not done.stderr.startswith("{"):
        raise RuntimeError(f"wrk failed: {done.stderr or done.stdout}")
    return Run(**json.loads(done.stderr), client_seconds=_children() - before)


def _children() -> float:
    """Seconds that ended children of ours computed."""
    times = os.times()
    return times.children_user + times.children_system


def fetched(port: int, path: str, accept: str, patience: float = 600) -> tuple[bytes, float]:
    """One whole answer, and the seconds it took. Raises OSError where it is not 200."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Accept": accept})
    started = time.perf_counter()
    with urllib.request.urlopen(request, timeout=patience) as response:
        body = response.read()
    return body, time.perf_counter() - started
