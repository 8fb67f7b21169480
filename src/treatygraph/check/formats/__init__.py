"""The formats in which a check tells its findings: one module each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from treatygraph.check.finding import Finding
from treatygraph.check.formats.github import as_annotations
from treatygraph.check.formats.html_page import as_page
from treatygraph.check.formats.json_document import as_document
from treatygraph.check.formats.junit import as_junit
from treatygraph.check.formats.sarif import as_sarif
from treatygraph.check.formats.text import as_blocks
from treatygraph.check.formats.turtle import as_turtle
from treatygraph.check.formats.view import PLAIN, View, wants_colour
from treatygraph.check.outcome import CheckReport

__all__ = ["FORMATS", "View", "wants_colour", "written"]

FORMATS: Final[Mapping[str, Callable[[CheckReport, View], str]]] = {
    "text": as_blocks,
    "json": as_document,
    "sarif": as_sarif,
    "junit": as_junit,
    "github": as_annotations,
    "turtle": as_turtle,
    "html": as_page,
}
"""What ``--format`` names. Each writes every finding and ends without a line break."""


def written(format_: str, report: CheckReport, view: View = PLAIN) -> str:
    """A report in a format that :data:`FORMATS` names."""
    findings = [_encodable(finding) for finding in report.findings]
    names = [_mended(name) for name in report.names]
    return FORMATS[format_](replace(report, findings=findings, names=names), view)


def _encodable(finding: Finding) -> Finding:
    """Without halves of characters, which no encoding can write: a file's name may hold them."""
    return replace(
        finding,
        message=_mended(finding.message),
        hint=finding.hint and _mended(finding.hint),
        file=finding.file and _mended(finding.file),
        source_line=finding.source_line and _mended(finding.source_line),
    )


def _mended(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
