"""A difference for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from treatygraph.changes.counting import counted, headline, rows_counted
from treatygraph.changes.model import Difference, Line, Piece, QueryChange

MARKS = {"added": "+", "removed": "-", "changed": "~", "renamed": ">", "same": " "}
_COLOURS = {"added": 32, "removed": 31, "changed": 33, "renamed": 36, "heading": 1}
Paint = Callable[[str, str], str]
"""Colours a text by what it is; or leaves it as it is."""

NOTHING = "no fact changed"


def as_text(difference: Difference, *, colour: bool = False) -> str:
    """Headings, a line for each change, below it what was reworded: ``[-old-]{+new+}``."""
    paint = _coloured if colour else _as_is
    return "\n".join(_lines(difference, paint))


def _coloured(kind: str, text: str) -> str:
    return f"\x1b[{_COLOURS[kind]}m{text}\x1b[0m" if kind in _COLOURS else text


def _as_is(_kind: str, text: str) -> str:
    return text


def _lines(difference: Difference, paint: Paint) -> Iterator[str]:
    yield paint("heading", f"{difference.a.title} → {difference.b.title}")
    yield headline(difference) if difference.groups else NOTHING
    for group in difference.groups:
        yield ""
        yield paint("heading", group.label)
        for thing in group.things:
            yield f"  {paint(thing.change, MARKS[thing.change])} {thing.sentence}"
            yield from (f"      {_drawn(line, paint)}" for line in thing.lines)
    if difference.support:
        yield ""
        yield paint("heading", "Support gained and lost")
        yield from (f"  {paint('changed', '~')} {change.sentence}" for change in difference.support)
    if difference.queries:
        yield ""
        yield paint("heading", "Saved queries that now answer differently")
        for query in difference.queries:
            yield from _query(query, paint)


def _query(query: QueryChange, paint: Paint) -> Iterator[str]:
    yield f"  {paint('changed', '~')} {query.name}: {query.summary} {rows_counted(query)}"
    for piece in query.lines:
        yield f"      {paint(piece.kind, f'{MARKS[piece.kind]} {piece.text}')}"
    if query.left_out:
        yield f"      … and {counted(query.left_out, 'row')} more"


def _drawn(line: Line, paint: Paint) -> str:
    """A line that is of one side only gets its sign; a text, brackets around what differs."""
    if len(line) == 1:
        return paint(line[0].kind, f"{MARKS[line[0].kind]} {line[0].text}")
    return "".join(_bracketed(piece, paint) for piece in line)


def _bracketed(piece: Piece, paint: Paint) -> str:
    forms = {"removed": "[-{}-]", "added": "{{+{}+}}"}
    return paint(piece.kind, forms.get(piece.kind, "{}").format(piece.text))
