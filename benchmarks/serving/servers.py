"""The servers that are compared, each started as its makers say, on the same quads."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from serving.load import RESULTS, fetched, target

OURS, MEMORY, DISK, RDFLIB = (
    "treatygraph", "oxigraph serve", "oxigraph serve-read-only", "rdflib-endpoint",
)  # fmt: skip
PEERS = ("oxigraph", "rdflib-endpoint[cli,web]")
"""What pip installs into an environment of the benchmark's own."""

_PROBE = "SELECT ?s WHERE { ?s ?p ?o } LIMIT 1"


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: where its endpoint is, and the process at the top of its tree."""

    name: str
    port: int
    path: str
    process: int

    def memory(self) -> int:
        """Bytes in all: the proportional set sizes of its processes; 0 where nobody tells."""
        return sum(_pss(process) for process in _tree(self.process))


@dataclass(frozen=True, slots=True)
class Programs:
    """The programs of the peers' environment."""

    environment: Path

    def __getitem__(self, name: str) -> str:
        return str(self.environment / "bin" / name)

    def versions(self) -> dict[str, str]:
        """The version of each distribution."""
        text = "import importlib.metadata as m; print(*(m.version(n) for n in %r))"
        names = ("oxigraph", "rdflib-endpoint", "rdflib")
        said = subprocess.run(
            [self["python"], "-c", text % (names,)], capture_output=True, text=True, check=True
        )
        return dict(zip(names, said.stdout.split(), strict=True))


def install_peers(environment: Path) -> Programs:
    """The peers, installed by pip if they are not there. Raises CalledProcessError."""
    programs = Programs(environment)
    if not (environment / "bin" / "rdflib-endpoint").exists():
        subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
        subprocess.run([programs["python"], "-m", "pip", "install", "-q", *PEERS], check=True)
    return programs


@contextmanager
def ours(out: Path, processes: int = 1) -> Iterator[Server]:
    """``treatygraph serve`` of the current release of a build folder."""
    port = _free_port()
    with _running(_our_command(out, port, processes)) as process:
        yield _answering(Server(OURS, port, "/sparql", process))


@contextmanager
def oxigraph_in_memory(programs: Programs, dataset: Path) -> Iterator[Server]:
    """``oxigraph serve`` without a location, filled by its Graph Store Protocol."""
    port = _free_port()
    bind = ["--bind", f"127.0.0.1:{port}", "--union-default-graph"]
    with _running([programs["oxigraph"], "serve", *bind]) as process:
        server = _answering(Server(MEMORY, port, "/query", process))
        with dataset.open("rb") as quads:
            request = urllib.request.Request(
                f"http://127.0.0.1:{port}/store", quads, method="POST",
                headers={"Content-Type": "application/n-quads",
                         "Content-Length": str(dataset.stat().st_size)},
            )  # fmt: skip
            urllib.request.urlopen(request, timeout=600).close()
        yield server


@contextmanager
def oxigraph_on_disk(programs: Programs, dataset: Path, location: Path) -> Iterator[Server]:
    """``oxigraph serve-read-only`` of a folder that ``oxigraph load`` filled and optimised."""
    if not location.exists():
        unfinished = location.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        for command in (["load", "--file", str(dataset)], ["optimize"]):
            subprocess.run(
                [programs["oxigraph"], command[0], "--location", str(unfinished), *command[1:]],
                check=True, capture_output=True,
            )  # fmt: skip
        unfinished.rename(location)
    port = _free_port()
    bind = ["--bind", f"127.0.0.1:{port}", "--union-default-graph"]
    command = [programs["oxigraph"], "serve-read-only", "--location", str(location), *bind]
    with _running(command) as process:
        yield _answering(Server(DISK, port, "/query", process))


@contextmanager
def rdflib_endpoint(programs: Programs, dataset: Path) -> Iterator[Server]:
    """``rdflib-endpoint serve`` with rdflib's own store and SPARQL; it takes minutes to load."""
    port = _free_port()
    command = [programs["rdflib-endpoint"], "serve", "--host", "127.0.0.1", "--port", str(port)]
    with _running([*command, str(dataset)]) as process:
        yield _answering(Server(RDFLIB, port, "/", process))


def _our_command(out: Path, port: int, processes: int) -> list[str]:
    return [sys.executable, "-m", "treatygraph", "serve", "--out", str(out), "--port", str(port),
            "--processes", str(processes),
            "--log-level", "warning"]  # the peers write no line for each request  # fmt: skip


def started(out: Path, page: str, processes: int = 1) -> float:
    """Seconds from the start of our server to a page and the answer to a query."""
    port = _free_port()
    began = time.perf_counter()
    with _running(_our_command(out, port, processes)):
        _wait_for(port, page, "text/html", 120)
        _wait_for(port, target("/sparql", _PROBE), RESULTS, 120)
        return time.perf_counter() - began


def settle(server: Server) -> None:
    """Wait until a server has answered a small query: what a run left behind is done."""
    _wait_for(server.port, target(server.path, _PROBE), RESULTS, 600)


def _answering(server: Server) -> Server:
    _wait_for(server.port, target(server.path, _PROBE), RESULTS, 1_800)
    return server


def _wait_for(port: int, path: str, accept: str, patience: float) -> None:
    deadline = time.monotonic() + patience
    while True:
        try:
            fetched(port, path, accept)
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)


@contextmanager
def _running(command: Sequence[str]) -> Iterator[int]:
    """A process in a group of its own, until the block ends; it tells nothing but its number."""
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _tree(process: int) -> list[int]:
    """A process and all that descend from it."""
    found = [process]
    for one in found:
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                found += map(int, children.read_text().split())
            except OSError:
                continue
    return found


def _pss(process: int) -> int:
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) << 10 for line in text.splitlines()
                 if line.startswith("Pss:")), 0)  # fmt: skip
