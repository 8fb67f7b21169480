"""Each row of an expected answer names the fact that it was written from."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from support import ROOT
from treatygraph.namespaces import DEFAULT_BASE, expand
from treatygraph.release import Release

HERE = Path(__file__).parent
SLUGS = sorted(path.stem for path in HERE.glob("*.csv"))
FACT = re.compile(
    r"facts:(?P<file>[a-z0-9-]+) (?P<address>[^\s;]+)"
    r"|papers:(?P<paper>[a-z0-9-]+) (?P<locator>[a-z0-9.]+)-(?P<claim>\d+)"
    r"|source:(?P<passage>[a-z0-9-]+/passage-\S+)"
    r"|curator \w+"
)


def rows(slug: str) -> Iterator[str]:
    """The last column of an expected answer. Fails where that is not ``fact``."""
    with (HERE / f"{slug}.csv").open(encoding="utf-8", newline="") as file:
        header, *lines = csv.reader(file)
    assert header[-1] == "fact", f"{slug}.csv has no column of facts"
    assert all(len(line) == len(header) for line in lines)
    return (line[-1] for line in lines)


def facts(kind: str) -> set[re.Match[str]]:
    """Every fact, in any answer, that has a part of that name."""
    told = {fact for slug in SLUGS for row in rows(slug) for fact in row.split("; ")}
    matches = (FACT.fullmatch(fact) for fact in sorted(told))
    return {match for match in matches if match and match[kind]}


@cache
def research(path: Path) -> Any:
    """A file of desk research, read by the quick loader where PyYAML has it."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), loader)


def step(place: Any, name: str) -> Any:
    """One step into the research: a key, an article by its number, or a position from 1 on."""
    if isinstance(place, dict) and "provisions" in place:
        place = place["provisions"]
    if isinstance(place, dict):
        return place[name]
    numbered = {
        str(one["number"]): one for one in place if isinstance(one, dict) and "number" in one
    }
    positions = {str(position): one for position, one in enumerate(place, 1)}
    return (numbered or positions)[name]


def is_told(file: Path, address: str) -> bool:
    """Whether an address leads to something in the research that rests on more than memory."""
    place = research(file)
    try:
        for name in address.split("/"):
            place = step(place, name)
    except (KeyError, TypeError):
        return False
    return place is not None and not (
        isinstance(place, dict) and place.get("evidence") == ["memory"]
    )


@pytest.mark.parametrize("slug", SLUGS)
def test_every_row_names_its_facts_in_the_agreed_form(slug: str) -> None:
    bad = [row for row in rows(slug) if not all(map(FACT.fullmatch, row.split("; ")))]
    assert bad == []


def test_the_statements_of_the_papers_stand_in_the_coverage_table() -> None:
    with (ROOT / "tests/papers/coverage.tsv").open(encoding="utf-8", newline="") as table:
        told = {
            (row["source"], row["locator"], row["claim"])
            for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)
        }
    named = {(fact["paper"], fact["locator"], fact["claim"]) for fact in facts("paper")}
    assert named - told == set()


def test_the_passages_are_in_the_data(corpus_release: Release) -> None:
    found = corpus_release.store.select(
        f"SELECT ?passage WHERE {{ ?passage a <{expand('tg:Passage')}> }}"
    )
    known = {row[0].value for row in found.rows}  # type: ignore[union-attr]
    named = {f"{DEFAULT_BASE}id/source/{fact['passage']}" for fact in facts("passage")}
    assert named - known == set()


def test_the_addresses_lead_to_what_the_research_attests(shared: Path) -> None:
    lost = [
        fact[0]
        for fact in facts("file")
        if not is_told(shared / f"facts/{fact['file']}.yaml", fact["address"])
    ]
    assert sorted(lost) == []
