"""``treatygraph check``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from treatygraph.assets import ontology_root
from treatygraph.check import (
    CheckReport,
    as_json,
    as_text,
    check_collection,
    summary,
    syntax_report,
)
from treatygraph.check.engine import AUTO, ENGINES, engine_named
from treatygraph.cli.options import collection_folder, data_argument, own_collection
from treatygraph.collection import Collection, Own, load_shipped, read_collection
from treatygraph.errors import UnreadableFiles
from treatygraph.iris import Base
from treatygraph.progress import ProgressLine


@click.command()
@data_argument
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@click.option("--ontology", type=click.Path(exists=True, file_okay=False, path_type=Path),
              default=None, metavar="DIR",
              help="Ontology and shapes to use instead of those shipped.")  # fmt: skip
@click.option("--engine", type=click.Choice(ENGINES), default=AUTO, show_default=True,
              help="What tries the shapes; auto: shacl if installed, else pyshacl.")  # fmt: skip
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text",
              show_default=True, help="How findings are written to standard output.")  # fmt: skip
@click.pass_context
def check(
    ctx: click.Context,
    data: Path | None,
    strict: bool,
    ontology: Path | None,
    engine: str,
    format_: str,
) -> None:
    """Check the collection DATA (default: data/triples).

    Every file must parse; then shapes and hygiene queries are run over all of them together. Each
    finding names its file, line and column, and what to do.

    Exit codes: 0 nothing to mend (warnings allowed, unless --strict); 1 violations; 2 wrong use.
    """
    _, own = own_collection()
    folder = collection_folder(data)
    try:
        report, _, _ = checked(folder, ontology or ontology_root(), own=own, engine=engine)
    except UnreadableFiles as error:
        report = syntax_report(error)
    click.echo(findings_as(format_, report), nl=bool(report.findings) or format_ == "json")
    click.echo(summary(report), err=True)
    ctx.exit(1 if report.fails(strict=strict) else 0)


def checked(
    folder: Path, ontology: Path, *, own: Own = Own(), engine: str = AUTO
) -> tuple[CheckReport, Collection, Collection]:
    """Read and check a collection: what was found, the collection, the ontology's folder as read.

    Raises UnreadableFiles, NothingToRead, EngineMissing, ShapesUnusable.
    """
    progress = ProgressLine()
    try:
        collection = read_collection(folder, Base())
        shipped = load_shipped(ontology, Base())
        chosen = engine_named(engine)
        report = check_collection(
            collection, shipped, ontology, own=own, engine=chosen, progress=progress
        )
    finally:
        progress.clear()
    return report, collection, shipped


def findings_as(format_: str, report: CheckReport) -> str:
    """The findings in a format that ``--format`` names."""
    if format_ == "json":
        return json.dumps([as_json(finding) for finding in report.findings], ensure_ascii=False,
                          indent=1)  # fmt: skip
    return "\n".join(as_text(finding) for finding in report.findings)
