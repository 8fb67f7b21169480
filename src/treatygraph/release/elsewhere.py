"""A release whose statements lie in another's store, and what else it has in a folder here."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from treatygraph.release.build import DATASET, LOCATIONS
from treatygraph.release.locations import Locations
from treatygraph.release.manifest import Manifest
from treatygraph.release.opening import LICENCE, Release
from treatygraph.search import FILE as SEARCH
from treatygraph.search import SearchIndex, SearchUnavailable
from treatygraph.store import ReadableStore
from treatygraph.store.distant import DistantDataset
from treatygraph.store.remote import RemoteStore

_NO_SEARCH = (
    "search is not offered here: the statements lie in another store, and this server has no "
    "folder of release {} with its index"
)


@dataclass(frozen=True)
class ReleaseElsewhere(Release):
    """A release of which this machine has the manifest and what else its folder holds."""

    distant: ReadableStore = field(kw_only=True)

    @property
    def curated(self) -> bool:
        """It was built from a collection: files served as they are have no store of their own."""
        return True

    @property
    def licence(self) -> str | None:
        """The licence of its data."""
        return self.manifest.licence or LICENCE

    @property
    def has_folder(self) -> bool:
        """Whether more than its description lies here."""
        return bool(self.manifest.files)

    def begin_loading(self) -> None:
        """Nothing is loaded."""

    @property
    def store(self) -> ReadableStore:
        """The statements, where they lie."""
        return self.distant

    @cached_property
    def locations(self) -> Locations | None:
        """Where each statement stands; None where that is not told here."""
        held = LOCATIONS in self.manifest.files
        return Locations(self.folder / LOCATIONS) if held else None

    @cached_property
    def _search(self) -> SearchIndex:
        if SEARCH not in self.manifest.files:
            raise SearchUnavailable(_NO_SEARCH.format(self.version))
        return SearchIndex(self.folder / SEARCH)


def open_elsewhere(folder: Path, remote: RemoteStore) -> ReleaseElsewhere:
    """The release of a folder, its statements in a store.

    The folder needs no dataset, and lacks may what it can be served without; sizes of the rest are
    compared. Raises ReleaseUnavailable where its manifest or a file is damaged.
    """
    folder = folder.resolve()
    manifest = _of_what_is_there(Manifest.read(folder), folder)
    manifest.verify(folder, sums=False)
    distant = DistantDataset(remote, manifest.named_graphs, manifest.statements)
    return ReleaseElsewhere(folder, manifest, distant=distant)


def _of_what_is_there(manifest: Manifest, folder: Path) -> Manifest:
    """The manifest without the files that the folder lacks, and without the dataset."""
    files = {name: record for name, record in manifest.files.items()
             if name != DATASET and (folder / name).is_file()}  # fmt: skip
    kept = {name: held for name, held in manifest.dumps.items() if f"dumps/{name}" in files}
    return replace(manifest, files=files, dumps=kept)
