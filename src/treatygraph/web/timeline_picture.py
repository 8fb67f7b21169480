"""A timeline as SVG: a lane for each agreement, a mark for each act and event.

A mark's form says its sort. Where the day is not known, a bar spans the days on which it can have
been; where one bound is open too, the bar is broken off there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from treatygraph.describe import Link
from treatygraph.describe.timeline import Moment
from treatygraph.web.drawing import (
    MARGIN,
    RULE,
    SOFT,
    TINTS,
    Frame,
    beside,
    link,
    picture,
    pieces,
    shape,
    short,
    text,
)
from treatygraph.web.sentences import when
from treatygraph.web.timeline_axis import Axis

SORT_WORDS = {
    "signature": "signature",
    "consent": "consent to be bound",
    "domestic": "domestic step",
    "force": "entry into force",
    "end": "end, withdrawal or suspension",
    "event": "other act or event",
}
_COLOURS = {"signature": "blue", "consent": "green", "domestic": "grey", "force": "teal",
            "end": "red", "event": "brown"}  # fmt: skip
_FORMS = {
    "signature": "M0-7L7 0 0 7-7 0Z",
    "consent": "M-6 0A6 6 0 1 1 6 0 6 6 0 1 1-6 0Z",
    "domestic": "M-5 0A5 5 0 1 1 5 0 5 5 0 1 1-5 0Z",
    "force": "M0-7L7 6H-7Z",
    "end": "M-5-5L5 5M-5 5L5-5",
    "event": "M-5-5H5V5H-5Z",
}
_HOLLOW = ("domestic", "event", "end")
_STEP, _HALF, _OPEN = 18, 8, 26
"""Height of a row of marks, half a mark's width, and how far an open bar goes."""

_HEAD, _TOP = 22, 30


@dataclass(frozen=True, slots=True)
class _Placed:
    """A moment on the axis: where its mark stands, what it takes up, and its row in the lane."""

    moment: Moment
    x: float
    left: float
    right: float
    row: int


def timeline_picture(frame: Frame, moments: Sequence[Moment], *, titled: bool = True) -> Markup:
    """The picture of some moments, at least one; lanes are named where ``titled``."""
    lanes = _lanes(moments)
    axis = Axis(
        [[_middle(moment) for moment in of] for _, of in lanes],
        [day for moment in moments for day in (moment.first, moment.last) if day],
        MARGIN + _HALF, frame.width - MARGIN - _HALF,
    )  # fmt: skip
    body: list[Markup] = []
    y = float(_TOP)
    for agreement, of in lanes:
        placed = _placed(of, axis)
        body += _lane(frame, agreement, len(of), placed, y, titled=titled)
        y += (_HEAD if titled else 6) + _STEP * (1 + max(one.row for one in placed)) + 10
    legend, height = _legend(moments, axis, frame.width, y + 6)
    return picture(frame, [*_grid(axis, y), *body, *legend], height)


def _lanes(moments: Iterable[Moment]) -> list[tuple[Link | None, list[Moment]]]:
    """By agreement, the one that began first on top; what belongs to none stands below all."""
    found: dict[Link | None, list[Moment]] = {}
    for moment in moments:
        for agreement in moment.agreements or (None,):
            found.setdefault(agreement, []).append(moment)
    return sorted(found.items(), key=lambda lane: lane[0] is None)


def _middle(moment: Moment) -> date:
    first, last = moment.first or moment.last, moment.last or moment.first
    assert first is not None
    assert last is not None
    return first + (last - first) / 2


def _placed(moments: Sequence[Moment], axis: Axis) -> list[_Placed]:
    """Each in the first row in which it touches no other."""
    ends: list[float] = []
    placed = []
    for moment, x, left, right in sorted(_spread(moments, axis), key=lambda one: one[2]):
        row = next((at for at, end in enumerate(ends) if end + 2 <= left), len(ends))
        ends[row:] = [right, *ends[row + 1 :]]
        placed.append(_Placed(moment, x, left, right, row))
    return placed


def _spread(moments: Iterable[Moment], axis: Axis) -> Iterator[tuple[Moment, float, float, float]]:
    for moment in moments:
        start = axis.x(moment.first) if moment.first else None
        end = axis.x(moment.last + timedelta(days=1)) if moment.last else None
        left = start if start is not None else (end or 0) - _OPEN
        right = end if end is not None else (start or 0) + _OPEN
        x = (left + right) / 2
        yield moment, x, min(left, x - _HALF), max(right, x + _HALF)


def _grid(axis: Axis, bottom: float) -> Iterator[Markup]:
    """The units with their labels, as many as do not run into each other."""
    free = 0.0
    for unit in axis.units:
        yield shape("path", "d-rule", d=f"M{unit.x:.1f} {_TOP - 6}V{bottom:.0f}", stroke=RULE,
                    data_x=unit.x, fill="none",
                    stroke_dasharray="2 4" if unit.is_break else None)  # fmt: skip
        label = "⋯" if unit.is_break else unit.label
        if unit.x >= free:
            yield shape("g", inner=text(unit.x + 3, _TOP - 10, label, size=12, fill=SOFT),
                        data_x=unit.x)  # fmt: skip
            free = unit.x + 8 + 7.5 * len(label)


def _lane(
    frame: Frame, agreement: Link | None, number: int, placed: Sequence[_Placed], y: float,
    *, titled: bool,
) -> Iterator[Markup]:  # fmt: skip
    """The name of the agreement above its marks."""
    yield shape("path", "d-rule", d=f"M{MARGIN} {y:.1f}H{frame.width - MARGIN}", stroke=RULE)
    if titled:
        yield _name(frame, agreement, y + 16)
    top = y + (_HEAD if titled else 6) + _STEP / 2
    for one in placed:
        yield _mark(frame, one, top + one.row * _STEP)


def _name(frame: Frame, agreement: Link | None, y: float) -> Markup:
    if agreement is None:
        return text(MARGIN, y, "Of no agreement that is recorded", fill=SOFT, weight=600)
    said = short(agreement.label.value, frame.width // 9)
    ground = shape("rect", "d-none", x=MARGIN, y=y - 13, width=8.2 * len(said), height=18,
                   fill="none", pointer_events="all")  # fmt: skip
    name = text(MARGIN, y, said, weight=600, lang=agreement.label.lang)
    target = link(frame.href(agreement.iri), agreement.label.value, ground, "lane")
    return pieces(target, beside(name))


def _mark(frame: Frame, placed: _Placed, y: float) -> Markup:
    """A link to the act or event, named in full: when, what, which sort."""
    moment = placed.moment
    bar = Markup() if moment.exact else _bar(placed, y)
    form = shape("g", inner=mark_form(moment.sort), transform=f"translate({placed.x:.1f} {y:.1f})",
                 data_x=placed.x, data_y=y)  # fmt: skip
    name = f"{when(moment)}: {moment.line.link.label.value} ({SORT_WORDS[moment.sort]})"
    return link(frame.href(moment.line.link.iri), name, pieces(bar, form), "mark")


def _bar(placed: _Placed, y: float) -> Markup:
    colour = _COLOURS[placed.moment.sort]
    line, tint = TINTS[colour]
    whole = placed.moment.first and placed.moment.last
    return shape(
        "rect", f"d-{colour} d-tint", x=placed.left, y=y - 5, width=placed.right - placed.left,
        height=10, rx=5, fill=tint, stroke=line, stroke_dasharray=None if whole else "3 3",
        data_x=placed.left, data_end=placed.right,
    )  # fmt: skip


def mark_form(sort: str) -> Markup:
    """The form of a sort, around the origin."""
    colour = _COLOURS[sort]
    line, _ = TINTS[colour]
    hollow = sort in _HOLLOW
    return shape("path", f"d-{colour} {'d-hollow' if hollow else 'd-solid'}", d=_FORMS[sort],
                 fill="#ffffff" if hollow else line, stroke=line,
                 stroke_width=3 if sort == "end" else 1.8)  # fmt: skip


def _legend(
    moments: Iterable[Moment], axis: Axis, width: int, y: float
) -> tuple[list[Markup], float]:
    """The sorts that occur, what a bar means, and that the axis is not to scale."""
    found = {moment.sort for moment in moments}
    drawn: list[Markup] = []
    x, y = float(MARGIN), y + 14
    for sort, words in ((sort, words) for sort, words in SORT_WORDS.items() if sort in found):
        if x + 30 + 7 * len(words) > width - MARGIN:
            x, y = MARGIN, y + 22
        drawn.append(shape("g", inner=mark_form(sort), transform=f"translate({x + 7:.1f} {y:.1f})"))
        drawn.append(text(x + 20, y + 4, words, size=12))
        x += 44 + 6.6 * len(words)
    for line in _notes(moments, axis):
        y += 19
        drawn.append(text(MARGIN, y + 4, line, size=12, fill=SOFT))
    return drawn, y + 18


def _notes(moments: Iterable[Moment], axis: Axis) -> Iterator[str]:
    if any(not moment.exact for moment in moments):
        yield "A bar: the day is not known, only that it lies within. Dashed: open to one side."
    if len(axis.units) > 1:
        yield "Not to scale: a stretch with more marks is wider; ⋯ is a time without any."
