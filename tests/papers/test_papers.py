"""Both papers whole: each statement of the coverage table has its claim, and each claim a row."""

from __future__ import annotations

import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from treatygraph.namespaces import DEFAULT_BASE, expand
from treatygraph.release import Release

HERE = Path(__file__).parent
PAPERS = {"csag-2025": "004_7e8b7884beda8068.txt", "issi-2025-03-04": "000_77179eeb2992b43f.txt"}
LOCATORS = {
    "csag-2025": ["title", "1", "2", "3", "4"]
    + [f"4.{letter}" for letter in "abcdefgh"]
    + [f"5.{letter}" for letter in "abcdefghijk"]
    + ["fn1", "fn2"],
    "issi-2025-03-04": ["title", *(f"p{n}" for n in range(1, 9))]
    + [
        f"p3.{word}"
        for word in ["defence", "energy", "trade", "intelligence", "caspian", "culture"]
    ]
    + [f"fn{n}" for n in range(1, 11)],
}
RUN = 8


@cache
def rows() -> list[dict[str, str]]:
    with (HERE / "coverage.tsv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))


def claims_of(release: Release, source: str) -> dict[str, str]:
    """Each claim of a source and the passage it is made in."""
    made_in = NamedNode(expand("tg:madeIn"))
    prefix = f"{DEFAULT_BASE}id/source/{source}/"
    found = release.store.quads(None, made_in)
    return {q.subject.value: q.object.value for q in found if q.subject.value.startswith(prefix)}


@pytest.mark.parametrize("source", PAPERS)
def test_every_passage_has_statements(source: str) -> None:
    told = {row["locator"] for row in rows() if row["source"] == source}
    assert told == set(LOCATORS[source])


@pytest.mark.parametrize("source", PAPERS)
def test_statements_are_numbered_without_a_gap(source: str) -> None:
    numbers: dict[str, list[int]] = {}
    for row in rows():
        if row["source"] == source:
            numbers.setdefault(row["locator"], []).append(int(row["claim"]))
    assert {k: v for k, v in numbers.items() if v != list(range(1, len(v) + 1))} == {}


@pytest.mark.parametrize("source", PAPERS)
def test_each_statement_has_its_claim_and_each_claim_its_row(
    corpus_release: Release, source: str
) -> None:
    base = f"{DEFAULT_BASE}id/source/{source}/"
    expected = {
        f"{base}claim-{row['locator']}-{row['claim']}": f"{base}passage-{row['locator']}"
        for row in rows()
        if row["source"] == source
    }
    assert claims_of(corpus_release, source) == expected


def test_no_statement_is_told_twice_in_one_passage() -> None:
    told = Counter((row["source"], row["locator"], row["statement"]) for row in rows())
    assert [key for key, count in told.items() if count > 1] == []


@pytest.mark.parametrize("source", PAPERS)
def test_each_claim_has_what_an_analyst_asks_for(corpus_release: Release, source: str) -> None:
    needed = ("attributedTo", "statement", "claimType", "likelihood", "about", "topic")
    missing = [
        (claim, name)
        for claim in claims_of(corpus_release, source)
        for name in needed
        if not any(corpus_release.store.quads(NamedNode(claim), NamedNode(expand(f"tg:{name}"))))
    ]
    assert missing == []


@pytest.mark.parametrize(("source", "footnotes"), [("csag-2025", 2), ("issi-2025-03-04", 10)])
def test_every_footnote_cites_a_source_and_so_does_the_text(
    corpus_release: Release, source: str, footnotes: int
) -> None:
    base = f"{DEFAULT_BASE}id/source/{source}/passage-"
    cites = NamedNode(expand("tg:cites"))
    by_passage: dict[str, set[str]] = {}
    for quad in corpus_release.store.quads(None, cites):
        if quad.subject.value.startswith(base):
            by_passage.setdefault(quad.subject.value.removeprefix(base), set()).add(
                quad.object.value
            )
    notes = {name: cited for name, cited in by_passage.items() if name.startswith("fn")}
    text = set().union(*(cited for name, cited in by_passage.items() if name not in notes))
    assert set(notes) == {f"fn{n}" for n in range(1, footnotes + 1)}
    assert set().union(*notes.values()) == text


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def runs(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[i : i + RUN]) for i in range(len(found) - RUN + 1)}


@pytest.mark.parametrize("source", PAPERS)
def test_no_sentence_of_a_paper_is_copied(
    corpus_release: Release, shared: Path, source: str
) -> None:
    paper = runs((shared / "seeds" / PAPERS[source]).read_text(encoding="utf-8"))
    title, address = expand("dcterms:title"), expand("xsd:anyURI")
    copied = {
        (quad.subject.value, quad.predicate.value, " ".join(run))
        for quad in corpus_release.store.quads()
        if isinstance(quad.object, Literal)
        and quad.predicate.value != title
        and quad.object.datatype.value != address
        for run in runs(quad.object.value) & paper
    }
    assert copied == set()


def test_the_check_for_copies_finds_a_copy() -> None:
    sentence = "one two three four five six seven eight nine"
    assert runs(f"before {sentence} after") & runs(f"Other words: {sentence.upper()}!")
    assert not runs("one two three four five six seven") & runs(sentence)
