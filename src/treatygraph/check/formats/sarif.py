"""SARIF 2.1.0 (OASIS), which code scanners and editors read."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from urllib.parse import quote

from treatygraph import __version__
from treatygraph.check.finding import Finding, Severity
from treatygraph.check.formats.view import View, repository_path
from treatygraph.check.outcome import CheckReport
from treatygraph.check.report import focus_of, hint_of, short
from treatygraph.namespaces import DEFAULT_BASE

Json = dict[str, object]

LEVELS: Mapping[Severity, str] = {
    Severity.VIOLATION: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "note",
}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "SRCROOT"
_FINGERPRINT = "treatygraphIdentity/v1"


def write(report: CheckReport, _view: View) -> str:
    """A log with one run. Columns count code points, as everywhere in treatygraph."""
    rules = {finding.rule: finding for finding in reversed(report.findings)}
    order = sorted(rules)
    run: Json = {
        "tool": {"driver": _driver([_rule(rules[rule]) for rule in order])},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "originalUriBaseIds": {
            _ROOT: {"description": {"text": "The root of the repository that was checked."}}
        },
        "results": _results(report, order),
    }
    if report.untold:
        run["invocations"] = [_invocation(report)]
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=1)


def _invocation(report: CheckReport) -> Json:
    """That there are more results than are told, and of which rules (sections 3.20 and 3.58)."""
    notes = [
        {"level": "warning", "message": {"text": f"{more:,} more results of {short(rule)}"}}
        for (rule, _), more in sorted(report.untold.items())
    ]
    return {"executionSuccessful": True, "toolExecutionNotifications": notes}


def _driver(rules: Sequence[Json]) -> Json:
    return {
        "name": "treatygraph",
        "version": __version__,
        "informationUri": DEFAULT_BASE,
        "rules": rules,
    }


def _rule(finding: Finding) -> Json:
    """A rule, as one of its findings tells of it (section 3.49)."""
    hint = finding.hint or finding.message
    rule: Json = {
        "id": short(finding.rule),
        "shortDescription": {"text": finding.name or finding.rule},
        "help": {"text": hint},
        "defaultConfiguration": {"level": LEVELS[finding.severity]},
    }
    if finding.rule.startswith(("http://", "https://")):
        rule["helpUri"] = quote(finding.rule, safe="%/:=&?~#+!$,;'@()*[]")
    return rule


def _results(report: CheckReport, order: Sequence[str]) -> list[Json]:
    index = {rule: number for number, rule in enumerate(order)}
    base = _common_folder(report.names)
    seen: Counter[str] = Counter()
    results = []
    for finding in report.findings:
        digest = report.identity(finding).digest
        seen[digest] += 1
        results.append(
            {
                "ruleId": short(finding.rule),
                "ruleIndex": index[finding.rule],
                "level": LEVELS[finding.severity],
                "message": {"text": _message(finding)},
                "locations": _locations(finding, base),
                "partialFingerprints": {_FINGERPRINT: f"{digest}:{seen[digest]}"},
            }
        )
    return results


def _message(finding: Finding) -> str:
    hint = hint_of(finding)
    return f"{finding.message}\n{hint}" if hint else finding.message


def _locations(finding: Finding, base: str) -> list[Json]:
    """One location. GitHub refuses results without a file: what has none is put in the folder."""
    place: Json = {}
    if file := finding.file or base:
        place["physicalLocation"] = {"artifactLocation": _artifact(file), **_regions(finding)}
    if finding.focus is not None:
        name = {"fullyQualifiedName": str(finding.focus).strip("<>"), "name": focus_of(finding)}
        place["logicalLocations"] = [name | {"kind": "resource"}]
    return [place] if place else []


def _artifact(file: str) -> Json:
    path = PurePath(repository_path(file))
    if path.is_absolute():
        return {"uri": path.as_uri()}
    return {"uri": quote(path.as_posix()), "uriBaseId": _ROOT}


def _regions(finding: Finding) -> Json:
    """The place and the line around it (sections 3.29.4 and 3.29.5), as far as they are known."""
    if finding.line is None or finding.column is None:
        return {}
    region: Json = {"startLine": finding.line, "startColumn": finding.column}
    if finding.end_line is not None and finding.end_column is not None:
        region |= {"endLine": finding.end_line, "endColumn": finding.end_column}
    line = finding.source_line
    cut = finding.source_column is not None  # a snippet would not be what stands there
    if line is None or cut or finding.end_line not in (None, finding.line):
        return {"region": region}
    end = (finding.end_column or len(line) + 1) - 1
    region["snippet"] = {"text": line[finding.column - 1 : end]}
    around = {"startLine": finding.line, "endLine": finding.line, "snippet": {"text": line}}
    return {"region": region, "contextRegion": around}


def _common_folder(names: Sequence[str]) -> str:
    """The folder of all files that were checked; empty where there is none."""
    folders = [os.path.dirname(name) or "." for name in names]
    try:
        return os.path.commonpath(folders) if folders else ""
    except ValueError:
        return ""
