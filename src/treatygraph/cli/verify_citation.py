"""``treatygraph verify-citation``."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import click

from treatygraph.citing.finding import links_in, links_of
from treatygraph.citing.server import Server
from treatygraph.citing.verifying import CHANGED, GONE, SAME, Outcome, verify
from treatygraph.errors import StoreUnavailable
from treatygraph.iris import Base
from treatygraph.release import open_release
from treatygraph.release.history import CURRENT, folder_of_releases

_SHOWN = 10
_PATIENCE = 60.0


@click.command(name="verify-citation")
@click.argument("citations", nargs=-1, required=True, metavar="CITATION...")
@click.option("--server", metavar="URL", default=None,
              help="Ask this server instead of the one that each citation names.")  # fmt: skip
@click.option("--release", type=click.Path(exists=True, file_okay=False, path_type=Path),
              default=None, metavar="DIR",
              help="Ask the releases of this folder (build, or one release in it).")  # fmt: skip
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text",
              show_default=True, help="How to tell it.")  # fmt: skip
@click.pass_context
def verify_citation(
    ctx: click.Context, citations: tuple[str, ...], server: str | None, release: Path | None,
    format_: str,
) -> None:  # fmt: skip
    """Ask again what was cited, and say whether the answer still stands.

    CITATION is a permanent link, as "Cite" on a page gives it, or a file that holds some: BibTeX,
    RIS, CSL-JSON or any text; - is standard input. Each is asked of the release that it names and
    of the present one: same, changed (which rows came and went), gone (and what stands in its
    place) or not checkable (why).

    Exit codes: 0 all are the same; 1 one has changed or is gone; 3 none has, and one was not
    checkable; 2 wrong use, or a file without a citation.
    """
    if server and release:
        raise click.UsageError("--server and --release exclude each other: name one")
    links = list(dict.fromkeys(link for given in citations for link in _links(given)))
    with _root(server, release) as root:
        asked = Server()
        outcomes = [verify(link, asked, root) for link in links]
    _tell(outcomes, format_)
    ctx.exit(_code(outcomes))


def _links(given: str) -> list[str]:
    """What is to be checked: a link as it is, or those in a file. Raises NoCitation."""
    if given.startswith(("http://", "https://")):
        return [given]
    if given == "-":
        found = links_of(sys.stdin.read())
        if not found:
            raise click.UsageError("no permanent link stands in standard input")
        return found
    return links_in(Path(given))


def _code(outcomes: list[Outcome]) -> int:
    verdicts = {outcome.verdict for outcome in outcomes}
    return 1 if verdicts & {CHANGED, GONE} else 0 if verdicts == {SAME} else 3


def _tell(outcomes: list[Outcome], format_: str) -> None:
    if format_ == "json":
        told = [asdict(outcome) for outcome in outcomes]
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for outcome in outcomes:
        click.echo(f"{outcome.verdict}: {outcome.link}\n  {outcome.why}")
        for sign, lines in (("+", outcome.added), ("-", outcome.removed)):
            for line in lines[:_SHOWN]:
                click.echo(f"  {sign} {line}")
            if len(lines) > _SHOWN:
                click.echo(f"  {sign} and {len(lines) - _SHOWN:,} more: see --format json")
        for successor in outcome.successors:
            click.echo(f"  in its place: {successor}")


@contextmanager
def _root(server: str | None, release: Path | None) -> Iterator[str | None]:
    """The root to ask, with a slash; a folder of releases is served while it is asked."""
    if server:
        yield Base(server if server.endswith("/") else f"{server}/").root
    elif release:
        with _served(_build_folder(release)) as root:
            yield root
    else:
        yield None


def _build_folder(given: Path) -> Path:
    """The build folder of what was named. Raises ReleaseUnavailable where it is none."""
    if (given / CURRENT).exists():
        return given
    open_release(given)
    folder = folder_of_releases(given.resolve())
    if folder is None:
        raise click.UsageError(f"{given}: name the build folder that keeps this release")
    return folder


@contextmanager
def _served(out: Path) -> Iterator[str]:
    """A server of a build folder on a port of this machine, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    start = [sys.executable, "-m", "treatygraph", "serve", "--out", str(out), "--port", str(port)]
    with TemporaryFile() as said:  # a pipe that nobody reads would fill, and the server stop
        process = subprocess.Popen(start, stdout=subprocess.DEVNULL, stderr=said)
        try:
            _wait(process, port, said)
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, said: IO[bytes]) -> None:
    """Until the server answers. Raises StoreUnavailable with its own words where it does not."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5).close()
            return
        except OSError:
            time.sleep(0.05)
    said.seek(0)
    words = said.read(2_000).decode(errors="replace")
    raise StoreUnavailable(f"the releases cannot be asked: {' '.join(words.split())}")
