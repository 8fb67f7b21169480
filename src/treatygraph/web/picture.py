"""A picture of a comparison: a grid of signs as SVG, with its title, its legend and its source.

It stands on its own ground, so that it reads the same in a dark window, in a paper and printed;
a sign and a word say what a tint says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import shorten, wrap

from markupsafe import Markup

from treatygraph.describe.compare import Cell, Column, Row
from treatygraph.describe.norm import MODALITIES
from treatygraph.negotiation import Representation
from treatygraph.web.sentences import SIGNS
from treatygraph.web.site import site

SVG = Representation("svg", "image/svg+xml", "svg")

_LEFT, _CELL, _LINE, _MARGIN = 280, 150, 26, 20
_INK, _SOFT, _RULE = "#1d1c1a", "#55524b", "#d8d4c9"
_FRAME = Markup("""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" \
aria-labelledby="t d" font-family="system-ui, Segoe UI, Noto Sans, sans-serif">
<title id="t">{title}</title>
<desc id="d">Types of norm down, {across} across; each sign says the kind of a norm.</desc>
<rect width="{w}" height="{h}" fill="#ffffff"/>
{body}
</svg>
""")
_KEY = (
    "A number: how many norms there are. if, unless: a condition or an exception is recorded. "
    "≠ and a bold name: the agreements differ; =: alike in kind, bearer, condition and exception. "
    "Not found: no norm of the type is recorded; the text may have one."
)
_TINTS = {
    "Obligation": ("#1d4e79", "#e3edf6"),
    "ObligationOfConduct": ("#0f5c5c", "#ddf0ee"),
    "Prohibition": ("#97211f", "#fae6e3"),
    "Permission": ("#2b5f1e", "#e6f1df"),
    "Intention": ("#5b3a8c", "#eee7f7"),
    "Affirmation": ("#6a4a00", "#f7edd2"),
    "ConstitutiveRule": ("#474b52", "#e8eaec"),
    "Norm": ("#474b52", "#e8eaec"),
}
"""Ink and ground of each kind of norm, as in the light pages."""


def grid_picture(
    title: str, columns: Sequence[Column], rows: Sequence[Row], address: str
) -> str:  # fmt: skip
    """The grid as an SVG document; ``address`` is where the page of it lies."""
    width = max(_LEFT + _CELL * len(columns) + 2 * _MARGIN, 640)
    body, height = _drawn(title, columns, rows, address, width)
    across = ", ".join(column.agreement.label.value for column in columns)
    return str(_FRAME.format(w=width, h=height, title=title, across=across,
                             body=Markup("\n").join(body)))  # fmt: skip


def _drawn(
    title: str, columns: Sequence[Column], rows: Sequence[Row], address: str, width: int
) -> tuple[list[Markup], int]:
    drawn: list[Markup] = []
    y = _MARGIN + 8
    for line in wrap(title, (width - 2 * _MARGIN) // 11):
        y += 22
        drawn.append(_text(_MARGIN, y, line, size=18, weight=600))
    y += 16
    y = _heads(drawn, columns, y)
    for row in rows:
        _row(drawn, row, y, width)
        y += _LINE
    drawn.append(_rule(y, width))
    y = _legend(drawn, rows, y + 12, width)
    source = f"Source: {site().name}, release {site().release.version}."
    for line in [*wrap(source, 90), *_pieces(address, (width - 2 * _MARGIN) // 7)]:
        y += 18
        drawn.append(_text(_MARGIN, y, line, size=11, fill=_SOFT))
    return drawn, y + _MARGIN


def _pieces(address: str, length: int) -> list[str]:
    return [address[at : at + length] for at in range(0, len(address), length)]


def _heads(drawn: list[Markup], columns: Sequence[Column], y: int) -> int:
    """The names of the agreements, and how much of each is known."""
    lines = [[*wrap(f"{c.letter}  {c.agreement.label.value}", 20), *_known(c)] for c in columns]
    for at, said in enumerate(lines):
        for place, line in enumerate(said):
            known = place >= len(said) - len(_known(columns[at]))
            weight, fill = (400, _SOFT) if known else (600, _INK)
            x = _LEFT + _MARGIN + at * _CELL
            drawn.append(_text(x, y + 16 * (place + 1), line, size=12, weight=weight, fill=fill))
    return y + 16 * max(map(len, lines)) + 12


def _known(column: Column) -> list[str]:
    of = f" of {column.article_count}" if column.article_count else ""
    return [f"{column.articles}{of} articles known"]


def _row(drawn: list[Markup], row: Row, y: int, width: int) -> None:
    drawn.append(_rule(y, width))
    name = row.type.label.value if row.type else "type not recorded"
    weight, sign = (600, "≠") if row.differences else (400, "=")
    indent = 34 if row.below else 20
    drawn.append(_text(_MARGIN, y + 17, sign, fill=_SOFT))
    drawn.append(_text(_MARGIN + indent, y + 17, shorten(name, 34, placeholder="…"), weight=weight))
    for at, cell in enumerate(row.cells):
        drawn += _cell(cell, _LEFT + _MARGIN + at * _CELL, y)


def _cell(cell: Cell, x: int, y: int) -> Iterator[Markup]:
    """A sign for each kind, how many norms there are, and whether a condition stands with them."""
    if not cell.norms:
        yield _text(x, y + 17, "not found", fill=_SOFT, size=11)
        return
    for kind in (kind for kind in MODALITIES if kind in cell.kinds):
        ink, ground = _TINTS[kind]
        yield Markup('<rect x="{}" y="{}" width="18" height="18" fill="{}" stroke="{}"/>').format(
            x, y + 4, ground, ink
        )
        yield _text(x + 9, y + 17, SIGNS[kind], fill=ink, anchor="middle", size=12)
        x += 22
    said = [str(len(cell.norms))] if len(cell.norms) > 1 else []
    said += ["if"] if cell.conditional else []
    said += ["unless"] if cell.excepted else []
    yield _text(x + 2, y + 17, " ".join(said), size=11, fill=_SOFT)


def _legend(drawn: list[Markup], rows: Sequence[Row], y: int, width: int) -> int:
    """What the signs mean: those that occur."""
    found = {kind for row in rows for cell in row.cells for kind in cell.kinds}
    x, y = _MARGIN, y + 8
    for kind in (kind for kind in MODALITIES if kind in found):
        word = MODALITIES[kind][0]
        if x + 40 + 7 * len(word) > width - _MARGIN:
            x, y = _MARGIN, y + 24
        ink, ground = _TINTS[kind]
        drawn.append(Markup('<rect x="{}" y="{}" width="18" height="18" fill="{}" stroke="{}"/>')
                     .format(x, y, ground, ink))  # fmt: skip
        drawn.append(_text(x + 9, y + 13, SIGNS[kind], fill=ink, anchor="middle", size=12))
        drawn.append(_text(x + 24, y + 13, word, size=12))
        x += 44 + 7 * len(word)
    y += 18
    for line in wrap(_KEY, (width - 2 * _MARGIN) // 6):
        y += 17
        drawn.append(_text(_MARGIN, y, line, size=11, fill=_SOFT))
    return y + 4


def _rule(y: int, width: int) -> Markup:
    return Markup('<path d="M{} {}H{}" stroke="{}"/>').format(_MARGIN, y, width - _MARGIN, _RULE)


def _text(
    x: int, y: int, said: str, *, size: int = 13, weight: int = 400, fill: str = _INK,
    anchor: str = "start",
) -> Markup:  # fmt: skip
    return Markup(
        '<text x="{}" y="{}" font-size="{}" font-weight="{}" fill="{}" text-anchor="{}">{}</text>'
    ).format(x, y, size, weight, fill, anchor, said)
