"""Opening a release to serve or query it; and releases of the moment, made of any RDF files."""

from __future__ import annotations

import json
import tempfile
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from shutil import rmtree
from weakref import finalize

from pyoxigraph import RdfFormat, serialize

from treatygraph import __version__
from treatygraph.collection import RdfFile, find_rdf_files, format_of, load_files
from treatygraph.errors import ReleaseUnavailable
from treatygraph.iris import Base
from treatygraph.queries import QueryDocument, load_queries
from treatygraph.release.build import CONTEXT, DATASET, FINDINGS, LOCATIONS, QUERIES
from treatygraph.release.downloads import Downloads
from treatygraph.release.history import CURRENT
from treatygraph.release.locations import Locations
from treatygraph.release.manifest import FORM, FileRecord, Manifest
from treatygraph.search import FILE as SEARCH
from treatygraph.search import SearchIndex, write_search
from treatygraph.store import EmbeddedStore, ReadableStore

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
"""The licence of data whose manifest names none."""


@dataclass(frozen=True)
class Release:
    """A release that was verified and can be read."""

    folder: Path
    manifest: Manifest
    on_disk: Path | None = None
    """Its store on disk, where it is not read into memory (:mod:`treatygraph.release.stored`)."""
    _indexing: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    @property
    def version(self) -> str:
        """Twelve hexadecimal digits that stand for everything it was made from."""
        return self.manifest.version

    @cached_property
    def base(self) -> Base:
        """The base of its things."""
        return Base(self.manifest.base)

    @cached_property
    def curated(self) -> bool:
        """Whether it was built from a collection, not made of files for the moment."""
        return (self.folder / LOCATIONS).exists()

    @property
    def licence(self) -> str | None:
        """The licence of its data; None for files served as they are, whose licence nobody told."""
        return (self.manifest.licence or LICENCE) if self.curated else None

    @property
    def has_folder(self) -> bool:
        """Whether its files lie here, and not its description alone."""
        return True

    @property
    def dataset(self) -> Path:
        """All quads, as N-Quads."""
        return self.folder / DATASET

    @property
    def statements(self) -> int:
        """How many statements it has, as they were counted when it was built."""
        return self.manifest.statements

    @property
    def place(self) -> Path:
        """What each process that asks it opens: its store on disk, or its N-Quads to be loaded."""
        return self.on_disk or self.dataset

    @cached_property
    def downloads(self) -> Downloads:
        """What it can be downloaded as."""
        return Downloads(self.folder, self.manifest)

    @cached_property
    def _loading(self) -> Future[EmbeddedStore]:
        """The dataset as it is opened, in a thread that keeps no other waiting."""
        beside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="loading")
        try:
            return beside.submit(EmbeddedStore.opened, self.place)
        finally:
            beside.shutdown(wait=False)

    def begin_loading(self) -> None:
        """Begin to read the dataset, while whoever asks does something else."""
        _ = self._loading

    def load(self) -> EmbeddedStore:
        """Read the dataset into memory now, without a thread; ``store`` from now on.

        Raises ReleaseUnavailable.
        """
        loading: Future[EmbeddedStore] = Future()
        try:
            loading.set_result(EmbeddedStore.load(self.dataset))
        except (OSError, SyntaxError) as error:
            raise self._damaged(error) from None
        self.__dict__["_loading"] = loading
        return loading.result()

    @cached_property
    def store(self) -> ReadableStore:
        """The dataset. Raises ReleaseUnavailable where it cannot be opened."""
        try:
            return self._loading.result()
        except (OSError, SyntaxError) as error:
            raise self._damaged(error) from None

    def _damaged(self, error: Exception) -> ReleaseUnavailable:
        return ReleaseUnavailable(self.folder, f"damaged: {self.place.name}: {error}")

    def close(self) -> None:
        """Let go of what takes memory; whoever asks for it still has it loaded again."""
        with self._indexing:
            search = self.__dict__.pop("_search", None)
        if search:
            search.close()
        for name in ("store", "_loading", "locations"):
            self.__dict__.pop(name, None)

    @cached_property
    def locations(self) -> Locations | None:
        """Where each statement stands; None for a release of the moment."""
        return Locations(self.folder / LOCATIONS) if self.curated else None

    @property
    def search(self) -> SearchIndex:
        """What finds its things by their words; while one thread makes it, others wait.

        Files served as they are, and releases built before there was an index, get one when it is
        first asked for, in the temporary directory. Raises SearchUnavailable, or
        ReleaseUnavailable where the file is damaged.
        """
        with self._indexing:
            return self._search

    @cached_property
    def _search(self) -> SearchIndex:
        if SEARCH in self.manifest.files:
            return SearchIndex(self.folder / SEARCH)
        folder = Path(tempfile.mkdtemp(prefix="treatygraph-search-"))
        removal = finalize(self, rmtree, folder, ignore_errors=True)
        write_search(self.store.quads(), folder / SEARCH, self.base)
        index = SearchIndex(folder / SEARCH)
        removal.detach()
        finalize(index, rmtree, folder, ignore_errors=True)
        return index

    @cached_property
    def queries(self) -> dict[str, QueryDocument]:
        """The queries shipped with it, under its base, by name such as ``competency/…``."""
        folder = self.folder / QUERIES
        return load_queries(folder) if folder.is_dir() else {}

    @cached_property
    def context(self) -> bytes:
        """The JSON-LD context document, as sent."""
        path = self.folder / CONTEXT
        return path.read_bytes() if path.exists() else b'{"@context": {}}\n'

    @cached_property
    def findings(self) -> list[dict[str, object]]:
        """What the check found when it was built."""
        path = self.folder / FINDINGS
        found: list[dict[str, object]] = json.loads(path.read_text()) if path.exists() else []
        return found


def open_release(folder: Path, *, verified: str = "") -> Release:
    """Open a release's folder. Raises ReleaseUnavailable if it is missing or damaged.

    Of the version ``verified``, which whoever starts us has looked at just now, only the sizes are
    compared: to read all of a large release takes a second.
    """
    folder = folder.resolve()
    manifest = Manifest.read(folder)
    manifest.verify(folder, dumps=False, sums=manifest.version != verified)
    return Release(folder, manifest)


def open_current(out: Path) -> Release:
    """Open the release that ``current`` points to in a build folder."""
    current = out / CURRENT
    if not current.exists():
        raise ReleaseUnavailable(out, "no release here: run `treatygraph build`")
    return open_release(current)


def open_files(paths: Sequence[Path], *, base: Base = Base()) -> Release:
    """A release of the moment: any RDF files, as they are, without curation.

    Triples go to the default graph, quads to their own. The folder is in the temporary
    directory and lasts as long as the process that asked for it.
    Raises NothingToRead or UnreadableFiles.
    """
    files = [RdfFile(path, str(path), None, format_of(path)) for path, _ in find_rdf_files(paths)]
    collection = load_files(files, Base())
    quads = {*collection.quads()}
    folder = Path(tempfile.mkdtemp(prefix="treatygraph-files-"))
    with (folder / DATASET).open("wb") as out:
        serialize(collection.quads(), out, format=RdfFormat.N_QUADS)
    record = FileRecord.of(folder / DATASET)
    manifest = Manifest(
        form=FORM,
        version=record.sha256[:12],
        base=base.root,
        tool=__version__,
        ontology="none",
        counts={"curated": len(quads), "inferred": 0, "graphs": 0, "shipped": 0},
        classes={},
        graphs={},
        files={DATASET: record},
    )
    manifest.write(folder)
    return Release(folder, manifest)
