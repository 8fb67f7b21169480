"""``treatygraph check``."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import click

from treatygraph.assets import ontology_root
from treatygraph.check import CheckReport, check_collection, summary, syntax_report
from treatygraph.check.baseline import read_baseline, without_known, write_baseline
from treatygraph.check.engine import AUTO, ENGINES, engine_named
from treatygraph.check.formats import FORMATS, View, wants_colour, written
from treatygraph.check.report import counted
from treatygraph.cli.options import collection_folder, data_argument, own_collection
from treatygraph.collection import Collection, Own, load_shipped, read_collection
from treatygraph.errors import TreatygraphError, UnreadableFiles
from treatygraph.iris import Base
from treatygraph.progress import ProgressLine


class ReportUnwritable(TreatygraphError):
    """The file that a report is wanted in cannot be written."""


_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@data_argument
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@click.option("--ontology", type=click.Path(exists=True, file_okay=False, path_type=Path),
              default=None, metavar="DIR",
              help="Ontology and shapes to use instead of those shipped.")  # fmt: skip
@click.option("--engine", type=click.Choice(ENGINES), default=AUTO, show_default=True,
              help="What tries the shapes; auto: shacl if installed, else pyshacl.")  # fmt: skip
@click.option("--format", "format_", type=click.Choice([*FORMATS]), default="text",
              show_default=True, help="How findings are written.")  # fmt: skip
@click.option("--output", type=_FILE, metavar="FILE",
              help="Write the findings there, not to standard output.")  # fmt: skip
@click.option("--baseline", type=_FILE, metavar="FILE",
              help="Accept the findings that FILE holds; only new ones count.")  # fmt: skip
@click.option("--write-baseline", "new_baseline", type=_FILE, metavar="FILE",
              help="Write all findings to FILE, to be accepted from now on.")  # fmt: skip
@click.pass_context
def check(
    ctx: click.Context,
    data: Path | None,
    strict: bool,
    ontology: Path | None,
    engine: str,
    format_: str,
    output: Path | None,
    baseline: Path | None,
    new_baseline: Path | None,
) -> None:
    """Check the collection DATA (default: data/triples).

    Every file must parse; then shapes and hygiene queries are run over all of them together. Each
    finding names its file, line and column, and what to do.

    Exit codes: 0 nothing to mend (warnings allowed, unless --strict); 1 violations; 2 wrong use.
    """
    if baseline and new_baseline:
        raise click.UsageError("--baseline and --write-baseline exclude each other")
    _, own = own_collection()
    folder = collection_folder(data)
    known = read_baseline(baseline) if baseline else None
    try:
        report, _, _ = checked(folder, ontology or ontology_root(), own=own, engine=engine)
    except UnreadableFiles as error:
        report = syntax_report(error)
    if new_baseline and report.complete:
        write_baseline(new_baseline, report)
        click.echo(f"{counted(len(report.findings), 'finding')} accepted: {new_baseline}", err=True)
        return
    report = without_known(report, known) if known is not None else report
    tell(report, format_, output, strict=strict)
    if new_baseline:
        click.echo(f"{new_baseline} is not written: first mend what cannot be read", err=True)
    ctx.exit(1 if report.fails(strict=strict) else 0)


def tell(report: CheckReport, format_: str, output: Path | None, *, strict: bool) -> None:
    """Write the findings where they are wanted, and the summary to standard error."""
    terminal = sys.stdout.isatty() and output is None
    colour = wants_colour(terminal, os.environ)
    width = shutil.get_terminal_size().columns if terminal else None
    told = written(format_, report, View(strict, colour, width))
    if output is not None:
        write_text(output, f"{told}\n" if told else "")
    else:
        click.echo(told, nl=bool(told), color=True)
    page = os.environ.get("GITHUB_STEP_SUMMARY")
    if format_ == "github" and page:
        from treatygraph.check.formats.github import step_summary

        write_text(Path(page), step_summary(report), mode="a")
    click.echo(summary(report), err=True)
    if report.mended:
        mended = counted(report.mended, "finding")
        are = "is" if report.mended == 1 else "are"
        click.echo(f"{mended} of the baseline {are} mended: write it anew", err=True)


def write_text(path: Path, text: str, mode: str = "w") -> None:
    """Write a file. Raises ReportUnwritable."""
    try:
        with path.open(mode, encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise ReportUnwritable(f"{path}: cannot be written: {error.strerror}") from None


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
