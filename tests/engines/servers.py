"""SPARQL engines that others make, started on loopback as ordinary processes for a test.

Each gets a folder of its own, a free port, and ends with the block that started it. Programs are
looked for on the path and in ``.venv/engines``, where ``.ci/engines.sh`` puts them (another folder
by ENGINES); a test that finds none is skipped and says what is missing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest

from support import ROOT, free_port

HOME = Path(os.environ.get("ENGINES") or ROOT / ".venv/engines")
USER, PASSWORD = "dba", "not-the-usual-one"
_ASK = "SELECT ?s { ?s ?p ?o } LIMIT 1"


@dataclass(frozen=True)
class Engine:
    """An engine that runs: where it takes queries, updates and graphs, and as whom."""

    name: str
    query: str
    update: str
    graph_store: str | None
    process: subprocess.Popen[bytes] = field(repr=False)
    environment: Mapping[str, str] = field(default_factory=dict)
    """What to set for those who write: TREATYGRAPH_ENDPOINT_USER and _PASSWORD, or nothing."""


def oxigraph_program() -> str:
    """The program of PyPI's ``oxigraph``; a skip where it is not installed."""
    return _program("oxigraph", "oxigraph is not installed: pip install oxigraph")


@contextmanager
def oxigraph(folder: Path, *, union: bool = True, writes: bool = True) -> Iterator[Engine]:
    """``oxigraph serve`` of a folder, its default graph the union; or of an empty one to read."""
    program, port = oxigraph_program(), free_port()
    location = folder / "oxigraph"
    command = [program, "serve" if writes else "serve-read-only", "--location", str(location)]
    if not writes and not location.exists():
        subprocess.run(
            [program, "load", "--location", str(location), "--format", "nt"],
            input=b"", check=True, capture_output=True,
        )  # fmt: skip
    bind = ["--bind", f"127.0.0.1:{port}", *(["--union-default-graph"] if union else [])]
    root = f"http://127.0.0.1:{port}"
    with _running([*command, *bind], folder, f"{root}/query") as process:
        yield Engine("oxigraph", f"{root}/query", f"{root}/update", f"{root}/store", process)


@contextmanager
def rdflib_endpoint(folder: Path, *files: Path) -> Iterator[Engine]:
    """``rdflib-endpoint serve`` with updates: rdflib's own SPARQL over its own store, or files."""
    missing = "rdflib-endpoint is not installed: run .ci/engines.sh"
    program, port = _program("rdflib-endpoint", missing), free_port()
    command = [program, "serve", "--enable-update", "--host", "127.0.0.1", "--port", str(port)]
    url = f"http://127.0.0.1:{port}/"
    with _running([*command, *map(str, files)], folder, url) as process:
        yield Engine("rdflib", url, url, None, process)


_INI = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
MaxCheckpointRemap = 2000
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
MaxCheckpointRemap = 2000
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
DirsAllowed = {folder}
SchedulerInterval = 10
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 10
[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryCostEstimationTime = 0
MaxQueryExecutionTime = 60
"""


@contextmanager
def virtuoso(folder: Path) -> Iterator[Engine]:
    """Virtuoso in the foreground; who writes says so by Digest (RFC 7616), as the user ``dba``."""
    missing = "virtuoso-t is not installed: apt install virtuoso-opensource-7-bin"
    program, sql, http = _program("virtuoso-t", missing), free_port(), free_port()
    home = folder / "virtuoso"
    home.mkdir(exist_ok=True)
    ini = home / "virtuoso.ini"
    ini.write_text(_INI.format(sql=sql, http=http, folder=home))
    command = [program, "+foreground", "+wait", "+configfile", str(ini)]
    if not (home / "virtuoso.db").exists():  # it changes the password and ends
        changing = [*command, "+pwdold", "dba", "+pwddba", PASSWORD]
        subprocess.run(changing, cwd=home, check=True, capture_output=True)
    root = f"http://127.0.0.1:{http}"
    with _running(command, home, f"{root}/sparql") as process:
        yield Engine(
            "virtuoso", f"{root}/sparql", f"{root}/sparql-auth", f"{root}/sparql-graph-crud-auth",
            process, _as(USER, PASSWORD),
        )  # fmt: skip


_FUSEKI = """\
PREFIX : <#>
PREFIX fuseki: <http://jena.apache.org/fuseki#>
PREFIX tdb2: <http://jena.apache.org/2016/tdb#>
[] a fuseki:Server ; fuseki:passwd "{passwords}" ; fuseki:auth "basic" .
:service a fuseki:Service ;
    fuseki:name "ds" ;
    fuseki:endpoint [ fuseki:operation fuseki:query ; fuseki:name "query" ] ;
    fuseki:endpoint
        [ fuseki:operation fuseki:update ; fuseki:name "update" ; fuseki:allowedUsers "{user}" ] ,
        [ fuseki:operation fuseki:gsp-rw ; fuseki:name "data" ; fuseki:allowedUsers "{user}" ] ;
    fuseki:dataset :tdb .
:tdb a tdb2:DatasetTDB2 ; tdb2:location "{location}" ; tdb2:unionDefaultGraph true .
"""


@contextmanager
def fuseki(folder: Path) -> Iterator[Engine]:
    """Apache Jena Fuseki on a TDB2 database, its default graph the union; Basic to write."""
    java = shutil.which("java")
    jar = next(iter(sorted(HOME.glob("jena-fuseki-server-*.jar"))), None)
    if java is None:
        pytest.skip("no Java: Fuseki needs Java 17")
    if jar is None:
        pytest.skip("no Fuseki: Maven did not bring it, or .ci/engines.sh was not run")
    home, port = folder / "fuseki", free_port()
    (home / "tdb").mkdir(parents=True, exist_ok=True)
    (home / "passwords").write_text(f"{USER}: {PASSWORD}\n")
    config = home / "config.ttl"
    config.write_text(
        _FUSEKI.format(passwords=home / "passwords", user=USER, location=home / "tdb")
    )
    command = [java, "-Xmx2g", "-cp", str(jar), "org.apache.jena.fuseki.main.cmds.FusekiMainCmd",
               "--localhost", "--port", str(port), "--config", str(config)]  # fmt: skip
    root = f"http://127.0.0.1:{port}/ds"
    with _running(command, home, f"{root}/query") as process:
        yield Engine(
            "fuseki", f"{root}/query", f"{root}/update", f"{root}/data",
            process, _as(USER, PASSWORD),
        )  # fmt: skip


ENGINES: Mapping[str, Callable[[Path], AbstractContextManager[Engine]]] = {
    "oxigraph": oxigraph,
    "rdflib": rdflib_endpoint,
    "virtuoso": virtuoso,
    "fuseki": fuseki,
}


def _as(user: str, password: str) -> dict[str, str]:
    return {"TREATYGRAPH_ENDPOINT_USER": user, "TREATYGRAPH_ENDPOINT_PASSWORD": password}


def _program(name: str, missing: str) -> str:
    beside = os.pathsep.join(map(str, (HOME / "python/bin", ROOT / ".venv/bin")))
    found = shutil.which(name, path=beside) or shutil.which(name)
    if found is None:
        pytest.skip(missing)
    return found


@contextmanager
def _running(command: Sequence[str], folder: Path, url: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that answers a query at a URL, until the block ends; it is killed if it lingers."""
    with (folder / "said.log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    try:
        _wait_until_up(process, url, folder / "said.log")
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_up(
    process: subprocess.Popen[bytes], url: str, log: Path, patience: float = 120
) -> None:
    asked = f"{url}?{urlencode({'query': _ASK})}"
    request = urllib.request.Request(asked, headers={"Accept": "application/sparql-results+json"})
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if process.poll() is not None:
            said = log.read_text(errors="replace")[-2000:]
            raise AssertionError(f"the engine ended with {process.returncode}: {said}")
        try:
            urllib.request.urlopen(request, timeout=20).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the engine did not answer in time: {log.read_text(errors='replace')}")
