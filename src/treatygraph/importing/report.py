"""What became of every record: counts that add up, and a reason for each that was refused."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

EXAMPLES: Final = 10
"""So many records stand for a reason; the table beside names all."""


@dataclass(frozen=True, slots=True)
class Row:
    """A record that was refused, or a part of one that was left out (``part`` says which)."""

    record: str
    part: str
    reason: str
    detail: str


@dataclass(slots=True)
class Report:
    """Counts of one import. In every line: what was read is what is held and what is not."""

    set: str
    read: int = 0
    held: int = 0
    things: int = 0
    """Files of agreements, or of actors: several rows of a source may tell of one."""
    parts_read: Counter[str] = field(default_factory=Counter)
    parts_held: Counter[str] = field(default_factory=Counter)
    rows: list[Row] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    left_out: Counter[tuple[str, str]] = field(default_factory=Counter)
    is_whole: bool = True

    def refuse(self, row: Row, number: int = 1) -> None:
        """Count a record that is not held."""
        self.read += number
        self.refused[row.reason] += number
        self.rows.append(row)

    def leave_out(self, row: Row) -> None:
        """Count a part that is not held."""
        self.left_out[row.part, row.reason] += 1
        self.rows.append(row)

    @property
    def adds_up(self) -> bool:
        """Whether every record, and every part, is either held or accounted for."""
        parts = Counter(self.parts_held)
        for (part, _), number in self.left_out.items():
            parts[part] += number
        return self.read == self.held + self.refused.total() and parts == self.parts_read

    def lines(self) -> Iterator[str]:
        """The report for a terminal: counts, and each reason with its number."""
        files = f" in {self.things:,} files" if self.things != self.held else ""
        yield (
            f"{self.set}: {self.read:,} records read = {self.held:,} held{files} + "
            f"{self.refused.total():,} refused"
        )
        for reason, number in self.refused.most_common():
            yield f"    {number:>7,}  {reason}"
        for part, number in sorted(self.parts_read.items()):
            held, out = self.parts_held[part], self._out(part)
            yield f"  {part}: {number:,} read = {held:,} held + {out:,} left out"
            for (of, reason), count in self.left_out.most_common():
                if of == part:
                    yield f"    {count:>7,}  {reason}"
        if not self.adds_up:
            yield "  these counts do not add up: please report it"

    def _out(self, part: str) -> int:
        return sum(number for (of, _), number in self.left_out.items() if of == part)

    def as_json(self) -> str:
        """The report for programs, with examples of each reason."""
        document = {
            "set": self.set,
            "whole": self.is_whole,
            "records": {"read": self.read, "held": self.held, "files": self.things,
                        "refused": self.refused.total()},
            "refused": [self._reason("", reason, number)
                        for reason, number in self.refused.most_common()],
            "parts": {part: {"read": number, "held": self.parts_held[part],
                             "left out": self._out(part)}
                      for part, number in sorted(self.parts_read.items())},
            "left out": [self._reason(part, reason, number)
                         for (part, reason), number in self.left_out.most_common()],
        }  # fmt: skip
        return json.dumps(document, ensure_ascii=False, indent=1) + "\n"

    def _reason(self, part: str, reason: str, number: int) -> dict[str, Any]:
        rows = [row for row in self.rows if (row.part, row.reason) == (part, reason)]
        told = [{"record": row.record, "detail": row.detail} for row in rows[:EXAMPLES]]
        named = {"part": part} if part else {}
        return {**named, "reason": reason, "number": number, "examples": told}

    def as_table(self) -> str:
        """Every refusal and every part left out, as tab-separated values."""
        out = io.StringIO()
        table = csv.writer(out, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE,
                           escapechar="\\")  # fmt: skip
        table.writerow(("record", "part", "reason", "detail"))
        table.writerows((row.record, row.part, row.reason, row.detail) for row in self.rows)
        return out.getvalue()
