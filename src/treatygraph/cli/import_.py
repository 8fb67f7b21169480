"""``treatygraph import``."""

from __future__ import annotations

import os
from pathlib import Path

import click

from treatygraph.assets import ontology_root
from treatygraph.collection.formatting import known_prefixes
from treatygraph.importing import KINDS, Options, import_set
from treatygraph.progress import ProgressLine


@click.command("import")
@click.argument("kind", type=click.Choice(sorted(KINDS)))
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--into", required=True, type=click.Path(path_type=Path, file_okay=False),
              metavar="DIR", help="Collection to import into, which may be new.")  # fmt: skip
@click.option("--actors", type=click.Path(exists=True, file_okay=False, path_type=Path),
              default=None, metavar="DIR", show_default="those of the collection",
              help="Collection whose States and organizations the parties are.")  # fmt: skip
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), default=None, metavar="YYYY-MM-DD",
              show_default="that of the edition that is known",
              help="Day of the set's edition: what it tells is known up to then.")  # fmt: skip
@click.option("--jobs", type=click.IntRange(1, 64), default=None, metavar="N",
              show_default="one a processor", help="Processes that convert records.")  # fmt: skip
def import_(
    kind: str, path: Path, into: Path, actors: Path | None, day: object, jobs: int | None
) -> None:
    """Import a set of records that others made, at PATH, into a collection.

    Every record becomes an agreement with its source, or a line in a report that says why not:
    DIR/import/KIND/report.json and left-out.tsv. The counts are printed, and add up. The same
    input gives the same files; an import that was interrupted goes on where it stopped.

    Parties are resolved to States: import `state-codes` first, and name its collection by
    `--actors`.

    Exit codes: 0 imported, with or without refusals; 1 the input breaks off, and what could be
    read is imported; 2 wrong use, or nothing to read.
    """
    progress = ProgressLine()
    prefixes = known_prefixes(ontology_root())
    shown = str(day)[:10] if day else ""
    options = Options(kind, path, into, prefixes, actors, shown, jobs or _processors())
    try:
        report = import_set(options, progress)
    except KeyboardInterrupt:
        progress.clear()
        raise click.ClickException(
            "interrupted: the same command goes on where it stopped"
        ) from None
    finally:
        progress.clear()
    for line in report.lines():
        click.echo(line)
    click.echo(f"report: {into / 'import' / report.set / 'report.json'}", err=True)
    if not report.is_whole:
        raise click.exceptions.Exit(1)


def _processors() -> int:
    return min(8, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2)
