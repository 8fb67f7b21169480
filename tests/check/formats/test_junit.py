"""JUnit XML: well-formed whatever the data holds, and counted right."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from treatygraph.check import CheckReport, Finding, Severity
from treatygraph.check.formats import View, written
from treatygraph.check.formats.view import PLAIN

STRICT = View(strict=True)


def suites(report: CheckReport, view: View = PLAIN) -> ElementTree.Element:
    return ElementTree.fromstring(written("junit", report, view).encode())


def test_a_suite_is_a_file_and_a_case_a_finding(report: CheckReport) -> None:
    cases = {suite.get("name"): len(suite) for suite in suites(report)}
    assert cases == {
        "data/places/a.ttl": 2, "data/places/b.ttl": 1, "data/places/c.ttl": 1, "the dataset": 2,
        "data/?,:a b.ttl": 1,
    }  # fmt: skip


def test_a_clean_run_has_a_case_that_passes_for_each_file(clean: CheckReport) -> None:
    found = suites(clean)
    assert found.attrib == {
        "name": "treatygraph check", "tests": "2", "failures": "0", "errors": "0",
    }  # fmt: skip
    assert [len(case) for suite in found for case in suite] == [0, 0]


def test_numbers_are_those_of_the_cases(report: CheckReport) -> None:
    for view in (View(), STRICT):
        found = suites(report, view)
        for element in (found, *found):
            assert int(element.get("tests", "")) == len(list(element.iter("testcase")))
            assert int(element.get("failures", "")) == len(list(element.iter("failure")))
        for suite in found:
            assert int(suite.get("skipped", "")) == len(list(suite.iter("skipped")))


def test_what_fails_the_check_fails_its_case(report: CheckReport) -> None:
    kinds = {failure.get("type") for failure in suites(report).iter("failure")}
    strict = {failure.get("type") for failure in suites(report, STRICT).iter("failure")}
    assert (kinds, strict) == ({"violation"}, {"violation", "warning"})


def test_a_failure_tells_message_and_place(report: CheckReport) -> None:
    failure = next(suites(report).iter("failure"))
    assert failure.get("message") == "data/places/a.ttl:3:10: finding-one: name the place"
    assert "rule: shape:Place-name (Place: name)" in (failure.text or "")


def test_the_name_of_a_case_stays_when_lines_move_and_is_its_own(report: CheckReport) -> None:
    twice = replace(report, findings=[*report.findings, replace(report.findings[0], line=99)])
    first = [case.get("name") for case in suites(report).iter("testcase")]
    names = [case.get("name") for case in suites(twice)[0]]
    assert first[0] == names[0]
    assert len(set(names)) == len(names) == 3


@given(st.text(st.characters()))
def test_any_text_is_well_formed(text: str) -> None:
    finding = Finding(Severity.VIOLATION, f"x:{text}", text, hint=text, file=text, line=1, column=1,
                      source_line=text)  # fmt: skip
    assert len(list(suites(CheckReport([finding], 1, 1)).iter("failure"))) == 1
