"""Progress of long work: shown on a terminal, quiet in a pipe."""

from __future__ import annotations

import sys
from typing import TextIO


class ProgressLine:
    """One line on a terminal that is written over; nothing elsewhere."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._shown = self._stream.isatty()

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show what is being done."""
        if self._shown:
            count = f" {done}/{total}" if total > 1 else ""
            self._stream.write(f"\r\x1b[K{what}{count} …")
            self._stream.flush()

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
