"""Annotations of GitHub Actions: escaped as documented, the most telling first."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from treatygraph.check import CheckReport, Finding, Severity
from treatygraph.check.formats import written
from treatygraph.check.formats.github import SUMMARY_BYTES, step_summary
from treatygraph.cli import main

COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::([^\r\n]*)")
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


def commands(report: CheckReport) -> list[tuple[str, dict[str, str], str]]:
    """The commands as the runner of GitHub Actions reads them."""
    lines = written("github", report).split("\n")
    matches = [match for match in map(COMMAND.fullmatch, lines) if match]
    assert len(matches) == len(lines)
    return [(kind, dict(map(_pair, told.split(","))), _read(data)) for kind, told, data in
            (match.groups() for match in matches)]  # fmt: skip


def _pair(told: str) -> tuple[str, str]:
    name, _, value = told.partition("=")
    return name, _read(value.replace("%3A", ":").replace("%2C", ","))


def _read(text: str) -> str:
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def rules(*severities: tuple[Severity, str]) -> list[str]:
    """The order in which findings of such rules are told."""
    findings = [Finding(severity, rule, "x", file="a.ttl") for severity, rule in severities]
    told = commands(CheckReport(findings, 1, 1))
    return [properties["title"] for _, properties, _ in told]


def test_a_finding_is_a_command_with_its_place(report: CheckReport) -> None:
    kind, properties, message = commands(report)[0]
    assert (kind, properties) == (
        "error",
        {"file": "data/places/a.ttl", "line": "3", "endLine": "3", "col": "10", "endColumn": "19",
         "title": "shape:Place-name"},
    )  # fmt: skip
    assert message.split("\n")[:2] == ["finding-one: name the place", "hint: A place has a name."]


def test_severities_are_kinds(report: CheckReport) -> None:
    kinds = [kind for kind, _, _ in commands(report)]
    assert kinds == ["error", "error", "error", "warning", "warning", "notice"]


def test_no_columns_where_the_end_is_on_another_line(report: CheckReport) -> None:
    _, properties, _ = commands(report)[-1]
    assert properties.keys() == {"file", "line", "endLine", "title"}


def test_of_each_rule_one_comes_before_a_second_of_any() -> None:
    bad, warning = Severity.VIOLATION, Severity.WARNING
    told = rules((warning, "w"), (bad, "a"), (bad, "a"), (bad, "a"), (bad, "b"), (bad, "b"),
                 (warning, "v"))  # fmt: skip
    assert told == ["a", "b", "a", "b", "a", "w", "v"]


@given(TEXTS, TEXTS)
def test_any_text_comes_back_as_it_was(message: str, rule: str) -> None:
    finding = Finding(Severity.VIOLATION, f"x{rule}", f"m{message}", file="a.ttl", line=1, column=1)
    ((_, properties, told),) = commands(CheckReport([finding], 1, 1))
    assert (properties["title"], told) == (f"x{rule}", f"m{message}")


def test_the_summary_is_a_table_that_shows_texts_as_they_are(report: CheckReport) -> None:
    told = step_summary(report)
    rows = [line for line in told.split("\n") if line.startswith("|")]
    assert len(rows) == len(report.findings) + 2
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {6}
    assert "<b>" not in told
    assert told.startswith("### treatygraph check\n\nchecked 3 files, 1,234 triples: ")


def test_the_summary_stays_below_what_github_takes(report: CheckReport) -> None:
    many = replace(report, findings=list(report.findings) * 3000)
    told = step_summary(many)
    assert len(told.encode("utf-8", "replace")) < SUMMARY_BYTES
    left = re.search(r"([\d,]+) more are in the log", told)
    assert left
    shown = told.count("\n|") - 2
    assert shown + int(left[1].replace(",", "")) == len(many.findings)


@pytest.mark.parametrize("format_", ["github", "text"])
def test_only_this_format_adds_to_the_summary_of_the_step(tmp_path: Path, format_: str) -> None:
    (tmp_path / "a.ttl").write_text("<http://x/a> a", encoding="utf-8")
    page = tmp_path / "summary.md"
    page.write_text("before\n", encoding="utf-8")
    arguments = ["check", str(tmp_path), "--format", format_]
    result = CliRunner().invoke(main, arguments, env={"GITHUB_STEP_SUMMARY": str(page)})
    assert result.exit_code == 1
    told = page.read_text(encoding="utf-8")
    assert told.startswith("before\n")
    assert ("syntax" in told) == (format_ == "github")
