"""``treatygraph conformance``."""

from __future__ import annotations

import shutil
import sys

import click

from treatygraph.conformance import LINES, as_json, as_text, run_conformance
from treatygraph.progress import ProgressLine

_NUMBERS = [str(line.NUMBER) for line in LINES]


@click.command()
@click.argument("url")
@click.option("--line", "lines", type=click.Choice(_NUMBERS), multiple=True, metavar="N",
              help="Check this line alone; may be given again.  [default: all]")  # fmt: skip
@click.option(
    "--thing",
    "things",
    multiple=True,
    metavar="IRI",
    help="Ask about this thing; may be given again.  [default: what is found]",
)
@click.option("--removed", multiple=True, metavar="IRI",
              help="This thing was removed: it must be 410 with its successor.")  # fmt: skip
@click.option("--sample", type=click.IntRange(1, 1000), default=10, show_default=True, metavar="N",
              help="How many things, and IRIs of each kind, to ask about.")  # fmt: skip
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text",
              show_default=True, help="How the report is written.")  # fmt: skip
@click.pass_context
def conformance(
    ctx: click.Context, url: str, lines: tuple[str, ...], things: tuple[str, ...],
    removed: tuple[str, ...], sample: int, format_: str,
) -> None:  # fmt: skip
    """Check the linked-data server whose root is URL, ours or another.

    It is asked what a strict consumer asks: dereferencing, negotiation, caching, errors, discovery.
    Things to ask about are found in its VoID, its SPARQL endpoint and its sitemap. Each fault is
    told with what was asked, what came back and what the standard wants; a table of all lines ends
    the report. Nothing is changed on the server. See docs/conformance.md for the lines.

    Exit codes: 0 nothing failed; 1 a line failed; 2 wrong use, or no server there.
    """
    progress = ProgressLine()
    try:
        report = run_conformance(
            url, lines=[int(number) for number in lines], things=things, removed=removed,
            sample=sample, progress=progress,
        )  # fmt: skip
    finally:
        progress.clear()
    click.echo(as_json(report) if format_ == "json" else as_text(report, _width()))
    ctx.exit(1 if report.failed else 0)


def _width() -> int | None:
    """Columns of the terminal; None in a pipe, where nothing is cut."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None
