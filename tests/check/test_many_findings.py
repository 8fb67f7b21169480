"""Very many findings: some of each rule are told, all are counted, and all of them count."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from support import ROOT
from treatygraph.check import CheckReport, Finding, Severity, check_collection, summary
from treatygraph.check.formats import written
from treatygraph.check.outcome import at_most
from treatygraph.cli import main
from treatygraph.collection import load_shipped, read_collection
from treatygraph.iris import Base

PREFIXES = """\
PREFIX place: <https://w3id.org/treatygraph/id/place/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX tg: <https://w3id.org/treatygraph/ontology#>

"""
CLOSED = "https://w3id.org/treatygraph/shapes#"


def report() -> CheckReport:
    """Three violations of one rule, two warnings of another."""
    violations = [Finding(Severity.VIOLATION, "hygiene/a", f"{n}") for n in range(3)]
    return CheckReport([*violations, *[Finding(Severity.WARNING, "hygiene/b", "w")] * 2], 1, 1)


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """A folder with places of which five things are said that nothing declares."""
    places = "".join(f'place:p{n} tg:undeclared "{n}" .\n' for n in range(5))
    (tmp_path / "x.ttl").write_text(PREFIXES + places, encoding="utf-8")
    return tmp_path


def check(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, arguments)])


def test_what_is_not_told_is_counted_by_rule_and_severity() -> None:
    cut = at_most(report(), 1)
    assert [finding.message for finding in cut.findings] == ["0", "w"]
    assert cut.untold == {("hygiene/a", Severity.VIOLATION): 2, ("hygiene/b", Severity.WARNING): 1}
    assert [cut.count(severity) for severity in Severity] == [3, 2, 0]


def test_what_is_not_told_fails_the_check_as_well() -> None:
    assert at_most(report(), 0).fails(strict=False)
    warnings = CheckReport(report().findings[3:], 1, 1)
    assert [at_most(warnings, 0).fails(strict=strict) for strict in (False, True)] == [False, True]


def test_what_is_below_the_limit_is_as_it_was() -> None:
    assert at_most(report(), 3) == report()


def test_the_summary_says_how_many_are_not_told_and_how_to_see_them() -> None:
    said = "3 violations, 2 warnings; 3 more of 2 rules not told (--max-findings 0 tells all)"
    assert summary(at_most(report(), 1)).endswith(said)
    assert "told" not in summary(report())


def test_text_json_and_sarif_say_that_there_are_more() -> None:
    cut = at_most(report(), 1)
    assert written("text", cut).split("\n")[-2:] == [
        "… and 2 more violations of hygiene/a", "… and 1 more warning of hygiene/b",
    ]  # fmt: skip
    told = json.loads(written("json", cut))
    assert (told["summary"]["untold"], told["summary"]["violations"]) == (3, 3)
    (invocation,) = json.loads(written("sarif", cut))["runs"][0]["invocations"]
    notes = [note["message"]["text"] for note in invocation["toolExecutionNotifications"]]
    assert notes == ["2 more results of hygiene/a", "1 more results of hygiene/b"]
    assert "invocations" not in json.loads(written("sarif", report()))["runs"][0]


def test_the_command_tells_as_many_as_are_wanted(faulty: Path) -> None:
    counts = [
        check(faulty, "--max-findings", most).stdout.count("rule: hygiene/undeclared-property")
        for most in (2, 5, 0)
    ]
    assert counts == [2, 5, 5]
    assert check(faulty, "--max-findings", 2).exit_code == 1


def test_each_finding_that_is_told_has_its_place(faulty: Path) -> None:
    told = json.loads(check(faulty, "--max-findings", 1, "--format", "json").stdout)
    assert {finding.get("line") for finding in told["findings"]} == {5}


def test_a_baseline_knows_what_is_not_told(faulty: Path, tmp_path: Path) -> None:
    baseline = tmp_path / "known.jsonl"
    check(faulty, "--max-findings", 1, "--write-baseline", baseline)
    assert check(faulty, "--max-findings", 1, "--baseline", baseline).exit_code == 0
    with (faulty / "x.ttl").open("a", encoding="utf-8") as file:
        file.write('place:new tg:undeclared "new" .\n')
    told = check(faulty, "--max-findings", 1, "--baseline", baseline).stdout
    assert told.count("place/new") >= 1
    assert "place/p0" not in told


def rules_about(tmp_path: Path, facts: str) -> list[str]:
    """The rules that something said of a place breaks by its property."""
    text = f'{PREFIXES}place:p a tg:Place ; skos:prefLabel "P"@en ; {facts} .\n'
    (tmp_path / "x.ttl").write_text(text, encoding="utf-8")
    found = check_collection(
        read_collection(tmp_path, Base()),
        load_shipped(ROOT / "ontology", Base()),
        ROOT / "ontology",
    )
    return [finding.rule for finding in found.findings if finding.blames_property]


def test_a_property_that_nothing_declares_is_told_once(tmp_path: Path) -> None:
    assert rules_about(tmp_path, 'tg:undeclared "x"') == ["hygiene/undeclared-property"]


def test_a_declared_property_in_the_wrong_place_is_told_by_the_shape(tmp_path: Path) -> None:
    assert any(rule.startswith(CLOSED) for rule in rules_about(tmp_path, "tg:articleCount 3"))
