"""``treatygraph publish``."""

from __future__ import annotations

from pathlib import Path

import click

from treatygraph.cli.options import OUT
from treatygraph.progress import ProgressLine
from treatygraph.publishing import Outcome, Where, go_back, open_sender, write_nquads
from treatygraph.publishing import publish as publish_release
from treatygraph.release import Release, open_current
from treatygraph.store.engines import ENGINES


@click.command()
@click.argument("url", metavar="URL", required=False)
@click.option("--out", type=click.Path(path_type=Path), default=OUT, show_default=True,
              metavar="DIR", help="Folder that holds the releases.")  # fmt: skip
@click.option("--back", is_flag=True,
              help="Switch to the release that was current before; nothing is sent.")  # fmt: skip
@click.option("--nquads", type=click.Path(dir_okay=False, path_type=Path), default=None,
              metavar="FILE",
              help="Write what a bulk loader is to bring, and send nothing.")  # fmt: skip
@click.option("--keep", type=click.IntRange(1), default=1, show_default=True, metavar="N",
              help="Keep so many older releases in the store, remove the others.")  # fmt: skip
@click.option("--base", default=None, metavar="IRI",
              help="With --back: of which collection, where the store holds several.")  # fmt: skip
@click.option("--engine", type=click.Choice([engine.name for engine in ENGINES]), default=None,
              help="What the store is.  [default: what its answers say]")  # fmt: skip
@click.option("--update-url", default=None, metavar="URL",
              help="Where it takes updates.  [default: as the engine has it]")  # fmt: skip
@click.option("--graphs-url", default=None, metavar="URL",
              help="Where it takes graphs (Graph Store Protocol).")  # fmt: skip
@click.option("--by", type=click.Choice(["graphs", "update"]), default=None,
              help="Send large graphs by the Graph Store Protocol, or all by updates.  "
              "[default: graphs, where the engine takes them]")  # fmt: skip
@click.option("--batch", type=click.IntRange(1), default=None, metavar="N",
              help="Triples sent at a time.  [default: what suits the engine]")  # fmt: skip
@click.option("--timeout", type=click.FloatRange(1), default=600.0, show_default=True,
              metavar="SECONDS", help="Longest that one request may take.")  # fmt: skip
def publish(
    url: str | None, out: Path, back: bool, nquads: Path | None, keep: int, base: str | None,
    engine: str | None, update_url: str | None, graphs_url: str | None, by: str | None,
    batch: int | None, timeout: float,
) -> None:  # fmt: skip
    """Load the current release into the SPARQL 1.1 store whose queries are answered at URL.

    It goes into graphs of its own, beside what readers see, is counted there, and switched to in
    one step. The release before is kept, and gone back to by --back. What was interrupted is run
    again, and goes on with what is missing; so does what a bulk loader brought from --nquads.
    docs/other-engines.md tells more.

    TREATYGRAPH_ENDPOINT_USER and TREATYGRAPH_ENDPOINT_PASSWORD are the account that may write.

    Exit codes: 0 readers see the release; 2 nothing was switched, with the reason.
    """
    if nquads is not None:
        _write(out, nquads)
        return
    if url is None:
        raise click.UsageError("name the URL of a store, or --nquads FILE")
    where = Where(url, engine, update_url, graphs_url)
    by_update = None if by is None else by == "update"
    with open_sender(where, by_update=by_update, batch=batch, seconds=timeout) as sender:
        progress = ProgressLine()
        try:
            if back:
                _tell(go_back(sender, base, progress), progress)
                return
            release = _release(out)
            _tell(publish_release(release, sender, keep=keep, progress=progress), progress)
        finally:
            progress.clear()


def _release(out: Path) -> Release:
    release = open_current(out)
    if why := release.manifest.withheld:
        click.echo(f"not for publication, so keep the store to yourselves: {why}", err=True)
    return release


def _write(out: Path, path: Path) -> None:
    progress = ProgressLine()
    try:
        count = write_nquads(_release(out), path, progress)
    except OSError as error:
        raise click.UsageError(f"{path}: {error.strerror}") from None
    finally:
        progress.clear()
    click.echo(f"{path}: {count:,} quads; load them, then publish: it counts them and switches")


def _tell(outcome: Outcome, progress: ProgressLine) -> None:
    progress.clear()
    version = outcome.release.version
    if outcome.switched:
        sent = f", {outcome.sent:,} triples sent" if outcome.sent else ""
        click.echo(f"readers see release {version} from now on{sent}")
    else:
        click.echo(f"readers see release {version} already")
    if outcome.before:
        click.echo(f"release {outcome.before.version} is kept: --back switches to it")
    if outcome.removed:
        click.echo(f"removed: {', '.join(outcome.removed)}")
