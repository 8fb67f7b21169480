"""Findings in words, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from treatygraph.check.checking import CheckReport
from treatygraph.check.finding import Finding, Severity
from treatygraph.namespaces import PREFIX

_NAMES = {Severity.VIOLATION: "violation", Severity.WARNING: "warning", Severity.INFO: "info"}


def as_text(finding: Finding) -> str:
    """A finding as a block: place and message, the line with a caret, the rule, a hint."""
    lines = [f"{_place(finding)}: {_NAMES[finding.severity]}: {finding.message}"]
    if finding.source_line is not None and finding.column is not None:
        tabs = "".join(
            "\t" if char == "\t" else " " for char in finding.source_line[: finding.column - 1]
        )
        lines += [f"    {finding.source_line}", f"    {tabs}^"]
    lines.append(f"    rule: {_short(finding.rule)}" + _about(finding))
    if finding.hint and finding.hint != finding.message:
        lines.append(f"    hint: {finding.hint}")
    return "\n".join(lines)


def _place(finding: Finding) -> str:
    if finding.file is None:
        return str(finding.focus or "the dataset")
    return f"{finding.file}:{finding.line}:{finding.column}"


def _about(finding: Finding) -> str:
    path = f", property: {_short(finding.path)}" if finding.path else ""
    return f"{path}, about: {_short(str(finding.focus).strip('<>'))}" if finding.focus else path


def _short(iri: str) -> str:
    for prefix, namespace in PREFIX.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def as_json(finding: Finding) -> dict[str, object]:
    """A finding as plain values."""
    fields = asdict(finding) | {
        "severity": _NAMES[finding.severity],
        "focus": str(finding.focus) if finding.focus is not None else None,
        "value": str(finding.value) if finding.value is not None else None,
    }
    return {key: value for key, value in fields.items() if value is not None}


def summary(report: CheckReport) -> str:
    """One line: what was looked at and what was found."""
    if not report.complete:
        told = _counted(len(report.findings), "fault")
        where = _counted(report.files, "file")
        return f"{told} in {where} that cannot be read; nothing else was checked"
    counts = [_counted(report.count(severity), _NAMES[severity]) for severity in _shown(report)]
    looked = f"{_counted(report.files, 'file')}, {report.triples:,} triples"
    return f"checked {looked}: {', '.join(counts) or 'nothing to mend'}"


def _shown(report: CheckReport) -> Iterable[Severity]:
    return [severity for severity in Severity if report.count(severity)]


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"
