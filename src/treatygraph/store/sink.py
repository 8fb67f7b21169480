"""Where a worker writes a result: in memory while it is small, then in a file, within limits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import IO, Final, TypeVar

from treatygraph.errors import QueryStopped

INLINE_BYTES = 1 << 18
"""Results up to this size travel in the message; larger ones as an unlinked file."""

_MARKS: Final = {
    "json": (b"},{", -1),
    "xml": (b"</result>", 0),
    "csv": (b"\r\n", 1),
    "tsv": (b"\n", 1),
}
"""What separates rows, and how many more of it there are than rows. Texts may hold it in two."""

_TEXTS: Final = {
    "json": re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL),
    "csv": re.compile(rb'"[^"]*+"'),
}
_PIECE = 1 << 20

T = TypeVar("T")


class NoRoom(Exception):
    """The result is larger than what there is room for on the disk, though within its limit."""


class Sink:
    """Takes a result of at most so many bytes and rows; and larger than ``room`` only in memory.

    ``solutions`` is the format of a result whose rows are to be counted, if it is one.
    """

    def __init__(
        self, spill: IO[bytes], *, most: int, rows: int, room: int, solutions: str | None
    ) -> None:
        self._spill = spill
        self._mark, more = _MARKS[solutions] if solutions else (b"", 0)
        self._texts = _TEXTS.get(solutions or "")
        self._most, self._rows, self._room = most, rows, room
        self._marks = rows + more
        self._head = bytearray()
        self._tail = b""
        self._seen = 0
        self._look_at = self._marks
        self.length = 0

    def write(self, data: bytes) -> int:
        """Take more bytes. Raises QueryStopped beyond a limit, NoRoom where the disk has none."""
        self.length += len(data)
        if self.length > self._most:
            raise QueryStopped(
                "result-size", f"the result is larger than {self._most >> 20:,} MiB", self._most
            )
        if self.length <= INLINE_BYTES:
            self._head += data
        else:
            self._to_disk(data)
        if self._mark:
            self._count(data)
        return len(data)

    def _to_disk(self, data: bytes) -> None:
        if self.length > self._room:
            raise NoRoom
        try:
            self._spill.write(bytes(self._head) + data)
        except OSError as error:
            raise NoRoom from error
        self._head.clear()

    def _count(self, data: bytes) -> None:
        """Count what separates rows. Texts may look so: look closely before a result is stopped."""
        text = self._tail + bytes(data)
        self._seen += text.count(self._mark)
        self._tail = _straddling(text, self._mark)
        if self._seen > self._look_at:
            marks = self._marks_outside_of_texts()
            if marks > self._marks:
                raise too_many_rows(self._rows)
            self._look_at = self._seen + self._marks - marks

    def _marks_outside_of_texts(self) -> int:
        if self._texts is None:
            return self._seen
        marks, rest = 0, b""
        for piece in self._pieces():
            plain = self._texts.sub(b"'", rest + piece)
            whole, quote, cut = plain.partition(b'"')
            marks += whole.count(self._mark)
            rest = quote + cut if quote else _straddling(whole, self._mark)
        return marks

    def _pieces(self) -> Iterator[bytes]:
        """What was written so far."""
        if self._head:
            yield bytes(self._head)
            return
        end = self._spill.tell()
        self._spill.seek(0)
        while piece := self._spill.read(_PIECE):
            yield piece
        self._spill.seek(end)

    def flush(self) -> None:
        """Bring what is buffered to the file. Raises NoRoom."""
        try:
            self._spill.flush()
        except OSError as error:
            raise NoRoom from error

    @property
    def inline(self) -> bytes | None:
        """The whole result if it is small enough to travel in a message."""
        return bytes(self._head) if self.length <= INLINE_BYTES else None


def at_most(most: int, triples: Iterable[T]) -> Iterator[T]:
    """The triples of a graph, each of them a row. Raises QueryStopped beyond ``most``."""
    for number, triple in enumerate(triples):
        if number == most:
            raise too_many_rows(most)
        yield triple


def too_many_rows(most: int) -> QueryStopped:
    """What to raise beyond the limit on rows."""
    return QueryStopped("rows", f"the result has more than {most:,} rows", most)


def _straddling(text: bytes, mark: bytes) -> bytes:
    """The end of a text in which a mark may have begun."""
    return text[1 - len(mark) :] if len(mark) > 1 else b""
