"""A client that means harm, one that asks small things, and what a server's processes hold."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from itertools import count
from pathlib import Path
from typing import Any

from support import Server

CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
_NUMBERS = " ".join(map(str, range(100)))
_DOUBLED = " ".join(f"BIND(CONCAT(?a{n}, ?a{n}) AS ?a{n + 1})" for n in range(40))

STOPPED = {
    "four-way cross product": (CROSS, {"time"}),
    "regular expression": (
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f "
        'FILTER REGEX(CONCAT(STR(?a), STR(?c), STR(?d), STR(?f)), "^(.*a){1,60}[^a]*(e|é)+$") }',
        {"time"},
    ),
    "path over cycles": (
        "SELECT (COUNT(*) AS ?n) { ?a (!<x:a>|!^<x:a>)* ?b . ?b (!<x:a>|!^<x:a>)* ?c }",
        {"time", "memory"},
    ),
    "text that doubles forty times": (
        f"SELECT (STRLEN(?a40) AS ?n) {{ BIND('xxxxxxxxxxxxxxxx' AS ?a0) {_DOUBLED} }}",
        {"memory"},
    ),
    "product of values under COUNT": (
        "SELECT (COUNT(*) AS ?n) { "
        + " ".join(f"VALUES ?v{n} {{ {_NUMBERS} }}" for n in range(8))
        + " }",
        {"time", "memory"},
    ),
    "sorted product": ("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?a", {"memory"}),
    "large result": ("SELECT * { ?a ?b ?c . ?d ?e ?f }", {"result-size"}),
    "many rows": ("SELECT ?n { ?a ?b ?c . ?d ?e ?f BIND(1 AS ?n) }", {"rows"}),
}
"""Queries that a limit stops while they run, and the limits that may."""

REFUSED = {
    "query of ten megabytes": ("ASK {} #" + "x" * 10_000_000, 413, "query-length"),
    "5,000 groups": ("ASK " + "{" * 5000 + "}" * 5000, 400, "query-nesting"),
    "5,000 parentheses": (
        "ASK { FILTER(" + "(" * 5000 + "1" + ")" * 5000 + ") }", 400, "query-nesting",
    ),
    "5,000 optionals": ("ASK { " + "OPTIONAL { " * 5000 + "}" * 5001, 400, "query-nesting"),
    "5,000 signs": ("ASK { FILTER(" + "!" * 5000 + "true) }", 400, "query-nesting"),
    "5,000 inverse paths": ("ASK { ?s " + "^" * 5000 + "<x:p> ?o }", 400, "query-nesting"),
    "5,000 subqueries": ("ASK " + "{ SELECT * " * 5000 + "}" * 5000, 400, "query-nesting"),
}  # fmt: skip
"""Queries that are refused before they run, with status and limit."""

_numbers = count()


@dataclass(frozen=True)
class Reply:
    """An answer, with the seconds that it took."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float

    @property
    def problem(self) -> dict[str, Any]:
        """The problem details."""
        assert self.headers["content-type"] == "application/problem+json"
        return dict(json.loads(self.body))


def ask(server: Server, query: str, *, host: str = "127.0.0.1", accept: str = "*/*") -> Reply:
    """A query by POST from one of this machine's addresses."""
    started = time.monotonic()
    connection = HTTPConnection("127.0.0.1", server.port, 90, source_address=(host, 0))
    headers = {"Content-Type": "application/sparql-query", "Accept": accept}
    try:
        connection.request("POST", "/sparql", query.encode(), headers)
        response: HTTPResponse = connection.getresponse()
        fields = {name.lower(): value for name, value in response.getheaders()}
        return Reply(response.status, fields, response.read(), time.monotonic() - started)
    finally:
        connection.close()


def small(server: Server, host: str = "127.0.0.1", times: int = 3) -> float:
    """Milliseconds of a small query, never asked before: the best of some times."""
    best = float("inf")
    for _ in range(times):
        reply = ask(server, f"ASK {{ <x:{next(_numbers)}> ?p ?o }}", host=host)
        assert (reply.status, json.loads(reply.body)["boolean"]) == (200, False), reply.body
        best = min(best, reply.seconds)
    return best * 1000


def read_slowly(server: Server, query: str, host: str) -> socket.socket:
    """A socket that has asked, with little room to receive, and has read the status line only."""
    reader = socket.socket()
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    reader.settimeout(60)
    reader.bind((host, 0))
    reader.connect(("127.0.0.1", server.port))
    body = query.encode()
    reader.sendall(
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\n"
        b"Content-Type: application/sparql-query\r\nContent-Length: %d\r\n\r\n%s"
        % (len(body), body)
    )
    return reader


# What processes hold --------------------------------------------------------------------


def tree(process: int) -> set[int]:
    """A process and all below it."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
    found = {process}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


@dataclass(frozen=True)
class Held:
    """What the processes of a server hold: memory and disk in MiB, descriptors, threads."""

    memory: float
    disk: float
    descriptors: int
    threads: int
    processes: int


def held(server: Server) -> Held:
    """What the server's processes hold now; memory that several share is counted once."""
    memory = disk = descriptors = threads = 0
    processes = tree(server.process.pid)
    for pid in processes:
        try:
            memory += _kib(f"/proc/{pid}/smaps_rollup", "Pss:")
            threads += len(os.listdir(f"/proc/{pid}/task"))
            for link in Path(f"/proc/{pid}/fd").iterdir():
                descriptors += 1
                if str(link.readlink()).endswith("(deleted)"):
                    disk += link.stat().st_blocks * 512
        except OSError:
            continue
    return Held(memory / 1024, disk / (1 << 20), descriptors, threads, len(processes))


def _kib(path: str, name: str) -> int:
    line = next(line for line in Path(path).read_text().splitlines() if line.startswith(name))
    return int(line.split()[1])


def at_rest(server: Server) -> Held:
    """What is held once nothing more is made ready: what pages share is read after the start."""
    now = held(server)
    while True:
        time.sleep(1)
        before, now = now, held(server)
        if abs(now.memory - before.memory) < 1:
            return now


def settles(server: Server, before: Held, *, patience: float, memory: float = 40) -> Held:
    """What is held once it is as before: so many MiB more at most. Fails after ``patience``."""
    until = time.monotonic() + patience
    while True:
        now = held(server)
        same = (
            now.memory <= before.memory + memory
            and now.disk <= before.disk + 1
            and now.descriptors <= before.descriptors + 8
            and now.threads <= before.threads + 8
        )
        if same:
            return now
        assert time.monotonic() < until, (before, now)
        time.sleep(0.2)
