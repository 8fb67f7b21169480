"""The embedded store: datasets, values, formats, faults."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad
from rdflib import Graph
from rdflib.compare import isomorphic

from treatygraph.errors import QuerySyntaxError
from treatygraph.store import Dataset, EmbeddedStore
from treatygraph.store.answers import with_values

A, B, P = NamedNode("x:a"), NamedNode("x:b"), NamedNode("x:p")
G1, G2 = NamedNode("x:g1"), NamedNode("x:g2")
DATA = [
    Quad(A, P, Literal("in none")),
    Quad(A, P, Literal("in one"), G1),
    Quad(A, P, Literal("in two"), G2),
]
ALL = "SELECT ?o { ?s ?p ?o }"
NAMED = "SELECT ?o { GRAPH ?g { ?s ?p ?o } }"


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    return EmbeddedStore(DATA)


def _values(store: EmbeddedStore, query: str, dataset: Dataset = Dataset()) -> set[str]:
    answer = json.loads(store.answer(query, dataset=dataset).read())
    return {row["o"]["value"] for row in answer["results"]["bindings"]}


@pytest.mark.parametrize(
    ("query", "dataset", "found"),
    [
        # nothing said: the union of everything
        (ALL, Dataset(), {"in none", "in one", "in two"}),
        (NAMED, Dataset(), {"in one", "in two"}),
        # the query's own dataset
        ("SELECT ?o FROM <x:g1> { ?s ?p ?o }", Dataset(), {"in one"}),
        ("SELECT ?o FROM <x:g1> FROM <x:g2> { ?s ?p ?o }", Dataset(), {"in one", "in two"}),
        ("SELECT ?o FROM <x:g1> { GRAPH ?g { ?s ?p ?o } }", Dataset(), set()),
        ("SELECT ?o FROM NAMED <x:g1> { ?s ?p ?o }", Dataset(), set()),
        ("SELECT ?o FROM NAMED <x:g1> { GRAPH ?g { ?s ?p ?o } }", Dataset(), {"in one"}),
        # the request's dataset overrides it
        ("SELECT ?o FROM <x:g1> { ?s ?p ?o }", Dataset(("x:g2",)), {"in two"}),
        ("SELECT ?o FROM NAMED <x:g1> { GRAPH ?g { ?s ?p ?o } }", Dataset(("x:g2",)), set()),
        ("SELECT ?o FROM <x:g1> { ?s ?p ?o }", Dataset(None, ("x:g2",)), set()),
        (NAMED, Dataset(None, ("x:g2",)), {"in two"}),
        (ALL, Dataset(("x:g1", "x:g2"), ()), {"in one", "in two"}),
        # a graph that is not held is empty, and never fetched
        ("SELECT ?o FROM <http://127.0.0.1:9/> { ?s ?p ?o }", Dataset(), set()),
        ("SELECT ?o FROM <file:///etc/passwd> { ?s ?p ?o }", Dataset(), set()),
        (ALL, Dataset(("http://127.0.0.1:9/",)), set()),
        ("SELECT ?o { GRAPH <x:g3> { ?s ?p ?o } }", Dataset(), set()),
    ],
)
def test_the_dataset_is_the_requests_or_the_querys_or_everything(
    store: EmbeddedStore, query: str, dataset: Dataset, found: set[str]
) -> None:
    assert _values(store, query, dataset) == found


@pytest.mark.parametrize("iri", ["", "relative", "x:a b", "<x:a>"])
def test_a_graph_that_is_named_by_no_iri_is_a_fault_of_the_request(
    store: EmbeddedStore, iri: str
) -> None:
    with pytest.raises(QuerySyntaxError, match="no absolute IRI"):
        store.answer(ALL, dataset=Dataset((iri,)))


def test_values_enter_as_terms(store: EmbeddedStore) -> None:
    trap = Literal('" } INSERT DATA { <x:a> <x:p> "')
    assert len(store.select("SELECT ?s ?o { ?s ?p ?o }", {"o": trap})) == 0
    assert len(store.select("SELECT ?s ?o { ?s ?p ?o }", {"o": Literal("in one")})) == 1


@given(st.text(st.characters(codec="utf-8"), max_size=20))
def test_a_values_block_says_the_same_as_a_substitution(text: str) -> None:
    literal = Literal(text)
    store = EmbeddedStore([Quad(A, P, literal), Quad(B, P, Literal(text + "!"))])
    query = "SELECT ?s ?o { ?s ?p ?o }"
    rows = store.select(with_values(query, {"o": literal})).rows
    assert rows == store.select(query, {"o": literal}).rows == ((A, literal),)


@pytest.mark.parametrize(
    ("query", "line", "column", "reason"),
    [
        ("SELEC * {}", 1, 1, "SELEC"),
        ("SELECT *\nWHERE {\n  ?s ?p ?o .\n  FILTRE(?s)\n}", 4, 3, "FILTRE"),
        ("SELECT * {} LIMT 10", 1, 13, "LIMT 10"),
        ("SELECT *\nWHERE { ?s % ?o }\n\nLIMIT 10", 2, 9, "cannot be read"),
        ("SELECT * {\n?s un:known ?o }", 2, 12, "prefix .* not declared"),
        ("SELECT * { ?s ?p <rel> }", 1, 23, "no absolute IRI"),
        ("SELECT * { ?s ?p ?o", 1, 20, "cannot be read to its end"),
        ("SELECT ?s (1 AS ?s) { ?s ?p ?o }", 1, 33, "."),
        ("", 1, 1, "."),
    ],
)
def test_a_query_that_does_not_parse_is_told_by_line_and_column(
    store: EmbeddedStore, query: str, line: int, column: int, reason: str
) -> None:
    with pytest.raises(QuerySyntaxError, match=reason) as caught:
        store.answer(query)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert len(str(caught.value)) < 300
    assert "\n" not in str(caught.value)


@given(st.text(max_size=30), st.integers(0, 30))
def test_a_fault_always_stands_inside_the_query(text: str, at: int) -> None:
    query = "SELECT * { ?s ?p ?o }"
    broken = (query[:at] + text + query[at:]).encode("utf-8", "replace").decode()
    line, column = _told(broken)
    lines = broken.split("\n")
    assert 1 <= line <= len(lines)
    assert 1 <= column <= len(lines[line - 1]) + 1


def _told(query: str) -> tuple[int, int]:
    """Where a query is said not to parse; its start if it parses."""
    try:
        EmbeddedStore().answer(query)
    except QuerySyntaxError as error:
        return error.line, error.column
    return 1, 1


@pytest.mark.parametrize("update", ["INSERT DATA { <x:a> <x:p> 1 }", "LOAD <file:///etc/passwd>"])
def test_an_update_does_not_parse_as_a_query(store: EmbeddedStore, update: str) -> None:
    with pytest.raises(QuerySyntaxError):
        store.answer(update)
    assert len(store) == len(DATA)


def test_only_a_select_query_has_rows(store: EmbeddedStore) -> None:
    with pytest.raises(QuerySyntaxError, match="SELECT"):
        store.select("ASK {}")
    with pytest.raises(QuerySyntaxError, match="CONSTRUCT"):
        list(store.construct("ASK {}"))


@pytest.mark.parametrize("format_", ["json", "xml", "csv", "tsv"])
def test_solutions_come_in_every_format(store: EmbeddedStore, format_: str) -> None:
    answer = store.answer(ALL, solutions=format_)
    body = answer.read().decode()
    assert (answer.form, answer.format, answer.length) == ("solutions", format_, len(body))
    assert all(quad.object.value in body for quad in DATA)


@pytest.mark.parametrize("format_", ["json", "xml", "csv", "tsv"])
def test_a_truth_comes_in_every_format(store: EmbeddedStore, format_: str) -> None:
    answer = store.answer("ASK { ?s ?p ?o }", solutions=format_)
    assert answer.form == "boolean"
    assert b"true" in answer.read()


@pytest.mark.parametrize(
    ("format_", "parser"),
    [("turtle", "turtle"), ("ntriples", "nt"), ("rdfxml", "xml"), ("jsonld", "json-ld")],
)
def test_a_graph_comes_in_every_format(store: EmbeddedStore, format_: str, parser: str) -> None:
    query = "CONSTRUCT { <x:a> <http://x/p> ?o ; <http://x/q> [] } WHERE { ?s ?p ?o }"
    answer = store.answer(query, graphs=format_)
    expected = Graph().parse(data=store.answer(query, graphs="ntriples").read(), format="nt")
    assert (answer.form, len(expected)) == ("graph", 6)
    assert isomorphic(Graph().parse(data=answer.read(), format=parser), expected)


def test_unicode_escapes_of_a_query_are_resolved(store: EmbeddedStore) -> None:
    query = r"\u0053ELECT ?o { ?s ?p ?o FILTER(?o = 'in \U0000006Fne') }"
    assert _values(store, query) == {"in one"}


def test_graphs_are_listed_in_order(store: EmbeddedStore) -> None:
    assert store.named_graphs() == ["x:g1", "x:g2"]


def test_a_damaged_dump_is_a_syntax_error(tmp_path: Path) -> None:
    (tmp_path / "dataset.nq").write_text("<x:a> <x:p> .\n")
    with pytest.raises(SyntaxError):
        EmbeddedStore.load(tmp_path / "dataset.nq")


def test_a_dataset_left_to_the_system_outlives_its_store() -> None:
    store = EmbeddedStore([Quad(NamedNode("x:a"), NamedNode("x:b"), Literal("c"))])
    dataset = store._store
    before = sys.getrefcount(dataset)
    store.leave_to_the_system()
    assert sys.getrefcount(dataset) == before + 1
    assert len(store) == 1
