"""The two sides of a comparison: what a name means, and the facts that it holds."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from pyoxigraph import NamedNode, Quad, Triple

from treatygraph.changes.blank import with_stable_blanks
from treatygraph.changes.facts import Facts, Spo
from treatygraph.changes.moving import moved
from treatygraph.collection import Collection, LoadedFile, RdfFile, load_collection, load_files
from treatygraph.collection.files import FORMATS
from treatygraph.collection.git import NoRevision, Repository
from treatygraph.errors import NothingToRead, ReleaseUnavailable
from treatygraph.iris import Base
from treatygraph.namespaces import DEFAULT_BASE
from treatygraph.release import open_release
from treatygraph.release.manifest import NAME as MANIFEST
from treatygraph.release.manifest import Manifest

WORK_TREE = "."
_GRAPHS_OF_WORDS = "ontology/"


@dataclass(frozen=True)
class Side:
    """One side: what it was called, what it is, and its curated quads under the default base."""

    name: str
    kind: str
    """``revision``, ``work tree``, ``folder`` or ``release``."""
    id: str
    """The commit, or the version of the release; empty where there is none."""
    collection: Collection

    @property
    def title(self) -> str:
        """What a reader calls it."""
        return self.kind if self.kind == "work tree" else self.name

    @cached_property
    def facts(self) -> Facts:
        """Its triples, each once, whichever file they stand in."""
        return Facts(with_stable_blanks(_triples(self.collection.quads())))


def _triples(quads: Iterable[Quad]) -> Iterator[Spo]:
    for quad in quads:
        assert not isinstance(quad.subject, Triple)  # refused when the file was read
        yield quad.subject, quad.predicate, quad.object


@dataclass(frozen=True)
class Place:
    """Where names are looked up: a working directory, and the collection's folder."""

    here: Path
    data: Path

    @cached_property
    def repository(self) -> Repository | None:
        """The git repository that the working directory lies in; None without git too."""
        try:
            return Repository.around(self.here)
        except NoRevision:
            return None

    @cached_property
    def top(self) -> Path:
        """What the collection's folder is relative to."""
        return self.repository.root if self.repository else self.here

    @cached_property
    def inside(self) -> PurePosixPath:
        """The collection's folder inside the repository. Raises NoRevision where it is not."""
        try:
            return PurePosixPath((self.top / self.data).resolve().relative_to(self.top.resolve()))
        except ValueError:
            raise NoRevision(f"--data {self.data}: this is not inside {self.top}") from None


def open_side(name: str, place: Place) -> Side:
    """The side that a name stands for: ``.``, a revision, a release's folder, or any folder.

    A revision comes before a folder of the same name; ``./NAME`` is always the folder.
    Raises NoRevision, NothingToRead, UnreadableFiles or ReleaseUnavailable.
    """
    path = place.here / name
    if name == WORK_TREE:
        return Side(name, "work tree", "", _folder(place.top / place.data))
    if place.repository and (commit := place.repository.commit(name)):
        return Side(name, "revision", commit, _revision(name, commit, place))
    if (path / MANIFEST).is_file():
        return _release(name, path)
    if path.exists():
        return Side(name, "folder", "", _folder(path))
    raise _unknown(name, path, place)


def _unknown(name: str, path: Path, place: Place) -> NoRevision | ReleaseUnavailable:
    if path.parent.name == "releases":
        return ReleaseUnavailable(Path(name), "no release here: run `treatygraph build`")
    if place.repository:
        return NoRevision(f"{name}: there is no such revision, and no such folder")
    return NoRevision(
        f"{name}: there is no such folder, and no revision either, for {place.here} lies in no "
        "git repository"
    )


def _folder(path: Path) -> Collection:
    if not path.exists():
        raise NothingToRead(path, "a collection")
    collection = load_collection(path, Base())
    return moved(collection, path.resolve().as_uri(), "file:")


def _revision(name: str, commit: str, place: Place) -> Collection:
    """The collection of a revision, written to a temporary folder while it is parsed."""
    assert place.repository
    folder = place.inside
    with tempfile.TemporaryDirectory(prefix="treatygraph-diff-") as temporary:
        root = Path(temporary)
        try:
            files = [_written(root, inner, content, f"{name}:{(folder / inner).as_posix()}")
                     for inner, content in place.repository.files(commit, folder)
                     if inner.suffix.lower() in FORMATS]  # fmt: skip
        except NoRevision as error:
            raise NoRevision(f"{name}: {error}") from None
        if not files:
            raise NoRevision(f"{name}: there is no RDF file in its folder {folder}")
        files.sort(key=lambda file: file.path.relative_to(root))
        return moved(load_files(files, Base()), root.resolve().as_uri(), "file:")


def _written(root: Path, inner: PurePosixPath, content: bytes, name: str) -> RdfFile:
    path = root / inner
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return RdfFile(path, name, Base().graph(inner), FORMATS[path.suffix.lower()])


def _release(name: str, path: Path) -> Side:
    """What was curated in a release: neither the words shipped with it nor what it inferred."""
    release = open_release(path)
    return side_of_quads(name, release.manifest, release.dataset, release.store.quads())


def side_of_quads(name: str, of: Manifest, dataset: Path, quads: Iterable[Quad]) -> Side:
    """What was curated among quads of a release, under the default base."""
    left_out = {*graphs_of_words(of), f"{of.base}graph/inferred"}
    curated = (quad for quad in quads if _graph(quad) not in left_out)
    file = RdfFile(dataset, name, None, FORMATS[".nq"])
    collection = Collection(Base(), (LoadedFile.holding(file, curated, Base()),))
    return Side(name, "release", of.version, moved(collection, of.base, DEFAULT_BASE))


def graphs_of_words(of: Manifest) -> set[str]:
    """The graphs of a release that hold the words shipped with it."""
    return {graph for graph, file in of.graphs.items() if file.startswith(_GRAPHS_OF_WORDS)}


def _graph(quad: Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
