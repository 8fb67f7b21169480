"""``treatygraph check``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from treatygraph.assets import ontology_root
from treatygraph.check import CheckReport, as_json, as_text, check_collection, summary
from treatygraph.cli.options import collection_folder, data_argument
from treatygraph.collection import Collection, load_shipped, read_collection
from treatygraph.errors import UnreadableFiles
from treatygraph.iris import Base
from treatygraph.progress import ProgressLine


@click.command()
@data_argument
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@click.option("--ontology", type=click.Path(exists=True, file_okay=False, path_type=Path),
              default=None, metavar="DIR",
              help="Ontology and shapes to use instead of those shipped.")  # fmt: skip
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text",
              show_default=True, help="How findings are written to standard output.")  # fmt: skip
@click.pass_context
def check(
    ctx: click.Context, data: Path | None, strict: bool, ontology: Path | None, format_: str
) -> None:
    """Check the collection DATA (default: data/triples).

    Every file must parse; then shapes and hygiene queries are run over all of them together. Each
    finding names its file, line and column, and what to do.

    Exit codes: 0 nothing to mend (warnings allowed, unless --strict); 1 violations; 2 wrong use.
    """
    ontology = ontology or ontology_root()
    try:
        report, _, _ = checked(collection_folder(data), ontology)
    except UnreadableFiles as error:
        click.echo(_faults_as(format_, error))
        click.echo(f"{len(error.faults)} syntax fault(s); nothing else was checked", err=True)
        ctx.exit(1)
    click.echo(findings_as(format_, report), nl=bool(report.findings) or format_ == "json")
    click.echo(summary(report), err=True)
    ctx.exit(1 if report.fails(strict=strict) else 0)


def checked(folder: Path, ontology: Path) -> tuple[CheckReport, Collection, Collection]:
    progress = ProgressLine()
    try:
        collection = read_collection(folder, Base())
        shipped = load_shipped(ontology, Base())
        report = check_collection(collection, shipped, ontology, progress=progress)
    finally:
        progress.clear()
    return report, collection, shipped


def findings_as(format_: str, report: CheckReport) -> str:
    if format_ == "json":
        return json.dumps([as_json(finding) for finding in report.findings], ensure_ascii=False,
                          indent=1)  # fmt: skip
    return "\n".join(as_text(finding) for finding in report.findings)


def _faults_as(format_: str, error: UnreadableFiles) -> str:
    if format_ == "text":
        return str(error)
    faults = [{"severity": "violation", "rule": "syntax", "message": fault.reason,
               "file": fault.file, "line": fault.line, "column": fault.column,
               "hint": fault.hint} for fault in error.faults]  # fmt: skip
    return json.dumps(faults, ensure_ascii=False, indent=1)
