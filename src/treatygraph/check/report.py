"""What every format says of a finding alike: severities, places, short names, the summary."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from treatygraph.check.finding import Finding, Severity
from treatygraph.check.outcome import CheckReport
from treatygraph.namespaces import PREFIX

SEVERITIES = {Severity.VIOLATION: "violation", Severity.WARNING: "warning", Severity.INFO: "info"}

_PREFIXES = tuple(PREFIX)
_NAMESPACE = re.compile("|".join(f"({re.escape(namespace)})" for namespace in PREFIX.values()))
"""The first namespace that an IRI begins with, found in one step: reports name many IRIs."""


def place_of(finding: Finding) -> str:
    """Where a finding stands; else what it is about."""
    if finding.file is None:
        return str(finding.focus or "the dataset")
    place = (finding.file, finding.line, finding.column)
    return ":".join(str(part) for part in place if part is not None)


def about(finding: Finding) -> str:
    """Property and focus node, as far as the finding has them; begins with a comma."""
    path = f", property: {short(finding.path)}" if finding.path else ""
    return f"{path}, about: {focus_of(finding)}" if finding.focus else path


def focus_of(finding: Finding) -> str:
    """The focus node in short."""
    return short(str(finding.focus).strip("<>")) if finding.focus is not None else ""


def hint_of(finding: Finding) -> str | None:
    """The hint, where it says more than the message."""
    return finding.hint if finding.hint != finding.message else None


def short(iri: str) -> str:
    """An IRI with a prefix of ours where there is one."""
    found = _NAMESPACE.match(iri)
    return f"{_PREFIXES[(found.lastindex or 1) - 1]}:{iri[found.end() :]}" if found else iri


def telling(findings: Iterable[Finding]) -> list[Finding]:
    """The gravest first; of each rule one before a second of any; places before none."""
    seen: Counter[str] = Counter()
    ranked = []
    placed_first = sorted(findings, key=lambda finding: finding.file is None)
    for order, finding in enumerate(placed_first):
        ranked.append(((finding.severity, seen[finding.rule], order), finding))
        seen[finding.rule] += 1
    return [finding for _, finding in sorted(ranked, key=lambda pair: pair[0])]


def summary(report: CheckReport) -> str:
    """One line: what was looked at and what was found."""
    if not report.complete:
        told = counted(sum(map(report.count, Severity)), "fault")
        where = counted(report.files, "file")
        return f"{told} in {where} that cannot be read; nothing else was checked{_untold(report)}"
    if report.scope and report.scope.nothing:
        return f"nothing changed since {report.scope.revision}, so nothing was checked"
    counts = [counted(report.count(severity), SEVERITIES[severity]) for severity in _shown(report)]
    looked = f"{counted(report.files, 'file')}, {report.triples:,} triples"
    known = f"; {counted(report.known, 'known finding')} not shown" if report.known else ""
    nothing = "nothing new to mend" if report.known else "nothing to mend"
    found = ", ".join(counts) or nothing
    return f"checked {_scope(report)}{looked}: {found}{known}{_untold(report)}"


def _untold(report: CheckReport) -> str:
    """That findings were left out, where some were; by which option all of them are told."""
    if not report.untold:
        return ""
    more = f"{sum(report.untold.values()):,}"
    rules = counted(len({rule for rule, _ in report.untold}), "rule")
    return f"; {more} more of {rules} not told (--max-findings 0 tells all)"


def _scope(report: CheckReport) -> str:
    """How much of it the shapes were tried on, in a check since a revision."""
    scope = report.scope
    if scope is None or scope.whole:
        return ""
    nodes = f"{scope.nodes:,} of {counted(scope.all_nodes, 'focus node')}"
    return f"{nodes} that the change since {scope.revision} can affect, and the hygiene of "


def _shown(report: CheckReport) -> Iterable[Severity]:
    return [severity for severity in Severity if report.count(severity)]


def counted(number: int, noun: str) -> str:
    """A number with its noun, in the singular or the plural."""
    return f"{number:,} {noun}{'s' * (number != 1)}"
