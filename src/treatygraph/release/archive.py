"""The releases that are kept in a build folder: which was current when, and what each holds."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from treatygraph.release.history import HISTORY, RELEASES, Switch, read_history
from treatygraph.release.manifest import NAME, Manifest
from treatygraph.release.subjects import speaks_of

_DATASET = "dataset.nq"
_MANIFESTS = 2
"""So many manifests are kept in memory; that of a million statements has some megabytes."""


class Archive:
    """A build folder. What is asked of a release is answered from its files: none is opened."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._seen: tuple[int, ...] = ()
        self._all: tuple[Switch, ...] = ()
        self._kept: tuple[Switch, ...] = ()
        self.manifest = lru_cache(maxsize=_MANIFESTS)(self._manifest)

    def folder(self, version: str) -> Path:
        """Where a release lies."""
        return self._out / RELEASES / version

    @property
    def out(self) -> Path:
        """The build folder."""
        return self._out

    def switches(self) -> tuple[Switch, ...]:
        """Every time that a release became current which is still kept, oldest first."""
        self._look()
        return self._kept

    def history(self) -> tuple[Switch, ...]:
        """Every time that a release became current, whether it is kept or not, oldest first."""
        self._look()
        return self._all

    def _look(self) -> None:
        """Read the history again where it, or what is kept, has changed."""
        seen = tuple(_changed(path) for path in (self._out / HISTORY, self._out / RELEASES))
        if seen != self._seen:
            self._all = tuple(read_history(self._out))
            self._kept = tuple(one for one in self._all if self._is_kept(one.version))
            self._seen = seen

    def was(self, stamp: str) -> Switch | None:
        """The switch of a moment, whether its release is kept or not."""
        return next((one for one in read_history(self._out) if one.stamp == stamp), None)

    def _is_kept(self, version: str) -> bool:
        return (self.folder(version) / NAME).is_file()

    def _manifest(self, version: str) -> Manifest:
        return Manifest.read(self.folder(version))

    def speaks_of(self, version: str, iri: str) -> bool:
        """Whether a release says anything of a thing."""
        try:
            return speaks_of(self.folder(version) / _DATASET, iri)
        except OSError:
            return False

    def has_graph(self, version: str, iri: str) -> bool:
        """Whether a release has a named graph. Raises ReleaseUnavailable."""
        return iri in self.manifest(version).graphs

    def has_file(self, version: str, name: str) -> bool:
        """Whether a file belongs to a release. Raises ReleaseUnavailable."""
        return name in self.manifest(version).files


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
