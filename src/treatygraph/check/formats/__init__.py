"""The formats in which a check tells its findings: one module each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module
from typing import Final

from treatygraph.check.finding import Finding
from treatygraph.check.formats.excerpt import in_bounds
from treatygraph.check.formats.view import PLAIN, View, wants_colour
from treatygraph.check.outcome import CheckReport

__all__ = ["FORMATS", "View", "wants_colour", "written"]

Writer = Callable[[CheckReport, View], str]
"""The function ``write`` of each module: it writes every finding, and no last line break."""

FORMATS: Final[Mapping[str, str]] = {
    "text": "text",
    "json": "json_document",
    "sarif": "sarif",
    "junit": "junit",
    "github": "github",
    "turtle": "turtle",
    "html": "html_page",
}
"""What ``--format`` names, and the module of each, which is imported where it is asked for."""


def written(format_: str, report: CheckReport, view: View = PLAIN) -> str:
    """A report in a format that :data:`FORMATS` names."""
    findings = [_encodable(in_bounds(finding)) for finding in report.findings]
    names = [_mended(name) for name in report.names]
    write: Writer = import_module(f"{__name__}.{FORMATS[format_]}").write
    return write(replace(report, findings=findings, names=names), view)


def _encodable(finding: Finding) -> Finding:
    """Without halves of characters, which no encoding can write: a file's name may hold them."""
    texts = (finding.message, finding.hint, finding.file, finding.source_line)
    message, hint, file, line = mended = tuple(text and _mended(text) for text in texts)
    if mended == texts:
        return finding
    return replace(finding, message=message or "", hint=hint, file=file, source_line=line)


def _mended(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
