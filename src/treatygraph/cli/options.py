"""Arguments and options that several commands have, and what they stand for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from treatygraph.assets import ontology_root, queries_root
from treatygraph.collection import Own
from treatygraph.iris import Base
from treatygraph.namespaces import DEFAULT_BASE
from treatygraph.settings import FILE, Settings

if TYPE_CHECKING:
    from treatygraph.release import BuildOptions

DATA = Path("data/triples")
OUT = Path("build")

F = TypeVar("F", bound=Callable[..., Any])


def data_argument(function: F) -> F:
    """The argument DATA: a collection's folder."""
    return click.argument(
        "data", type=click.Path(exists=True, path_type=Path), required=False, default=None
    )(function)


def release_options(function: F) -> F:
    """The options of what makes a release."""
    options = (
        click.option("--base", default=None, show_default=f"that of {FILE}, else {DEFAULT_BASE}",
                     metavar="IRI",
                     help="Base of the IRIs of things, concepts, documents and graphs."),
        click.option("--out", type=click.Path(path_type=Path), default=OUT, show_default=True,
                     metavar="DIR", help="Folder that holds the releases."),
        click.option("--ontology", type=click.Path(exists=True, file_okay=False, path_type=Path),
                     default=None, metavar="DIR",
                     help="Ontology, shapes and rules to use instead of those shipped."),
    )  # fmt: skip
    for option in reversed(options):
        option(function)
    return function


def collection_folder(data: Path | None) -> Path:
    """The collection's folder. Raises UsageError where none is named or found."""
    folder = data or DATA
    if not folder.exists():
        raise click.UsageError(f"there is no folder {folder} here: name the collection's folder")
    return folder


def own_collection() -> tuple[Settings, Own]:
    """What the working directory's collection says of itself, and what it brings besides its data.

    A folder without a settings file is no collection's: it has the defaults and brings nothing.
    """
    if not Path(FILE).exists():
        return Settings(), Own()
    return Settings.read(Path(FILE)), Own(Path(), queries_root())


def build_options(
    data: Path | None, base: str | None, out: Path, ontology: Path | None
) -> BuildOptions:
    """What to build, from a command's argument and options.

    Releases are imported here: other commands have these options' neighbours and do not wait.
    """
    from treatygraph.release import BuildOptions

    folder = collection_folder(data)
    settings, own = own_collection()
    return BuildOptions(
        folder, ontology or ontology_root(), queries_root(), out,
        base=Base(base) if base else settings.base,
        own=own, title=settings.title, authors=settings.authors, licence=settings.licence,
        rights=settings.rights, withheld=settings.withheld,
    )  # fmt: skip
