"""The page on importing: its example works, its table names every kind, its counts are true."""

import json
import re

import pytest
from import_support import table

from support import ROOT, SHARED
from treatygraph.importing import KINDS
from treatygraph.importing.kinds.csvw import KNOWN

PAGE = (ROOT / "docs/importing.md").read_text(encoding="utf-8")
FOLDERS = {
    "state-codes": "state-codes", "open-treaties": "open-treaties", "un-mtdsg": "un-mtdsg",
    "uk-treaties": "uk-treaties-fcdo", "atop": "atop-alliances",
    "ch-treaties": "ch-treaties-legalize", "nl-treaties": "nl-treaties-bwb",
    "ca-treaties": "ca-justice-treaties",
}  # fmt: skip


def test_every_kind_is_on_the_page():
    kinds = re.findall(r"^\| `([\w-]+)` \|", PAGE.partition("## The kinds")[2], re.MULTILINE)
    assert set(kinds[: len(KINDS)]) == set(KINDS)


def test_every_property_of_a_column_is_on_the_page():
    said = set(re.findall(r"`((?:tg|dcterms|skos):\w+)`", PAGE.partition("A column may")[2]))
    assert said == KNOWN - {""}


def test_the_example_works(imported, states):
    metadata = re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)[1]
    rows = [("No.", "Name", "Signed", "Parties"), ("7", "Kites", "03.05.1950", "Arcadia; Borduria")]
    files = {"kites-metadata.json": metadata, "kites.csv": table(rows)}
    result = imported("csvw", files, actors=states)
    assert result.violations() == []
    assert result.report.held == 1
    assert json.loads(metadata)["tableSchema"]["aboutUrl"] == "agreement/kites-{number}"


def numbers_of(kind):
    """Records read, held and refused as the page's table has them, and the parts by number."""
    section = PAGE.partition("## Eight sets")[2].partition("\n- **")[0]
    block = re.search(rf"^\| `{kind}` \|.*?(?=^\| `|\Z)", section, re.MULTILINE | re.DOTALL)[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines()
            if line.startswith("|")]  # fmt: skip
    counts = [int(cell.replace(",", "")) for cell in rows[0][2:5]]
    parts = {(row[5].split()[0], row[6]) for row in rows if row[5]}
    return counts, parts


@pytest.mark.slow
@pytest.mark.parametrize("kind", FOLDERS)
def test_the_counts_of_the_page_are_those_of_the_sets(kind, imported, tmp_path):
    if not SHARED.is_dir():
        pytest.skip("../shared is absent (the sets lie there)")
    base = None
    if kind != "state-codes":
        base = imported("state-codes", SHARED / "data/state-codes").folder
    report = imported(kind, SHARED / "data" / FOLDERS[kind], actors=base, jobs=2).report
    counts, parts = numbers_of(kind)
    assert [report.read, report.held, report.refused.total()] == counts
    assert report.adds_up
    found = {(f"{number:,}", f"{number - report.parts_held[part]:,}")
             for part, number in report.parts_read.items()}  # fmt: skip
    assert found == parts
    assert "the importer does not understand the record" not in report.refused
