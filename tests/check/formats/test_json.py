"""The JSON document and the schema that describes it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from support import ROOT
from treatygraph.check import CheckReport
from treatygraph.check.formats import written

SCHEMA = json.loads((ROOT / "docs/check-report.schema.json").read_text(encoding="utf-8"))
VALID = Draft202012Validator(SCHEMA)


def document(report: CheckReport) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(written("json", report))
    return told


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_a_report_is_as_the_schema_says(report: CheckReport, clean: CheckReport) -> None:
    for each in (report, clean, replace(clean, complete=False)):
        assert list(VALID.iter_errors(document(each))) == []


def test_the_summary_counts(report: CheckReport) -> None:
    counted = replace(report, known=4, mended=1)
    assert document(counted)["summary"] == {
        "complete": True, "files": 3, "triples": 1234, "violations": 3, "warnings": 2, "infos": 1,
        "known": 4, "mended": 1, "untold": 0,
    }  # fmt: skip


def test_a_finding_says_all_that_is_known_and_nothing_else(report: CheckReport) -> None:
    first, _, _, _, bare, _ = document(report)["findings"]
    described = SCHEMA["$defs"]["finding"]["properties"]
    assert first.keys() | {"source_column"} == described.keys()  # that of a line that is cut
    assert bare.keys() == {"severity", "rule", "message"}


@pytest.mark.parametrize(
    "change",
    [{"severity": "error"}, {"line": 0}, {"colour": "red"}, {"rule": None}, {"end_line": 3}],
)
def test_the_schema_finds_what_is_wrong(report: CheckReport, change: dict[str, Any]) -> None:
    told = document(report)
    told["findings"][4] |= change
    assert list(VALID.iter_errors(told)) != []
