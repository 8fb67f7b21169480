"""Query files: their header, their faults, and the same query under another base."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatygraph.errors import QueryFileError
from treatygraph.iris import Base
from treatygraph.queries import load_queries, load_query, parse_query

ELSEWHERE = Base("https://treaties.example.org/")

TEXT = """\
#+ summary: Which agreements took more than a year: and why?
#+ description: Agreements without a date
#+   are left out,
#+   and so are drafts.
#+ tags: [dates, competency-question]
# an ordinary comment
SELECT ?agreement WHERE { ?agreement ?p ?o }
"""


def test_a_header_says_what_is_asked_and_what_is_left_out() -> None:
    query = parse_query(TEXT, "late")
    assert query.summary == "Which agreements took more than a year: and why?"
    assert query.description == "Agreements without a date are left out, and so are drafts."
    assert query.tags == ("dates", "competency-question")


def test_the_body_is_the_text_without_its_header() -> None:
    body = parse_query(TEXT, "late").body
    assert body.startswith("# an ordinary comment\nSELECT")
    assert parse_query(TEXT, "late").text == TEXT


def test_a_query_without_a_header_is_called_by_its_name() -> None:
    query = parse_query("ASK {}", "anything")
    assert (query.summary, query.description, query.tags) == ("anything", "", ())


@pytest.mark.parametrize("line", ["#+ no colon", "#+ : no key", "#+", "#+    goes on from nothing"])
def test_a_header_line_without_key_and_value_is_a_fault(line: str) -> None:
    with pytest.raises(QueryFileError, match="late: header line"):
        parse_query(f"{line}\nASK {{}}", "late")


def test_a_query_moves_with_the_things_and_not_with_the_words() -> None:
    text = (
        "PREFIX tg: <https://w3id.org/treatygraph/ontology#>\n"
        "PREFIX state: <https://w3id.org/treatygraph/id/state/>\n"
        "ASK FROM <https://w3id.org/treatygraph/graph/inferred> { state:IRN tg:party <http://x/> }"
    )
    moved = parse_query(text, "q").under(ELSEWHERE).text
    assert moved == (
        "PREFIX tg: <https://w3id.org/treatygraph/ontology#>\n"
        "PREFIX state: <https://treaties.example.org/id/state/>\n"
        "ASK FROM <https://treaties.example.org/graph/inferred> { state:IRN tg:party <http://x/> }"
    )


def test_a_query_moves_to_its_own_base_unchanged() -> None:
    assert parse_query(TEXT, "late").under(Base()) == parse_query(TEXT, "late")


@given(st.text(max_size=60))
def test_moving_touches_nothing_but_iris_of_ours(text: str) -> None:
    query = parse_query("# " + text, "q")
    assert query.under(ELSEWHERE).text == query.text


def test_queries_are_named_by_their_path(tmp_path: Path) -> None:
    for name in ("b.rq", "a/2.rq", "a/1.rq", "a/notes.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#+ summary: {name}\nASK {{}}", encoding="utf-8")
    assert list(load_queries(tmp_path)) == ["a/1", "a/2", "b"]
    assert load_query(tmp_path / "a/2.rq").name == "2"


def test_a_query_file_is_read_as_utf_8(tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_bytes("#+ summary: Кто?\nASK {}".encode())
    assert load_query(tmp_path / "q.rq").summary == "Кто?"


def test_a_row_of_values_is_filled_with_a_term() -> None:
    query = parse_query("SELECT * { VALUES ?day { 1 } VALUES ?x { 2 } }", "q")
    bound = query.bound({"day": '"2025-01-17"'})
    assert bound.text == 'SELECT * { VALUES ?day { "2025-01-17" } VALUES ?x { 2 } }'
    assert query.text.count("2025") == 0


def test_a_row_of_several_values_is_filled_at_once() -> None:
    query = parse_query("SELECT * { VALUES (?day ?who) { (1 2) } VALUES ?who { 3 } }", "q")
    bound = query.bound({"day": "UNDEF", "who": "<http://x/>"})
    assert bound.text == "SELECT * { VALUES (?day ?who) { (UNDEF <http://x/>) } VALUES ?who { 3 } }"


def test_a_row_of_several_is_not_filled_by_half() -> None:
    with pytest.raises(QueryFileError, match=r"VALUES \?day"):
        parse_query("SELECT * { VALUES (?day ?who) { (1 2) } }", "q").bound({"day": "3"})


def test_a_value_that_no_row_takes_is_told_of() -> None:
    with pytest.raises(QueryFileError, match=r"VALUES \?day"):
        parse_query("SELECT * { ?day ?p ?o }", "q").bound({"day": "1"})
