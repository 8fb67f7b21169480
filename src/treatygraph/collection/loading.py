"""Files to quads. All broken files are told of at once, each with all faults that are found."""

from __future__ import annotations

import os
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Quad

from treatygraph.collection.faults import faults_in
from treatygraph.collection.files import (
    RdfFile,
    display_name,
    format_of,
    is_utf8,
    read_file,
    walk_rdf_files,
)
from treatygraph.collection.loaded import LoadedFile
from treatygraph.errors import SourceFault, UnreadableFiles
from treatygraph.iris import Base

_BAD_NAME = "the name of the file is not UTF-8, so its graph has no name"
_BAD_NAME_HINT = "rename the file: letters, digits and hyphens are best"

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, and how much there is."""


def silent(_what: str, _done: int, _total: int) -> None:
    """Progress that nobody wants to see."""


@dataclass(frozen=True, slots=True)
class Collection:
    """Files read: what was curated, before anything is inferred from it."""

    base: Base
    files: tuple[LoadedFile, ...]

    def quads(self) -> Iterator[Quad]:
        """Every quad of every file."""
        for loaded in self.files:
            yield from loaded.quads

    def without_texts(self) -> Collection:
        """Its files alone, for who needs to know no more than where and what they are."""
        return Collection(
            self.base, tuple(LoadedFile(one.file, b"", one.base) for one in self.files)
        )

    def __len__(self) -> int:
        return sum(len(loaded.quads) for loaded in self.files)


def load_collection(folder: Path, base: Base, *, progress: Progress = silent) -> Collection:
    """Read and parse a folder of curated files, each into the named graph that its path spells.

    Raises NothingToRead, and UnreadableFiles naming every file that does not parse.
    """
    return parsed(read_collection(folder, base), progress=progress)


def read_collection(folder: Path, base: Base, *, below: str = "") -> Collection:
    """Read a folder of curated files without parsing them. Raises as :func:`load_collection`.

    ``below`` is a path, with a slash, under which the graphs of the files lie.
    """
    shown = display_name(folder)
    if folder.is_file():
        return read_files([file_of(folder, shown, base, below + folder.name)], base)
    before = "" if shown == "." else f"{shown}/"
    files = [
        file_of(os.path.join(folder, inner), before + inner, base, below + inner)
        for inner in walk_rdf_files(folder)
    ]
    return read_files(files, base)


def file_of(path: Path | str, name: str, base: Base, inner: str) -> RdfFile:
    """The file of a collection that is at a path; ``inner`` is its place in the collection."""
    return RdfFile(path, name, base.graph(inner), format_of(path))


def load_files(files: Sequence[RdfFile], base: Base, *, progress: Progress = silent) -> Collection:
    """Read and parse files. Raises UnreadableFiles with the faults of all of them."""
    return parsed(read_files(files, base), progress=progress)


def read_files(files: Sequence[RdfFile], base: Base) -> Collection:
    """Read files without parsing them. Raises UnreadableFiles for those that cannot be opened."""
    loaded: list[LoadedFile] = []
    faults: list[SourceFault] = []
    for file in files:
        if not is_utf8(file.name):
            faults.append(SourceFault(file.name, 1, 1, _BAD_NAME, _BAD_NAME_HINT))
            continue
        try:
            text = read_file(file.where).removeprefix(BOM_UTF8)
            loaded.append(LoadedFile(file, text, base))
        except OSError as error:
            faults.append(SourceFault(file.name, 1, 1, f"cannot be read: {error.strerror}"))
    if faults:
        raise UnreadableFiles((*faults, *_faults_among(loaded)))
    return Collection(base, tuple(loaded))


def parsed(collection: Collection, *, progress: Progress = silent) -> Collection:
    """The collection, all of it parsed. Raises UnreadableFiles with the faults of all files."""
    faults = _faults_among(collection.files, progress)
    if faults:
        raise UnreadableFiles(faults)
    return collection


def _faults_among(
    files: Sequence[LoadedFile], progress: Progress = silent
) -> tuple[SourceFault, ...]:
    faults: list[SourceFault] = []
    for done, loaded in enumerate(files):
        progress("reading", done, len(files))
        faults += faults_in(loaded, lambda loaded: loaded.quads)
    return tuple(faults)
