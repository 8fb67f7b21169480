"""What changed in a collection since a revision: files that differ, as they were and as they are.

Uncommitted and untracked files count as they lie on disk. A file that was renamed is one that is
gone and one that is new.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from treatygraph.collection.files import FORMATS, display_name
from treatygraph.collection.git import (
    SUBMODULE,
    SYMLINK,
    Entry,
    NoRevision,
    Repository,
    object_of,
)
from treatygraph.collection.loaded import LoadedFile
from treatygraph.collection.loading import Collection, file_of
from treatygraph.iris import Base

_QUERIES = ".rq"
Entries = Mapping[PurePosixPath, Entry]


@dataclass(frozen=True, slots=True)
class Difference:
    """The files of a collection that differ from a revision, on both sides."""

    revision: str
    old: tuple[LoadedFile, ...] = ()
    new: tuple[LoadedFile, ...] = ()
    unknown: str | None = None
    """Why more may differ than these files; None where it is known that nothing else does."""
    notes: tuple[str, ...] = ()
    """What was taken for granted."""

    @property
    def is_nothing(self) -> bool:
        """Whether every file is known to be as it was."""
        return not (self.old or self.new or self.unknown)


class _CannotCompare(Exception):
    """Why two sides cannot be compared."""


def difference_since(
    revision: str, folder: Path, collection: Collection, ontology: Path
) -> Difference:
    """What differs in the collection of a folder from what it was at a revision.

    Raises NoRevision where the folder is in no repository or the revision is not known to it.
    """
    try:
        return _difference(revision, folder, collection, ontology)
    except NoRevision as error:
        raise NoRevision(f"--since: {error}") from None


def _difference(revision: str, folder: Path, collection: Collection, ontology: Path) -> Difference:
    repository = Repository.around(folder)
    tree = repository.tree(revision)
    try:
        notes = _ontology_as_it_was(repository, tree, ontology, revision)
        old, new = _sides(repository, tree, folder, collection)
        _demand_readable(old, revision)
    except _CannotCompare as reason:
        return Difference(revision, unknown=str(reason))
    return Difference(revision, old, new, notes=notes)


def _sides(
    repository: Repository, tree: str, folder: Path, collection: Collection
) -> tuple[tuple[LoadedFile, ...], tuple[LoadedFile, ...]]:
    below = _place(repository, folder)
    inner = _within(below, repository.entries(tree, below), folder)
    now = dict(_placed(folder, collection))
    differing = {
        place: entry
        for place, entry in inner.items()
        if place not in now or not _is(now[place].text, entry)
    }
    new = [loaded for place, loaded in now.items() if place not in inner or place in differing]
    try:
        texts = repository.contents(entry.object for entry in differing.values())
    except NoRevision as error:
        raise _CannotCompare(str(error)) from None
    old = [
        _as_it_was(folder, place, texts[entry.object], collection.base)
        for place, entry in differing.items()
    ]
    return tuple(old), tuple(new)


def _as_it_was(folder: Path, inner: PurePosixPath, text: bytes, base: Base) -> LoadedFile:
    """A file with the name, graph and blank nodes that it has where it is still there."""
    within = folder.is_dir()
    shown = PurePosixPath(display_name(folder))
    path, name = (folder / inner, shown / inner) if within else (folder, shown)
    return LoadedFile(
        file_of(path, name.as_posix(), base, inner.as_posix()), text.removeprefix(BOM_UTF8), base
    )


def _place(repository: Repository, folder: Path) -> PurePosixPath:
    below = repository.place_of(folder)
    if below is None:
        raise NoRevision(f"{folder} lies outside the work tree {repository.root}")
    return below


def _placed(folder: Path, collection: Collection) -> Iterator[tuple[PurePosixPath, LoadedFile]]:
    for loaded in collection.files:
        path = loaded.file.path
        inner = path.relative_to(folder) if folder.is_dir() else Path(path.name)
        yield PurePosixPath(inner), loaded


def _within(below: PurePosixPath, entries: Entries, folder: Path) -> Entries:
    """The RDF files among entries, by their place in the collection."""
    found = {}
    for path, entry in entries.items():
        if entry.mode == SUBMODULE:
            raise _CannotCompare(f"{path} is a submodule")
        if path.suffix.lower() in FORMATS:
            if entry.mode == SYMLINK:
                raise _CannotCompare(f"{path} is a symbolic link")
            inner = path.relative_to(below) if folder.is_dir() else PurePosixPath(path.name)
            found[inner] = entry
    return found


def _is(text: bytes, entry: Entry) -> bool:
    """Whether a text, read without a byte order mark, is that of an entry."""
    return entry.object in (
        object_of(text, entry.object), object_of(BOM_UTF8 + text, entry.object)
    )  # fmt: skip


def _demand_readable(old: Iterable[LoadedFile], revision: str) -> None:
    for loaded in old:
        try:
            _ = loaded.quads
        except (SyntaxError, UnicodeDecodeError):
            raise _CannotCompare(f"{loaded.file.name} at {revision} cannot be read") from None


def _ontology_as_it_was(
    repository: Repository, tree: str, ontology: Path, revision: str
) -> tuple[str, ...]:
    """What to tell of an ontology's folder that did not change. Raises _CannotCompare if it did."""
    below = repository.place_of(ontology)
    if below is None:
        return (f"{ontology} lies outside the repository and is taken as unchanged",)
    before = {
        path.relative_to(below): entry
        for path, entry in repository.entries(tree, below).items()
        if _matters(path) or entry.mode == SUBMODULE
    }
    after = {
        PurePosixPath(path.relative_to(ontology)): path
        for path in ontology.rglob("*")
        if path.is_file() and _matters(path)
    }
    for inner in sorted(before.keys() | after.keys()):
        if not _same(before.get(inner), after.get(inner)):
            raise _CannotCompare(f"{ontology / inner} differs from what it was at {revision}")
    return ()


def _matters(path: PurePosixPath | Path) -> bool:
    return path.suffix.lower() in (*FORMATS, _QUERIES)


def _same(entry: Entry | None, path: Path | None) -> bool:
    if entry is None or path is None or entry.mode in (SUBMODULE, SYMLINK):
        return False
    return object_of(path.read_bytes(), entry.object) == entry.object
