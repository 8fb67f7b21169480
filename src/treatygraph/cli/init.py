"""``treatygraph init``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from treatygraph.iris import Base
from treatygraph.namespaces import DEFAULT_BASE
from treatygraph.scaffold import write_collection
from treatygraph.settings import LICENCE, BadSettings, Settings

_UNTITLED = "Treaties"


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--base", default=DEFAULT_BASE, show_default=True, metavar="IRI",
              help="Base of the addresses in your releases.")  # fmt: skip
@click.option("--title", default=None, show_default="the name of DIR", metavar="TEXT",
              help="What the pages are headed by.")  # fmt: skip
@click.option("--licence", default=LICENCE, show_default=True, metavar="IRI",
              help="Licence of the data.")  # fmt: skip
@click.option("--authors", default="", metavar="TEXT",
              help="Who made it, for citations; semicolons set several apart.")  # fmt: skip
def init(folder: Path, base: str, title: str | None, licence: str, authors: str) -> None:
    """Begin a collection of your own in DIR, a folder that is new or empty (but for `.git`).

    It has an invented agreement to copy, a question, treatygraph.toml with what the options say,
    checks for GitHub, GitLab and git's pre-commit hook, and a README that tells the next steps.
    Inside it `check`, `build` and `serve` need no options.

    Exit codes: 0 written; 2 wrong use, or a folder that is not empty: nothing is written.
    """
    settings = Settings(
        Base(base), (title or "").strip() or _name_of(folder), licence, authors.strip()
    )
    written = write_collection(folder, settings, today=date.today())
    click.echo(f"{len(written)} files written: read {folder / 'README.md'}", err=True)
    click.echo(folder)


def _name_of(folder: Path) -> str:
    """The folder's name as a title, where it can be one."""
    try:
        return Settings(title=folder.resolve().name).title or _UNTITLED
    except BadSettings:
        return _UNTITLED
