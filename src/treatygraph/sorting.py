"""Lines in order, each once, of more than memory holds: sorted by the run, on disk, then merged.

A run is sorted in memory and written beside the release that is built. To merge, a block of each is
read; up to the lowest of their last lines, nothing that is still on disk comes before. What is up
to there is sorted again, which takes little time of what is in order by parts. So memory holds one
run while they are made, and a block of each while they are merged: a release of ten gigabytes has
some three hundred.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

_RUN: Final = 32 << 20
_BLOCK: Final = 1 << 18
"""Bytes of a run, and of what is read of it at a time."""

Block = list[bytes]
"""Lines with their ends, in order, each once."""


class Runs:
    """Lines that are given in any order and read in the order of their bytes, any number of times.

    Files are made in ``folder``, which whoever gives it removes; without one all is in memory.
    """

    def __init__(self, folder: Path | None = None, *, most: int = _RUN) -> None:
        self.folder, self._most = folder, most
        self._texts: list[bytes] = []
        self._bytes = 0
        self._written: list[Path] = []
        self._left: Block | None = None
        """What is read from memory, once all was given."""

    def add(self, text: bytes) -> None:
        """Add whole lines, each with its end."""
        assert self._left is None, "these are read already"
        self._texts.append(text)
        self._bytes += len(text)
        if self.folder is not None and self._bytes > self._most:
            self._write(self.folder)

    def blocks(self) -> Iterator[Block]:
        """All lines, by the block; nothing can be added after."""
        if self._left is None:
            if self._written and self.folder is not None:
                self._write(self.folder)
            self._left = self._sorted()
        return merged([*map(_read, self._written), iter([self._left] if self._left else [])])

    def remove(self) -> None:
        """Remove the files, once nothing is read any more."""
        for path in self._written:
            path.unlink()
        self._written, self._left = [], []

    def _write(self, folder: Path) -> None:
        path = folder / f"{id(self)}-{len(self._written)}"
        with path.open("wb") as out:
            out.writelines(self._sorted())
        self._written.append(path)

    def _sorted(self) -> Block:
        lines = b"".join(self._texts).splitlines(keepends=True)
        self._texts, self._bytes = [], 0
        lines.sort()
        return list(dict.fromkeys(lines))


def _read(path: Path) -> Iterator[Block]:
    with path.open("rb") as lines:
        while block := lines.readlines(_BLOCK):
            yield block


def merged(runs: Iterable[Iterator[Block]]) -> Iterator[Block]:
    """The lines of several runs, each of which is in order, as one."""
    waiting = [(block, run) for run in runs if (block := next(run, None))]
    while len(waiting) > 1:
        edge = min(block[-1] for block, _ in waiting)
        found: Block = []
        for at, (block, run) in enumerate(waiting):
            cut = bisect_right(block, edge)
            found += block[:cut]
            waiting[at] = (block[cut:] or next(run, []), run)
        waiting = [one for one in waiting if one[0]]
        found.sort()
        yield list(dict.fromkeys(found))
    for block, run in waiting:
        yield block
        yield from run
