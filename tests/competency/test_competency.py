"""Competency questions: the shipped queries give the answers written down before they were run.

Each question has three files: ``queries/competency/SLUG.rq``, ``tests/competency/SLUG.csv`` with
the expected solutions, and a row of ``questions.tsv``; none may stand alone. Solutions are compared
as bags of terms, by meaning: prefixed names expanded, order and types of literals left aside. The
last column of an expectation, ``fact``, says what each row was written from (``test_facts.py``).
"""

from __future__ import annotations

import csv
from collections import Counter

import pytest
import questions_page
from rdflib import Dataset, URIRef

from expectations import HERE, QUERIES, SLUGS, Cell, difference, embedded_cell, expected, load
from treatygraph.queries import load_query
from treatygraph.release import Release

SLOW_IN_RDFLIB: frozenset[str] = frozenset()
"""Questions for which rdflib takes over three seconds."""


def questions() -> dict[str, dict[str, str]]:
    """The rows of ``questions.tsv`` by slug."""
    with (HERE / "questions.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert len({row["slug"] for row in rows}) == len(rows), "a slug stands twice"
    return {row["slug"]: row for row in rows}


def rdflib_cell(term: object) -> Cell:
    """A term of rdflib."""
    if term is None:
        return None
    return ("iri" if isinstance(term, URIRef) else "text"), str(term)


@pytest.fixture(scope="session")
def corpus_in_rdflib(corpus_release: Release) -> Dataset:
    """The release in rdflib, its default graph the union of all."""
    dataset = Dataset(default_union=True)
    dataset.parse(corpus_release.dataset, format="nquads")
    return dataset


def test_every_question_has_a_query_an_answer_and_words() -> None:
    answers = {path.stem for path in HERE.glob("*.csv")}
    assert set(SLUGS) == answers == set(questions())
    assert len(SLUGS) >= 40


def test_the_page_of_questions_is_what_the_queries_say() -> None:
    told = questions_page.PAGE.read_text(encoding="utf-8")
    assert told == questions_page.page(), "run python tests/competency/questions_page.py"


def test_status_on_a_day_is_asked_by_the_one_query_of_the_library() -> None:
    library = load_query(QUERIES.parent / "library/status-on-day.rq")
    asked = load("in-force-on-3-october-2025")
    assert asked.body == library.bound({"day": '"2025-10-03"^^xsd:date'}).body


def test_the_instruments_of_unknown_status_are_the_same_in_both_questions() -> None:
    statuses = expected("in-force-on-3-october-2025")[1]
    unknown = {agreement for _, agreement, status in statuses if status == ("text", "unknown")}
    assert unknown == {row[0] for row in expected("status-unknown")[1]}


def test_three_questions_stand_on_the_front_page_and_have_an_answer() -> None:
    front = [slug for slug in SLUGS if "front-page" in load(slug).tags]
    assert len(front) == 3
    assert all(1 <= expected(slug)[1].total() <= 8 for slug in front)


@pytest.mark.parametrize("slug", SLUGS)
def test_the_header_asks_the_question_in_the_same_words(slug: str) -> None:
    query = load(slug)
    assert query.summary == questions()[slug]["question"]
    assert query.summary.endswith("?")
    assert query.description
    assert "competency-question" in query.tags


@pytest.mark.parametrize("slug", SLUGS)
def test_a_question_has_a_twin_with_an_answer_just_where_its_own_is_empty(slug: str) -> None:
    twin = questions()[slug]["twin"]
    assert bool(twin) == (not expected(slug)[1])
    if twin:
        assert twin in SLUGS
        assert expected(twin)[1]


@pytest.mark.parametrize("slug", SLUGS)
def test_the_store_gives_the_answer_that_was_expected(slug: str, corpus_release: Release) -> None:
    found = corpus_release.store.select(load(slug).text)
    header, wanted = expected(slug)
    bag = Counter(tuple(map(embedded_cell, row)) for row in found.rows)
    assert list(found.variables) == header
    assert bag == wanted, difference(bag, wanted)


@pytest.mark.parametrize(
    "slug",
    [pytest.param(slug, marks=[pytest.mark.slow] if slug in SLOW_IN_RDFLIB else [])
     for slug in SLUGS],
)  # fmt: skip
def test_rdflib_gives_the_same_answer(slug: str, corpus_in_rdflib: Dataset) -> None:
    found = corpus_in_rdflib.query(load(slug).text)
    header, wanted = expected(slug)
    assert [str(variable) for variable in found.vars or []] == header
    bag = Counter(tuple(map(rdflib_cell, row)) for row in found)  # type: ignore[arg-type]
    assert bag == wanted, difference(bag, wanted)
