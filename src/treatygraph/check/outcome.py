"""What a check comes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode

from treatygraph.check.finding import Finding, Severity
from treatygraph.check.identity import Identity, identity_of
from treatygraph.errors import UnreadableFiles

if TYPE_CHECKING:
    from treatygraph.check.since import Scope


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found, in the order of files and lines, and how much it looked at."""

    findings: Sequence[Finding]
    files: int
    triples: int
    complete: bool = True
    """False where files could not be read, so that nothing else was looked at."""
    names: Sequence[str] = ()
    """The files that were looked at; where some cannot be read, those."""
    known: int = 0
    """How many findings a baseline accepts; they are not among the findings."""
    mended: int = 0
    """How many findings of the baseline were not found any more."""
    blank: Mapping[BlankNode, str] = field(default_factory=dict, repr=False)
    """A lasting name of each blank node that findings speak of."""
    untold: Mapping[tuple[str, Severity], int] = field(default_factory=dict)
    """How many findings of a rule and a severity were found and are not among the findings."""
    scope: Scope | None = None
    """What a check since a revision looked at."""

    def identity(self, finding: Finding) -> Identity:
        """By what a finding is known again when lines have moved."""
        return identity_of(finding, self.blank)

    def count(self, severity: Severity) -> int:
        """How many findings have a severity, told or not."""
        told = sum(finding.severity == severity for finding in self.findings)
        return told + sum(more for (_, of), more in self.untold.items() if of == severity)

    def fails(self, *, strict: bool) -> bool:
        """Whether it has violations, or, where ``strict``, warnings."""
        worst = Severity.WARNING if strict else Severity.VIOLATION
        told = any(finding.severity <= worst for finding in self.findings)
        return told or any(severity <= worst for _, severity in self.untold)


def at_most(report: CheckReport, most: int) -> CheckReport:
    """The report with so many findings of each rule told, and the others counted."""
    seen: Counter[str] = Counter()
    told, untold = [], Counter[tuple[str, Severity]]()
    for finding in report.findings:
        seen[finding.rule] += 1
        if seen[finding.rule] <= most:
            told.append(finding)
        else:
            untold[finding.rule, finding.severity] += 1
    return replace(report, findings=told, untold=untold)


def syntax_report(error: UnreadableFiles) -> CheckReport:
    """The report of a collection with files that cannot be read: their faults, and no more."""
    findings = [
        Finding(
            Severity.VIOLATION, "syntax", fault.reason, hint=fault.hint, file=fault.file,
            line=fault.line, column=fault.column, source_line=fault.source_line,
        )
        for fault in error.faults
    ]  # fmt: skip
    names = tuple(dict.fromkeys(fault.file for fault in error.faults))
    return CheckReport(findings, len(names), 0, complete=False, names=names)
