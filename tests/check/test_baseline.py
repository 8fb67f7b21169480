"""The ratchet: known findings pass, new ones fail, and moved lines change nothing."""

from __future__ import annotations

import random
import re
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode

from support import ROOT
from treatygraph.check import CheckReport, Finding, Severity, check_collection
from treatygraph.check.baseline import (
    BaselineUnusable,
    read_baseline,
    without_known,
    write_baseline,
)
from treatygraph.check.identity import Identity
from treatygraph.cli import main
from treatygraph.collection import Collection, load_shipped, read_collection
from treatygraph.iris import Base

MINI = ROOT / "tests/fixtures/mini/data"
AGREEMENT = "agreements/aa-bb-1999.ttl"
PREFIXES = """\
PREFIX place: <https://w3id.org/treatygraph/id/place/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX tg: <https://w3id.org/treatygraph/ontology#>
"""
STATEMENTS = (
    'place:a a tg:Place ; skos:prefLabel "A"@en .',
    'place:b a tg:Place ; tg:undeclared "x" , "y" .',
    "place:c a tg:Town ; skos:broader [ tg:other place:none ; skos:note [ skos:note 1 ] ] .",
    'place:d tg:undeclared [] , [] , [ skos:note "z" ] .',
    "place:e tg:undeclared ( 1 2 ) .",
)

IRIS = st.sampled_from([NamedNode(f"http://x/{name}") for name in "ab"])
TERMS = st.none() | IRIS | st.sampled_from([Literal("x"), Literal("x\ny", language="en")])
FINDINGS = st.builds(
    Finding, st.sampled_from(Severity), st.sampled_from(["http://x/S", "hygiene/x"]), st.just("m"),
    focus=TERMS, path=st.none() | st.just("http://x/p"), value=TERMS,
)  # fmt: skip


def report_of(findings: Sequence[Finding]) -> CheckReport:
    return CheckReport(findings, 1, 1)


def known(findings: Sequence[Finding]) -> Counter[Identity]:
    report = report_of(findings)
    return Counter(map(report.identity, findings))


# What is accepted -----------------------------------------------------------------------


@given(st.lists(FINDINGS))
def test_what_is_known_passes(findings: list[Finding]) -> None:
    left = without_known(report_of(findings), known(findings))
    assert (left.findings, left.known, left.mended) == ([], len(findings), 0)


@given(st.lists(FINDINGS), FINDINGS)
def test_a_new_finding_is_always_told(findings: list[Finding], new: Finding) -> None:
    """Also one that equals a known one: a baseline of two accepts two."""
    left = without_known(report_of([*findings, new]), known(findings))
    assert len(left.findings) == 1
    assert known(left.findings) == known([new])


@given(st.lists(FINDINGS), st.lists(FINDINGS))
def test_what_is_mended_is_counted(before: list[Finding], after: list[Finding]) -> None:
    left = without_known(report_of(after), known(before))
    assert left.known - left.mended == len(after) - len(left.findings) - left.mended
    assert left.mended == (known(before) - known(after)).total()


@given(st.lists(FINDINGS))
def test_a_baseline_reads_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, findings: list[Finding]
) -> None:
    file = tmp_path_factory.mktemp("baseline") / "known"
    write_baseline(file, report_of(findings))
    assert read_baseline(file) == known(findings)
    again = file.read_text(encoding="utf-8")
    write_baseline(file, report_of(findings[::-1]))
    assert file.read_text(encoding="utf-8") == again


def test_a_fault_of_syntax_is_never_accepted(tmp_path: Path) -> None:
    fault = Finding(Severity.VIOLATION, "syntax", "a dot is missing", file="a.ttl")
    report = replace(report_of([fault]), complete=False)
    assert without_known(report, known([fault])).findings == [fault]
    with pytest.raises(BaselineUnusable, match="cannot be read"):
        write_baseline(tmp_path / "known", report)


def test_where_files_cannot_be_read_nothing_is_said_to_be_mended() -> None:
    report = replace(report_of([]), complete=False)
    assert without_known(report, known([Finding(Severity.INFO, "hygiene/x", "m")])).mended == 0


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('{"rule": "x"', ":3:13: not JSON: Expecting ',' delimiter"),
        ('["x"]', ':3:1: not a finding: an object with a "rule" is wanted'),
        ('{"focus": "x"}', ':3:1: not a finding: an object with a "rule" is wanted'),
        ('{"rule": "x", "line": "3"}', ':3:1: "line" is not one of rule, focus, path, value'),
        ('{"rule": "x", "path": null}', ':3:1: "path" is not one of'),
        ('{"rule": "syntax"}', ":3:1: a fault of syntax cannot be accepted: mend it"),
        ("[" * 100_000, ":3:1: not a finding"),
        ('{"rule": ' + "1" * 9999 + "}", ":3:1: not a finding"),
    ],
)
def test_a_broken_baseline_is_told_at_its_place(tmp_path: Path, line: str, complaint: str) -> None:
    file = tmp_path / "known"
    file.write_text(f'# ours\n{{"rule": "x"}}\n{line}\n', encoding="utf-8")
    with pytest.raises(BaselineUnusable, match=f"^{re.escape(f'{file}{complaint}')}"):
        read_baseline(file)


# Through the files and the command ------------------------------------------------------


@pytest.fixture(scope="module")
def shipped() -> Collection:
    return load_shipped(ROOT / "ontology", Base())


def identities(folder: Path, shipped: Collection) -> Counter[Identity]:
    report = check_collection(read_collection(folder, Base()), shipped, ROOT / "ontology")
    return Counter(map(report.identity, report.findings))


def shuffled(statements: Sequence[str], seed: int) -> str:
    """The statements in another order, with comments, blank lines and breaks between them."""
    chance = random.Random(seed)
    moved = chance.sample(statements, len(statements))
    spaced = [re.sub(" (?=[;,.\\]])", lambda _: chance.choice([" ", "\n\n", " # x\n\t"]), text)
              for text in moved]  # fmt: skip
    return PREFIXES + "\n# moved\n".join(spaced) + "\n"


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, 10_000))
def test_moving_lines_changes_no_identity(
    tmp_path_factory: pytest.TempPathFactory, shipped: Collection, seed: int
) -> None:
    one, other = (tmp_path_factory.mktemp("moved") for _ in range(2))
    (one / "a.ttl").write_text(PREFIXES + "\n".join(STATEMENTS), encoding="utf-8")
    (other / "a.ttl").write_text(shuffled(STATEMENTS, seed), encoding="utf-8")
    found = identities(one, shipped)
    assert found.total() > 20
    assert any("_:" in (identity.focus or "") for identity in found)
    assert not any("unknown" in (identity.focus or "") for identity in found)
    assert identities(other, shipped) == found


def test_a_blank_node_is_named_by_what_is_said_of_it(tmp_path: Path, shipped: Collection) -> None:
    """What stands elsewhere in its file changes nothing; another value makes it another node."""
    file = tmp_path / "a.ttl"
    file.write_text(PREFIXES + STATEMENTS[3], encoding="utf-8")
    before = identities(tmp_path, shipped)
    file.write_text(PREFIXES + STATEMENTS[3] + STATEMENTS[2], encoding="utf-8")
    assert before <= identities(tmp_path, shipped)
    file.write_text(PREFIXES + STATEMENTS[3].replace('"z"', '"other"'), encoding="utf-8")
    assert not before <= identities(tmp_path, shipped)


def test_relative_iris_do_not_tie_a_baseline_to_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        focus = NamedNode(f"file://{tmp_path}/{name}/a.ttl#x")
        told.append(known([Finding(Severity.INFO, "hygiene/x", "m", focus=focus)]))
    assert told[0] == told[1]


def test_a_blank_node_that_no_file_holds_has_an_identity_too() -> None:
    finding = Finding(Severity.INFO, "hygiene/x", "m", focus=BlankNode("b"))
    assert report_of([finding]).identity(finding).focus == "_:unknown"


def check(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, arguments)])


def change(folder: Path, old: str, new: str) -> None:
    file = folder / AGREEMENT
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_known_findings_pass_new_ones_fail_and_mended_ones_are_told(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "known"
    shutil.copytree(MINI, data)
    change(data, "tg:articleCount 5", 'tg:articleCount "five"')
    assert check(data).exit_code == 1
    written = check(data, "--write-baseline", file)
    assert (written.exit_code, written.stdout) == (0, "")
    assert re.fullmatch(rf"\d+ findings accepted: {file}\n", written.stderr)

    change(data, "tg:articleCount", "# moved\n\n\n    tg:articleCount")
    passed = check(data, "--baseline", file, "--strict")
    assert (passed.exit_code, passed.stdout) == (0, "")
    assert re.search(r"nothing new to mend; \d+ known findings not shown", passed.stderr)

    change(data, "place:port-quill ;", "place:nowhere ;")
    failed = check(data, "--baseline", file)
    assert failed.exit_code == 1
    assert "dangling-link" in failed.stdout
    assert "articleCount" not in failed.stdout

    change(data, '"five"', "5")
    assert re.search(
        r"\d+ findings of the baseline are mended: write it anew",
        check(data, "--baseline", file).stderr,
    )


def test_a_missing_baseline_is_one_sentence_and_exit_2(tmp_path: Path) -> None:
    result = check(MINI, "--baseline", tmp_path / "none")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"treatygraph: {tmp_path / 'none'}: cannot be read: ")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("other", [["--baseline", "a"], ["--since", "HEAD"]])
def test_a_baseline_is_written_of_all_findings(tmp_path: Path, other: list[str]) -> None:
    result = check(MINI, *other, "--write-baseline", tmp_path / "a")
    assert result.exit_code == 2
    assert "--write-baseline takes all findings" in result.stderr
    assert not (tmp_path / "a").exists()


def test_no_baseline_is_written_of_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<http://x/a> a", encoding="utf-8")
    result = check(tmp_path, "--write-baseline", tmp_path / "known")
    assert result.exit_code == 1
    assert "syntax" in result.stdout
    assert "is not written: first mend what cannot be read" in result.stderr
    assert not (tmp_path / "known").exists()
