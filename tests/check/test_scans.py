"""Queries that share one look at every statement find what each finds alone."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from support import ROOT
from treatygraph.check.finding import Finding
from treatygraph.check.hygiene import _EVERY_STATEMENT, run_queries
from treatygraph.check.scans import scan_of, shared_scans
from treatygraph.collection import load_collection, load_shipped
from treatygraph.iris import Base
from treatygraph.namespaces import expand
from treatygraph.queries import QueryDocument, load_queries
from treatygraph.store import EmbeddedStore

QUERIES = load_queries(ROOT / "ontology/hygiene")
SHARED = {scan.name for scans in shared_scans(QUERIES) for scan in scans.scans}
ODD = [
    NamedNode("https://w3id.org/treatygraph/id/place/nowhere"),
    NamedNode("https://w3id.org/treatygraph/graph/places/nowhere"),
    NamedNode("https://w3id.org/treatygraph/ontology#nothing"),
    BlankNode("odd"),
    *(
        Literal("2025-01-17+03:00", datatype=NamedNode(expand(f"xsd:{kind}")))
        for kind in ["date", "string"]
    ),
    Literal("2025Z", datatype=NamedNode(expand("xsd:gYear"))),
    Literal("Z"),
]


@pytest.fixture(scope="module")
def quads() -> Sequence[Quad]:
    """The curated data and the ontology, in one graph."""
    terms = load_shipped(ROOT / "ontology", Base(), shapes=False).files
    files = (*terms, *load_collection(ROOT / "data/triples", Base()).files)
    return [Quad(*quad.triple) for loaded in files for quad in loaded.quads]


def broken(quads: Sequence[Quad], times: int, seed: int) -> EmbeddedStore:
    """The statements, some of them left out or with an odd term in a place."""
    chance, kept = random.Random(seed), [*quads]
    for _ in range(times):
        at = chance.randrange(len(kept))
        old, odd = kept.pop(at), chance.choice(ODD)
        if not isinstance(odd, Literal) and chance.random() < 0.3:
            kept.append(Quad(odd, old.predicate, old.object))
        elif chance.random() < 0.7:
            kept.append(Quad(old.subject, old.predicate, odd))
    return EmbeddedStore(kept)


def alone(store: EmbeddedStore) -> Counter[Finding]:
    """What each query finds that is asked alone, and so shares nothing."""
    return Counter(
        finding for name in QUERIES for finding in run_queries(store, {name: QUERIES[name]})
    )


def query(text: str) -> QueryDocument:
    return QueryDocument("x", text)


def test_the_queries_that_group_all_statements_share_the_groups() -> None:
    assert {
        "dangling-link", "date-with-time-zone", "file-description-incomplete", "untyped-thing",
    } == SHARED  # fmt: skip


@pytest.mark.parametrize("times", [0, 1, 2, 3, 10, 300])
@pytest.mark.parametrize("seed", range(3))
def test_they_find_in_broken_data_what_each_finds_alone(
    quads: Sequence[Quad], times: int, seed: int
) -> None:
    store = broken(quads, times, seed)
    found = run_queries(store, QUERIES)
    assert Counter(found) == alone(store)
    assert bool(found) == bool(times)


@pytest.mark.parametrize("name", sorted(SHARED))
def test_what_one_of_them_alone_finds_is_found(quads: Sequence[Quad], name: str) -> None:
    seen = Counter(finding.rule for seed in range(20) for finding in alone_of(quads, name, seed))
    assert seen.keys() == {f"hygiene/{name}"}


def alone_of(quads: Sequence[Quad], name: str, seed: int) -> list[Finding]:
    shared = {other: QUERIES[other] for other in SHARED}
    found = run_queries(broken(quads[:2000], 5, seed), shared)
    return [finding for finding in found if finding.rule == f"hygiene/{name}"]


def test_queries_for_blank_nodes_are_left_out_where_there_are_none(quads: Sequence[Quad]) -> None:
    store = EmbeddedStore([*quads, Quad(BlankNode("x"), quads[0].predicate, quads[0].object)])
    rules = [
        {finding.rule for finding in run_queries(store, QUERIES, blank_nodes=blank)}
        for blank in (True, False)
    ]
    assert rules[0] - rules[1] == {"hygiene/blank-node"}


GROUPS = 'GROUP BY ?o HAVING ( STR(?o) = ")" )'
SCAN = f"SELECT ?o WHERE {{ {{ SELECT ?o WHERE {{ ?s ?p ?o }} {GROUPS} }} ?a ?b ?o }}"


def test_a_bracket_in_a_text_ends_no_condition() -> None:
    scan = scan_of("x", query(SCAN))
    assert scan is not None
    assert scan.condition == '( STR(?o) = ")" )'


@pytest.mark.parametrize(
    "text",
    [
        SCAN.replace("?s ?p ?o", "?s a ?o"),
        SCAN.replace("?s ?p ?o", "?o ?p ?o"),
        SCAN.replace("} ?a", "} UNION { ?a ?b ?c } ?a"),
        SCAN.replace("{ {", "{ OPTIONAL {"),
        SCAN.replace(" ?a ?b ?o }", " }").replace(GROUPS, f"{GROUPS} LIMIT 1"),
        SCAN.replace("STR(?o)", "NOT EXISTS { _:x ?y ?o } && STR(?o)"),
        "BASE <http://x.org/> " + SCAN,
    ],
)
def test_what_does_not_begin_with_a_look_at_all_groups_is_asked_as_it_is(text: str) -> None:
    assert scan_of("x", query(text)) is None


def test_queries_whose_prefixes_mean_different_things_share_nothing() -> None:
    first, second = (query(f"PREFIX x: <http://x.org/{name}>\n{SCAN}") for name in "ab")
    assert shared_scans({"first": first, "second": second}) == []
    assert len(shared_scans({"first": first, "second": first})) == 1


@pytest.mark.parametrize(
    ("body", "dear"),
    [
        ("SELECT ?focus ?path ?value ?message WHERE { ?focus a ?value }", False),
        ("SELECT ?focus WHERE { ?focus ?path ?value }", True),
        ("SELECT ?focus WHERE { VALUES ?path { <x:p> } ?focus ?path ?value }", True),
        ("SELECT ?focus WHERE { ?focus a <x:C> . ?other ?link ?focus }", True),
    ],
)
def test_a_query_is_dear_by_its_patterns_and_not_by_its_columns(body: str, dear: bool) -> None:
    assert bool(_EVERY_STATEMENT.search(body)) is dear
