"""Plots as SVG that can be read on a light page and on a dark one: grey words, middling colours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

WIDTH, HEIGHT = 760, 300
_LEFT, _TOP, _WIDE, _HIGH, _GAP = 56, 40, 290, 200, 90
_GREY = "#808080"
_COLOURS = ("#2f81c7", "#d1702a", "#3d9a50", "#a463b0")

Series = Mapping[str, Sequence[float]]


def written(across: Sequence[float], unit: str, panels: Mapping[str, Series]) -> str:
    """Panels side by side, each with lines over the same values; axes begin at nothing.

    ``across`` are the values of the horizontal axis in ``unit``; each panel is named by its own.
    """
    drawn = [
        line
        for number, (name, series) in enumerate(panels.items())
        for line in _panel(_LEFT + number * (_WIDE + _GAP), across, unit, name, series)
    ]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="12" fill="{_GREY}">'
    )
    return "\n".join([head, f"<title>{escape(_told(across, unit, panels))}</title>",
                      *drawn, "</svg>\n"])  # fmt: skip


def _told(across: Sequence[float], unit: str, panels: Mapping[str, Series]) -> str:
    """The plot in words: what each line reaches."""
    said = [f"{series} {values[-1]:g} {name}" for name, lines in panels.items()
            for series, values in lines.items() if values]  # fmt: skip
    return f"At {across[-1]:g} {unit}: {'; '.join(said)}" if across else "nothing was measured"


def _panel(
    left: float, across: Sequence[float], unit: str, name: str, series: Series
) -> Iterator[str]:
    right, high = _round_up(max(across, default=1)), _round_up(_highest(series))
    yield f'<text x="{left}" y="{_TOP - 18}" font-weight="bold">{escape(name)}</text>'
    for part in range(5):
        x, y = left + _WIDE * part / 4, _TOP + _HIGH * (4 - part) / 4
        yield (f'<path d="M{left} {y:g}h{_WIDE}" stroke="{_GREY}" '
               f'stroke-opacity="{0.9 if part == 0 else 0.3}"/>')  # fmt: skip
        yield f'<text x="{left - 6}" y="{y + 4:g}" text-anchor="end">{high * part / 4:g}</text>'
        yield (f'<text x="{x:g}" y="{_TOP + _HIGH + 18}" text-anchor="middle">'
               f"{right * part / 4:g}</text>")  # fmt: skip
    yield (f'<text x="{left + _WIDE / 2:g}" y="{_TOP + _HIGH + 38}" text-anchor="middle">'
           f"{escape(unit)}</text>")  # fmt: skip
    for number, (of, values) in enumerate(series.items()):
        points = [(left + _WIDE * x / right, _TOP + _HIGH * (1 - y / high))
                  for x, y in zip(across, values, strict=True)]  # fmt: skip
        yield from _line(points, _COLOURS[number % len(_COLOURS)])
        yield (f'<text x="{left + 10}" y="{_TOP + 16 + 16 * number}" '
               f'fill="{_COLOURS[number % len(_COLOURS)]}">{escape(of)}</text>')  # fmt: skip


def _line(points: Sequence[tuple[float, float]], colour: str) -> Iterator[str]:
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    yield f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
    for x, y in points:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>'


def _highest(series: Series) -> float:
    return max((value for values in series.values() for value in values), default=1)


def _round_up(value: float) -> float:
    """The next of 1, 2, 4, 6, 8 and ten times that, so that quarters are easy to read."""
    power = 1.0
    while value > 10 * power:
        power *= 10
    while value <= power:
        power /= 10
    return next(step * power for step in (2, 4, 6, 8, 10) if value <= step * power)
