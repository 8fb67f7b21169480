"""``treatygraph mcp``."""

from __future__ import annotations

import importlib
import importlib.util
from pathlib import Path

import click

from treatygraph.cli.options import OUT
from treatygraph.client import Graph, open_graph
from treatygraph.errors import StoreUnavailable
from treatygraph.release import Release
from treatygraph.store import QueryLimits, Store, WorkerPool

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@click.command()
@click.option("--out", type=click.Path(path_type=Path), default=OUT, show_default=True,
              metavar="DIR", help="Folder that holds the releases.")  # fmt: skip
@click.option("--server", metavar="URL", default=None,
              help="Ask this server of treatygraph instead of the current release.")  # fmt: skip
@click.option("--http", is_flag=True, help="Serve over streamable HTTP instead of stdio.")
@click.option("--host", type=click.Choice(_LOOPBACK), default=_LOOPBACK[0], show_default=True,
              help="With --http: address of this machine to listen on.")  # fmt: skip
@click.option("--port", default=8765, show_default=True, type=click.IntRange(1, 65535),
              help="With --http: port to listen on.")  # fmt: skip
@click.option("--query-seconds", default=30.0, show_default=True, type=click.FloatRange(0.1),
              help="Longest that one query may take.")  # fmt: skip
@click.option("--query-memory", default=512, show_default=True, type=click.IntRange(16),
              metavar="MIB", help="Most memory that one query may use.")  # fmt: skip
def mcp(
    out: Path, server: str | None, http: bool, host: str, port: int, query_seconds: float,
    query_memory: int,
) -> None:  # fmt: skip
    """Serve the current release to language models, by the Model Context Protocol.

    Over stdio, for a client that starts it, or at http://127.0.0.1:8765/mcp. Its tools find and
    describe things, ask the kept queries and SPARQL; each answer has its evidence and a citation.

    Needs the extra treatygraph[mcp]. Exit codes: 0 stopped; 2 no release, a server that does not
    answer, or the SDK is not installed.
    """
    if importlib.util.find_spec("mcp") is None:
        raise StoreUnavailable("the SDK of the Model Context Protocol is not installed: "
                               "install treatygraph[mcp]")  # fmt: skip
    limits = QueryLimits(seconds=query_seconds, memory_bytes=query_memory << 20)
    graph = _opened(out, server, limits)
    try:
        served = importlib.import_module("treatygraph.mcp.server").server_of(graph)
        if http:
            click.echo(f"release {graph.release}: http://{_shown(host)}:{port}/mcp", err=True)
            served.run("streamable-http", host=host, port=port)
        else:
            served.run("stdio")
    except KeyboardInterrupt:
        pass
    finally:
        graph.close()


def _opened(out: Path, server: str | None, limits: QueryLimits) -> Graph:
    def pool(release: Release) -> Store:
        return WorkerPool(release.dataset, workers=1, limits=limits)

    return open_graph(server) if server else open_graph(out, store_of=pool)


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
