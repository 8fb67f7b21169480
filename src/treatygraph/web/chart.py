"""Whether rows make a chart, and its measures: bars for names with numbers, a line over time.

Pure: it measures, a template draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import ceil, floor, log10

from pyoxigraph import Literal

from treatygraph.namespaces import PREFIX
from treatygraph.store.answers import Term
from treatygraph.web.solutions import CHARTED, Page, cell_of

MOST_BARS = 40
MOST_NUMBERS = 3
"""Columns of numbers that stand beside one another."""

_XSD = PREFIX["xsd"]
_TIMES = tuple(f"{_XSD}{name}" for name in ("date", "gYear", "gYearMonth", "dateTime"))
_WIDTH, _HEIGHT, _LEFT, _BELOW, _ROOM = 640.0, 260.0, 56.0, 34.0, 14.0


@dataclass(frozen=True, slots=True)
class Bars:
    """Names with numbers; ``rows`` have the name and, for each column, the number and its share.

    ``total`` counts all rows, of which the largest are drawn.
    """

    names: str
    numbers: tuple[str, ...]
    rows: tuple[tuple[Term | None, tuple[tuple[float, float], ...]], ...]
    total: int


@dataclass(frozen=True, slots=True)
class Line:
    """A number over time: points in the order of time, and where the lines of the ground are."""

    time: str
    number: str
    points: tuple[tuple[float, float, str, str], ...]
    across: tuple[tuple[float, str], ...]
    up: tuple[tuple[float, str], ...]
    width: float = _WIDTH
    height: float = _HEIGHT
    left: float = _LEFT
    below: float = _BELOW

    @property
    def path(self) -> str:
        """The line through the points."""
        return "M" + "L".join(f"{x:g} {y:g}" for x, y, _, _ in self.points)


def chart(page: Page) -> Bars | Line | str:
    """The chart that rows make, or a sentence that says why they make none."""
    if not page.total:
        return "there are no rows"
    if page.total > CHARTED:
        return f"there are more than {CHARTED:,} rows"
    columns = list(zip(*page.first, strict=True)) if page.columns else []
    kinds = [_kind(column) for column in columns]
    numbers = [place for place, kind in enumerate(kinds) if kind == "number"]
    others = [place for place, kind in enumerate(kinds) if kind not in ("number", "nothing")]
    why = _why_not(page, numbers, others, columns)
    if why:
        return why
    if kinds[others[0]] == "time" and len(numbers) == 1 and page.total > 1:
        return _line(page, others[0], numbers[0])
    return _bars(page, others[0], numbers)


def _why_not(
    page: Page, numbers: list[int], others: list[int], columns: Sequence[Sequence[Term | None]]
) -> str:
    if not numbers:
        return "no column holds numbers alone"
    if len(numbers) > MOST_NUMBERS:
        return f"there are {len(numbers)} columns of numbers, and at most {MOST_NUMBERS} are drawn"
    if len(others) != 1:
        named = " and ".join(f"“{page.columns[place]}”" for place in others)
        return f"rows are told apart by {named or 'no column'}, and a chart has one name for each"
    if len(set(columns[others[0]])) < len(columns[others[0]]):
        return f"in “{page.columns[others[0]]}” the same stands in several rows"
    return ""


def _kind(column: Sequence[Term | None]) -> str:
    held = [term for term in column if term is not None]
    if not held:
        return "nothing"
    cells = [cell_of(term) for term in held]
    if all(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in cells):
        return "number"
    literals = [term for term in held if isinstance(term, Literal)]
    times = [term for term in literals if term.datatype.value in _TIMES and _when(term.value)]
    return "time" if len(times) == len(held) == len(column) else "name"


def _bars(page: Page, name: int, numbers: list[int]) -> Bars:
    most = [max((abs(_number(row[place])) for row in page.first), default=0) or 1
            for place in numbers]  # fmt: skip
    kept = sorted(range(len(page.first)), key=lambda at: -_number(page.first[at][numbers[0]]))
    rows = [page.first[at] for at in sorted(kept[:MOST_BARS])]
    return Bars(
        page.columns[name], tuple(page.columns[place] for place in numbers),
        tuple((row[name], tuple(_measured(row[place], top)
               for place, top in zip(numbers, most, strict=True))) for row in rows),
        page.total,
    )  # fmt: skip


def _measured(term: Term | None, most: float) -> tuple[float, float]:
    number = _number(term)
    return number, round(max(number, 0) / most * 100, 2)


def _number(term: Term | None) -> float:
    cell = cell_of(term)
    return cell if isinstance(cell, int | float) else 0


def _line(page: Page, time: int, number: int) -> Line:
    found = sorted((_when(row[time].value), _number(row[number]), row[time].value)  # type: ignore[union-attr]
                   for row in page.first if row[time] and row[number])  # fmt: skip
    first, last = found[0][0], found[-1][0]
    ticks = _ticks(min(0, *(value for _, value, _ in found)), max(value for _, value, _ in found))
    low, high = ticks[0], ticks[-1]

    def across(moment: float) -> float:
        part = (moment - first) / (last - first) if last > first else 0.5
        return round(_LEFT + part * (_WIDTH - _LEFT - 2 * _ROOM) + _ROOM, 1)

    def up(value: float) -> float:
        part = (value - low) / (high - low)
        return round(_HEIGHT - _BELOW - part * (_HEIGHT - _BELOW - _ROOM), 1)

    points = tuple((across(at), up(value), written, f"{value:,g}") for at, value, written in found)
    return Line(page.columns[time], page.columns[number], points,
                _spaced([(x, written) for x, _, written, _ in points]),
                tuple((up(value), f"{value:,g}") for value in ticks))  # fmt: skip


def _when(written: str) -> float:
    """A moment as years, to be measured; 0 for what is none."""
    parts = written[:10].split("-")
    if not all(part.isdecimal() for part in parts):
        return 0
    year, month, day = (int(part) for part in (*parts, "1", "1")[:3])
    try:
        return year + (date(year, month, day) - date(year, 1, 1)).days / 366
    except ValueError:
        return 0


def _ticks(low: float, high: float) -> list[float]:
    """Round numbers from below the lowest to above the highest, some five of them."""
    span = (high - low) or 1
    step = 10 ** floor(log10(span / 4))
    step *= next(factor for factor in (1, 2, 5, 10) if span / (step * factor) <= 5)
    if step < 1 and float(low).is_integer() and float(high).is_integer() and span >= 1:
        step = 1
    return [step * at for at in range(floor(low / step), max(ceil(high / step), 1) + 1)]


def _spaced(labels: list[tuple[float, str]]) -> tuple[tuple[float, str], ...]:
    """Labels that do not touch one another: the first, and each that has room behind the last."""
    kept = labels[:1]
    for (_, _), (x, written) in pairwise(labels):
        if x - kept[-1][0] >= 9 * len(written):
            kept.append((x, written))
    return tuple(kept)
