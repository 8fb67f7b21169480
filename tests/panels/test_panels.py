"""The panels: rows counted by hand, laws between them, and files as statisticians read them."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pandas
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from support import Corpus
from treatygraph.cli import main
from treatygraph.panels import KINDS, Asked, Panel, codebook, make_panel, table_metadata, write_csv
from treatygraph.panels.codes import COW, GW, Codes
from treatygraph.panels.holding import Holder, together
from treatygraph.panels.reading import _merged
from treatygraph.panels.records import CURATED, Act, Actor, Agreement, Membership
from treatygraph.panels.rules import MembershipRule, agreement_status
from treatygraph.panels.years import Tally, Years, digits, window_of

Row = dict[str, Any]


@pytest.fixture(scope="module")
def panels(corpus: Corpus) -> dict[str, list[Row]]:
    """All rows of each panel over the curated data, up to 2025."""
    found = {
        name: make_panel(corpus.release, kind, Asked(last=2025)) for name, kind in KINDS.items()
    }
    return {name: _rows(panel) for name, panel in found.items()}


def _rows(panel: Panel) -> list[Row]:
    names = [column.name for column in panel.columns]
    return [dict(zip(names, row, strict=True)) for row in panel.rows()]


def one(rows: list[Row], **cells: object) -> Row:
    (found,) = [row for row in rows if all(row[name] == cell for name, cell in cells.items())]
    return found


# Counted by hand ----------------------------------------------------------------------------

NORTH_KOREA_AND_RUSSIA: dict[int, dict[str, int]] = {
    # The Charter alone; whether the treaty of 2000 was ever in force nobody records.
    1999: {"concluded": 0, "in_force": 1, "unknown": 0, "in_force_charter": 1, "bound": 0},
    2000: {"concluded": 1, "in_force": 1, "unknown": 1, "in_force_bilateral": 0, "defence": 0},
    # The treaty of 2024 is in force from 4 December, by exchange of instruments; the other ends.
    2024: {"concluded": 1, "entered": 1, "ended": 1, "in_force": 2, "bound": 1, "unknown": 0,
           "in_force_bilateral": 1, "in_force_treaty": 1, "defence": 1, "consultation": 1},
    2025: {"concluded": 0, "entered": 0, "ended": 0, "in_force": 2, "bound": 1, "defence": 1},
}  # fmt: skip


@pytest.mark.parametrize("year", NORTH_KOREA_AND_RUSSIA)
def test_a_pair_of_states_is_counted_as_by_hand(panels: dict[str, list[Row]], year: int) -> None:
    row = one(panels["dyad-year"], actor_1="PRK", actor_2="RUS", year=year)
    expected = NORTH_KOREA_AND_RUSSIA[year]
    assert {name: row[name] for name in expected} == expected
    assert (row["iso3_1"], row["name_2"], row["sources"]) == ("PRK", "Russia", "curated")


def test_an_actor_is_counted_as_by_hand(panels: dict[str, list[Row]]) -> None:
    """North Korea signed, ratified and exchanged instruments in 2024: it consented once."""
    row = one(panels["actor-year"], actor="PRK", year=2024)
    assert (row["signed"], row["consented"], row["withdrew"]) == (1, 1, 0)
    assert (row["in_force"], row["bound"], row["defence"]) == (2, 1, 1)


def test_a_norm_is_counted_as_by_hand(panels: dict[str, list[Row]]) -> None:
    """Mutual defence of North Korea and Russia: concluded in June 2024, in force in December."""
    rows = [row for row in panels["norm-year"]
            if row["agreement"] == "ru-kp-2024" and "mutual-defence" in row["types"]]  # fmt: skip
    assert [row["year"] for row in rows] == [2024, 2025]
    for row in rows:
        assert (row["status"], row["modality"]) == ("in force", "Obligation")
        assert [row[name] for name in ("bearers", "bearers_in_force", "bearers_bound",
                                       "bearers_unknown")] == [2, 2, 2, 0]  # fmt: skip


# Laws ---------------------------------------------------------------------------------------


def test_each_pair_stands_once_undirected_and_twice_directed(
    panels: dict[str, list[Row]],
) -> None:
    keys = [(row["actor_1"], row["actor_2"], row["year"]) for row in panels["dyad-year"]]
    directed = [(row["actor_1"], row["actor_2"], row["year"])
                for row in panels["directed-dyad-year"]]  # fmt: skip
    assert len(set(keys)) == len(keys)
    assert all(one < other for one, other, _ in keys)
    assert sorted(directed) == sorted(
        [*keys, *((other, one, year) for one, other, year in keys)])  # fmt: skip


def test_what_is_no_norm_is_the_same_in_both_directions(panels: dict[str, list[Row]]) -> None:
    same = [column.name for column in KINDS["dyad-year"].measures if column.name.startswith("in_")]
    undirected = {(row["actor_1"], row["actor_2"], row["year"]): row for row in panels["dyad-year"]}
    for row in panels["directed-dyad-year"]:
        key = tuple(sorted((row["actor_1"], row["actor_2"])))
        other = undirected[(*key, row["year"])]
        assert [row[name] for name in same] == [other[name] for name in same]
        for name in ("defence", "consultation", "non_aggression"):
            assert row[name] <= other[name] <= other["in_force"]


def test_counts_are_parts_of_what_they_are_part_of(panels: dict[str, list[Row]]) -> None:
    for row in panels["actor-year"]:
        assert row["bound"] <= row["in_force_binding"] <= row["in_force"]
        assert row["in_force_binding"] + row["in_force_not_binding"] <= row["in_force"]
        assert row["in_force_bilateral"] + row["in_force_multilateral"] <= row["in_force"]


def test_pairs_of_bilateral_agreements_add_up_to_what_actors_have(
    panels: dict[str, list[Row]],
) -> None:
    """An actor's bilateral agreements are those that it has with each other actor."""
    summed: Counter[tuple[str, int]] = Counter()
    for row in panels["directed-dyad-year"]:
        summed[row["actor_1"], row["year"]] += row["in_force_bilateral"]
    own = {(row["actor"], row["year"]): row["in_force_bilateral"] for row in panels["actor-year"]}
    assert {key: number for key, number in summed.items() if number} == {
        key: number for key, number in own.items() if number}  # fmt: skip


def test_rows_of_one_actor_are_those_rows_of_all(
    corpus: Corpus, panels: dict[str, list[Row]]
) -> None:
    actor = f"{corpus.release.base.root}id/state/IRN"
    asked = Asked(first=1990, last=2025, actor=actor)
    for name, kind in KINDS.items():
        if name != "norm-year":
            wanted = [row for row in panels[name] if row["year"] >= 1990 and "IRN" in
                      (row.get("actor"), row.get("actor_1"), row.get("actor_2"))]  # fmt: skip
            assert _rows(make_panel(corpus.release, kind, asked)) == wanted


masks = st.lists(st.tuples(st.sampled_from(["a", "b", "ab"]), st.integers(0, 2**12 - 1)),
                 max_size=40)  # fmt: skip


@given(masks)
def test_a_tally_counts_as_counting_one_by_one(added: list[tuple[str, int]]) -> None:
    tally = Tally()
    for names, mask in added:
        tally.add(tuple(names), mask)
    counts = tally.counts(range(12))
    for name in "ab":
        expected = [sum(mask >> bit & 1 for names, mask in added if name in names)
                    for bit in range(12)]  # fmt: skip
        assert counts.get(name, [0] * 12) == expected


@given(st.integers(0, 2**20))
def test_the_digits_of_a_mask_are_its_bits(mask: int) -> None:
    window = window_of(mask)
    assert [at for at, digit in zip(window, digits(mask, window), strict=True) if digit] == [
        at for at in range(mask.bit_length()) if mask >> at & 1]  # fmt: skip


dates = st.sampled_from(["", "1999", "2000-12", "2001-12-31", "2003-06-01", "2005"])


@given(dates, dates, dates, dates, dates, st.lists(dates, max_size=2))
def test_every_year_is_judged_as_its_last_day(
    made: str, begins: str, ends: str, own: str, left: str, consents: list[str]
) -> None:
    """What is found for runs of years at once is what each year says for itself."""
    years = Years(1998, 2008)
    agreement = Agreement("a", CURATED, (), "binding", made, begins, ends)
    acts = [Act("ratification", True, day if len(day) == 10 else "", "") for day in consents]
    membership = Membership("p", "x", agreement, own, left, acts=acts)
    holding = Holder(years).of(membership)
    if holding is None:
        assert {made, begins, own, *(act.earliest for act in acts)} == {""}
        return
    for year in range(1998, 2009):
        on, bit = f"{year}-12-31", year - 1998
        general, standing = agreement_status(agreement, on), MembershipRule(membership, None).on(on)
        if holding.bound >> bit & 1:
            assert (general, standing.status) == ("in force", "in force")
        if holding.in_force >> bit & 1:
            assert general == "in force"
            assert standing.status != "not in force"
        assert (holding.in_force >> bit & 1) + (holding.unknown >> bit & 1) <= 1
        if holding.may_be >> bit & 1:
            assert "not in force" not in (general, standing.status)
    assert together(holding, holding) == holding


# Codes and identity -------------------------------------------------------------------------


def test_a_code_is_that_of_the_year() -> None:
    """Germany: one number until 1945, and again from 1990; a list that ends in 2016 ends none."""
    notes = ("COW:255 (Germany), member of the state system 1816-01-01 to 1945-05-08.",
             "COW:255 (Germany), member of the state system 1990-10-03 to 2016-12-31.",
             "GW:260 (Germany), member of the state system 1949-09-21 to 2017-12-31.")  # fmt: skip
    actor = Actor("x", "DEU", "State", "Germany", ("COW:255", "GW:260", "ISO:DEU"), notes)
    codes = Codes([actor])
    told = {year: codes.of(actor, COW, year) for year in (1815, 1816, 1945, 1950, 1990, 2025)}
    assert told == {1815: None, 1816: 255, 1945: 255, 1950: None, 1990: 255, 2025: 255}
    assert [codes.of(actor, GW, year) for year in (1948, 1949, 2025)] == [None, 260, 260]


def test_the_notes_that_codes_are_read_from_are_those_that_the_import_writes(
    tmp_path: Path,
) -> None:
    (tmp_path / "country-codes.csv").write_text(
        "ISO3166-1-Alpha-3,ISO3166-1-Alpha-2,M49,is_independent,UNTERM English Short\n"
        "XAA,XA,901,Yes,Arcadia\n"
    )
    (tmp_path / "cow_states.csv").write_text(
        "stateabb,ccode,statenme,styear,stmonth,stday,endyear,endmonth,endday,version\n"
        "ARC,901.0,Arcadia,1816.0,1.0,1.0,1940.0,6.0,25.0,2016.0\n"
        "ARC,901.0,Arcadia,1945.0,1.0,1.0,2016.0,12.0,31.0,2016.0\n"
    )
    (tmp_path / "gw_states.csv").write_text(
        "gwcode,stateabb,statename,startdate,enddate\n901.0,ARC,Arcadia,1816-01-01,2017-12-31\n"
    )
    into = tmp_path / "into"
    result = CliRunner().invoke(main, ["import", "state-codes", str(tmp_path), "--into", str(into)])
    assert result.exit_code == 0, result.output
    text = (into / "data/triples/actors/states/XAA.ttl").read_text()
    notes = tuple(line.split('"')[1] for line in text.splitlines() if "state system" in line)
    actor = Actor("x", "XAA", "State", "Arcadia", (), notes)
    codes = Codes([actor])
    assert [codes.of(actor, COW, year) for year in (1900, 1942, 2000, 2020)] == [
        901,
        None,
        901,
        901,
    ]
    assert codes.of(actor, GW, 1942) == 901


def test_of_records_of_one_agreement_the_curated_one_counts() -> None:
    sets = {"a": "atop", "b": CURATED, "c": "un", "d": "un", "e": "atop"}
    agreements = {key: Agreement(key, of) for key, of in sets.items()}
    joined = [Membership(f"p{n}", str(n), agreements["d"]) for n in range(2)]
    same = [{"one": "a", "other": "b"}, {"one": "b", "other": "c"}, {"one": "e", "other": "d"}]
    assert _merged(agreements, joined, same) == {"a", "c", "e"}


# Files --------------------------------------------------------------------------------------


@pytest.fixture
def asked(corpus: Corpus, tmp_path: Path) -> Any:
    def run(*arguments: str) -> Any:
        return CliRunner().invoke(main, ["panel", *arguments, "--out", str(corpus.options.out)])

    return run


def test_the_command_writes_a_table_that_pandas_reads(asked: Any, tmp_path: Path) -> None:
    csv_file, parquet = tmp_path / "dyads.csv", tmp_path / "dyads.parquet"
    assert asked("dyad-year", "-o", str(csv_file)).exit_code == 0
    result = asked("dyad-year", "--format", "parquet", "-o", str(parquet))
    assert result.exit_code == 0, result.output
    of_csv, of_parquet = pandas.read_csv(csv_file), pandas.read_parquet(parquet)
    assert len(of_csv) == len(of_parquet) > 4000
    counts = [column.name for column in KINDS["dyad-year"].measures]
    assert (of_csv[counts] == of_parquet[counts]).all(axis=None)
    assert list(of_csv.columns) == [column.name for column in KINDS["dyad-year"].columns]
    assert "rows" in result.stderr
    assert "codebook" in str(sorted(tmp_path.iterdir()))


def test_csv_is_rfc_4180_and_has_no_cell_that_r_would_read_otherwise(asked: Any) -> None:
    """R's read.csv takes NA for a missing value, and a row of another length for an error."""
    body = asked("norm-year", "--from", "2024").stdout_bytes
    assert body.endswith(b"\r\n")
    assert b"\n" not in body.replace(b"\r\n", b"")
    rows = list(csv.reader(io.StringIO(body.decode(), newline=""), strict=True))
    assert {len(row) for row in rows} == {len(KINDS["norm-year"].columns)}
    assert not any(cell == "NA" for row in rows for cell in row)


def test_the_metadata_describe_the_table_that_stands_beside_them(
    asked: Any, tmp_path: Path
) -> None:
    """CSVW: the names, the types, and what may be empty are true of every row."""
    table = tmp_path / "a.csv"
    asked("actor-year", "-o", str(table))
    told = json.loads((tmp_path / "a.csv-metadata.json").read_text())
    columns = told["tableSchema"]["columns"]
    with table.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert told["url"] == "a.csv"
    assert list(rows[0]) == [column["name"] for column in columns]
    for column in columns:
        cells = [row[column["name"]] for row in rows]
        assert column["dc:description"]
        assert all(cells) or "required" not in column
        if column["datatype"] == "integer":
            assert all(cell == "" or cell.isdecimal() for cell in cells)
    key = told["tableSchema"]["primaryKey"]
    assert len({tuple(row[name] for name in key) for row in rows}) == len(rows)


def test_the_codebook_tells_each_column_and_what_is_not_counted(corpus: Corpus) -> None:
    for kind in KINDS.values():
        panel = make_panel(corpus.release, kind)
        text = codebook(panel)
        for column in panel.columns:
            assert f"| `{column.name}` | {column.type}" in text
            assert "{" not in column.meaning
            assert set(column.queries) <= corpus.release.queries.keys()
        assert corpus.release.version in text
        assert "Acts in no row" in text
        assert table_metadata(panel, "x.csv")["tableSchema"]["columns"]


def test_the_same_release_gives_the_same_bytes(corpus: Corpus) -> None:
    bodies = []
    for _ in range(2):
        out = io.BytesIO()
        write_csv(make_panel(corpus.release, KINDS["directed-dyad-year"]), out)
        bodies.append(out.getvalue())
    assert bodies[0] == bodies[1]


@pytest.mark.parametrize(("arguments", "says"), [
    (("actor-year", "--set", "none"), "there is no collection “none”"),
    (("actor-year", "--actor", "XZZ"), "no actor is called XZZ"),
    (("actor-year", "--from", "2020", "--until", "2000"), "no years from 2020 to 2000"),
    (("actor-year", "-o", "/nowhere/a.csv"), "cannot be written"),
    (("planet-year",), "is not one of"),
])  # fmt: skip
def test_what_cannot_be_made_is_a_sentence(
    asked: Any, arguments: tuple[str, ...], says: str
) -> None:
    result = asked(*arguments)
    assert result.exit_code == 2
    assert says in result.stderr
    assert "Traceback" not in result.output


def test_without_pyarrow_parquet_is_a_sentence(asked: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("treatygraph.panels.writing.has_parquet", lambda: False)
    result = asked("actor-year", "--format", "parquet")
    assert result.exit_code == 2
    assert "treatygraph[parquet]" in result.stderr
