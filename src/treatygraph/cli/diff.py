"""``treatygraph diff``."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click

from treatygraph.assets import ontology_root, queries_root
from treatygraph.changes import (
    Difference,
    Place,
    as_json,
    as_markdown,
    as_text,
    difference,
    open_side,
)
from treatygraph.cli.options import DATA
from treatygraph.progress import ProgressLine

_FORMATS = ("text", "json", "markdown")


@click.command()
@click.argument("a", default="HEAD")
@click.argument("b", default=".")
@click.option("--data", type=click.Path(path_type=Path), default=DATA, show_default=True,
              metavar="PATH", help="The collection's folder, inside the repository.")  # fmt: skip
@click.option("--no-queries", is_flag=True, help="Do not ask the saved queries of both sides.")
@click.option("--ontology", type=click.Path(exists=True, file_okay=False, path_type=Path),
              default=None, metavar="DIR",
              help="Ontology and rules to infer with instead of those shipped.")  # fmt: skip
@click.option("--format", "format_", type=click.Choice(_FORMATS), default="text",
              show_default=True, help="markdown fits into a comment on GitHub.")  # fmt: skip
@click.pass_context
def diff(
    ctx: click.Context,
    a: str,
    b: str,
    data: Path,
    no_queries: bool,
    ontology: Path | None,
    format_: str,
) -> None:
    """Tell which facts differ from A (default: HEAD) to B (default: the work tree).

    A and B are each a git revision, a folder of Turtle files, a release's folder
    (build/releases/VERSION), or `.` for the work tree; `./NAME` is a folder, not a revision. Told
    are things, not lines: what was added, removed, changed or renamed, which claims gained or lost
    support, and which queries of queries/competency/ and queries/library/ answer differently. Both
    sides get the same queries, ontology and rules, so what differs comes from the data.

    Exit codes: 0 no difference; 1 differences; 2 wrong use, or a side that cannot be read.
    """
    queries = None if no_queries else queries_root()
    found = _difference(a, b, Place(Path.cwd(), data), ontology or ontology_root(), queries)
    click.echo(_written(found, format_), nl=format_ != "markdown", color=_colour() or None)
    ctx.exit(0 if found.empty else 1)


def _difference(a: str, b: str, place: Place, ontology: Path, queries: Path | None) -> Difference:
    progress = ProgressLine()
    try:
        progress("reading", 0, 4)
        sides = open_side(a, place), open_side(b, place)
        return difference(*sides, ontology, queries, progress=progress)
    finally:
        progress.clear()


def _written(found: Difference, format_: str) -> str:
    if format_ == "json":
        return json.dumps(as_json(found), ensure_ascii=False, indent=1)
    if format_ == "markdown":
        return as_markdown(found)
    return as_text(found, colour=_colour())


def _colour() -> bool:
    """Whether standard output is a terminal that wants colours (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
