"""The ways in which rows are shown: a table, a chart, a map, a timeline, and as they were sent.

Each is made from the rows alone, whatever was asked, or says why these rows make none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from treatygraph.describe import Link, Value
from treatygraph.namespaces import PREFIX
from treatygraph.store.answers import Term
from treatygraph.web.chart import chart
from treatygraph.web.result_map import Placed, result_map
from treatygraph.web.site import site
from treatygraph.web.solutions import CHARTED, Page, cell_of

VIEWS = ("table", "chart", "map", "timeline", "raw")
"""What an address may name under ``view``; the first is shown without it."""

_XSD = PREFIX["xsd"]
_DAYS = tuple(f"{_XSD}{name}" for name in ("date", "gYear", "gYearMonth", "dateTime"))


@dataclass(frozen=True, slots=True)
class Moment:
    """A row on a timeline: its time as recorded, and what else stands in it."""

    when: str
    what: Value | None
    others: tuple[tuple[str, Value], ...]


def drawn(view: str, page: Page) -> object:
    """What a view needs of the rows: a chart, a map or years; a text says why there is none."""
    if view not in ("chart", "map", "timeline"):
        return None
    if not page.total:
        return "there are no rows"
    if page.total > CHARTED:
        return f"there are more than {CHARTED:,} rows"
    return {"chart": chart, "map": _map, "timeline": _timeline}[view](page)


def _map(page: Page) -> object:
    """A map of States, with a number for each where a row has one."""
    states = [place for place, _ in enumerate(page.columns)
              if any(_state(row[place]) for row in page.first)]  # fmt: skip
    if not states:
        return "no column holds States"
    numbers = [place for place, _ in enumerate(page.columns) if _all_numbers(page, place)]
    placed: dict[Link, list[float]] = {}
    for row in page.first:
        state = _state(row[states[0]])
        if state:
            cell = cell_of(row[numbers[0]]) if len(numbers) == 1 else 1
            placed.setdefault(state, []).append(cell if isinstance(cell, int | float) else 0)
    what = page.columns[numbers[0]] if len(numbers) == 1 else "rows"
    return result_map([Placed(link, sum(told)) for link, told in placed.items()], what)


def _state(term: Term | None) -> Link | None:
    if not isinstance(term, NamedNode):
        return None
    link = site().reader.link(term.value)
    return link if link.cls == "State" else None


def _all_numbers(page: Page, place: int) -> bool:
    cells = [cell_of(row[place]) for row in page.first if row[place] is not None]
    return bool(cells) and all(isinstance(cell, int | float) and not isinstance(cell, bool)
                               for cell in cells)  # fmt: skip


def _timeline(page: Page) -> object:
    """The rows by year, in the order of time; those without a time are left to the table."""
    times = [place for place, _ in enumerate(page.columns)
             if any(_is_day(row[place]) for row in page.first)]  # fmt: skip
    if not times:
        return "no column holds days, months or years"
    named = _naming(page, times)
    moments = sorted(_moments(page, times[0], named), key=lambda one: one.when)
    years: dict[str, list[Moment]] = {}
    for one in moments:
        years.setdefault(one.when[:4], []).append(one)
    return years


def _naming(page: Page, times: Sequence[int]) -> int | None:
    """The column that says what happened: the first of things, else the first that is no time."""
    others = [place for place, _ in enumerate(page.columns) if place not in times]
    things = [place for place in others
              if any(isinstance(row[place], NamedNode) for row in page.first)]  # fmt: skip
    return next(iter([*things, *others]), None)


def _moments(page: Page, time: int, named: int | None) -> Iterator[Moment]:
    value = site().reader.value
    for row in page.first:
        when = row[time]
        if not isinstance(when, Literal) or not _is_day(when):
            continue
        others = tuple((page.columns[place], value(term)) for place, term in enumerate(row)
                       if term is not None and place not in (time, named))  # fmt: skip
        what = row[named] if named is not None else None
        yield Moment(when.value[:10], value(what) if what is not None else None, others)


def _is_day(term: Term | None) -> bool:
    return (isinstance(term, Literal) and term.datatype.value in _DAYS
            and term.value[:4].isdecimal())  # fmt: skip
