"""What a release speaks of, read from its N-Quads, whose lines are in order: nothing is loaded."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def subjects(dataset: Path) -> Iterator[str]:
    """Each IRI that is a subject, in order, once."""
    last = b""
    with dataset.open("rb") as lines:
        for line in lines:
            if line.startswith(b"<") and not (last and line.startswith(last)):
                iri, _, _ = line[1:].partition(b"> ")
                last = b"<" + iri + b"> "
                yield iri.decode()


def speaks_of(dataset: Path, iri: str) -> bool:
    """Whether anything is said of an IRI: found by halving the file, at any size in no time."""
    wanted = f"<{iri}> ".encode()
    with dataset.open("rb") as file:
        if not dataset.stat().st_size:
            return False
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            start = _first_not_below(content, wanted)
            return content[start : start + len(wanted)] == wanted


@contextmanager
def statements(dataset: Path) -> Iterator[Statements]:
    """What a release says, to be looked up as long as the block lasts."""
    with dataset.open("rb") as file:
        if not dataset.stat().st_size:
            yield Statements(b"")
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            yield Statements(content)


class Statements:
    """Lines of N-Quads by their subject, each found by halving the file."""

    def __init__(self, content: mmap.mmap | bytes) -> None:
        self._content = content

    def of(self, iri: str) -> list[bytes]:
        """The lines about an IRI."""
        return self._beginning(f"<{iri}> ".encode())

    def below(self, iri: str) -> list[bytes]:
        """The lines about what lies below an IRI: parts of an agreement, passages of a source."""
        return self._beginning(f"<{iri}/".encode())

    def _beginning(self, wanted: bytes) -> list[bytes]:
        content, found = self._content, []
        at = _first_not_below(content, wanted)
        while content[at : at + len(wanted)] == wanted:
            end = content.find(b"\n", at)
            end = len(content) if end < 0 else end + 1
            found.append(content[at:end])
            at = end
        return found


def _first_not_below(content: mmap.mmap | bytes, wanted: bytes) -> int:
    """Where the first line begins that is not before the wanted text; the end if there is none."""
    low, high = 0, len(content)
    while low < high:
        middle = content.rfind(b"\n", low, (low + high) // 2) + 1 or low
        if content[middle : middle + len(wanted)] < wanted:
            end = content.find(b"\n", middle)
            low = len(content) if end < 0 else end + 1
        else:
            high = middle
    return low
