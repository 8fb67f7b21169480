"""A fault that was found, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

Term = NamedNode | BlankNode | Literal | Triple


class Severity(IntEnum):
    """SHACL's severities (SHACL, section 2.1.4), the gravest first."""

    VIOLATION = 0
    WARNING = 1
    INFO = 2

    @classmethod
    def of(cls, iri: str) -> Severity:
        """From the IRI or local name; anything that SHACL does not name is a violation."""
        name = iri.rpartition("#")[2].upper()
        return cls[name] if name in cls.__members__ else cls.VIOLATION


@dataclass(frozen=True, slots=True)
class Finding:
    """One result: which rule, about what, in words; the place is filled in by locating it."""

    severity: Severity
    rule: str
    message: str
    focus: Term | None = None
    path: str | None = None
    value: Term | None = None
    component: str | None = None
    """The IRI of the constraint component (SHACL, section 3.6.2.8); None for other rules."""
    blames_property: bool = False
    """Whether not the value is wrong but that the property is there: it is told at the property."""
    hint: str | None = None
    name: str | None = None
    """What the rule is called in words: the shape's name, the question of the hygiene query."""
    file: str | None = None
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None
    source_line: str | None = None
    source_column: int | None = None
    """Of a long line that was cut, the column that ``source_line`` begins in; else None."""

    @property
    def order(self) -> tuple[str, int, int, int, str, str]:
        """By file and place, then gravity."""
        place = (self.file or "", self.line or 0, self.column or 0)
        return (*place, self.severity, self.rule, str(self.focus))
