"""A new release is switched in without a lost request, and the old one ends with its last."""

from __future__ import annotations

import http.client
import json
import shutil
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest

from processes import fork_servers, needs_proc, resident, serving_process, wait_until
from support import ROOT, Server, serving
from treatygraph.collection import load_collection, load_shipped
from treatygraph.iris import Base
from treatygraph.release import BuildOptions, build_release
from treatygraph.release.build import switch

MINI = ROOT / "tests/fixtures/mini/data"
LARGE = "SELECT * { ?a ?b ?c . ?d a ?e } LIMIT 20000"


@dataclass
class Two:
    """A build folder with two releases of the same things, one link to them, and their versions."""

    out: Path
    folders: tuple[Path, Path]

    def point_to(self, number: int) -> str:
        """Make one of them current; its version."""
        switch(self.out, self.folders[number % 2])
        return self.folders[number % 2].name


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Two:
    """Releases that differ in what one thing is called."""
    out, folders = tmp_path_factory.mktemp("two"), []
    for number in range(2):
        data = tmp_path_factory.mktemp("data") / "triples"
        shutil.copytree(MINI, data)
        title = f'"edition {number}"@en'
        (data / "marked.ttl").write_text(
            f"<{Base().root}id/concept/edition> "
            f"<http://www.w3.org/2004/02/skos/core#prefLabel> {title} .\n"
        )
        options = BuildOptions(data, ROOT / "ontology", ROOT / "queries", out)
        collection = load_collection(data, Base())
        folders.append(build_release(options, collection, load_shipped(options.ontology, Base())))
    return Two(out, (folders[0], folders[1]))


@pytest.fixture
def two(built: Two) -> Two:
    """The two releases, the first of them current."""
    built.point_to(0)
    return built


@pytest.fixture
def server(two: Two, request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server of one process that answers, or of so many as a test says."""
    processes = str(getattr(request, "param", 1))
    with serving(
        "--out", str(two.out), "--log-level", "warning", "--query-workers", "4",
        "--processes", processes,
    ) as running:  # fmt: skip
        yield running


def release_told(server: Server) -> str:
    """What a process tells, of several any."""
    with urllib.request.urlopen(f"{server.url}health", timeout=10) as answer:
        return str(json.load(answer)["release"])


def releases_told(server: Server) -> set[str]:
    return {release_told(server) for _ in range(20)}


QUERY = f"""SELECT ?o {{ <{Base().root}id/concept/edition>
  <http://www.w3.org/2004/02/skos/core#prefLabel> ?o }}"""
PATHS = (
    "/agreements",
    "/sparql?format=csv&query=" + quote(QUERY),
    "/id/concept/edition",
    "/doc/concept/edition.ttl",
    "/.well-known/void.ttl",
    "/sparql?format=csv&query=" + quote(LARGE),
)


@dataclass
class Client(threading.Thread):
    """Asks one address after the other on one connection, and notes what is amiss."""

    server: Server
    editions: dict[str, str]
    stop: threading.Event
    first: int
    amiss: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        number = self.first
        while not self.stop.is_set():
            path = PATHS[number % len(PATHS)]
            number += 1
            try:
                connection.request("GET", path)
                answer = connection.getresponse()
                body = answer.read().decode()
            except (OSError, http.client.HTTPException) as error:
                self.amiss.append(f"{path}: {error!r}")
                connection.close()
                continue
            self._judge(path, answer, body)
        connection.close()

    def _judge(self, path: str, answer: http.client.HTTPResponse, body: str) -> None:
        release = answer.headers["Treatygraph-Release"]
        self.seen[release] += 1
        if answer.status not in (200, 303):
            self.amiss.append(f"{path}: {answer.status} {body[:200]}")
        other = next(one for one in self.editions if one != release)
        if self.editions[other] in body or other in body:
            self.amiss.append(f"{path}: of {release}, but speaks of {other}")


@pytest.mark.parametrize(("server", "processes"), [(1, 1), (2, 2)], indirect=["server"])
def test_switches_under_load_lose_no_request_and_mix_no_answer(
    two: Two, server: Server, processes: int
) -> None:
    needs_proc()
    wait_until(lambda: len(fork_servers(server.process.pid)) == processes)
    editions = {folder.name: f"edition {number}" for number, folder in enumerate(two.folders)}
    stop = threading.Event()
    process = serving_process(server.process.pid)
    clients = [Client(server, editions, stop, first) for first in range(6)]
    for client in clients:
        client.start()
    time.sleep(2)
    before = resident(process)
    for number in range(1, 6):
        version = two.point_to(number)
        wait_until(lambda version=version: releases_told(server) == {version}, seconds=60)  # type: ignore[misc]
        time.sleep(0.5)
    stop.set()
    for client in clients:
        client.join(timeout=60)
    assert [fault for client in clients for fault in client.amiss] == []
    seen = sum((client.seen for client in clients), Counter())
    assert min(seen[version] for version in editions) > 50
    wait_until(lambda: len(fork_servers(server.process.pid)) == processes)
    assert resident(process) < 1.5 * before


def test_a_damaged_release_is_told_of_and_the_old_one_stays(two: Two, tmp_path: Path) -> None:
    out = tmp_path / "build"
    shutil.copytree(two.out, out, symlinks=True)
    first, second = (out / "releases" / folder.name for folder in two.folders)
    dataset = second / "dataset.nq"
    whole = dataset.read_bytes()
    dataset.write_bytes(whole[:-10])
    with serving("--out", str(out)) as server:
        switch(out, second)
        assert server.process.stderr
        lines = iter(server.process.stderr)
        told = next(line for line in lines if b"not served" in line).decode()
        assert "damaged: dataset.nq is not what was built" in told
        assert release_told(server) == first.name
        dataset.write_bytes(whole)
        (second / "manifest.json").touch()
        wait_until(lambda: release_told(server) == second.name)


def test_an_answer_begun_before_a_switch_is_sent_whole(two: Two, server: Server) -> None:
    address = "/sparql?format=csv&query=" + quote("SELECT * { ?a ?b ?c . ?d a ?e } LIMIT 200000")
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("GET", address)
    answer = connection.getresponse()
    body = answer.read(1000)
    version = two.point_to(1)
    wait_until(lambda: release_told(server) == version)
    body += answer.read()
    assert answer.headers["Treatygraph-Release"] == two.folders[0].name
    connection.close()
    assert len(body) == int(answer.headers["Content-Length"]) > 1_000_000


@pytest.mark.slow
def test_files_that_are_served_as_they_are_follow_no_release(two: Two, tmp_path: Path) -> None:
    file = tmp_path / "one.ttl"
    file.write_text("<https://treaties.example.org/a> <https://example.org/p> 1 .\n")
    with serving(str(file), "--out", str(two.out)) as server:
        first = release_told(server)
        two.point_to(1)
        time.sleep(2.5)
        assert release_told(server) == first
