"""Writing so that a crash loses nothing: one builder at a time, all flushed before it is renamed.

A release is written in a folder beside, ``releases/.VERSION-…``, and gets its name when every byte
of it is on the disk; ``current`` is replaced by a link that was made beside. Whatever moment a
process is killed at, ``current`` leads to a whole release, and the next build takes away what the
killed one left.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from treatygraph.release.earlier import EARLIER
from treatygraph.release.history import CURRENT

try:
    import fcntl
except ImportError:  # Windows, where builds are not kept from each other
    fcntl = None  # type: ignore[assignment]

logger = logging.getLogger(__name__)

LOCK = ".lock"

_UNFINISHED = re.compile(r"\.[0-9a-f]{12}-.*")
_BESIDE = re.compile(rf"\.(?:{CURRENT}|{re.escape(EARLIER)})-\d+")


@contextmanager
def alone_in(out: Path) -> Iterator[None]:
    """Be the only process that writes in a build folder; whoever comes second waits, and says so.

    The lock is the system's (flock), which lets go of it however the process that holds it ends.
    What an earlier builder left unfinished is swept away: under the lock nobody works on it.
    """
    out.mkdir(parents=True, exist_ok=True)
    with (out / LOCK).open("a") as lock:
        if fcntl:
            _take(lock.fileno(), out)
        _sweep(out)
        yield


def _take(descriptor: int, out: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        logger.warning("another build writes in %s: waiting for it to end", out)
        fcntl.flock(descriptor, fcntl.LOCK_EX)


def _sweep(out: Path) -> None:
    """Take away the folders, links and lists of builds that were killed."""
    for beside in out.iterdir():
        if _BESIDE.fullmatch(beside.name):
            beside.unlink()
    releases = out / "releases"
    for folder in releases.iterdir() if releases.is_dir() else ():
        if _UNFINISHED.fullmatch(folder.name):
            shutil.rmtree(folder, ignore_errors=True)


def put_in_place(beside: Path, target: Path) -> None:
    """Give a finished folder its name; a damaged one that has the name makes way in one step."""
    _flush_tree(beside)
    damaged = target.with_name(f".{target.name}-damaged-{os.getpid()}")
    if target.exists():
        target.rename(damaged)
    beside.rename(target)
    _flush_folder(target.parent)
    shutil.rmtree(damaged, ignore_errors=True)


def point_current(out: Path, release: Path) -> None:
    """Point ``current`` at a release, in one step; the caller is :func:`alone_in` the folder."""
    link = out / f".{CURRENT}-{os.getpid()}"
    link.symlink_to(Path("releases") / release.name, target_is_directory=True)
    link.replace(out / CURRENT)
    for folder in (out, out.absolute().parent):  # the latter names a build folder that is new
        _flush_folder(folder)


def _flush_tree(folder: Path) -> None:
    """Bring files, then the folders that name them, to the disk (POSIX, fsync)."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            _flush_folder(path)
        else:
            with path.open("rb+") as stream:
                os.fsync(stream.fileno())
    _flush_folder(folder)


def _flush_folder(folder: Path) -> None:
    """Bring a folder's entries to the disk; Windows does so by itself and opens no folder."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
