"""``treatygraph serve``."""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from treatygraph.cli.operating import Operating, operating
from treatygraph.cli.options import OUT
from treatygraph.iris import Base
from treatygraph.namespaces import DEFAULT_BASE
from treatygraph.release import Release, open_current, open_files
from treatygraph.release.history import CURRENT


@dataclass(frozen=True, slots=True)
class _Address:
    host: str
    port: int

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535),
              help="Port to listen on.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), default=OUT, show_default=True,
              metavar="DIR", help="Folder that holds the releases.")  # fmt: skip
@click.option("--base", default=DEFAULT_BASE, show_default=True, metavar="IRI",
              help="With FILES: the base under which their things are looked up here. "
                   "With --endpoint: that of the release, where there are several.")  # fmt: skip
@click.option("--endpoint", default="", metavar="URL",
              help="Serve the release that lies in the SPARQL 1.1 store there.")  # fmt: skip
@click.option("--engine", default="", metavar="NAME",
              help="With --endpoint: what that store is, where its answers do not tell: "
                   "oxigraph, fuseki, virtuoso, rdflib or generic.")  # fmt: skip
@click.option("--query-workers", default=2, show_default=True, type=click.IntRange(1),
              help="Processes that always stand ready to answer queries.")  # fmt: skip
@click.option("--query-seconds", default=30.0, show_default=True, type=click.FloatRange(0.1),
              help="Longest that one query may take.")  # fmt: skip
@click.option("--query-memory", default=512, show_default=True, type=click.IntRange(16),
              metavar="MIB", help="Most memory that one query may use.")  # fmt: skip
@click.option("--query-result", default=256, show_default=True, type=click.IntRange(1),
              metavar="MIB", help="Largest result of one query.")  # fmt: skip
@click.option("--query-rows", default=5_000_000, show_default=True, type=click.IntRange(1),
              help="Most rows, or triples, of one result.")  # fmt: skip
@click.option("--queries", default=8, show_default=True, type=click.IntRange(1),
              help="Most queries that run at a time, each in a process.")  # fmt: skip
@click.option("--client-queries", default=32, show_default=True, type=click.IntRange(1),
              help="Most queries of one client that run or wait.")  # fmt: skip
@operating
def serve(
    files: tuple[Path, ...], host: str, port: int, out: Path, base: str, endpoint: str, engine: str,
    query_workers: int, query_seconds: float, query_memory: int, query_result: int, query_rows: int,
    queries: int, client_queries: int, operation: Operating,
) -> None:  # fmt: skip
    """Serve the current release: pages, RDF and SPARQL.

    A new release that `build` makes is switched in without a lost request.

    With FILES (or folders), serve those RDF files as they are, without curation: Turtle, TriG,
    N-Triples, N-Quads, RDF/XML, JSON-LD.

    With --endpoint, every question goes to that store; its account stands in the environment as
    TREATYGRAPH_ENDPOINT_USER and TREATYGRAPH_ENDPOINT_PASSWORD.

    Needs Linux, macOS or WSL. Exit codes: 0 stopped; 2 no or a damaged release, unreadable files,
    a port in use, or an endpoint that does not answer or holds no release.
    """
    if files and endpoint:
        raise click.UsageError("give FILES or --endpoint, not both")
    server = importlib.import_module("treatygraph.web.server")
    config = importlib.import_module("treatygraph.web.config")
    address = _Address(host, port)
    server.check_platform()
    server.check_address(host, port)
    settings = config.ServeConfig(
        release="",
        endpoint=endpoint,
        base=base if base != DEFAULT_BASE else "",
        engine=engine,
        query_workers=query_workers,
        query_seconds=query_seconds,
        query_memory_mib=query_memory,
        query_result_mib=query_result,
        query_rows=query_rows,
        queries=queries,
        client_queries=client_queries,
        current="" if files else str((out / CURRENT).absolute()),
        **asdict(operation),
    )
    with TemporaryDirectory(prefix="treatygraph-described-") as described, ExitStack() as opened:
        settings = replace(settings, described=described)
        release = (
            server.release_elsewhere(settings) if endpoint
            else opened.enter_context(_release_of(files, out, base))
        )  # fmt: skip
        settings = replace(settings, release=str(release.folder), verified=release.version)
        server.run(settings, host=host, port=port,
                   ready=lambda: _announce(server, settings, release, address))  # fmt: skip


@contextmanager
def _release_of(files: tuple[Path, ...], out: Path, base: str) -> Iterator[Release]:
    """The current release, or one of the moment that goes when the server does."""
    if not files:
        yield open_current(out)
        return
    release = open_files(files, base=Base(base))
    try:
        yield release
    finally:
        shutil.rmtree(release.folder, ignore_errors=True)


def _announce(server: Any, settings: Any, release: Release, address: _Address) -> None:
    with suppress(OSError):  # nobody has to read it
        if settings.log_format == "json":
            server.tell_start(settings, release.version, address.url)
        else:
            _say(release, address)


def _say(release: Release, address: _Address) -> None:
    quads = release.manifest.statements
    click.echo(f"release {release.version} with {quads:,} statements: {address.url}", err=True)
    click.echo("SPARQL: " + address.url + "sparql    stop: Ctrl+C", err=True)
