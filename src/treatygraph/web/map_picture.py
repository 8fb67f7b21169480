"""A map of participants as SVG: a tint, a sign and three letters for each State that takes part.

The picture is cut to the States that it is about. Small ones have their sign alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from treatygraph.describe import Link
from treatygraph.describe.participants import Participants, Participation
from treatygraph.web.drawing import (
    GROUND,
    INK,
    MARGIN,
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
from treatygraph.web.sentences import STATUS_SIGNS, listed
from treatygraph.web.world import SOURCE, Country, world

HEIGHT = 520
NO_BORDER = (f"Shapes: {SOURCE}, which draws who holds an area. No border and no name on this map "
             "is endorsed.")  # fmt: skip

_COLOURS = {"in force": "green", "not in force": "grey", "unknown": "brown", "disputed": "red"}
_ORDER = tuple(_COLOURS)
_SEA, _LAND, _SHORE = "#eef2f4", "#dedbd2", "#b9b5a9"
_LEAST = 420.0
"""Units of the world's 4,000 across which a map is not narrower."""
_SIGN, _LABEL = 7, 12
_EDGE = 0.8


@dataclass(frozen=True, slots=True)
class View:
    """The part of the world that is drawn: its corner, and pixels for each of its units."""

    left: float
    top: float
    scale: float

    def place(self, x: float, y: float) -> tuple[float, float]:
        """A point of the world in the picture."""
        return (x - self.left) * self.scale, (y - self.top) * self.scale


@dataclass(frozen=True, slots=True)
class Shown:
    """A State on the map: how the agreements stand for it, and where it lies."""

    actor: Link
    of: tuple[Participation, ...]
    country: Country
    several: bool
    """Whether the map has several agreements, which are told apart by letters."""

    @property
    def status(self) -> str:
        """The status that its tint tells: in force where one agreement is, else the most open."""
        found = {one.status for one in self.of}
        return next(status for status in ("in force", "disputed", "unknown", "not in force")
                    if status in found)  # fmt: skip


def on_the_map(found: Participants) -> tuple[list[Shown], list[Link]]:
    """The participants that have a place on the map, and those that have none."""
    countries, several = world().countries, len(found.agreements) > 1
    shown, absent = [], []
    for actor, of in found.by_actor.items():
        country = countries.get(actor.key) if actor.cls == "State" else None
        if country:
            shown.append(Shown(actor, of, country, several))
        else:
            absent.append(actor)
    return shown, absent


def map_picture(frame: Frame, found: Participants) -> Markup:
    """The picture; of the whole world where no participant has a place on it."""
    shown, absent = on_the_map(found)
    view = view_of([one.country for one in shown], frame.width)
    placed = Markup("\n").join([*_land(view, frame.width, shown), *_states(frame, view, shown)])
    moved = f"scale({view.scale:.4f}) translate({-view.left:.1f} {-view.top:.1f})"
    plane = shape("g", inner=placed, data_plane=1, transform=moved)
    window = Markup('<svg class="window" width="{0}" height="{1}" viewBox="0 0 {0} {1}">{2}</svg>')
    ground = shape("rect", "d-sea", width=frame.width, height=HEIGHT, fill=_SEA)
    drawn = window.format(frame.width, HEIGHT,
                          pieces(ground, plane, *_labels(frame, view, shown)))  # fmt: skip
    legend, height = _legend(frame, found, shown, absent)
    return picture(frame, [drawn, *legend], height)


def view_of(countries: Sequence[Country], width: int) -> View:
    """What holds all of some countries, with an edge around them, in the form of the picture."""
    boxes = [country.box for country in countries] or [(0.0, 0.0, world().width, world().height)]
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
    wide = max((right - left) / _EDGE, (bottom - top) / _EDGE * width / HEIGHT, _LEAST)
    wide = min(wide, world().width)
    high = wide * HEIGHT / width
    middle = ((left + right) / 2, (top + bottom) / 2)
    x = min(max(middle[0] - wide / 2, 0), world().width - wide)
    y = min(max(middle[1] - high / 2, 0), max(world().height - high, 0))
    return View(x, y, width / wide)


def _land(view: View, width: int, shown: Sequence[Shown]) -> Iterator[Markup]:
    """All land within the view that takes no part, as one path."""
    taken = {one.actor.key for one in shown}
    others = [country.path for code, country in world().countries.items()
              if code not in taken and _within(country, view, width)]  # fmt: skip
    yield shape("path", "d-land", d="".join([*world().others, *others]), fill=_LAND,
                stroke=_SHORE, stroke_width=0.6, vector_effect="non-scaling-stroke")  # fmt: skip


def _within(country: Country, view: View, width: int) -> bool:
    (left, top), (right, bottom) = view.place(*country.box[:2]), view.place(*country.box[2:])
    return right > -width and left < 2 * width and bottom > -HEIGHT and top < 2 * HEIGHT


def _states(frame: Frame, view: View, shown: Sequence[Shown]) -> Iterator[Markup]:
    """The States that take part, each a link, the sign and letters of which stand above all."""
    for one in shown:
        colour = _COLOURS[one.status]
        line, tint = TINTS[colour]
        drawn = shape("path", f"d-{colour} d-tint", d=one.country.path, fill=tint, stroke=line,
                      stroke_width=1, vector_effect="non-scaling-stroke")  # fmt: skip
        yield link(frame.href(one.actor.iri), _name(one), drawn, "mark", tabindex=-1)


def _name(one: Shown) -> str:
    """A State with how each agreement stands for it, in words."""
    said = [f"{part.agreement.label.value + ': ' if one.several else ''}{part.status}, {part.why}"
            for part in one.of]  # fmt: skip
    return f"{one.actor.label.value}: {'; '.join(said)}"


def _labels(frame: Frame, view: View, shown: Sequence[Shown]) -> Iterator[Markup]:
    """Sign and letters of each State, the largest first; letters that find no room are left out."""
    taken: list[tuple[float, float, float, float]] = []
    placed = [(one, *view.place(*one.country.middle)) for one in shown]
    taken += [(x - _SIGN, y - _SIGN, x + _SIGN, y + _SIGN) for _, x, y in placed]
    drawn = []
    for one, x, y in sorted(placed, key=lambda place: -place[0].country.area):
        target = link(frame.href(one.actor.iri), _name(one), _ring(one), "mark sign-of")
        said = beside(_sign(one), *_letters(one, x, y, taken))
        drawn.append((one, x, y, target + said))
    for _, x, y, inner in sorted(drawn, key=lambda place: place[0].actor.label.value):
        moved = f"translate({x:.1f} {y:.1f})"
        yield shape("g", inner=inner, transform=moved, data_x=x, data_y=y)


def _ring(one: Shown) -> Markup:
    colour = _COLOURS[one.status]
    line, _ = TINTS[colour]
    return shape("circle", f"d-{colour} d-hollow", r=_SIGN, fill=GROUND, stroke=line,
                 stroke_width=1.5)  # fmt: skip


def _sign(one: Shown) -> Markup:
    return text(0, 3.8, STATUS_SIGNS[one.status], size=11, weight=700, anchor="middle")


def _letters(
    one: Shown, x: float, y: float, taken: list[tuple[float, float, float, float]]
) -> Iterator[Markup]:
    """The letters of a State and of the agreements in force for it, where there is room."""
    said = " ".join([one.actor.key, *_in_force(one)])
    half = 4.0 * len(said)
    for dx, dy in ((_SIGN + 4 + half, 4), (-_SIGN - 4 - half, 4), (0, _SIGN + 12), (0, -_SIGN - 4)):
        box = (x + dx - half, y + dy - 10, x + dx + half, y + dy + 3)
        if not any(_meet(box, other) for other in taken):
            taken.append(box)
            yield shape("text", "d-ink halo", Markup("{}").format(said), x=dx, y=dy,
                        font_size=_LABEL, font_weight=600, fill=INK, stroke=GROUND,
                        stroke_width=3, paint_order="stroke", text_anchor="middle")  # fmt: skip
            return


def _in_force(one: Shown) -> list[str]:
    """The letters of the agreements that are in force for a State, where there are several."""
    held = [part.letter for part in one.of if part.status == "in force"]
    return held if one.several else []


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return (one[0] < other[2] and other[0] < one[2] and one[1] < other[3]
            and other[1] < one[3])  # fmt: skip


def _legend(
    frame: Frame, found: Participants, shown: Sequence[Shown], absent: Sequence[Link]
) -> tuple[list[Markup], float]:
    """What signs mean, which letter is which agreement, who is not on the map, and the caveat."""
    drawn: list[Markup] = []
    x, y = float(MARGIN), float(HEIGHT + 24)
    held = {one.status for one in shown}
    for status in (status for status in _ORDER if status in held):
        colour = _COLOURS[status]
        line, tint = TINTS[colour]
        drawn.append(shape("rect", f"d-{colour} d-tint", x=x, y=y - 9, width=26, height=18,
                           fill=tint, stroke=line))  # fmt: skip
        drawn.append(text(x + 13, y + 4.5, STATUS_SIGNS[status], size=12, weight=700,
                          anchor="middle"))  # fmt: skip
        drawn.append(text(x + 34, y + 4.5, status, size=12))
        x += 62 + 7 * len(status)
    for line in _notes(found, absent):
        y += 19
        drawn.append(text(MARGIN, y + 6, short(line, frame.width // 6), size=12, fill=SOFT))
    return drawn, y + 20


def _notes(found: Participants, absent: Sequence[Link]) -> Iterable[str]:
    if len(found.agreements) > 1:
        yield "Letters behind a State: the agreements that are in force for it."
        yield from (f"{one.letter}  {one.link.label.value}" for one in found.agreements)
    if absent:
        yield f"Not on the map: {listed([actor.label.value for actor in absent])}."
    yield NO_BORDER
