"""JUnit XML, which GitLab, Jenkins and others show as a list of tests.

One suite for each file, and in it one case for each finding, so that both show findings by file;
a file without findings has one case, which passes. Cases are named without line numbers: they stay
the same when lines move. The form is that of Jenkins's junit-10.xsd.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from xml.etree import ElementTree

from treatygraph.check.finding import Finding, Severity
from treatygraph.check.formats.text import as_text
from treatygraph.check.formats.view import View
from treatygraph.check.outcome import CheckReport
from treatygraph.check.report import SEVERITIES, focus_of, place_of, short

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOWHERE = "the dataset"


def write(report: CheckReport, view: View) -> str:
    """What fails the check is a failure; other warnings and remarks are skipped cases."""
    worst = Severity.WARNING if view.strict else Severity.VIOLATION
    suites = ElementTree.Element("testsuites", {"name": "treatygraph check"})
    for file, findings in _by_file(report).items():
        suites.append(_suite(file, findings, worst))
    for count in ("tests", "failures", "errors"):
        suites.set(count, str(sum(int(suite.get(count, "0")) for suite in suites)))
    ElementTree.indent(suites, " ")
    told = ElementTree.tostring(suites, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{told}'


def _by_file(report: CheckReport) -> Mapping[str, Sequence[Finding]]:
    """Every file that was looked at, with its findings; files of the ontology that have some."""
    files: dict[str, list[Finding]] = {name: [] for name in report.names}
    for finding in report.findings:
        files.setdefault(finding.file or _NOWHERE, []).append(finding)
    return files


def _suite(file: str, findings: Sequence[Finding], worst: Severity) -> ElementTree.Element:
    failures = sum(finding.severity <= worst for finding in findings)
    suite = _element(
        "testsuite", name=file, tests=str(len(findings) or 1), failures=str(failures),
        errors="0", skipped=str(len(findings) - failures),
    )  # fmt: skip
    seen: Counter[str] = Counter()
    for finding in findings:
        name = _name(finding)
        seen[name] += 1
        again = f" ({seen[name]})" if seen[name] > 1 else ""
        case = _element("testcase", name=name + again, classname=file)
        case.append(_outcome(finding, "failure" if finding.severity <= worst else "skipped"))
        suite.append(case)
    if not findings:
        suite.append(_element("testcase", name="nothing to mend", classname=file))
    return suite


def _name(finding: Finding) -> str:
    parts = (short(finding.rule), focus_of(finding), short(finding.path or ""))
    return " ".join(filter(None, parts))


def _outcome(finding: Finding, kind: str) -> ElementTree.Element:
    said = f"{place_of(finding)}: {finding.message}"
    outcome = _element(kind, type=SEVERITIES[finding.severity], message=said)
    outcome.text = _xml(as_text(finding))
    return outcome


def _element(tag: str, **attributes: str) -> ElementTree.Element:
    return ElementTree.Element(tag, {name: _xml(text) for name, text in attributes.items()})


def _xml(text: str) -> str:
    """A text without the characters that XML 1.0 cannot hold (section 2.2)."""
    return _NOT_XML.sub("\ufffd", text)
