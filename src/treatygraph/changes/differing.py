"""Which subjects two releases speak of differently: their files are read side by side.

The lines of a release are in order, so that blocks of lines are compared and no file is held whole.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

_BLOCK = 4 << 20
"""Bytes of lines that are read at a time."""


@dataclass(slots=True)
class Differing:
    """IRIs of which something else is said, and how many triples came and went."""

    subjects: set[str] = field(default_factory=set)
    added: int = 0
    removed: int = 0


def differing(before: Path, after: Path, left_out: Collection[str]) -> Differing:
    """What differs from one file of N-Quads to another, but for graphs that are left out.

    What only moved to another graph is no difference.
    """
    graphs = {f"<{graph}>".encode() for graph in left_out}
    found = Differing()
    for gone, come in _blocks_that_differ(before, after):
        old, new = _triples(gone, graphs), _triples(come, graphs)
        removed, added = old - new, new - old
        found.removed += len(removed)
        found.added += len(added)
        found.subjects.update(
            line[1 : line.index(b"> ")].decode() for line in removed | added if line[:1] == b"<"
        )
    return found


def _triples(lines: set[bytes], left_out: set[bytes]) -> set[bytes]:
    """The lines without their graphs, but for those of graphs that are left out."""
    parts = (line.rsplit(b" ", 2) for line in lines)
    return {part[0] for part in parts if part[1] not in left_out}


def _blocks_that_differ(before: Path, after: Path) -> Iterator[tuple[set[bytes], set[bytes]]]:
    """Lines that one file has and the other has not, from places that have the same order."""
    olds, news = _blocks(before), _blocks(after)
    old: list[bytes] = []
    new: list[bytes] = []
    while True:
        old, new = old or next(olds, []), new or next(news, [])
        if not old and not new:
            return
        last = min(block[-1] for block in (old, new) if block)
        i, j = bisect_right(old, last), bisect_right(new, last)
        one, other = old[:i], new[:j]
        if one != other:
            yield set(one) - set(other), set(other) - set(one)
        old, new = old[i:], new[j:]


def _blocks(path: Path) -> Iterator[list[bytes]]:
    with path.open("rb") as lines:
        while block := lines.readlines(_BLOCK):
            yield block
