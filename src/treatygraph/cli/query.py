"""``treatygraph query``."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from treatygraph.cli.options import OUT
from treatygraph.queries import QueryDocument, load_query, parse_query
from treatygraph.release import open_current
from treatygraph.store import QueryLimits, Store, guard
from treatygraph.tables import as_table

_EXTENSIONS = {"json": "json", "csv": "csv", "tsv": "tsv", "xml": "xml"}


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True,
                                        path_type=Path), metavar="FILE.rq")  # fmt: skip
@click.option("--format", "format_", type=click.Choice(["table", *_EXTENSIONS]), default="table",
              show_default=True, help="Form of the result of SELECT and ASK.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), default=OUT, show_default=True,
              metavar="DIR", help="Folder that holds the releases.")  # fmt: skip
@click.option("--endpoint", metavar="URL", default=None,
              help="Ask this SPARQL endpoint instead of the current release.")  # fmt: skip
def query(file: Path, format_: str, out: Path, endpoint: str | None) -> None:
    """Run the SPARQL query of FILE.rq (- for standard input) over the current release.

    SELECT and ASK give a table, or what --format names; CONSTRUCT and DESCRIBE give Turtle.

    Exit codes: 0 answered; 2 no release, or a query that does not parse.
    """
    document = _query_document(file)
    if endpoint:
        _print_answer(_remote(endpoint), document.text, format_)
        return
    guard(document.text, QueryLimits())
    release = open_current(out)
    _print_answer(release.store, document.under(release.base).text, format_)


def _remote(endpoint: str) -> Store:
    from treatygraph.store.remote import RemoteStore

    return RemoteStore(endpoint)


def _print_answer(store: Store, text: str, format_: str) -> None:
    answer = store.answer(text, solutions="json" if format_ == "table" else format_)
    body = answer.read()
    if format_ == "table" and answer.format == "json":
        click.echo(as_table(body, width=_width()))
    else:
        click.echo(body, nl=False)


def _query_document(file: Path) -> QueryDocument:
    if str(file) == "-":
        return parse_query(sys.stdin.read(), "standard input")
    return load_query(file)


def _width() -> int | None:
    """Columns of the terminal; None in a pipe, where nothing is cut."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None
