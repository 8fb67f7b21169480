"""Why a record, or a part of one, did not become part of a collection."""

from __future__ import annotations

from typing import Final

LONGEST_DETAIL: Final = 200
"""A report quotes no more of a source than this many characters."""


class Refused(Exception):
    """A record that cannot become an agreement: a reason for many, and what is so about this one.

    ``reason`` is a short sentence that stands for every record refused alike.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason, self.detail = reason, one_line(detail)
        super().__init__(f"{reason}: {self.detail}" if detail else reason)

    def __reduce__(self) -> tuple[type[Refused], tuple[str, str]]:
        """How it goes to another process."""
        return type(self), (self.reason, self.detail)


class BrokenOff(Refused):
    """A file that ends, or turns to nonsense, before its end: nothing after it can be read."""


def one_line(text: object) -> str:
    """A text as one printable line of bounded length, as a report quotes it."""
    shown = str(text)[: 4 * LONGEST_DETAIL]
    flat = " ".join("".join(c if c.isprintable() else " " for c in shown).split())
    return flat if len(flat) <= LONGEST_DETAIL else f"{flat[: LONGEST_DETAIL - 1]}…"
