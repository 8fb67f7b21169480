"""``treatygraph panel``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from treatygraph.cli.options import OUT
from treatygraph.describe import Reader
from treatygraph.describe.choices import actor_named
from treatygraph.panels import (
    KINDS,
    Asked,
    Panel,
    codebook,
    make_panel,
    table_metadata,
    write_csv,
    write_parquet,
)
from treatygraph.release import Release, open_current

_YEAR = click.IntRange(1000, 9999)
_WRITERS = {"csv": write_csv, "parquet": write_parquet}


@click.command()
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.option("--format", "format_", type=click.Choice(["csv", "parquet"]), default="csv",
              show_default=True, help="Parquet needs treatygraph[parquet].")  # fmt: skip
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), default=None,
              metavar="FILE", show_default="standard output",
              help="File to write; a codebook and CSVW metadata go beside it.")  # fmt: skip
@click.option("--from", "first", type=_YEAR, default=None, metavar="YEAR",
              show_default="the first with a date", help="First year.")  # fmt: skip
@click.option("--until", "last", type=_YEAR, default=None, metavar="YEAR",
              show_default="the last that had ended when the newest file was written",
              help="Last year.")  # fmt: skip
@click.option("--set", "collection", default="", metavar="KEY", show_default="all",
              help="Count one collection alone: `curated`, or a set such as atop.")  # fmt: skip
@click.option("--actor", default="", metavar="KEY", show_default="all",
              help="Rows of one actor alone: IRN, organization/eaeu.")  # fmt: skip
@click.option("--codebook", "only_codebook", is_flag=True,
              help="Print the codebook, and no rows.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), default=OUT, show_default=True,
              metavar="DIR", help="Folder that holds the releases.")  # fmt: skip
def panel(
    kind: str, format_: str, output: Path | None, first: int | None, last: int | None,
    collection: str, actor: str, only_codebook: bool, out: Path,
) -> None:  # fmt: skip
    """Count the current release by year, for statistics: a panel of KIND with a codebook.

    Rows are actors, undirected or directed pairs of actors, or norms, each by year, with codes of
    ISO 3166-1, Correlates of War, and Gleditsch and Ward. What is not known is counted apart.

    Exit codes: 0 written; 2 no release, wrong use, or nothing to write with.
    """
    release = open_current(out)
    asked = Asked(first, last, collection, _actor(release, actor))
    found = make_panel(release, KINDS[kind], asked)
    if only_codebook:
        click.echo(codebook(found), nl=False)
        return
    if output is None:
        _WRITERS[format_](found, sys.stdout.buffer)
        return
    rows = _write(found, format_, output)
    click.echo(f"{rows:,} rows, {found.years.first} to {found.years.last}: {output}", err=True)


def _actor(release: Release, name: str) -> str:
    if not name:
        return ""
    found = actor_named(Reader(release), name)
    if found is None:
        raise click.UsageError(f"no actor is called {name} in this release: a State is named by "
                               "its three letters, all others by kind and key")  # fmt: skip
    return found


def _write(found: Panel, format_: str, output: Path) -> int:
    """The table, and what its columns mean beside it; the table is there whole or not at all."""
    beside = output.with_name(f".{output.name}.part")
    try:
        with beside.open("wb") as file:
            rows = _WRITERS[format_](found, file)
        beside.replace(output)
    except OSError as error:
        raise click.UsageError(f"{output} cannot be written: {error.strerror}") from None
    finally:
        beside.unlink(missing_ok=True)
    output.with_name(f"{output.stem}-codebook.md").write_text(codebook(found), encoding="utf-8")
    if format_ == "csv":
        metadata = json.dumps(table_metadata(found, output.name), ensure_ascii=False, indent=1)
        output.with_name(f"{output.name}-metadata.json").write_text(metadata + "\n",
                                                                    encoding="utf-8")  # fmt: skip
    return rows
