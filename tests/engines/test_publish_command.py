"""``treatygraph publish`` as a user runs it: what it says, and how it ends."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from releases import reading
from servers import ENGINES, Engine, oxigraph

from places import build_places
from support import ROOT, Corpus, free_port
from treatygraph.store.published import current_release, switches

PROGRAM = [sys.executable, "-m", "treatygraph", "publish"]


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command with arguments and variables, to its end."""
    command = [*PROGRAM, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=_with(environment))


def _with(environment: dict[str, str]) -> dict[str, str]:
    return {"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin", **environment}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Oxigraph, empty at first."""
    with oxigraph(tmp_path_factory.mktemp("store")) as running:
        yield running


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of releases of a few places."""
    root = tmp_path_factory.mktemp("built")
    build_places(root, "here")
    return root


def test_it_publishes_goes_on_and_goes_back(store: Engine, built: Path) -> None:
    first = build_places(built, "here").name
    told = run(store.query, "--out", built / "build")
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.startswith(f"readers see release {first} from now on, ")
    second = build_places(built, "here", "there").name
    told = run(store.query, "--out", built / "build")
    assert told.stdout.endswith(f"release {first} is kept: --back switches to it\n")
    told = run(store.query, "--out", built / "build")
    assert told.stdout.startswith(f"readers see release {second} already\n")
    told = run(store.query, "--back")
    assert told.stdout == (
        f"readers see release {first} from now on\n"
        f"release {second} is kept: --back switches to it\n"
    )
    current = current_release(reading(store).select)
    assert current is not None
    assert current.version == first


def test_with_nothing_to_go_back_to_it_says_so(tmp_path: Path) -> None:
    with oxigraph(tmp_path) as empty:
        told = run(empty.query, "--back")
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr == "treatygraph: the store holds no release: nothing was published into it\n"


def test_updates_alone_bring_the_same(built: Path, tmp_path: Path) -> None:
    build_places(built, "here")
    with oxigraph(tmp_path) as store:
        told = run(store.query, "--out", built / "build", "--by", "update", "--batch", "700")
        assert told.returncode == 0
        assert run(store.query, "--out", built / "build").stdout.startswith("readers see release")


def test_what_a_bulk_loader_brought_is_counted_and_switched_to(built: Path, tmp_path: Path) -> None:
    file, version = tmp_path / "release.nq", build_places(built, "here").name
    told = run("--nquads", file, "--out", built / "build")
    assert told.stdout.startswith(f"{file}: ")
    with oxigraph(tmp_path) as store:
        headers = {"Content-Type": "application/n-quads"}
        loading = urllib.request.Request(str(store.graph_store), file.read_bytes(), headers)
        urllib.request.urlopen(loading, timeout=60).close()
        told = run(store.query, "--out", built / "build")
    assert (told.stdout, told.stderr) == (f"readers see release {version} from now on\n", "")


def test_killed_in_the_middle_it_leaves_readers_alone_and_goes_on(
    corpus: Corpus, built: Path, tmp_path: Path
) -> None:
    before = build_places(built, "here").name
    out = str(corpus.options.out)
    with oxigraph(tmp_path) as store:
        run(store.query, "--out", built / "build")
        command = [*PROGRAM, store.query, "--out", out, "--batch", "200"]
        process = subprocess.Popen(command, cwd=ROOT, env=_with({}))
        time.sleep(1.5)
        process.kill()
        process.wait()
        assert [one.version for _, one in switches(reading(store).select)] == [before]
        told = run(store.query, "--out", out)
        assert told.stdout.startswith(f"readers see release {corpus.release.version} from now on")


class _Page(BaseHTTPRequestHandler):
    """A web site that is no store: it answers everything with a page."""

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def page() -> Iterator[str]:
    """The address of a web site that is no store."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Page) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/sparql"
        server.shutdown()
        thread.join()


def _refused(url: str, built: Path, **environment: str) -> str:
    """The one sentence that it ends with."""
    told = run(url, "--out", built / "build", **environment)
    assert (told.returncode, told.stdout) == (2, ""), told.stderr
    assert told.stderr.startswith("treatygraph: ")
    assert told.stderr.count("\n") == 1
    return told.stderr


def test_a_store_that_is_down_is_told(built: Path) -> None:
    url = f"http://127.0.0.1:{free_port()}/query"
    assert f"{url}: it cannot be reached" in _refused(url, built)


def test_an_address_of_something_else_is_told(store: Engine, built: Path, page: str) -> None:
    assert "it does not answer as a SPARQL endpoint does" in _refused(page, built)
    nowhere = store.query.replace("/query", "/nowhere/query")
    assert "nothing takes that there: give the address" in _refused(nowhere, built)
    assert "is no address of an endpoint" in _refused("ftp://example.org/", built)


def test_a_store_that_is_read_only_is_told(built: Path, tmp_path: Path) -> None:
    with oxigraph(tmp_path, writes=False) as store:
        assert "it refuses to be written to: is it read only" in _refused(store.query, built)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["virtuoso", "fuseki"])
def test_stores_with_accounts_take_a_release_from_who_may_write_alone(
    name: str, built: Path, tmp_path: Path
) -> None:
    wrong = {"TREATYGRAPH_ENDPOINT_USER": "dba", "TREATYGRAPH_ENDPOINT_PASSWORD": "wrong"}
    with ENGINES[name](tmp_path) as store:
        assert "set TREATYGRAPH_ENDPOINT_USER and" in _refused(store.query, built)
        assert "refuses the account or the password" in _refused(store.query, built, **wrong)
        told = run(store.query, "--out", built / "build", **store.environment)
        assert (told.returncode, told.stderr) == (0, "")
        assert "from now on" in told.stdout
