"""What can be filled in of a query, and that a value stays a value whatever stands in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from treatygraph.errors import QueryFileError
from treatygraph.queries import (
    QueryDocument,
    filled,
    load_queries,
    occurring_query,
    parameters,
    parse_query,
    scan_query,
)
from treatygraph.queries.parameters import Term
from treatygraph.store import EmbeddedStore

QUERIES = load_queries(Path(__file__).resolve().parents[2] / "queries")
XSD = "http://www.w3.org/2001/XMLSchema#"

ROWS = """\
#+ summary: Rows
#+ parameters:
#+   - day: The day
#+   - who: Whoever
#+   - agreement: Agreements
#+ enumerate:
#+   - who: ex:by|ex:of
#+   - agreement: a ex:Agreement
PREFIX ex: <http://example.org/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT * WHERE {
  VALUES (?day ?language ?who) { ("2025-10-02"^^xsd:date "en" UNDEF) }
  VALUES ?agreement { ex:a ex:b }
}
"""
GRLC = """\
#+ summary: Variables
#+ enumerate:
#+   - kind:
#+     - one
#+     - two
#+ defaults:
#+   - year: 1990
PREFIX ex: <http://example.org/>
SELECT ?x WHERE {
  ?x a ?_type_iri ; ex:kind ?_kind ; ex:year ?_year_integer ; ex:day ?_day_xsd_date .
  ?x ex:name ?__name_en . FILTER(?x != "?_nobody") # ?_nothing
}
"""


def test_rows_that_the_header_names_are_parameters_with_their_defaults() -> None:
    day, who, agreement = parameters(parse_query(ROWS, "q"))
    assert (day.label, day.kind, day.many) == ("The day", "date", False)
    assert day.default == (Literal("2025-10-02", datatype=NamedNode(f"{XSD}date")),)
    assert (who.kind, who.default, who.required) == ("iri", (), False)
    assert agreement.many
    assert agreement.default == tuple(NamedNode(f"http://example.org/{k}") for k in "ab")


def test_variables_of_grlc_are_parameters_by_their_names() -> None:
    found = {one.name: one for one in parameters(parse_query(GRLC, "q"))}
    assert list(found) == ["type", "kind", "year", "day", "name"]
    assert [one.kind for one in found.values()] == ["iri", "string", "integer", "date", "string"]
    assert [one.required for one in found.values()] == [True, True, False, True, False]
    assert (found["name"].lang, found["kind"].listed) == ("en", ("one", "two"))
    assert found["year"].default == (Literal("1990", datatype=NamedNode(f"{XSD}integer")),)


def test_a_row_that_stands_open_is_of_the_datatype_that_the_header_names() -> None:
    header = "#+ parameters:\n#+   - day: Day\n#+ enumerate:\n#+   - day: xsd:date\n"
    (day,) = parameters(parse_query(f"{header}ASK {{ VALUES ?day {{ UNDEF }} }}", "q"))
    assert (day.kind, day.default, day.listed, day.occurs) == ("date", (), (), "")


def test_a_row_is_filled_and_what_is_no_parameter_of_it_stays() -> None:
    query = parse_query(ROWS, "q")
    text = filled(query, {"who": (NamedNode("http://example.org/w"),)}).text
    assert '^^<http://www.w3.org/2001/XMLSchema#date> "en" <http://example.org/w>) }' in text
    assert filled(query, {}).text == ROWS


def test_the_variable_of_grlc_is_replaced_where_it_is_one() -> None:
    text = filled(parse_query(GRLC, "q"), {"type": (NamedNode("http://t/"),)}).text
    assert '?x a <http://t/> ; ex:kind ?_kind ; ex:year "1990"^^' in text.replace("1990", "1990")
    assert '"?_nobody") # ?_nothing' in text
    assert "?__name_en" in text


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?_x_iri ?y WHERE { ?y a ?_x_iri }",
        "SELECT ?_x_iri (COUNT(?y) AS ?n) WHERE { ?y a ?_x_iri } GROUP BY ?_x_iri",
        "SELECT ?y { ?y a ?_x_iri } ORDER BY ?_x_iri DESC(?_x_iri) LIMIT 1",
        "SELECT * { { SELECT ?y ?_x_iri { ?y a ?_x_iri } } FILTER(?y != ?_x_iri) }",
        "ASK { ?y a ?_x_iri }",
        "CONSTRUCT { ?y a ?_x_iri } WHERE { ?y a ?_x_iri }",
    ],
)
def test_a_variable_that_is_projected_grouped_or_ordered_by_is_filled_too(text: str) -> None:
    query = filled(parse_query(text, "q"), {"x": (NamedNode("http://t/"),)})
    EmbeddedStore().answer(query.text).close()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("#+ parameters:\n#+   - day: Day\nASK {}", r"no row VALUES \?day"),
        ("#+ parameters:\n#+   - a: A\nASK { VALUES ?a { b:c } }", "no value that could stand"),
        ("#+ parameters:\n#+   - page: P\nASK { VALUES ?page { 1 } }", "may be called “page”"),
        ("ASK { ?s ?p ?_format }", "may be called “format”"),
        ("ASK { ?s ?p ?_x_no_date }", "prefix “no:”"),
        ("#+ enumerate:\n#+   - d: [2025]\nASK { ?s ?p ?_d_xsd_date }", "listed for d and is not"),
        ("#+ defaults:\n#+   - d: 30 Feb\nASK { ?s ?p ?_d_xsd_date }", "default of d"),
    ],
)
def test_a_header_that_does_not_fit_its_query_is_a_fault(text: str, said: str) -> None:
    with pytest.raises(QueryFileError, match=said):
        parameters(parse_query(text, "q"))


@pytest.mark.parametrize(
    ("name", "written"),
    [("day", "2025-02-30"), ("day", "2025-1-1"), ("year", "1.5"), ("type", "no iri"), ("type", "")],
)
def test_a_value_that_is_none_is_told_what_it_should_be(name: str, written: str) -> None:
    found = {one.name: one for one in parameters(parse_query(GRLC, "q"))}
    with pytest.raises(ValueError, match=r"a day|a whole number|an IRI"):
        found[name].term(written)


def test_values_that_occur_are_asked_for_by_class_path_or_pattern() -> None:
    _, who, agreement = parameters(parse_query(ROWS, "q"))
    query = parse_query(ROWS, "q")
    assert "?any ex:by|ex:of ?value" in str(occurring_query(query, who))
    assert "?value a ex:Agreement" in str(occurring_query(query, agreement))
    pattern = occurring_query(parse_query(GRLC, "q"), parameters(parse_query(GRLC, "q"))[0])
    assert "SELECT DISTINCT (?_type_iri AS ?value)" in str(pattern)
    EmbeddedStore().answer(str(pattern)).close()


@pytest.mark.parametrize("query", QUERIES.values(), ids=lambda query: query.name)
def test_every_shipped_query_can_be_filled_with_its_defaults(query: QueryDocument) -> None:
    default: dict[str, tuple[Term, ...]] = {one.name: one.default for one in parameters(query)}
    again = filled(query, default).text
    assert scan_query(again) == scan_query(query.text)
    EmbeddedStore().answer(again).close()


# Values are terms -----------------------------------------------------------------------

ECHO = 'SELECT ?out { BIND(?_x AS ?out) FILTER(EXISTS {} || "{" = "?_x") }'
ECHO_ROW = '#+ parameters:\n#+   - x: X\nSELECT ?x { VALUES ?x { "a" } }'
HOSTILE = st.text(max_size=40) | st.lists(
    st.sampled_from(['"', "'", "\\", "\n", "}", "{", "?_x", "#", "\\u0022", ") . ", "UNION", "<",
                     "SERVICE <http://x/> {}", "VALUES ?x { 1 }", "\x00", "^^", "@en"]),
    max_size=8,
).map("".join)  # fmt: skip


@given(HOSTILE)
def test_a_text_comes_out_as_it_went_in_and_changes_no_query(value: str) -> None:
    for text in (ECHO, ECHO_ROW):
        query = parse_query(text, "q")
        asked = filled(query, {"x": (Literal(value),)}).text
        tame = filled(query, {"x": (Literal("tame"),)}).text
        assert scan_query(asked) == scan_query(tame)
        (row,) = EmbeddedStore().select(asked).rows
        assert row[0] == Literal(value)


@given(HOSTILE)
def test_what_is_no_iri_never_enters_a_query(value: str) -> None:
    (parameter,) = parameters(parse_query("SELECT * { ?s a ?_x_iri }", "q"))
    try:
        term = parameter.term(f"http://example.org/{value}")
    except ValueError:
        return
    asked = filled(parse_query("SELECT (?_x_iri AS ?out) {}", "q"), {"x": (term,)})
    assert EmbeddedStore().select(asked.text).rows == ((term,),)
