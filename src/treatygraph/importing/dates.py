"""Dates as sources write them, held as precisely as they are written and no more."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from typing import Final

_DATATYPES: Final = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}
_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?\Z")
_SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})\Z")
_NUMBER = re.compile(r"[0-9]{1,4}(?:\.0+)?\Z")
_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_SHORT: Final = {name[:3]: number for number, name in enumerate(_MONTHS, 1)}
_WORDED = re.compile(r"(?:([0-9]{1,2}) +)?([A-Za-z]{3,9})\.? +([0-9]{4})\Z")
_AMERICAN = re.compile(r"([A-Za-z]{3,9})\.? +([0-9]{1,2}), *([0-9]{4})\Z")
_INTERVAL = re.compile(
    r"(?:([0-9]{1,2})(?: +([A-Za-z]{3,9}))?(?: +([0-9]{4}))?) *(?:-|–|and|to) *"
    r"([0-9]{1,2} +[A-Za-z]{3,9} +[0-9]{4})\Z"
)


@dataclass(frozen=True, slots=True, order=True)
class Date:
    """A day, a month or a year: ``1969-05-23``, ``1969-05`` or ``1969`` (ISO 8601, xsd:date).

    Order is that of the texts; where one is the beginning of the other it is not known.
    """

    text: str

    @property
    def datatype(self) -> str:
        """Its XML Schema datatype, as a prefixed name."""
        return _DATATYPES[len(self.text)]

    def surely_before(self, other: Date) -> bool:
        """Whether every day that this may mean lies before every day that the other may mean."""
        return self.text < other.text and not other.text.startswith(self.text)


def date_of(year: int, month: int | None = None, day: int | None = None) -> Date | None:
    """The date of these parts; None where there is no such day, month or year.

    A day without its month is not known to be in any, and is left out.
    """
    if not 1 <= year <= 9999:
        return None
    if month is None:
        return Date(f"{year:04}")
    if not 1 <= month <= 12:
        return None
    if day is None:
        return Date(f"{year:04}-{month:02}")
    if not 1 <= day <= monthrange(year, month)[1]:
        return None
    return Date(f"{year:04}-{month:02}-{day:02}")


def parse_iso(text: str) -> Date | None:
    """``1969-05-23``, ``1969-05`` or ``1969``."""
    found = _ISO.match(text.strip())
    return _from(found[1], found[2], found[3]) if found else None


def parse_slashed(text: str) -> Date | None:
    """Day, month and year with slashes, as British records write them: ``23/05/1969``."""
    found = _SLASHED.match(text.strip())
    return _from(found[3], found[2], found[1]) if found else None


def parse_worded(text: str) -> Date | None:
    """``23 May 1969``, ``5 Sept 2000``, ``May 1969``: English months, whole or shortened."""
    found = _WORDED.match(text.strip())
    month = _month(found[2]) if found else None
    return _from(found[3], str(month), found[1]) if found and month else None


def parse_american(text: str) -> Date | None:
    """``May 23, 1969``: the month before the day, as North American texts write it."""
    found = _AMERICAN.match(text.strip())
    month = _month(found[1]) if found else None
    return _from(found[3], str(month), found[2]) if found and month else None


def parse_parts(year: str, month: str, day: str) -> Date | None:
    """Three fields of a table, where blank, 0, 99 and negative numbers mean not known.

    ``1815.0`` is a year too: tables that were once numbers have such.
    """
    known = _count(year)
    if known is None:
        return None
    in_month = _count(month)
    in_month = in_month if in_month in range(1, 13) else None
    on_day = _count(day) if in_month else None
    return date_of(known, in_month, on_day if on_day in range(1, 32) else None)


def parse_interval(text: str) -> tuple[Date, Date] | None:
    """First and last day of ``11 and 12 May 1950`` or ``26 June - 3 July 1945``, in order."""
    found = _INTERVAL.match(text.strip())
    last = parse_worded(found[4]) if found else None
    if not found or not last:
        return None
    month = _month(found[2]) if found[2] else int(last.text[5:7])
    first = _from(found[3] or last.text[:4], str(month), found[1]) if month else None
    return (first, last) if first and not last.surely_before(first) else None


def common(first: Date, last: Date) -> Date | None:
    """The month or year in which both lie, or the date itself; None where they share none."""
    for length in (10, 7, 4):
        if first.text[:length] == last.text[:length] and length <= len(first.text):
            return Date(first.text[:length])
    return None


def _month(word: str) -> int | None:
    lower = word.lower()
    number = _SHORT.get(lower[:3])
    whole = _MONTHS[number - 1] if number else ""
    return number if whole.startswith(lower) or lower == "sept" else None


def _from(year: str, month: str | None, day: str | None) -> Date | None:
    return date_of(int(year), int(month) if month else None, int(day) if day else None)


def _count(text: str) -> int | None:
    found = _NUMBER.match(text.strip())
    return int(found[0].partition(".")[0]) if found else None
