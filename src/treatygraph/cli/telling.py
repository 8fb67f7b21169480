"""Findings told: in the format wanted, where they are wanted, and a summary beside them."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import click

from treatygraph.check import CheckReport, summary
from treatygraph.check.formats import View, wants_colour, written
from treatygraph.check.formats.github import step_summary
from treatygraph.check.report import counted
from treatygraph.errors import TreatygraphError


class ReportUnwritable(TreatygraphError):
    """The file that a report is wanted in cannot be written."""


def tell(report: CheckReport, format_: str, output: Path | None, *, strict: bool) -> None:
    """Write the findings where they are wanted, and the summary to standard error.

    Raises ReportUnwritable.
    """
    terminal = sys.stdout.isatty() and output is None
    colour = wants_colour(terminal, os.environ)
    width = shutil.get_terminal_size().columns if terminal else None
    told = written(format_, report, View(strict, colour, width))
    if output is not None:
        _write(output, f"{told}\n" if told else "")
    else:
        click.echo(told, nl=bool(told), color=True)
    page = os.environ.get("GITHUB_STEP_SUMMARY")
    if format_ == "github" and page:
        _write(Path(page), step_summary(report), mode="a")
    for line in _beside(report):
        click.echo(line, err=True)


def _beside(report: CheckReport) -> list[str]:
    """The summary, what is to be known of a check since a revision, and of a baseline."""
    scope = report.scope
    lines = [f"--since {scope.revision}: {note}" for note in scope.notes] if scope else []
    lines.append(summary(report))
    if report.mended:
        mended = counted(report.mended, "finding")
        verb = "is" if report.mended == 1 else "are"
        lines.append(f"{mended} of the baseline {verb} mended: write it anew with --write-baseline")
    return lines


def _write(path: Path, text: str, mode: str = "w") -> None:
    try:
        with path.open(mode, encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise ReportUnwritable(f"{path}: cannot be written: {error.strerror}") from None
