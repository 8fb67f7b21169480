"""What holds for every format, and how the command chooses and writes them."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from support import ROOT
from treatygraph.check import CheckReport
from treatygraph.check.formats import FORMATS, View, wants_colour, written
from treatygraph.cli import main

MINI = ROOT / "tests/fixtures/mini/data"
EACH = ["one", "two", "three", "four", "five", "six"]


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small collection with a wrong datatype."""
    folder = tmp_path_factory.mktemp("formats") / "data"
    shutil.copytree(MINI, folder)
    file = folder / "agreements/aa-bb-1999.ttl"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("tg:articleCount 5", 'tg:articleCount "five"'), encoding="utf-8")
    return folder


def check(*arguments: object, **environment: str | None) -> Result:
    unset = dict.fromkeys(("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "GITHUB_STEP_SUMMARY"))
    return CliRunner().invoke(main, ["check", *map(str, arguments)], env={**unset, **environment})


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_is_described(format_: str) -> None:
    assert f"\n| `{format_}` | " in (ROOT / "docs/checking.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_writes_every_finding(report: CheckReport, format_: str) -> None:
    told = written(format_, report)
    assert [word for word in EACH if f"finding-{word}" in told] == EACH


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_can_be_encoded_and_ends_without_a_line_break(
    report: CheckReport, clean: CheckReport, format_: str
) -> None:
    for told in (written(format_, report), written(format_, clean)):
        told.encode()
        assert not told.endswith("\n")


@pytest.mark.parametrize("format_", FORMATS)
def test_the_command_offers_every_format(faulty: Path, tmp_path: Path, format_: str) -> None:
    file = tmp_path / "report"
    result = check(faulty, "--format", format_, "--output", file)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "articleCount-datatype" in file.read_text(encoding="utf-8")
    assert result.stderr.startswith("checked 17 files")


def test_without_output_the_report_goes_to_standard_output(faulty: Path) -> None:
    result = check(faulty, "--format", "json")
    assert {found["severity"] for found in json.loads(result.stdout)["findings"]} == {
        "violation",
        "warning",
    }


@pytest.mark.parametrize("format_", FORMATS)
def test_a_fault_of_syntax_is_told_in_every_format(tmp_path: Path, format_: str) -> None:
    (tmp_path / "a.ttl").write_text("<http://x/a> a", encoding="utf-8")
    result = check(tmp_path, "--format", format_)
    assert result.exit_code == 1
    assert "a.ttl" in result.stdout
    assert "syntax" in result.stdout


def test_a_file_that_cannot_be_written_is_one_sentence_and_exit_2(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<http://x/a> a", encoding="utf-8")
    result = check(tmp_path, "--output", tmp_path / "no/such/folder/report")
    assert result.exit_code == 2
    assert re.search(r"^treatygraph: .*/report: cannot be written: ", result.stderr, re.MULTILINE)


@pytest.mark.parametrize(
    ("terminal", "environment", "wanted"),
    [
        (True, {}, True),
        (False, {}, False),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),
        (True, {"TERM": "dumb"}, False),
        (False, {"FORCE_COLOR": "1"}, True),
        (False, {"FORCE_COLOR": "0"}, False),
        (False, {"CLICOLOR_FORCE": "1"}, True),
        (True, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colour_is_for_terminals_and_for_who_demands_it(
    terminal: bool, environment: dict[str, str], wanted: bool
) -> None:
    assert wants_colour(terminal, environment) is wanted


def test_the_command_colours_where_colour_is_demanded(faulty: Path) -> None:
    assert "\x1b[1;31mviolation\x1b[0m" in check(faulty, FORCE_COLOR="1").stdout
    assert "\x1b" not in check(faulty).stdout
    assert "\x1b" not in check(faulty, FORCE_COLOR="1", NO_COLOR="1").stdout


def test_only_text_is_coloured(report: CheckReport) -> None:
    for format_ in FORMATS.keys() - {"text"}:
        assert written(format_, report, View(colour=True)) == written(format_, report)
