"""The axis of a timeline: years or months, each as wide as what happened in it needs.

Acts come in heaps, with decades of nothing between. So the axis is not to scale: a unit with more
marks is wider, and empty ones in a row are one narrow break. Within a unit days are to scale.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

FEW_MONTHS = 18
"""Where marks stand in up to so many different months the units are months, else years."""

_EMPTY, _BREAK = 1.0, 1.6
"""Weight of a unit without marks, and of several in a row."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of the axis: its days, from ``start`` to before ``end``, and where it lies."""

    start: date
    end: date
    label: str
    is_break: bool
    x: float
    width: float


class Axis:
    """Places days between two points of a picture."""

    def __init__(self, lanes: Sequence[Sequence[date]], days: Iterable[date], x0: float,
                 x1: float) -> None:  # fmt: skip
        """``lanes`` are the days of the marks of each lane, ``days`` all that has to fit in."""
        held = sorted(days)
        by_month = len({_start(day, True) for lane in lanes for day in lane}) <= FEW_MONTHS
        needs = _needs(lanes, by_month)
        spans = list(_spans(held[0], held[-1], needs, by_month))
        each = (x1 - x0) / sum(weight for *_, weight in spans)
        self.units: list[Unit] = []
        for start, end, is_break, weight in spans:
            follows = bool(self.units) and not self.units[-1].is_break
            label = _label(start, by_month, follows=follows)
            self.units.append(Unit(start, end, label, is_break, x0, each * weight))
            x0 += each * weight
        self._starts = [unit.start for unit in self.units]

    def x(self, day: date) -> float:
        """Where a day begins; one outside lies at an end."""
        unit = self.units[max(bisect_right(self._starts, day) - 1, 0)]
        share = (day - unit.start).days / (unit.end - unit.start).days
        return unit.x + unit.width * min(max(share, 0.0), 1.0)


def _needs(lanes: Sequence[Sequence[date]], by_month: bool) -> Counter[date]:
    """How many marks the fullest lane has in each unit."""
    needs: Counter[date] = Counter()
    for lane in lanes:
        needs |= Counter(_start(day, by_month) for day in lane)
    return needs


def _spans(
    first: date, last: date, needs: Counter[date], by_month: bool
) -> Iterable[tuple[date, date, bool, float]]:
    """Stretches with their weights; empty units in a row are one."""
    start, empty_from = _start(first, by_month), None
    while start <= last:
        end = _next(start, by_month)
        if needs[start]:
            if empty_from:
                yield _empty(empty_from, start, by_month)
            yield start, end, False, 1.0 + needs[start]
            empty_from = None
        else:
            empty_from = empty_from or start
        start = end
    if empty_from:
        yield _empty(empty_from, start, by_month)


def _empty(start: date, end: date, by_month: bool) -> tuple[date, date, bool, float]:
    several = _next(start, by_month) < end
    return start, end, several, _BREAK if several else _EMPTY


def _start(day: date, by_month: bool) -> date:
    return day.replace(day=1) if by_month else day.replace(month=1, day=1)


def _next(start: date, by_month: bool) -> date:
    if start.year == date.max.year:
        return date.max
    return _start(start + timedelta(days=31 if by_month else 366), by_month)


def _label(start: date, by_month: bool, *, follows: bool) -> str:
    """``2025``; of a month ``Mar``, with the year where it follows none of the same year."""
    if not by_month:
        return str(start.year)
    month = _MONTHS[start.month - 1]
    return month if follows and start.month > 1 else f"{month} {start.year}"
