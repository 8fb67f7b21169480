"""What of a finding's line is shown, and what in it is meant: bounded, whatever the file holds."""

from __future__ import annotations

from dataclasses import dataclass, replace

from treatygraph.check.finding import Finding

LONGEST_LINE = 500
"""A line can hold a whole file, and there can be a finding at each of its words."""
LONGEST_TEXT = 2_000
"""Messages quote values, and a value can be a book."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A line, and from where to where in it something is meant."""

    line: str
    start: int
    end: int

    @classmethod
    def of(cls, finding: Finding) -> Excerpt:
        """What a finding means in its line: to the end where it goes on in the next ones."""
        line, before = finding.source_line or "", (finding.source_column or 1) - 1
        start = (finding.column or 1) - 1 - before
        if finding.end_line is None or finding.end_column is None:
            return cls(line, start, start + 1)
        end = finding.end_column - 1 - before
        if finding.end_line != finding.line or (finding.source_column and end > len(line)):
            end = len(line.rstrip())
        return cls(line, start, max(end, start + 1))


def in_bounds(finding: Finding) -> Finding:
    """A finding whose line is cut around its place, and whose message is cut at its end."""
    if len(finding.message) > LONGEST_TEXT:
        finding = replace(finding, message=shortened(finding.message, LONGEST_TEXT))
    line = finding.source_line or ""
    if len(line) <= LONGEST_LINE:
        return finding
    part, first = _cut(line, (finding.column or 1) - 1)
    return replace(finding, source_line=part, source_column=first + 1)


def _cut(line: str, at: int) -> tuple[str, int]:
    """The line around a place, dots for the characters at which it is cut, and where it begins."""
    first = max(0, min(at - LONGEST_LINE // 3, len(line) - LONGEST_LINE))
    part = line[first : first + LONGEST_LINE]
    before, after = first > 0, first + LONGEST_LINE < len(line)
    inner = part[before : LONGEST_LINE - after]
    return "…" * before + inner + "…" * after, first


def shortened(text: str, most: int) -> str:
    """A text of so many characters at most."""
    return text if len(text) <= most else text[: most - 1] + "…"
