"""No fact of the desk research is lost: each became something, or is named with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from ledger import Counts, count, curation_page, left_out_table
from research import DISCREPANCY, PROVISION, Research, read_folder, read_research
from rows import (
    COLUMNS,
    ROOT,
    Curated,
    Row,
    faults,
    faults_of_rows,
    read_curated,
    read_rows,
)

RESEARCH = """\
agreement:
  languages: {values: [en], evidence: [memory]}
  signing: {date: '2001-03-12', discrepancy: one report has another day}
articles:
- number: 2(4)
  provisions:
  - {action: help, evidence: ['https://example.org/'], note: in one report}
  - {action: meet, evidence: [memory]}
"""
CURATED: Curated = {
    "agreement/a": {"Agreement"},
    "agreement/a/norm-help": {"Obligation"},
    "disagreement/day": {"Disagreement"},
}
HELP = "articles/2(4)/1\tagreement/a/norm-help\thelp\t"
MEET = "articles/2(4)/2\t\tmeet\t"
DAY = "agreement/signing/discrepancy\tdisagreement/day\tday\t"
LANGUAGES = "agreement/languages\t\tEnglish\tmemory only"
WHOLE = [HELP, MEET, DAY, LANGUAGES]


@pytest.fixture(scope="module")
def curated() -> Curated:
    return read_curated()


@pytest.fixture(scope="module")
def research(shared: Path) -> dict[str, Research]:
    return read_folder(shared / "facts")


def small(folder: Path, lines: list[str]) -> tuple[list[Row], dict[str, Research]]:
    """A ledger of these lines, and the small research above."""
    (folder / "a.yaml").write_text(RESEARCH, encoding="utf-8")
    (folder / "a.tsv").write_text("\n".join(["\t".join(COLUMNS), *lines]) + "\n", encoding="utf-8")
    return read_rows(folder), read_folder(folder)


def test_every_thing_that_a_row_names_is_curated(curated: Curated) -> None:
    assert faults_of_rows(read_rows(), curated) == []


def test_every_provision_and_discrepancy_has_its_row(
    research: dict[str, Research], curated: Curated
) -> None:
    assert faults(read_rows(), research, curated) == []


def test_the_documents_are_made_from_the_ledger(
    research: dict[str, Research], curated: Curated
) -> None:
    table = left_out_table(read_rows(), research, curated)
    page = curation_page(read_rows(), research, curated)
    assert (ROOT / "docs/left-out.tsv").read_text(encoding="utf-8") == table
    assert (ROOT / "docs/curation.md").read_text(encoding="utf-8") == page


def test_every_reason_of_a_row_stands_in_the_list() -> None:
    lines = (ROOT / "docs/left-out.tsv").read_text(encoding="utf-8").splitlines()
    told = {(cells[1], cells[2], cells[6]) for cells in (line.split("\t") for line in lines)}
    reasons = {(row.file, row.fact, row.reason) for row in read_rows() if row.reason}
    assert reasons - told == set()


def test_a_ledger_without_a_fault_has_none(tmp_path: Path) -> None:
    assert faults(*small(tmp_path, WHOLE), CURATED) == []


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ([MEET, DAY], "a articles/2(4)/1: no row"),
        ([HELP, MEET], "a agreement/signing/discrepancy: no row"),
        ([*WHOLE, HELP], "a articles/2(4)/1: two rows"),
        ([*WHOLE, "articles/3/1\t\tx\ty"], "a articles/3/1: no such place in the research"),
        ([HELP.replace("help", "held")], "a articles/2(4)/1: no such thing: agreement/a/norm-held"),
        (["articles/2(4)/1\t\thelp\t"], "a articles/2(4)/1: a provision that is no norm"),
        (
            ["articles/2(4)/1\tagreement/a\thelp\t"],
            "a articles/2(4)/1: a provision that is no norm",
        ),
        ([DAY.replace("disagreement/day", "agreement/a")], "a discrepancy that is no disagreement"),
        (["articles/2(4)/2\t\t\t"], "a articles/2(4)/2: left out, and not said what it is"),
        (["agreement/languages\t\tEnglish\t"], "a agreement/languages: left out without a reason"),
    ],
)
def test_each_kind_of_fault_is_found(tmp_path: Path, lines: list[str], fault: str) -> None:
    found = faults(*small(tmp_path, lines), CURATED)
    assert [it for it in found if it == fault or fault in it], found


@pytest.mark.parametrize("line", ["one cell", "too\tmany\tcells\tin\tit"])
def test_a_line_that_is_no_row_is_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(ValueError, match=r"a\.tsv, line 2: \d cells, not 4"):
        small(tmp_path, [line])


def test_a_table_with_other_columns_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("fact\twhat\n", encoding="utf-8")
    with pytest.raises(ValueError, match="the columns are not fact, things, what, reason"):
        read_rows(tmp_path)


def test_a_place_is_named_by_article_number_and_position(tmp_path: Path) -> None:
    _, read = small(tmp_path, [])
    assert read["a"].of_kind(PROVISION) == ["articles/2(4)/1", "articles/2(4)/2"]
    assert read["a"].addresses >= {"agreement/signing/date", "articles/2(4)/1/note", "articles"}


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("discrepancies: [{claim: x}]", "discrepancies/1"),
        ("a: {renewal_discrepancy: x}", "a/renewal_discrepancy"),
        ("a: [{parties_discrepancy: x}]", "a/1/parties_discrepancy"),
        ("a: {claims_to_treat_with_care: [{claim: x}]}", "a/claims_to_treat_with_care/1"),
    ],
)
def test_a_discrepancy_is_found_wherever_it_stands(tmp_path: Path, text: str, address: str) -> None:
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    assert read_research(tmp_path / "a.yaml").of_kind(DISCREPANCY) == [address]


def test_two_places_with_one_address_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("articles: [{number: 1}, {number: 1}]", encoding="utf-8")
    with pytest.raises(ValueError, match=r"a\.yaml: two places are articles/1"):
        read_research(tmp_path / "a.yaml")


def test_facts_and_norms_are_counted(tmp_path: Path) -> None:
    rows, read = small(tmp_path, WHOLE)
    assert count(rows, read["a"], CURATED, "a") == Counts(2, 1, 1, 1, 1, 1, 1, 1)


def test_what_is_left_out_is_told_with_its_reason(tmp_path: Path) -> None:
    lines = [HELP + "cut to one report", MEET, DAY, LANGUAGES]
    told = left_out_table(*small(tmp_path, lines), CURATED).splitlines()[1:]
    assert told == [
        "a\ta\tarticles/2(4)/1\tprovision, in part\thelp\tagreement/a/norm-help\tcut to one report",
        "a\ta\tarticles/2(4)/2\tprovision\tmeet\t\trests on memory alone",
        "a\ta\tagreement/languages\tother\tEnglish\t\tmemory only",
    ]


def test_the_page_has_the_figures_and_what_was_left_out(tmp_path: Path) -> None:
    page = curation_page(*small(tmp_path, WHOLE), CURATED)
    assert "| a.yaml | 2 | 1 | 1 | 1 | 1 | 1 | 1 | 1 |" in page
    assert "### a\n\n- `articles/2(4)/2` meet: rests on memory alone\n" in page
