"""JSON for programs; its shape is ``docs/check-report.schema.json``."""

from __future__ import annotations

import json
from dataclasses import asdict

from treatygraph.check.finding import Finding
from treatygraph.check.formats.view import View
from treatygraph.check.outcome import CheckReport
from treatygraph.check.report import SEVERITIES


def write(report: CheckReport, _view: View) -> str:
    """An object with a summary and the findings, in the order of files and lines."""
    counts = {f"{name}s": report.count(severity) for severity, name in SEVERITIES.items()}
    told = {
        "summary": {
            "complete": report.complete,
            "files": report.files,
            "triples": report.triples,
            **counts,
            "known": report.known,
            "mended": report.mended,
            "untold": sum(report.untold.values()),
        },
        "findings": [as_json(finding) for finding in report.findings],
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def as_json(finding: Finding) -> dict[str, object]:
    """A finding as plain values."""
    fields = asdict(finding) | {
        "severity": SEVERITIES[finding.severity],
        "focus": str(finding.focus) if finding.focus is not None else None,
        "value": str(finding.value) if finding.value is not None else None,
    }
    del fields["blames_property"]  # its place says so
    return {key: value for key, value in fields.items() if value is not None}
