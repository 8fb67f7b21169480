"""The check of a whole collection: each finding at the line and column where it is mended."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from support import ROOT
from treatygraph.check import (
    CheckReport,
    Finding,
    Severity,
    as_json,
    as_text,
    check_collection,
    summary,
)
from treatygraph.collection import load_collection, load_shipped
from treatygraph.iris import Base
from treatygraph.namespaces import expand

MINI = ROOT / "tests/fixtures/mini/data"
AGREEMENT = "agreements/aa-bb-1999.ttl"
PLACE = "places/port-quill.ttl"
STATE = "actors/states/XAA.ttl"

# Each fault: the file, what stands there, and what is put in its place. «» marks where the finding
# must point; it is taken out before the file is written.
FAULTS = {
    "missing property": (
        PLACE,
        'place:port-quill\n    a tg:Place ;\n    skos:prefLabel "Port Quill"@en ;\n',
        "«»place:port-quill\n    a tg:Place ;\n",
    ),
    "wrong value": (
        AGREEMENT,
        "tg:agreementType agreement-type:treaty ;",
        "tg:agreementType «»topic:maritime-security ;",
    ),
    "wrong datatype": (AGREEMENT, "tg:articleCount 5 ;", 'tg:articleCount «»"five" ;'),
    "dangling link": (
        AGREEMENT,
        "tg:concludedAt place:port-quill ;",
        "tg:concludedAt «»place:port-nowhere ;",
    ),
    "after signs that are no line breaks": (
        STATE,
        '"Republic of Arcadia"@en ,',
        '"Republic\u2028of\x0bArcadia\x85"@en ; \t«»tg:undeclared "x" ; skos:altLabel',
    ),
}


def _check(folder: Path) -> CheckReport:
    ontology = ROOT / "ontology"
    collection = load_collection(folder, Base())
    return check_collection(collection, load_shipped(ontology, Base()), ontology)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, tuple[int, int]]]:
    """A copy of the small collection with every fault, and where each must be told."""
    folder = tmp_path_factory.mktemp("check") / "data"
    shutil.copytree(MINI, folder)
    for file, right, wrong in FAULTS.values():
        text = (folder / file).read_text(encoding="utf-8")
        assert text.count(right) == 1
        (folder / file).write_text(text.replace(right, wrong), encoding="utf-8")
    places: dict[str, tuple[int, int]] = {}
    for name, (file, _, wrong) in FAULTS.items():
        text = (folder / file).read_text(encoding="utf-8")
        offset = text.index(wrong) + wrong.index("«»")
        before = text[:offset].replace("«»", "")
        places[name] = before.count("\n") + 1, offset_in_line(before)
    for file in {file for file, _, _ in FAULTS.values()}:
        text = (folder / file).read_text(encoding="utf-8")
        (folder / file).write_text(text.replace("«»", ""), encoding="utf-8")
    return folder, places


def offset_in_line(before: str) -> int:
    """The column, from 1, of what comes after a text."""
    return len(before) - before.rfind("\n")


@pytest.fixture(scope="module")
def report(expected: tuple[Path, dict[str, tuple[int, int]]]) -> CheckReport:
    return _check(expected[0])


def _at(report: CheckReport, folder: Path, fault: str, place: tuple[int, int]) -> list[Finding]:
    file = (folder / FAULTS[fault][0]).as_posix()
    return [f for f in report.findings if (f.file, f.line, f.column) == (file, *place)]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_at_its_line_and_column(
    report: CheckReport, expected: tuple[Path, dict[str, tuple[int, int]]], fault: str
) -> None:
    folder, places = expected
    found = _at(report, folder, fault, places[fault])
    assert found, f"nothing at {places[fault]}"
    line = (folder / FAULTS[fault][0]).read_text(encoding="utf-8").split("\n")[places[fault][0] - 1]
    assert {finding.source_line for finding in found} == {line}


def test_nothing_is_told_of_what_is_right(
    report: CheckReport, expected: tuple[Path, dict[str, tuple[int, int]]]
) -> None:
    """Each violation stands in a file in which a fault was put, or speaks of such a thing."""
    folder, _ = expected
    faulty = {(folder / file).as_posix() for file, _, _ in FAULTS.values()}
    violations = [f for f in report.findings if f.severity is Severity.VIOLATION]
    files = {finding.file for finding in violations}
    # A topic in the place of a kind of agreement is wrong at the topic's end, too.
    assert files - {"ontology/vocabularies/topic.ttl"} == faulty


def test_a_violation_fails_the_check(report: CheckReport) -> None:
    assert report.fails(strict=False)
    assert report.fails(strict=True)
    assert report.count(Severity.VIOLATION) >= len(FAULTS)


def test_findings_are_in_the_order_of_files_and_lines(report: CheckReport) -> None:
    places = [(f.file or "", f.line or 0, f.column or 0) for f in report.findings]
    assert places == sorted(places)


def test_the_text_of_a_finding_points_at_its_place(
    report: CheckReport, expected: tuple[Path, dict[str, tuple[int, int]]]
) -> None:
    folder, places = expected
    (finding, *_) = _at(report, folder, "wrong datatype", places["wrong datatype"])
    first, line, caret, *rest = as_text(finding).split("\n")
    place = f"{folder.as_posix()}/{AGREEMENT}:{places['wrong datatype'][0]}:21: violation: "
    assert first == place + finding.message
    assert line[caret.index("^") :].startswith('"five"')
    assert rest[0].startswith("    rule: shape:")
    assert "property: tg:articleCount, about: https://w3id.org/" in rest[0]


def test_a_caret_stands_below_its_place_after_a_tab(
    report: CheckReport, expected: tuple[Path, dict[str, tuple[int, int]]]
) -> None:
    folder, places = expected
    fault = "after signs that are no line breaks"
    (finding, *_) = _at(report, folder, fault, places[fault])
    line, caret = as_text(finding).split("\n")[1:3]
    assert line[caret.index("^") :].startswith("tg:undeclared")
    assert caret.count("\t") == 1


def test_a_finding_is_plain_values_for_a_program(report: CheckReport) -> None:
    values = [as_json(finding) for finding in report.findings]
    assert json.loads(json.dumps(values)) == values
    for value in values:
        assert value["severity"] in ("violation", "warning", "info")
        assert {"rule", "message"} <= value.keys()
        assert None not in value.values()


def test_the_summary_counts_what_was_looked_at(report: CheckReport) -> None:
    files = len(list(MINI.rglob("*.ttl")))
    said = summary(report)
    assert said.startswith(f"checked {files} files, {report.triples:,} triples: ")
    assert f"{report.count(Severity.VIOLATION)} violations" in said


# Reports made by hand -------------------------------------------------------------------

WARNING = Finding(Severity.WARNING, "hygiene/x", "mend it", focus=NamedNode("http://x/a"))


@pytest.mark.parametrize(
    ("severity", "lax", "strict"),
    [
        (Severity.VIOLATION, True, True),
        (Severity.WARNING, False, True),
        (Severity.INFO, False, False),
    ],
)
def test_warnings_fail_only_a_strict_check(severity: Severity, lax: bool, strict: bool) -> None:
    report = CheckReport([replace(WARNING, severity=severity)], 1, 1)
    assert (report.fails(strict=False), report.fails(strict=True)) == (lax, strict)


def test_a_check_that_finds_nothing_says_so() -> None:
    assert summary(CheckReport([], 1, 1000)) == "checked 1 file, 1,000 triples: nothing to mend"
    assert not CheckReport([], 1, 1000).fails(strict=True)


@pytest.mark.parametrize(
    ("change", "lines"),
    [
        (lambda f: f, ["<http://x/a>: warning: mend it", "    rule: hygiene/x, about: http://x/a"]),
        (
            lambda f: replace(f, focus=None),
            ["the dataset: warning: mend it", "    rule: hygiene/x"],
        ),
        (
            lambda f: replace(f, focus=None, hint="so"),
            ["the dataset: warning: mend it", "    rule: hygiene/x", "    hint: so"],
        ),
        (
            lambda f: replace(f, focus=None, hint="mend it"),
            ["the dataset: warning: mend it", "    rule: hygiene/x"],
        ),
    ],
)
def test_a_finding_without_a_place_is_told_by_what_it_is_about(
    change: Callable[[Finding], Finding], lines: list[str]
) -> None:
    assert as_text(change(WARNING)).split("\n") == lines


def test_the_message_of_a_query_names_terms_in_short(report: CheckReport) -> None:
    rules = ("hygiene/undeclared-property", "hygiene/dangling-link")
    told = {finding.rule: finding.message for finding in report.findings if finding.rule in rules}
    undeclared, dangling = (told[rule] for rule in rules)
    assert undeclared.startswith("The property tg:undeclared is not declared: ")
    assert dangling.startswith("Nothing describes https://w3id.org/treatygraph/id/place/port-n")


def test_what_is_missing_is_told_at_its_subject_and_what_is_undeclared_at_itself(
    tmp_path: Path,
) -> None:
    thing = "<https://w3id.org/treatygraph/id/place/x>"
    text = f"PREFIX tg: <{expand('tg:')}>\n{thing} a tg:Place ; tg:undeclared 1 , 2 .\n"
    (tmp_path / "a.ttl").write_text(text, encoding="utf-8")
    places = {(one.rule, one.line, one.column) for one in _check(tmp_path).findings}
    assert ("hygiene/label-missing-or-double", 2, 1) in places
    undeclared = [place for place in places if place[0] == "hygiene/undeclared-property"]
    assert undeclared == [("hygiene/undeclared-property", 2, len(thing) + 15)]
