"""A map of the States that rows name, each with its number: four tints, and the number in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from treatygraph.describe import Link
from treatygraph.web.drawing import GROUND, INK, SOFT, Frame, link, picture, pieces, shape, text
from treatygraph.web.map_picture import HEIGHT, NO_BORDER, View, view_of
from treatygraph.web.site import links_here
from treatygraph.web.world import Country, world

_WIDTH = 1120
_SEA, _LAND, _SHORE, _LINE = "#eef2f4", "#dedbd2", "#b9b5a9", "#1d4e79"
_STEPS = ("d-step-1", "d-step-2", "d-step-3", "d-step-4")
_FILLS = ("#e3edf6", "#c3d8ea", "#9cbfdc", "#76a6cd")


@dataclass(frozen=True, slots=True)
class Placed:
    """A State and the number that rows give it."""

    state: Link
    number: float


@dataclass(frozen=True, slots=True)
class ResultMap:
    """The drawing, and the States that it has no place for."""

    drawing: Markup
    absent: tuple[Link, ...]
    what: str


def result_map(placed: Sequence[Placed], what: str) -> ResultMap | str:
    """The map, or why there is none; ``what`` says what is counted."""
    countries = world().countries
    there = [(one, countries[one.state.key]) for one in placed if one.state.key in countries]
    if not there:
        return "none of the States that the rows name has a place on it"
    view = view_of([country for _, country in there], _WIDTH)
    frame = Frame("The States that the rows name", f"Each with its number of {what}.", "", _WIDTH,
                  links_here().href)  # fmt: skip
    moved = f"scale({view.scale:.4f}) translate({-view.left:.1f} {-view.top:.1f})"
    most = max(abs(one.number) for one, _ in there) or 1
    land = _land([one.state.key for one, _ in there], view)
    states = _states(frame, there, most, what)
    plane = shape("g", inner=pieces(land, *states), transform=moved)
    window = Markup('<svg class="window" width="{0}" height="{1}" viewBox="0 0 {0} {1}">{2}</svg>')
    sea = shape("rect", "d-sea", width=_WIDTH, height=HEIGHT, fill=_SEA)
    labels = _labels(there, view)
    drawn = window.format(_WIDTH, HEIGHT, pieces(sea, plane, *labels))
    note = text(12, HEIGHT + 20, NO_BORDER, size=12, fill=SOFT)
    absent = tuple(one.state for one in placed if one.state.key not in countries)
    return ResultMap(picture(frame, [drawn, note], HEIGHT + 30), absent, what)


def _land(taken: Sequence[str], view: View) -> Markup:
    """All land in sight that no row names, as one path."""
    others = [country.path for code, country in world().countries.items()
              if code not in taken and _in_sight(country, view)]  # fmt: skip
    return shape("path", "d-land", d="".join([*world().others, *others]), fill=_LAND,
                 stroke=_SHORE, stroke_width=0.6, vector_effect="non-scaling-stroke")  # fmt: skip


def _in_sight(country: Country, view: View) -> bool:
    (left, top), (right, bottom) = view.place(*country.box[:2]), view.place(*country.box[2:])
    return right > 0 and left < _WIDTH and bottom > 0 and top < HEIGHT


def _states(
    frame: Frame, there: Sequence[tuple[Placed, Country]], most: float, what: str
) -> Iterator[Markup]:
    """Each State as a link, the darker the larger its number is."""
    for one, country in there:
        step = min(int(max(one.number, 0) / most * len(_STEPS)), len(_STEPS) - 1)
        land = shape("path", _STEPS[step], d=country.path, fill=_FILLS[step], stroke=_LINE,
                     stroke_width=1, vector_effect="non-scaling-stroke")  # fmt: skip
        yield link(frame.href(one.state.iri), f"{one.state.label.value}: {one.number:,g} {what}",
                   land, "mark")  # fmt: skip


def _labels(there: Sequence[tuple[Placed, Country]], view: View) -> Iterator[Markup]:
    """Letters and numbers, the largest first; what finds no room is said by the link alone."""
    taken: list[tuple[float, float, float]] = []
    for one, country in sorted(there, key=lambda pair: -pair[0].number):
        x, y = view.place(*country.middle)
        half = 4.2 * len(f"{one.state.key} {one.number:,g}")
        if all(abs(y - other[1]) > 15 or abs(x - other[0]) > half + other[2] for other in taken):
            taken.append((x, y, half))
            yield _label(one, x, y)


def _label(one: Placed, x: float, y: float) -> Markup:
    return shape("text", "d-ink halo", Markup("{} {}").format(one.state.key, f"{one.number:,g}"),
                 x=x, y=y + 4, font_size=12, font_weight=600, fill=INK, stroke=GROUND,
                 stroke_width=3, paint_order="stroke", text_anchor="middle")  # fmt: skip
