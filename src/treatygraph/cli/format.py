"""``treatygraph format``."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from treatygraph.assets import ontology_root
from treatygraph.cli.options import collection_folder
from treatygraph.collection.formatting import (
    FormattedText,
    find_turtle_files,
    format_bytes,
    format_file,
    known_prefixes,
    replace_file,
)
from treatygraph.errors import UnreadableFiles

_STANDARD_INPUT = Path("-")


@click.command("format")
@click.argument("paths", nargs=-1, metavar="[PATH]...",
                type=click.Path(exists=True, allow_dash=True, path_type=Path))  # fmt: skip
@click.option("--check", is_flag=True, help="Write nothing; name the files that would change.")
@click.option("--diff", is_flag=True, help="Like --check, and show what would change.")
@click.option("--ontology", type=click.Path(exists=True, file_okay=False, path_type=Path),
              default=None, metavar="DIR",
              help="Folder whose prefixes.ttl to use instead of that shipped.")  # fmt: skip
@click.pass_context
def format(  # the name of the command
    ctx: click.Context, paths: tuple[Path, ...], check: bool, diff: bool, ontology: Path | None
) -> None:
    """Write Turtle in house style: every PATH, and all .ttl files below a folder.

    Without PATH it is data/triples; for the ontology, name its folder: `treatygraph format
    ontology`. - formats standard input to standard output. Hidden folders are left alone.

    The same graph gives the same text; comments are kept and move with what they stand at; no
    literal changes its value. A file that does not parse stays as it is, and its faults are named.

    Exit codes: 0 done, or nothing to do; 1 a file does not parse or, under --check, would change;
    2 wrong use.
    """
    prefixes = known_prefixes(ontology or ontology_root())
    if _STANDARD_INPUT in paths:
        ctx.exit(_format_standard_input(paths, prefixes, check=check or diff, diff=diff))
    files = find_turtle_files(paths or (collection_folder(None),))
    changed, faults = 0, 0
    for file in files:
        try:
            changed += _format_one(file, prefixes, check=check or diff, diff=diff)
        except UnreadableFiles as error:
            click.echo(str(error))
            faults += len(error.faults)
    _tell(changed, len(files), faults, check=check or diff)
    ctx.exit(1 if faults or (changed and (check or diff)) else 0)


def _format_one(file: Path, prefixes: Mapping[str, str], *, check: bool, diff: bool) -> bool:
    formatted = format_file(file, prefixes)
    if formatted.changes:
        if not check:
            replace_file(file, formatted.after)
        _show(formatted, diff=diff)
    return formatted.changes


def _format_standard_input(
    paths: tuple[Path, ...], prefixes: Mapping[str, str], *, check: bool, diff: bool
) -> int:
    """The exit code. Faults go to standard error, since standard output is the text."""
    if len(paths) > 1:
        raise click.UsageError("- stands alone: standard input and files do not mix")
    content = sys.stdin.buffer.read()
    try:
        formatted = format_bytes("standard input", content, prefixes)
    except UnreadableFiles as error:
        click.echo(str(error), err=True)
        return 1
    if check:
        if formatted.changes:
            _show(formatted, diff=diff)
        return int(formatted.changes)
    sys.stdout.buffer.write(formatted.after.encode())
    return 0


def _show(formatted: FormattedText, *, diff: bool) -> None:
    click.echo(formatted.diff() if diff else formatted.name, nl=not diff)


def _tell(changed: int, files: int, faults: int, *, check: bool) -> None:
    what = "would change" if check else "changed"
    click.echo(f"{changed} of {files} file(s) {what}", err=True)
    if faults:
        click.echo(f"{faults} fault(s); the files that have them stay as they are", err=True)
