"""Annotations of GitHub Actions, by workflow commands, and the summary of a step in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape

from treatygraph.check.finding import Finding, Severity
from treatygraph.check.formats.view import View, repository_path
from treatygraph.check.outcome import CheckReport
from treatygraph.check.report import (
    SEVERITIES,
    about,
    focus_of,
    hint_of,
    place_of,
    short,
    summary,
    telling,
)

_COMMANDS: Mapping[Severity, str] = {
    Severity.VIOLATION: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "notice",
}
SUMMARY_BYTES = 1_000_000
"""GitHub refuses the summary of a step beyond 1 MiB."""
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|~@$])")


def write(report: CheckReport, _view: View) -> str:
    """A command for each finding, the most telling first: GitHub shows ten of a step."""
    return "\n".join(map(_annotation, telling(report.findings)))


def _annotation(finding: Finding) -> str:
    properties = _place(finding) | {"title": short(finding.rule)}
    told = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    lines = [finding.message, f"hint: {hint}" if (hint := hint_of(finding)) else ""]
    lines.append(about(finding).lstrip(", "))
    return f"::{_COMMANDS[finding.severity]} {told}::{_data(chr(10).join(filter(None, lines)))}"


def _place(finding: Finding) -> dict[str, object]:
    """The place; GitHub knows no columns where the end is on another line."""
    if finding.file is None:
        return {}
    place: dict[str, object] = {"file": repository_path(finding.file), "line": finding.line}
    if finding.end_line is not None:
        place["endLine"] = finding.end_line
    if finding.end_line in (None, finding.line):
        place |= {"col": finding.column, "endColumn": finding.end_column}
    return {name: value for name, value in place.items() if value is not None}


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def step_summary(report: CheckReport) -> str:
    """The report in Markdown, for the page of the run; cut where GitHub would refuse it."""
    head = f"### treatygraph check\n\n{_prose(summary(report))}\n"
    if not report.findings:
        return head
    return head + "\n".join(["", *_rows(report, SUMMARY_BYTES - len(head.encode()) - 200), ""])


def _rows(report: CheckReport, room: int) -> Iterator[str]:
    """A table of the findings, as many as there is room for, and how many are left out."""
    yield "| | place | finding | rule | about |"
    yield "| --- | --- | --- | --- | --- |"
    for told, finding in enumerate(telling(report.findings)):
        row = _row(finding)
        room -= len(row.encode()) + 1
        if room < 0:
            yield f"\n{len(report.findings) - told:,} more are in the log of the step."
            return
        yield row


def _row(finding: Finding) -> str:
    place = place_of(finding) if finding.file else ""
    cells = (SEVERITIES[finding.severity], place, finding.message, short(finding.rule))
    return f"| {' | '.join(map(_prose, (*cells, focus_of(finding))))} |"


def _prose(text: str) -> str:
    """A text that Markdown shows as it is, on one line."""
    flat = " ".join(text.encode("utf-8", "replace").decode().split())
    return _MARKDOWN.sub(r"\\\1", escape(flat, quote=False))
