"""A network as SVG: names in columns, each a link, and lines whose form says what they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from markupsafe import Markup

from treatygraph.describe import Link
from treatygraph.describe.network import Network, Tie
from treatygraph.web.drawing import (
    GROUND,
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
from treatygraph.web.network_layout import COLUMN, GAP, Layout, Spot, laid_out
from treatygraph.web.sentences import STATUS_SIGNS

_TOP = 34
_COLOURS = {"State": "blue", "Organization": "teal", "NonStateActor": "red", "Person": "grey",
            "Agreement": "green", "Initiative": "purple", "System": "brown"}  # fmt: skip
_WORDS = {"State": "State", "Organization": "organization", "NonStateActor": "non-state actor",
          "Person": "person", "Agreement": "instrument", "Initiative": "initiative",
          "System": "system"}  # fmt: skip
_FORMS = {
    "State": "M-5-5H5V5H-5Z",
    "Organization": "M-6 0L-3-5H3L6 0 3 5H-3Z",
    "NonStateActor": "M0 6L6-5H-6Z",
    "Person": "M-5 0A5 5 0 1 1 5 0 5 5 0 1 1-5 0Z",
    "Agreement": "M-4-6H2L5-3V6H-4Z",
    "Initiative": "M0-6L6 0 0 6-6 0Z",
    "System": "M0-6L5-3V3L0 6-5 3V-3Z",
}
_LINES = {
    "participant": ("takes part", "grey", None),
    "supersedes": ("supersedes, builds on, carries out or endorses", "red", None),
    "buildsOn": ("", "red", None),
    "implements": ("", "red", None),
    "endorses": ("", "red", None),
    "refersTo": ("refers to", "blue", "6 3"),
    "comparableWith": ("comparable with", "brown", "2 4"),
    "object": ("has a norm about", "purple", "8 3 2 3"),
    "concerns": ("took part in an event about", "teal", "1 3"),
}
"""What each kind of line is called, its colour and its dashes; without words, as the one above."""

_HIGH, _BUTTON = 20, 22


def network_width(found: Network) -> int:
    """How wide the picture is."""
    return max(laid_out(found, MARGIN, _TOP).width, 760)


def network_picture(frame: Frame, found: Network, centre_href: Callable[[Link], str]) -> Markup:
    """The picture of a network with at least one thing; ``centre_href`` leads to one centred."""
    layout = laid_out(found, MARGIN, _TOP)
    heads = [text(x + 4, 20, head, size=13, weight=600, fill=SOFT) for x, head in layout.heads]
    lines = [_line(tie, layout) for tie in found.ties]
    names = [_name(frame, spot, centre_href, centred=spot.node.step == 0)
             for spot in layout.spots.values()]  # fmt: skip
    plane = shape("g", inner=pieces(*heads, *lines, *names), data_plane=1)
    window = Markup('<svg class="window" width="{0}" height="{1}" viewBox="0 0 {0} {1}">{2}</svg>')
    high = round(layout.height) + 8
    legend, height = _legend(found, frame.width, high + 16.0)
    return picture(frame, [window.format(frame.width, high, plane), *legend], height)


def _line(tie: Tie, layout: Layout) -> Markup:
    """A line from the right of one name to the left of the other, or back around in one column."""
    one, other = layout.spots[tie.one.iri], layout.spots[tie.other.iri]
    _, colour, dashes = _LINES[tie.relation]
    line, _ = TINTS[colour]
    said = f"{tie.one.label.value} {tie.words} {tie.other.label.value}"
    return shape(
        "path", f"tie d-{colour}", Markup("<title>{}</title>").format(said), d=_way(one, other),
        fill="none", stroke=line, stroke_width=1.2, stroke_opacity=0.6, stroke_dasharray=dashes,
        data_one=tie.one.key, data_other=tie.other.key,
    )  # fmt: skip


def _way(one: Spot, other: Spot) -> str:
    if one.column > other.column:
        one, other = other, one
    x0, y0, y1 = _right(one), one.y, other.y
    if one.column == other.column:
        bend = x0 + min(20 + abs(y1 - y0) / 6, GAP - 14)
        return f"M{x0:.1f} {y0:.1f}C{bend:.1f} {y0:.1f} {bend:.1f} {y1:.1f} {x0:.1f} {y1:.1f}"
    x1 = other.x
    middle = (x0 + x1) / 2
    return f"M{x0:.1f} {y0:.1f}C{middle:.1f} {y0:.1f} {middle:.1f} {y1:.1f} {x1:.1f} {y1:.1f}"


def _right(spot: Spot) -> float:
    """Where a name ends, with the ring behind it; what is centred has none."""
    return spot.x + COLUMN - (_BUTTON if spot.node.step == 0 else 0)


def _name(frame: Frame, spot: Spot, centre_href: Callable[[Link], str], *, centred: bool) -> Markup:
    """A name with its sign, which leads to the thing, and a second link that centres on it."""
    node, left, top = spot.node, spot.x, spot.y - _HIGH / 2
    line, tint = TINTS[_COLOURS.get(node.link.cls, "grey")]
    colour = f"d-{_COLOURS.get(node.link.cls, 'grey')}"
    box = shape("rect", f"{colour} d-tint", x=left, y=top, width=COLUMN - _BUTTON, height=_HIGH,
                rx=3, fill=tint, stroke=line, stroke_width=2.5 if centred else 1)  # fmt: skip
    sign = shape(
        "g", inner=_form(node.link.cls), transform=f"translate({left + 13:.1f} {spot.y:.1f})"
    )
    status = f"{STATUS_SIGNS[node.status.value]} " if node.status else ""
    said = text(left + 25, spot.y + 4.5, status + short(node.link.label.value, 33), size=12,
                lang=node.link.label.lang)  # fmt: skip
    told = f", {node.status.value}" if node.status else ""
    kind = _WORDS.get(node.link.cls, "thing")
    name = f"{node.link.label.value} ({kind}{told}; {node.ties} linked)"
    thing = link(frame.href(node.link.iri), name, box, "mark", data_node=node.link.key)
    thing = pieces(thing, beside(sign, said))
    return thing if centred else pieces(thing, _centring(spot, centre_href))


def _centring(spot: Spot, centre_href: Callable[[Link], str]) -> Markup:
    x = spot.x + COLUMN - _BUTTON / 2
    ring = (
        shape("circle", "d-grey d-hollow", cx=x, cy=spot.y, r=7, fill=GROUND, stroke=SOFT),
        shape("circle", "d-grey d-solid", cx=x, cy=spot.y, r=2, fill=SOFT, stroke=SOFT),
    )
    name = f"Centre on {spot.node.link.label.value}"
    return link(centre_href(spot.node.link), name, pieces(*ring), "mark centre")


def _form(cls: str) -> Markup:
    colour = _COLOURS.get(cls, "grey")
    line, _ = TINTS[colour]
    solid = cls in ("State", "Agreement", "Initiative")
    return shape("path", f"d-{colour} {'d-solid' if solid else 'd-hollow'}",
                 d=_FORMS.get(cls, _FORMS["Person"]), fill=line if solid else GROUND, stroke=line,
                 stroke_width=1.5)  # fmt: skip


def _legend(found: Network, width: int, y: float) -> tuple[list[Markup], float]:
    """The signs and the lines that occur."""
    drawn: list[Markup] = []
    x = float(MARGIN)
    for mark, words in [*_signs(found), *_lines(found)]:
        if x + 44 + 7 * len(words) > width - MARGIN:
            x, y = float(MARGIN), y + 22
        drawn.append(shape("g", inner=mark, transform=f"translate({x + 12:.1f} {y:.1f})"))
        drawn.append(text(x + 32, y + 4, words, size=12))
        x += 54 + 6.4 * len(words)
    for said in _notes(found):
        y += 20
        drawn.append(text(MARGIN, y + 4, said, size=12, fill=SOFT))
    return drawn, y + 20


def _signs(found: Network) -> Iterator[tuple[Markup, str]]:
    held = {node.link.cls for node in found.nodes}
    yield from ((_form(cls), words) for cls, words in _WORDS.items() if cls in held)


def _lines(found: Network) -> Iterator[tuple[Markup, str]]:
    held = {_LINES[tie.relation][1:] for tie in found.ties}
    for words, colour, dashes in _LINES.values():
        if words and (colour, dashes) in held:
            yield shape("path", f"d-{colour}", d="M-10 0H14", fill="none", stroke=TINTS[colour][0],
                        stroke_width=1.6, stroke_dasharray=dashes), words  # fmt: skip


def _notes(found: Network) -> Sequence[str]:
    notes = []
    if any(node.status for node in found.nodes):
        notes.append("Before an instrument: ● in force, ○ not in force, ? unknown, ≠ disputed.")
    notes.append("The ring behind a name centres the network on it.")
    return notes
