"""Queries that an engine does not get are answered here, from the triples they speak of."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from servers import oxigraph

from treatygraph.store import Rows
from treatygraph.store.engines.booleans import size_written_out
from treatygraph.store.engines.naming import predicates
from treatygraph.store.engines.reading import NotRead
from treatygraph.store.gathered import Gathered
from treatygraph.store.remote import RemoteStore
from treatygraph.store.writing import RemoteWriter

QUERIES = (
    "SELECT ?a ?c { ?a <x:p>/(<x:q>|^<x:r>)* ?c FILTER NOT EXISTS { ?c a <x:T> } }",
    "PREFIX x: <x:> SELECT ?b (COUNT(*) AS ?n) { ?a x:p ?b OPTIONAL { ?b x:q ?c } } GROUP BY ?b",
)
DATA = "<x:1> <x:p> <x:2>, <x:3> . <x:2> <x:q> 'text', <x:4> . <x:4> a <x:T> . <x:9> <x:r> <x:2>"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RemoteStore]:
    with oxigraph(tmp_path_factory.mktemp("gathered")) as running:
        store = RemoteStore(running.query)
        addresses = store.engine.addresses(running.query)
        writer = RemoteWriter(store.engine, addresses, None, seconds=20)
        writer.update(f"INSERT DATA {{ GRAPH <x:g> {{ {DATA} }} }}")
        writer.close()
        yield store


@pytest.mark.parametrize("query", QUERIES)
def test_answers_are_those_of_the_store(store: RemoteStore, query: str) -> None:
    there, here = store.select(query), Gathered().select(query, store.select)
    assert here is not None
    assert len(here)
    assert sorted(map(str, here.rows)) == sorted(map(str, there.rows))


def test_what_is_held_is_not_asked_for_again(store: RemoteStore) -> None:
    asked: list[str] = []

    def ask(query: str) -> Rows:
        asked.append(query)
        return store.select(query)

    gathered = Gathered()
    for _ in range(2):
        gathered.select(QUERIES[0], ask)
    assert len(asked) == 2, "once how many there are, once for them"


def test_more_than_is_taken_is_not_gathered(store: RemoteStore) -> None:
    assert Gathered(most=3).select(QUERIES[0], store.select) is None


@pytest.mark.parametrize("query", [
    "SELECT ?s { ?s ?p ?o }", "SELECT ?s { ?s !<x:p> ?o }", "DESCRIBE <x:1>",
    "SELECT ?s { GRAPH ?g { ?s <x:p> ?o } }", "SELECT ?s { ?s <x:p> [ <x:q> ?o ] }",
])  # fmt: skip
def test_a_query_that_does_not_name_its_triples_is_none_to_gather_for(query: str) -> None:
    with pytest.raises(NotRead):
        predicates(query)


def test_an_expression_is_as_long_as_with_all_that_stands_in_it() -> None:
    doubled = " ".join(f"BIND(?v{n} + ?v{n} AS ?v{n + 1})" for n in range(20))
    assert size_written_out(f"SELECT ?v20 {{ ?s <x:p> ?v0 {doubled} }}") == 2**21 - 1
    assert size_written_out("SELECT ?s { ?s ?p ?o }") == 0
