"""A difference for a pull request: Markdown that fits into a comment."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from treatygraph.changes.counting import counted, headline, rows_counted
from treatygraph.changes.model import Difference, Line, Piece, QueryChange, ThingChange
from treatygraph.changes.text import MARKS, NOTHING
from treatygraph.changes.wording import clipped

LIMIT = 65_536
"""What a comment on GitHub holds, in characters."""

_SHOWN = 12
"""Of a longer list, the rest is folded away."""
_LINE = 600
_SIGNS = re.compile(r"([\\`*_\[\]#!|~$])")
_TAGS = {"removed": "del", "added": "ins"}


def as_markdown(difference: Difference, *, limit: int = LIMIT) -> str:
    """Headings, lists, long ones folded; never longer than a limit, and told where it is cut."""
    a, b = difference.a, difference.b
    told = headline(difference) if difference.groups else NOTHING
    head = f"### What changes from {_code(a.title)} to {_code(b.title)}\n\n{escaped(told)}\n"
    end = f"{{}} left out here: see {_code(f'treatygraph diff {a.name} {b.name}')}\n"
    room = limit - len(head) - len(end) - 60
    queries = _fitted(_queries(difference), room // 4 if difference.groups else room)
    facts = _fitted(_facts(difference), room - len(queries.text))
    out = [f"{counted(facts.left_out, 'change')}" if facts.left_out else "",
           f"{queries.left_out:,} of the queries" if queries.left_out else ""]  # fmt: skip
    cut = " and ".join(filter(None, out))
    return head + facts.text + queries.text + (f"\n{end.format(cut)}" if cut else "")


@dataclass(frozen=True, slots=True)
class _Section:
    heading: str
    items: Sequence[str]
    """Each ends with a newline."""


@dataclass(frozen=True, slots=True)
class _Fitted:
    text: str
    left_out: int


def _facts(difference: Difference) -> list[_Section]:
    sections = [_Section(group.label, [_thing(thing) for thing in group.things])
                for group in difference.groups]  # fmt: skip
    if difference.support:
        items = [f"- {_code('~')} {_text(change.sentence)}\n" for change in difference.support]
        sections.append(_Section("Support gained and lost", items))
    return sections


def _queries(difference: Difference) -> list[_Section]:
    items = [_query(query) for query in difference.queries or ()]
    return [_Section("Saved queries that now answer differently", items)] if items else []


def _fitted(sections: Iterable[_Section], room: int) -> _Fitted:
    """As many items as there is room for, in order; how many are not among them."""
    text, left_out = "", 0
    for section in sections:
        fitting = _as_many_as_fit(section, room - len(text))
        left_out += len(section.items) - fitting
        if fitting:
            text += _section(section.heading, section.items[:fitting])
    return _Fitted(text, left_out)


def _as_many_as_fit(section: _Section, room: int) -> int:
    fitting = 0
    room -= len(_section(section.heading, [""] * (_SHOWN + 1)))
    while fitting < len(section.items) and (room := room - len(section.items[fitting])) >= 0:
        fitting += 1
    return fitting


def _section(heading: str, items: Sequence[str]) -> str:
    shown, folded = items[:_SHOWN], items[_SHOWN:]
    text = f"\n#### {_text(heading)}\n\n{''.join(shown)}"
    if not folded:
        return text
    return text + _folded(f"{len(folded):,} more", "".join(folded))


def _folded(summary: str, content: str) -> str:
    return f"\n<details><summary>{summary}</summary>\n\n{content}\n</details>\n"


def _thing(thing: ThingChange) -> str:
    lines = "".join(f"  - {_drawn(line)}\n" for line in thing.lines)
    return f"- {_code(MARKS[thing.change])} {_text(thing.sentence)}\n{lines}"


def _drawn(line: Line) -> str:
    """A line of one side gets its sign; a text, ``<del>`` and ``<ins>`` where it differs."""
    if len(line) == 1:
        return f"{_code(MARKS[line[0].kind])} {_text(line[0].text)}"
    return "".join(map(_tagged, _shortened(line)))


def _tagged(piece: Piece) -> str:
    tag = _TAGS.get(piece.kind)
    return f"<{tag}>{escaped(piece.text)}</{tag}>" if tag else escaped(piece.text)


def _shortened(line: Line) -> list[Piece]:
    """The beginning of a line that is very long."""
    pieces, room = [], _LINE
    for piece in line:
        pieces.append(Piece(piece.kind, clipped(piece.text, max(room, 2))))
        room -= len(piece.text)
        if room <= 0:
            break
    return pieces


def _query(query: QueryChange) -> str:
    rows = "".join(f"- {_code(MARKS[piece.kind])} {_text(piece.text)}\n" for piece in query.lines)
    if query.left_out:
        rows += f"- … and {counted(query.left_out, 'row')} more\n"
    summary = f"{_code(query.name)} {html.escape(query.summary)} {rows_counted(query)}"
    return _folded(summary, rows)


def _text(text: str) -> str:
    return escaped(clipped(text, _LINE))


def escaped(text: str) -> str:
    """A text as Markdown shows it: no markup of its own, and nobody is mentioned by it."""
    safe = _SIGNS.sub(r"\\\1", html.escape(text, quote=False).replace("\n", " "))
    return re.sub(r"(@|\\#|\bGH-)(?=\w)", r"\1<!-- -->", safe)


def _code(text: str) -> str:
    return f"<code>{html.escape(text)}</code>"
