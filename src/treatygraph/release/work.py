"""Work that is kept beside the releases, so that a build does again only what a change asks for.

Each piece has a key: a hash over everything that it is made from, and over the program that makes
it. So nothing has to be told stale: what changed has another key. What no build used for a week is
removed. Without a folder nothing is kept.
"""

from __future__ import annotations

import hashlib
import os
import time
import zlib
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import BinaryIO, Final

import pyoxigraph

from treatygraph import __version__

FOLDER: Final = "work"
_WEEK: Final = 7 * 24 * 3600
_SOURCE: Final = Path(__file__).resolve().parent.parent


def key_of(kind: str, *parts: bytes | str) -> str:
    """The key of a piece of work of a kind, made from these parts."""
    digest = hashlib.blake2b(f"{kind} {program()}".encode(), digest_size=20)
    for part in parts:
        content = part.encode("utf-8", "surrogateescape") if isinstance(part, str) else part
        digest.update(b"%d " % len(content))
        digest.update(content)
    return digest.hexdigest()


@cache
def program() -> str:
    """What stands for the program: its version, pyoxigraph's, and the bytes of what works here."""
    digest = hashlib.blake2b(f"{__version__} {pyoxigraph.__version__}".encode(), digest_size=20)
    for room in ("release", "collection", "turtle"):
        for path in sorted((_SOURCE / room).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


class Work:
    """Finished pieces by key; several processes may use the same folder at a time."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def get(self, key: str) -> bytes | None:
        """A piece; None where it is not there, or not whole."""
        if self.folder is None:
            return None
        try:
            written = self._path(key).read_bytes()
        except OSError:
            return None
        sum_, content = written[:4], written[4:]
        return content if sum_ == _sum(content) else None

    def has(self, key: str) -> bool:
        """Whether a piece is there; whether it is whole, getting it tells."""
        return self.folder is not None and self._path(key).exists()

    def put(self, key: str, content: bytes) -> bytes:
        """Keep a piece, in one step; it is given back. A full disk keeps nothing."""
        if self.folder is None:
            return content
        path = self._path(key)
        beside = path.with_name(f".{key}-{os.getpid()}")
        try:
            with _opened(beside) as out:
                out.writelines((_sum(content), content))
            beside.replace(path)
        except OSError:
            with suppress(OSError):
                beside.unlink()
        return content

    def remove_unused(self, used: Iterable[str]) -> None:
        """Note what was used, and remove what no build has for a week."""
        if self.folder is None or not self.folder.is_dir():
            return
        now = time.time()
        for key in used:
            path = self._path(key)
            if path.exists():
                os.utime(path, (now, now))
        for path in self.folder.glob("*/*"):
            if path.stat().st_mtime < now - _WEEK:
                path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        assert self.folder is not None, "nothing is kept"
        return self.folder / key[:2] / key[2:]


NOTHING_KEPT: Final = Work(None)


def _opened(path: Path) -> BinaryIO:
    """A file to write, in a folder that is made where it is not there: most often it is."""
    try:
        return path.open("wb")
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("wb")


def _sum(content: bytes) -> bytes:
    return zlib.crc32(content).to_bytes(4, "little")
