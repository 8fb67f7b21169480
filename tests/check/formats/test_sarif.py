"""SARIF: valid against the schema of the standard, with stable fingerprints."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema.protocols import Validator
from jsonschema.validators import validator_for

from treatygraph.check import CheckReport
from treatygraph.check.formats import written
from treatygraph.check.outcome import at_most


@pytest.fixture(scope="module")
def valid() -> Validator:
    """What reads logs by the schema, the formats of its texts too."""
    schema = os.environ.get("SARIF_SCHEMA")
    if not schema:
        pytest.skip("SARIF_SCHEMA names no schema: .ci/run fetches it from npm")
    return _validator(Path(schema))


@cache
def _validator(schema: Path) -> Validator:
    read = json.loads(schema.read_text(encoding="utf-8-sig"))
    kind = validator_for(read)
    kind.check_schema(read)
    return kind(read, format_checker=kind.FORMAT_CHECKER)


def log(report: CheckReport) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(written("sarif", report))
    return told


def results(report: CheckReport) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = log(report)["runs"][0]["results"]
    return found


def fingerprints(report: CheckReport) -> list[str]:
    return [mark for found in results(report) for mark in found["partialFingerprints"].values()]


def test_a_log_is_as_the_standard_says(
    valid: Validator, report: CheckReport, clean: CheckReport
) -> None:
    changed = [replace(report, complete=False), replace(report, names=()), at_most(report, 1)]
    for each in (report, clean, *changed):
        assert [error.message for error in valid.iter_errors(log(each))] == []


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"level": "violation"}, "'violation' is not one of"),
        ({"message": {"txt": "x"}}, "Additional properties are not allowed"),
        ({"ruleIndex": -2}, "less than the minimum"),
        ({"locations": [{"physicalLocation": {"region": {"startLine": 0}}}]}, "less than the"),
        ({"hostedViewerUri": "no uri"}, "is not a 'uri'"),
    ],
)
def test_a_planted_fault_fails(
    valid: Validator, report: CheckReport, change: dict[str, Any], complaint: str
) -> None:
    told = log(report)
    told["runs"][0]["results"][0] |= change
    found = [error.message for error in valid.iter_errors(told)]
    assert any(complaint in message for message in found), found


def test_each_result_names_its_rule(report: CheckReport) -> None:
    rules = log(report)["runs"][0]["tool"]["driver"]["rules"]
    for found in results(report):
        assert rules[found["ruleIndex"]]["id"] == found["ruleId"]
    shape = next(rule for rule in rules if rule["id"] == "shape:Place-name")
    assert shape["helpUri"] == "https://w3id.org/treatygraph/shapes#Place-name"
    assert shape["shortDescription"] == {"text": "Place: name"}


def test_levels_are_those_of_the_standard(report: CheckReport) -> None:
    levels = [found["level"] for found in results(report)]
    assert levels == ["error", "error", "warning", "note", "warning", "error"]


def test_columns_count_code_points_and_a_snippet_is_what_is_meant(report: CheckReport) -> None:
    assert log(report)["runs"][0]["columnKind"] == "unicodeCodePoints"
    physical = results(report)[0]["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"] == {"uri": "data/places/a.ttl", "uriBaseId": "SRCROOT"}
    region = physical["region"]
    line = physical["contextRegion"]["snippet"]["text"]
    assert region["snippet"]["text"] == line[region["startColumn"] - 1 : region["endColumn"] - 1]


def test_a_file_is_named_from_the_root_of_the_repository(
    report: CheckReport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    files = [found["locations"][0]["physicalLocation"]["artifactLocation"] for found in
             results(report)]  # fmt: skip
    assert files[0]["uri"] == "below/data/places/a.ttl"
    assert files[5]["uri"] == "below/data/%3F%2C%3Aa%20b.ttl"


def test_what_has_no_place_stands_in_the_folder_that_was_checked(report: CheckReport) -> None:
    physical = results(report)[4]["locations"][0]["physicalLocation"]
    assert physical == {"artifactLocation": {"uri": "data/places", "uriBaseId": "SRCROOT"}}


def test_a_fingerprint_does_not_change_with_the_line(report: CheckReport) -> None:
    place = {"line": 99, "column": 1, "end_line": 99, "end_column": 2, "source_line": "x"}
    moved = [replace(found, message="y", **place) for found in report.findings]
    assert fingerprints(replace(report, findings=moved)) == fingerprints(report)


def test_equal_findings_have_fingerprints_of_their_own(report: CheckReport) -> None:
    twice = replace(report, findings=[*report.findings, *report.findings])
    assert len(set(fingerprints(twice))) == 2 * len(set(fingerprints(report)))
