"""``treatygraph match``."""

from __future__ import annotations

import importlib
import importlib.util
from pathlib import Path

import click

from treatygraph.assets import ontology_root
from treatygraph.collection.formatting import known_prefixes
from treatygraph.errors import StoreUnavailable
from treatygraph.progress import ProgressLine
from treatygraph.turtle import write_turtle

_LIKELIHOODS = ("almost-certain", "likely", "possible")


@click.command()
@click.argument("a", type=click.Path(path_type=Path))
@click.argument("b", type=click.Path(path_type=Path), required=False)
@click.option("--into", type=click.Path(path_type=Path, dir_okay=False), default=None,
              metavar="FILE",
              help="File of claims to add candidates to, which may be new.")  # fmt: skip
@click.option("--least", type=click.Choice(_LIKELIHOODS), default="likely", show_default=True,
              help="Likelihood that a candidate has at least.")  # fmt: skip
@click.option("--accepted", is_flag=True,
              help="Print what was accepted in the file A, as owl:sameAs in Turtle.")  # fmt: skip
def match(a: Path, b: Path | None, into: Path | None, least: str, accepted: bool) -> None:
    """Find agreements that the collections A and B both have, with the evidence.

    A and B are collections, releases, build folders, or folders or files of RDF; named twice, a
    collection is searched for what it has twice. Candidates are printed, best first: evidence in
    bits, likelihood, and the two records. --into adds them to a file as claims of sameness, with
    the evidence in words. A curator decides by its tg:decision: decision:accepted, refused or
    undecided. Given again, the command keeps all that stands there, and adds what is new.

    Needs the extra treatygraph[match]. Exit codes: 0 compared; 2 wrong use, or a collection or
    file that cannot be read.
    """
    if importlib.util.find_spec("rapidfuzz") is None:
        raise StoreUnavailable("rapidfuzz is not installed: install treatygraph[match]")
    if accepted:
        if b or into:
            raise click.UsageError("--accepted reads one file of claims: name it, and nothing else")
        _print_accepted(a)
    elif b is None:
        raise click.UsageError("name two collections to compare")
    else:
        _print_found(a, b, into, least)


def _print_accepted(path: Path) -> None:
    matching = importlib.import_module("treatygraph.matching")
    if not path.is_file():
        raise matching.CannotMatch(f"{path} is no file of claims")
    accepted = matching.read_claims(path).accepted()
    if accepted:
        click.echo(write_turtle(accepted, known_prefixes(ontology_root())), nl=False)


def _print_found(a: Path, b: Path, into: Path | None, least: str) -> None:
    matching = importlib.import_module("treatygraph.matching")
    progress = ProgressLine()
    try:
        found = matching.match(
            a, b, into, least=least, prefixes=known_prefixes(ontology_root()), progress=progress
        )
    finally:
        progress.clear()
    for pair in found.candidates:
        click.echo(f"{pair.bits:+.1f}\t{pair.likelihood}\t{pair.one.key}\t{pair.other.key}")
    one, other = found.compared
    click.echo(
        f"{len(found.candidates)} candidates among {one:,} and {other:,} agreements", err=True
    )
    if into:
        click.echo(f"{into}: {found.new} new", err=True)
