"""What a release can be downloaded as: dumps, compared with their checksums before they go."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from treatygraph.errors import ReleaseUnavailable
from treatygraph.release.dumps import FOLDER, MEDIA_TYPES, SUMS, DumpRecord
from treatygraph.release.manifest import FileRecord, Manifest


@dataclass(frozen=True, slots=True)
class Dump:
    """A file to download; ``about`` is an agreement's IRI, or empty for the whole dataset."""

    name: str
    path: Path
    record: FileRecord
    about: str = ""
    statements: int = 0

    @property
    def compressed(self) -> bool:
        """Whether it is gzip."""
        return self.name.endswith(".gz")

    @property
    def inner_type(self) -> str:
        """The media type of what it holds, once it is unpacked."""
        return MEDIA_TYPES.get(self.name.removesuffix(".gz").rpartition(".")[2], "text/plain")

    @property
    def media_type(self) -> str:
        """The media type of the file itself (RFC 6713 for gzip)."""
        return "application/gzip" if self.compressed else self.inner_type


class Downloads:
    """The dumps of a release's folder; of a release of the moment its N-Quads, uncompressed."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self._folder, self._manifest = folder, manifest
        self._verified: set[str] = set()

    @cached_property
    def all(self) -> dict[str, Dump]:
        """Every dump by its name; none for a release that was built before there were dumps."""
        built = self._manifest.dumps.items()
        return {name: self._dump(f"{FOLDER}/{name}", held) for name, held in built} or self._loose()

    def _dump(self, file: str, held: DumpRecord) -> Dump:
        record = self._manifest.files[file]
        name = file.rpartition("/")[2]
        return Dump(name, self._folder / file, record, held.about, held.statements)

    def _loose(self) -> dict[str, Dump]:
        """The one file of a release of the moment, which is its N-Quads."""
        files = list(self._manifest.files)
        held = DumpRecord("", self._manifest.counts.get("curated", 0))
        return {name: self._dump(name, held) for name in files} if len(files) == 1 else {}

    @property
    def whole(self) -> list[Dump]:
        """Those of the whole dataset."""
        return [dump for dump in self.all.values() if not dump.about]

    @property
    def parts(self) -> list[Dump]:
        """Those of one agreement each."""
        return [dump for dump in self.all.values() if dump.about]

    @property
    def sums(self) -> bool:
        """Whether the checksums are a file too."""
        return f"{FOLDER}/{SUMS}" in self._manifest.files

    def get(self, name: str) -> Dump:
        """A dump, or the file of checksums, whose bytes are those that were built.

        They are read once, before it is first sent: opening a release compares sizes alone.
        Raises KeyError where there is none of the name, ReleaseUnavailable where it is damaged.
        """
        if name == SUMS and self.sums:
            found = self._dump(f"{FOLDER}/{SUMS}", DumpRecord("", 0))
        else:
            found = self.all[name]
        if not found.path.is_file():
            raise ReleaseUnavailable(self._folder, f"damaged: {found.name} is missing")
        if name not in self._verified:
            self._verify(found)
        return found

    def _verify(self, dump: Dump) -> None:
        if not dump.record.holds(dump.path):
            raise ReleaseUnavailable(self._folder, f"damaged: {dump.name} is not what was built")
        self._verified.add(dump.name)
