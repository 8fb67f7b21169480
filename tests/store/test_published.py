"""A release inside a store that holds others too: a query put on it answers as the release does."""

from __future__ import annotations

import json

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from treatygraph.errors import QueryRefused, TreatygraphError
from treatygraph.store import Dataset, EmbeddedStore, Store
from treatygraph.store.inside import without_copies
from treatygraph.store.published import (
    COPY,
    MANIFEST,
    POINTER,
    POSITION,
    RELEASE_OF,
    VERSION,
    Published,
    current_release,
    manifest_of,
    switches,
)

BASE = "https://example.org/"
OLD, NEW = Published(BASE, "old"), Published(BASE, "new")
PLACES, STATES = f"{BASE}graph/places", f"{BASE}graph/states"


def n(name: str) -> NamedNode:
    return NamedNode(f"{BASE}{name}")


def quads(word: str) -> list[Quad]:
    """A tiny release: two named graphs, one of which tells of itself."""
    return [
        Quad(n("a"), n("label"), Literal(f"{word} a"), NamedNode(PLACES)),
        Quad(n("b"), n("label"), Literal(f"{word} b"), NamedNode(STATES)),
        Quad(NamedNode(PLACES), n("by"), Literal(word), NamedNode(PLACES)),
        Quad(n("a"), n("in"), n("b"), NamedNode(STATES)),
    ]


def copies(release: Published, word: str) -> list[Quad]:
    """What a store holds of it."""
    found = []
    for quad in quads(word):
        graph = quad.graph_name.value
        for copy in (release.everything, release.copy_of(graph)):
            found.append(Quad(quad.subject, quad.predicate, quad.object, NamedNode(copy)))
        where = NamedNode(release.graphs)
        found.append(
            Quad(
                NamedNode(graph),
                NamedNode(COPY),
                NamedNode(release.copy_of(graph)),
                where,
            )
        )
    return found


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    """Two releases, and a pointer that has been at the old one, the new one, and the old again."""
    store = EmbeddedStore([*copies(OLD, "old"), *copies(NEW, "new")])
    store._store.update(f"""INSERT DATA {{ GRAPH <{POINTER}> {{
      <{OLD.iri}> <{POSITION}> 1, 3 ; <{RELEASE_OF}> <{BASE}> ; <{VERSION}> "old" ;
        <{MANIFEST}> '{{"title": "Old"}}' .
      <{NEW.iri}> <{POSITION}> 2 ; <{RELEASE_OF}> <{BASE}> ; <{VERSION}> "new" .
    }} }}""")
    return store


IN_BOTH = "{ ?s ?p ?o GRAPH ?g { ?s ?q ?b } }"
EVERYWHERE = "{ { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
QUERIES = {
    "a pattern": "SELECT * { ?s ?p ?o }",
    "WHERE in a comment": "SELECT ?s # WHERE {\nWHERE { ?s ?p ?o # }\n}",
    "graphs": "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    "all of graphs": "SELECT * { GRAPH ?g { ?s ?p ?o } }",
    "a graph that tells of itself": "SELECT * { GRAPH ?g { ?g ?p ?o } }",
    "a named graph": f"SELECT * {{ GRAPH <{PLACES}> {{ ?s ?p ?o }} ?x ?y ?s }}",
    "a prefixed graph": f"PREFIX g: <{BASE}graph/> SELECT * {{ GRAPH g:states {{ ?s ?p ?o }} }}",
    "a graph that is not there": "SELECT * { GRAPH <x:none> { ?s ?p ?o } }",
    "a graph of another release": f"SELECT * {{ GRAPH <{NEW.everything}> {{ ?s ?p ?o }} }}",
    "an empty graph pattern": "SELECT ?g { GRAPH ?g {} }",
    "a bound graph": f"SELECT * {{ VALUES ?g {{ <{STATES}> }} GRAPH ?g {{ ?s ?p ?o }} }}",
    "nested": "SELECT * { ?s ?p ?o OPTIONAL { GRAPH ?g { ?s ?p ?o GRAPH ?h { ?o ?q ?r } } } }",
    "minus": "SELECT * { ?s ?p ?o MINUS { GRAPH ?g { ?s ?p ?o FILTER(ISIRI(?o)) } } }",
    "a filter": "SELECT * { ?s ?p ?o FILTER NOT EXISTS { ?o ?q ?r } }",
    "a subquery": "SELECT * { { SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s } ?s ?p ?o }",
    "a subquery alone": "SELECT * { SELECT DISTINCT ?s { ?s ?p ?o } }",
    "a path": f"SELECT * {{ ?s (<{BASE}in>|<{BASE}label>)+ ?o }}",
    "exists in the results": f"SELECT ?s (EXISTS {{ ?s <{BASE}in> ?o }} AS ?e) {{ ?s ?p ?l }}",
    "values after": f"SELECT * {{ ?s ?p ?o }} VALUES ?s {{ <{BASE}a> }}",
    "ask": 'ASK { GRAPH ?g { ?s ?p "old a" } }',
    "ask of another": 'ASK { ?s ?p "new a" }',
    "from": f"SELECT * FROM <{PLACES}> {{ ?s ?p ?o }}",
    "from both": f"SELECT * FROM <{PLACES}> FROM NAMED <{STATES}> {IN_BOTH}",
    "from a prefix": f"PREFIX g: <{BASE}graph/> SELECT * FROM g:places WHERE {{ ?s ?p ?o }}",
    "from named alone": f"SELECT * FROM NAMED <{STATES}> {EVERYWHERE}",
    "lower case": "select * where { graph ?g { ?s ?p ?o } }",
    "graph in a text": 'SELECT * { ?s ?p "GRAPH ?g {" }',
}


def answered(store: Store, query: str, dataset: Dataset = Dataset()) -> object:
    """The answer in a form that can be compared, whatever the order of its rows."""
    told = json.loads(without_copies(store.answer(query, dataset=dataset).read()))
    if "boolean" in told:
        return told["boolean"]
    return sorted(told["head"]["vars"]), sorted(map(str, _rows(told)))


def _rows(told: dict[str, dict[str, list[dict[str, object]]]]) -> list[object]:
    return [sorted(row.items()) for row in told["results"]["bindings"]]


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES.keys())
@pytest.mark.parametrize("word", ["old", "new"])
def test_a_query_put_on_a_release_answers_as_the_release_alone(
    store: EmbeddedStore, query: str, word: str
) -> None:
    alone = EmbeddedStore(quads(word))
    asked, dataset = (OLD if word == "old" else NEW).asked(query)
    assert answered(store, asked, dataset) == answered(alone, query)


@pytest.mark.parametrize(
    "query",
    [
        "CONSTRUCT { ?s ?p ?g } WHERE { GRAPH ?g { ?s ?p ?o } }",
        "CONSTRUCT WHERE { ?s ?p ?o }",
        f"DESCRIBE <{BASE}a>",
        "DESCRIBE ?s { ?s ?p ?o }",
    ],
)
def test_graphs_are_made_of_the_release_alone(store: EmbeddedStore, query: str) -> None:
    alone = EmbeddedStore(quads("new")).answer(query, graphs="ntriples").read()
    asked, dataset = NEW.asked(query)
    there = store.answer(asked, graphs="ntriples", dataset=dataset).read()
    assert sorted(there.splitlines()) == sorted(alone.splitlines())


@pytest.mark.parametrize(
    "dataset",
    [
        Dataset((PLACES,)),
        Dataset((PLACES, STATES)),
        Dataset((), (PLACES,)),
        Dataset((STATES,), (PLACES,)),
        Dataset(("x:none",)),
        Dataset((NEW.everything,)),
    ],
    ids=str,
)
def test_the_dataset_of_a_request_is_one_of_the_release(
    store: EmbeddedStore, dataset: Dataset
) -> None:
    query = f"SELECT * {EVERYWHERE}"
    asked, inside = OLD.asked(query, dataset)
    assert answered(store, asked, inside) == answered(EmbeddedStore(quads("old")), query, dataset)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { FILTER(trueGRAPH ?g { ?s ?p ?o } }",
        "SELECT * { GRAPH:x { ?s ?p ?o } }",
        "DESCRIBE ?g { GRAPH ?g { ?s ?p ?o } }",
        "SELECT (EXISTS { GRAPH ?g { ?s ?p ?o } } AS ?e) { ?s ?p ?o }",
    ],
)
def test_what_could_see_past_the_release_is_refused(query: str) -> None:
    with pytest.raises(QueryRefused):
        OLD.asked(query)


@pytest.mark.parametrize(
    "text", ["", "nonsense {", "SELECT", "SELECT * {", "}{", "FROM", "SELECT * FROM {"]
)
def test_what_is_no_query_is_left_to_the_engine(text: str) -> None:
    asked, _ = OLD.asked(text)
    assert asked.split() == text.split()


def test_the_last_switch_tells_the_current_release(store: EmbeddedStore) -> None:
    assert current_release(store.select) == OLD
    assert [number for number, _ in switches(store.select)] == [3, 2, 1]
    assert current_release(store.select, "https://elsewhere.example/") is None
    assert manifest_of(store.select, OLD) == {"title": "Old"}
    assert manifest_of(store.select, NEW) == {}


def test_of_two_collections_in_one_store_one_has_to_be_chosen(store: EmbeddedStore) -> None:
    other = f"""INSERT DATA {{ GRAPH <{POINTER}> {{
      <x:r> <{POSITION}> 9 ; <{RELEASE_OF}> <x:base/> ; <{VERSION}> "v" }} }}"""
    both = EmbeddedStore(store.quads())
    both._store.update(other)
    assert current_release(both.select, BASE) == OLD
    with pytest.raises(TreatygraphError, match=r"choose one: \S+, x:base/"):
        current_release(both.select)


def test_results_without_copies_are_left_as_they_are() -> None:
    told = b'{"head":{"vars":["s"]},"results":{"bindings":[]}}'
    assert without_copies(told) is told
