"""Whether a release is served from memory or from disk, and its store on disk.

A store on disk is made from a release and is no part of it: its bytes are not the same twice. It
lies beside the releases, in ``stores/VERSION``; that of a release that lies alone is in its folder.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from treatygraph.errors import ReleaseUnavailable
from treatygraph.release.durable import alone_in
from treatygraph.release.history import STORES, folder_of_releases
from treatygraph.release.opening import Release
from treatygraph.store import EmbeddedStore

logger = logging.getLogger(__name__)

AUTO, MEMORY, DISK = "auto", "memory", "disk"
MODES: Final = (AUTO, MEMORY, DISK)

BYTES_OF_ONE: Final = 1_500
"""Bytes that a statement takes in memory: in the process that answers, in the query processes, and
what two of these take by copy on write once they have read it."""

MOST_IN_MEMORY: Final = 10_000_000
"""Statements beyond which a release is served from disk, however much memory there is."""

_MEMINFO = Path("/proc/meminfo")
_CEILING, _TAKEN = (Path("/sys/fs/cgroup") / f"memory.{name}" for name in ("max", "current"))


def stored(release: Release, mode: str = AUTO, processes: int = 1) -> Release:
    """The release as it is to be served: from memory as it is, or from its store on disk.

    That is made where it is lacking, which takes some seconds for each million statements.
    Raises ReleaseUnavailable where it cannot be written.
    """
    if in_memory(release, mode, processes):
        return release
    return replace(release, on_disk=make_store(release))


def in_memory(release: Release, mode: str = AUTO, processes: int = 1) -> bool:
    """Whether a release is to be served from memory, by so many processes that answer.

    What they share when they are started, each has for itself after the next switch.
    """
    fits = mode == AUTO and fits_in_memory(release.statements, free_memory(), processes)
    return mode == MEMORY or fits


def with_its_store(release: Release) -> Release:
    """An older release: from disk if it was served from there once, else from memory."""
    place = place_of_store(release.folder)
    return replace(release, on_disk=place) if place.is_dir() else release


def fits_in_memory(statements: int, free: int | None, processes: int = 1) -> bool:
    """Whether so many statements are served from memory, of which so many bytes are free.

    Half of what is free is left to queries, pages and the next release. ``None``: nobody knows.
    """
    if statements > MOST_IN_MEMORY:
        return False
    return free is None or statements * processes * BYTES_OF_ONE <= free // 2


def free_memory() -> int | None:
    """Bytes that this process could still have: of the machine, and of its container (Linux)."""
    found = [free for free in (_free_here(), _free_in_container()) if free is not None]
    return min(found, default=None)


def _free_here() -> int | None:
    try:
        lines = _MEMINFO.read_text().splitlines()
    except OSError:
        return None
    told = (line.split() for line in lines if line.startswith("MemAvailable:"))
    return next((int(kilobytes) << 10 for _, kilobytes, *_ in told), None)


def _free_in_container() -> int | None:
    """Of a control group of the second version; None where it has no ceiling."""
    try:
        return int(_CEILING.read_text()) - int(_TAKEN.read_text())
    except (OSError, ValueError):
        return None


def place_of_store(release: Path) -> Path:
    """Where the store of a release's folder lies, or will."""
    out = folder_of_releases(release)
    return out / STORES / release.name if out else release / STORES


def make_store(release: Release) -> Path:
    """The store on disk of a release, made if it is not there; its folder.

    It is written beside and gets its name when it is whole. Raises ReleaseUnavailable.
    """
    place = place_of_store(release.folder)
    try:
        with _alone(release.folder):
            if not place.is_dir():
                _write(release, place)
    except (OSError, SyntaxError) as error:
        told = f"its store on disk cannot be made at {place}: {error}"
        raise ReleaseUnavailable(release.folder, told) from None
    return place


@contextmanager
def _alone(release: Path) -> Iterator[None]:
    """Be the only one to make a store; who finds one needs to write nothing."""
    if place_of_store(release).is_dir() or not (out := folder_of_releases(release)):
        yield
        return
    with alone_in(out / STORES):
        yield


def _write(release: Release, place: Path) -> None:
    logger.info("making the store on disk of %s: %s", release.version, place)
    place.parent.mkdir(parents=True, exist_ok=True)
    _sweep(place.parent)
    beside = Path(tempfile.mkdtemp(prefix=".making-", dir=place.parent))
    try:
        EmbeddedStore.make_on_disk(release.dataset, beside)
        beside.chmod(0o755)
        beside.rename(place)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _sweep(stores: Path) -> None:
    """Take away what makers that were killed have left."""
    for beside in stores.glob(".making-*"):
        shutil.rmtree(beside, ignore_errors=True)
