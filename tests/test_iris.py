"""Minting IRIs and reading them back; moving them to another base; request paths."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from treatygraph.iris import BadBase, Base, canonical_path, is_fixed, kind_and_key, rebase
from treatygraph.namespaces import DEFAULT_BASE, FIXED_DOCUMENTS, KINDS

ELSEWHERE = Base("https://treaties.example.org/")
BASES = st.sampled_from([Base(), ELSEWHERE, Base("http://127.0.0.1:8000/a/b/")])
KEYS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


def test_a_thing_stands_under_its_kind() -> None:
    iri = "https://w3id.org/treatygraph/id/agreement/ru-ir-2025"
    assert Base().thing("agreement", "ru-ir-2025") == iri


def test_a_key_may_have_parts() -> None:
    iri = "https://treaties.example.org/id/agreement/ru-ir-2025/article-3.3"
    assert ELSEWHERE.thing("agreement", "ru-ir-2025/article-3.3") == iri


@given(BASES, st.sampled_from(KINDS), KEYS)
def test_what_is_minted_can_be_read_back(base: Base, kind: str, key: str) -> None:
    assert kind_and_key(base.thing(kind, key), base) == (kind, key)


@given(BASES, st.sampled_from(KINDS), KEYS)
def test_what_is_minted_is_an_iri(base: Base, kind: str, key: str) -> None:
    iri = base.thing(kind, key)
    assert NamedNode(iri).value == iri
    assert not set(iri) & set(' <>"{}|\\^`?#')


@pytest.mark.parametrize(
    "iri",
    [
        "https://w3id.org/treatygraph/id/",
        "https://w3id.org/treatygraph/id/agreement",
        "https://w3id.org/treatygraph/id/agreement/",
        "https://w3id.org/treatygraph/id//key",
        "https://w3id.org/treatygraph/doc/agreement/key",
        "https://example.org/id/agreement/key",
        "",
    ],
)
def test_what_names_no_thing_has_no_kind(iri: str) -> None:
    assert kind_and_key(iri, Base()) is None


@given(BASES, st.sampled_from(KINDS), KEYS)
def test_a_thing_and_its_document_lead_to_each_other(base: Base, kind: str, key: str) -> None:
    thing = base.thing(kind, key)
    document = base.document_of(thing)
    assert document is not None
    assert document != thing
    assert base.thing_of(document) == thing


def test_only_things_of_this_base_have_documents() -> None:
    assert ELSEWHERE.document_of(Base().thing("state", "IRN")) is None
    assert Base().document_of("https://w3id.org/treatygraph/ontology#Agreement") is None
    assert Base().thing_of("https://w3id.org/treatygraph/id/state/IRN") is None


def test_a_graph_is_named_by_its_file_without_suffix() -> None:
    graph = Base().graph(PurePosixPath("actors/states/IRN.ttl"))
    assert graph == "https://w3id.org/treatygraph/graph/actors/states/IRN"


def test_files_that_differ_have_graphs_that_differ() -> None:
    names = ["a b.ttl", "a%20b.ttl", "a#b.ttl", "a?b.ttl", "ab.ttl", "a/b.ttl"]
    graphs = {Base().graph(PurePosixPath(name)) for name in names}
    assert len(graphs) == len(names)
    assert all(NamedNode(graph) for graph in graphs)


@pytest.mark.parametrize(
    "root",
    [
        "",
        "treaties.example.org/",
        "/treaties/",
        "ftp://example.org/",
        "https://",
        "https:///path/",
        "https://example.org",
        "https://example.org/a",
        "https://example.org/?q=/",
        "https://example.org/#/",
        "https://example.org/a b/",
        "https://example.org/<a>/",
        "https://example.org/\n/",
    ],
)
def test_a_base_that_cannot_carry_iris_is_refused_with_advice(root: str) -> None:
    with pytest.raises(BadBase, match="slash"):
        Base(root)


def test_the_words_keep_their_iris_under_every_base() -> None:
    words = [iri + rest for iri in FIXED_DOCUMENTS for rest in ("", "#Agreement", "/0.1.0")]
    assert [rebase(iri, ELSEWHERE) for iri in words] == words
    assert all(is_fixed(iri) for iri in words)


def test_a_document_whose_name_begins_like_a_fixed_one_is_not_fixed() -> None:
    assert not is_fixed(DEFAULT_BASE + "ontology-notes")
    assert rebase(DEFAULT_BASE + "shapesque", ELSEWHERE) == ELSEWHERE.root + "shapesque"


@given(BASES, st.sampled_from(KINDS), KEYS)
def test_moving_a_thing_is_minting_it_there(base: Base, kind: str, key: str) -> None:
    assert rebase(Base().thing(kind, key), base) == base.thing(kind, key)


@given(st.text(max_size=40), BASES)
def test_iris_of_others_never_move(iri: str, base: Base) -> None:
    assert rebase("https://example.org/" + iri, base) == "https://example.org/" + iri


def test_the_server_answers_for_its_base_and_for_the_words() -> None:
    assert ELSEWHERE.path_of("https://treaties.example.org/id/state/IRN") == "/id/state/IRN"
    assert ELSEWHERE.path_of(FIXED_DOCUMENTS[0]) == "/ontology"
    assert ELSEWHERE.path_of("https://w3id.org/treatygraph/id/state/IRN") is None


@pytest.mark.parametrize(
    ("path", "canonical"),
    [
        ("/", "/"),
        ("", "/"),
        ("/id/state/IRN/", "/id/state/IRN"),
        ("/id/state/IRN", "/id/state/IRN"),
        ("/id/%61greement/x", "/id/agreement/x"),
        ("/id/a%7eb", "/id/a~b"),
        ("/id/%d0%96", "/id/%D0%96"),
        ("/id/Ж", "/id/%D0%96"),
        ("/id/a b", "/id/a%20b"),
    ],
)
def test_a_path_has_one_spelling(path: str, canonical: str) -> None:
    assert canonical_path(path) == canonical


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20).map(lambda t: "/" + t))
def test_the_one_spelling_is_its_own_spelling(path: str) -> None:
    once = canonical_path(path)
    assert canonical_path(once) == once


@given(st.sampled_from(KINDS), KEYS)
def test_an_iri_that_we_mint_is_spelled_as_its_path(kind: str, key: str) -> None:
    path = Base().path_of(Base().thing(kind, key))
    assert path is not None
    assert canonical_path(path) == path.rstrip("/")
