"""Text for people: place and message, the line with what is meant underlined, rule and hint."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from treatygraph.check.finding import Finding, Severity
from treatygraph.check.formats.excerpt import Excerpt
from treatygraph.check.formats.view import PLAIN, View
from treatygraph.check.outcome import CheckReport
from treatygraph.check.report import SEVERITIES, about, counted, hint_of, place_of, short, telling

_COLOURS = {Severity.VIOLATION: "1;31", Severity.WARNING: "33", Severity.INFO: "34"}
_BOLD = "1"
_INDENT = "    "
MOST_ON_A_TERMINAL = 100
"""Nobody scrolls through thousands; the gravest are shown, and of each rule one at least."""
_TAB = 8
"""The most columns that a tab can take."""
_STEERING = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""Control characters but for the tab, separators of lines, halves of characters."""


def write(report: CheckReport, view: View) -> str:
    """Every finding as a block of lines; on a terminal, of very many the most telling."""
    if view.width is None or len(report.findings) <= MOST_ON_A_TERMINAL:
        blocks = [as_text(finding, view) for finding in report.findings]
        return "\n".join([*blocks, *_untold(report)])
    chosen = sorted(telling(report.findings)[:MOST_ON_A_TERMINAL], key=lambda one: one.order)
    more = sum(map(report.count, Severity)) - MOST_ON_A_TERMINAL
    blocks = [as_text(finding, view) for finding in chosen]
    return "\n".join([*blocks, f"… and {more:,} more: --output FILE writes all of them"])


def _untold(report: CheckReport) -> Iterator[str]:
    """A line for each rule of which not all is told."""
    for (rule, severity), more in sorted(report.untold.items()):
        yield f"… and {counted(more, f'more {SEVERITIES[severity]}')} of {_visible(short(rule))}"


def as_text(finding: Finding, view: View = PLAIN) -> str:
    """A finding as a block: place and message, the line with what is meant, the rule, a hint."""
    colour = _COLOURS[finding.severity]
    severity = _paint(SEVERITIES[finding.severity], colour, view)
    place = _paint(_visible(place_of(finding)), _BOLD, view)
    lines = [f"{place}: {severity}: {_sentence(finding.message)}"]
    if finding.source_line is not None and finding.column is not None:
        shown, carets = _excerpt(Excerpt.of(finding), view)
        lines += [f"{_INDENT}{shown}", _INDENT + _paint(carets, colour, view)]
    lines.append(f"{_INDENT}rule: {_rule(finding)}{_visible(about(finding))}")
    if hint := hint_of(finding):
        lines.append(f"{_INDENT}hint: {_sentence(hint)}")
    return "\n".join(lines)


def _paint(text: str, code: str, view: View) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if view.colour else text


def _rule(finding: Finding) -> str:
    """The rule; a shape with its name. A hygiene query's question would repeat the message."""
    name = f" ({_sentence(finding.name)})" if finding.name and finding.component else ""
    return _visible(short(finding.rule)) + name


def _excerpt(meant: Excerpt, view: View) -> tuple[str, str]:
    """The line as it is shown, and the carets below what is meant."""
    if view.width is not None:
        meant = _cut(meant, max(view.width - len(_INDENT), 20))
    before = meant.line[: meant.start]
    blank = "".join("\t" if char == "\t" else " " * _columns(char) for char in before)
    under = max(1, sum(1 if char == "\t" else _columns(char) for char in _span(meant)))
    return _visible(meant.line), f"{blank}{'^' * under}"


def _span(meant: Excerpt) -> str:
    return meant.line[meant.start : meant.end]


def _cut(meant: Excerpt, room: int) -> Excerpt:
    """The part of a line around what is meant that fits into so many columns."""
    line = meant.line
    if _width(line) <= room:
        return meant
    first = _back(line, meant.start, room // 3)
    last = _on(line, first, room - 2)
    if last == len(line):
        first = _back(line, last, room - 1)
    before, after = "…" * (first > 0), "…" * (last < len(line))
    moved = len(before) - first
    return Excerpt(
        before + line[first:last] + after, meant.start + moved, min(meant.end, last) + moved
    )


def _back(line: str, at: int, room: int) -> int:
    """How far one can go back from a place in so many columns."""
    at = min(at, len(line))
    while at > 0 and (room := room - _columns(line[at - 1])) >= 0:
        at -= 1
    return at


def _on(line: str, at: int, room: int) -> int:
    """How far one can go on from a place in so many columns."""
    while at < len(line) and (room := room - _columns(line[at])) >= 0:
        at += 1
    return at


def _width(text: str) -> int:
    return sum(map(_columns, text))


@lru_cache(maxsize=4096)
def _columns(char: str) -> int:
    """How many columns of a terminal a character takes (UAX 11; marks stand on what is before)."""
    if char == "\t":
        return _TAB
    if unicodedata.category(char) in ("Mn", "Me", "Cf") and char != "\u00ad":
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def _sentence(text: str) -> str:
    return _visible(" ".join(text.split()))


def _visible(text: str) -> str:
    """Signs that would steer a terminal, each as a sign that can be seen; tabs stay."""
    return _STEERING.sub(lambda found: _seen(found[0]), text)


def _seen(char: str) -> str:
    if char < " ":
        return chr(0x2400 + ord(char))
    return "\u2421" if char == "\x7f" else "\ufffd"
