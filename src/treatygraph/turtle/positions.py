"""Where something stands in a text."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

BYTE_ORDER_MARK = "\ufeff"
LINE_BREAK = re.compile(r"\r\n?|\n")
"""As positions count lines; str.splitlines also splits at signs that may stand in a text."""


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place between two characters; line and column count from 1, columns in code points."""

    offset: int
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of text, the end not included; `text[span.slice]` is what stands there."""

    start: Position
    end: Position

    @property
    def slice(self) -> slice:
        return slice(self.start.offset, self.end.offset)

    def __str__(self) -> str:
        return str(self.start)


class LineTable:
    """Turns offsets into lines and columns. A byte order mark takes no column."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _line_starts(self) -> list[int]:
        first = len(BYTE_ORDER_MARK) if self._text.startswith(BYTE_ORDER_MARK) else 0
        return [first, *(found.end() for found in LINE_BREAK.finditer(self._text))]

    def position(self, offset: int) -> Position:
        line = bisect_right(self._line_starts, offset) or 1
        return Position(offset, line, max(offset - self._line_starts[line - 1], 0) + 1)

    def span(self, start: int, end: int) -> Span:
        """The span between two offsets; most spans stay on one line, which is looked up once."""
        line_starts = self._line_starts
        line = bisect_right(line_starts, start) or 1
        before = line_starts[line - 1] - 1
        if start <= before or (line < len(line_starts) and end >= line_starts[line]):
            return Span(self.position(start), self.position(end))
        return Span(Position(start, line, start - before), Position(end, line, end - before))

    def line_start(self, offset: int) -> int:
        """The offset at which the line of `offset` begins."""
        line = bisect_right(self._line_starts, offset) or 1
        return min(self._line_starts[line - 1], offset)
