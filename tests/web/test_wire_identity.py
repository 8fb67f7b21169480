"""On the wire, lines 1 to 5: what an IRI of ours leads to."""

from __future__ import annotations

from collections import defaultdict

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat
from pyoxigraph import parse as parse_rdf

from support import Corpus
from treatygraph.iris import is_fixed
from treatygraph.namespaces import DEFAULT_BASE, expand
from treatygraph.release import Release

TREATY = "agreement/ru-ir-2025"


def iris_of(release: Release) -> list[str]:
    """Every IRI of ours that stands anywhere in a release, graphs and properties too."""
    found = {
        term.value
        for quad in release.store.quads()
        for term in (quad.subject, quad.predicate, quad.object, quad.graph_name)
        if isinstance(term, NamedNode)
    }
    root = release.base.root
    return sorted(iri for iri in found if iri.startswith(root) or is_fixed(iri))


def said_of(client: FlaskClient, path: str) -> set[str]:
    """The subjects of the document that a path leads to, as N-Triples."""
    response = client.get(path, headers={"Accept": "application/n-triples"}, follow_redirects=True)
    assert (response.status_code, response.mimetype) == (200, "application/n-triples"), path
    triples = parse_rdf(response.data, format=RdfFormat.N_TRIPLES)
    return {t.subject.value for t in triples if isinstance(t.subject, NamedNode)}


def not_answered(client: FlaskClient, release: Release, iris: list[str]) -> list[str]:
    """Those of some IRIs whose document does not speak of them, each document asked once."""
    by_document: defaultdict[str, set[str]] = defaultdict(set)
    for iri in iris:
        by_document[release.base.path_of(iri.partition("#")[0]) or iri].add(iri)
    missing: list[str] = []
    for path, wanted in by_document.items():
        said = said_of(client, path)
        graph_itself = {iri for iri in wanted if path.startswith("/graph/") and said}
        version = {iri for iri in wanted if path.startswith("/ontology/") and said}
        missing += wanted - said - graph_itself - version
    return sorted(missing)


# 1 ----------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_1_a_thing_is_303_to_its_document(corpus_client: FlaskClient, method: str) -> None:
    response = corpus_client.open(f"/id/{TREATY}", method=method)
    assert (response.status_code, response.location) == (303, f"/doc/{TREATY}")
    links = response.headers.getlist("Link")
    assert f'</doc/{TREATY}>; rel="describedby"' in links
    assert f'</doc/{TREATY}.ttl>; rel="alternate"; type="text/turtle"' in links


# 2 ----------------------------------------------------------------------------------


def test_2_a_document_names_topic_licence_dataset_version_and_origin(
    corpus_client: FlaskClient, corpus: Corpus
) -> None:
    body = corpus_client.get(f"/doc/{TREATY}.nt").data
    document = NamedNode(f"{DEFAULT_BASE}doc/{TREATY}")
    said = [t for t in parse_rdf(body, format=RdfFormat.N_TRIPLES) if t.subject == document]
    found = {(triple.predicate.value, triple.object.value) for triple in said}
    assert {
        (expand("foaf:primaryTopic"), f"{DEFAULT_BASE}id/{TREATY}"),
        (expand("dcterms:license"), "https://creativecommons.org/licenses/by/4.0/"),
        (expand("void:inDataset"), f"{DEFAULT_BASE}.well-known/void#dataset"),
        (expand("dcat:version"), corpus.release.version),
        (expand("prov:wasDerivedFrom"), f"{DEFAULT_BASE}graph/agreements/ru-ir-2025"),
    } <= found


# 3 ----------------------------------------------------------------------------------


def test_3_each_kind_of_iri_of_ours_dereferences(
    corpus_client: FlaskClient, corpus: Corpus
) -> None:
    iris = iris_of(corpus.release)
    things = [iri for iri in iris if "/id/" in iri]
    words = [iri for iri in iris if "/id/" not in iri]
    assert len(words) > 500
    assert not_answered(corpus_client, corpus.release, [*words, *things[::40]]) == []


@pytest.mark.slow
def test_3_every_iri_of_ours_dereferences(corpus_client: FlaskClient, corpus: Corpus) -> None:
    iris = iris_of(corpus.release)
    assert len(iris) > 4000
    assert not_answered(corpus_client, corpus.release, iris) == []


def test_3_every_iri_dereferences_under_another_base(rebased_client: FlaskClient) -> None:
    release = rebased_client.application.extensions["treatygraph"].release
    iris = iris_of(release)
    assert any(iri.startswith("https://treaties.example.org/of/mini/id/") for iri in iris)
    assert not_answered(rebased_client, release, iris) == []


def test_3_what_documents_say_of_ours_beyond_the_data_dereferences_too(
    corpus_client: FlaskClient,
) -> None:
    for path in (f"/doc/{TREATY}.nt", "/.well-known/void.nt", "/query.nt"):
        triples = parse_rdf(corpus_client.get(path).data, format=RdfFormat.N_TRIPLES)
        ours = {term.value.partition("#")[0] for t in triples for term in (t.subject, t.object)
                if isinstance(term, NamedNode) and term.value.startswith(DEFAULT_BASE)}  # fmt: skip
        outside = sorted(iri for iri in ours if "/id/" not in iri)
        assert outside
        for iri in outside:
            path = "/" + iri.removeprefix(DEFAULT_BASE)
            assert corpus_client.get(path).status_code == 200, iri


# 4 ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/id/state/XQZ", "/doc/state/XQZ", "/doc/state/XQZ.ttl", "/graph/none", "/graph/none.nt",
        "/ontology/9.9.9", "/ontology.png", "/shapes.none", "/query/none", "/query/none.rq",
        "/.well-known/void.png", "/sitemap-2.xml", "/nothing",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("accept", "mimetype"),
    [
        ("text/html", "text/html"),
        ("text/turtle", "text/plain"),
        ("application/rdf+xml, */*;q=0.1", "application/problem+json"),
        ("application/ld+json", "application/problem+json"),
    ],
)
def test_4_the_unknown_is_404_in_each_client_s_terms(
    corpus_client: FlaskClient, path: str, accept: str, mimetype: str
) -> None:
    response = corpus_client.get(path, headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (404, mimetype)
    assert "Accept" in response.headers["Vary"]


# 5 ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spelled", "canonical"),
    [
        ("/id/agreement/ru-ir-2025/", "/id/agreement/ru-ir-2025"),
        ("/id/agreement/ru%2Dir-2025", "/id/agreement/ru-ir-2025"),
        ("/doc/%61greement/ru-ir-2025.ttl", "/doc/agreement/ru-ir-2025.ttl"),
        ("/doc/agreement/ru-ir-2025/?format=ttl", "/doc/agreement/ru-ir-2025?format=ttl"),
        ("/graph/agreements%2Fru-ir-2025", "/graph/agreements/ru-ir-2025"),
        ("/ontology/", "/ontology"),
        ("/%6Fntology", "/ontology"),
        ("/query/competency/energy/", "/query/competency/energy"),
        ("/.well-known/void/", "/.well-known/void"),
    ],
)  # fmt: skip
def test_5_another_spelling_is_308_to_the_canonical(
    corpus_client: FlaskClient, spelled: str, canonical: str
) -> None:
    response = corpus_client.get(spelled)
    assert (response.status_code, response.location) == (308, canonical)
    assert response.headers["Treatygraph-Release"]
    assert corpus_client.get(canonical).status_code in (200, 303)


def test_5_the_canonical_spelling_leads_nowhere_else(corpus_client: FlaskClient) -> None:
    for path in (
        "/",
        "/ontology",
        "/prefixes",
        f"/doc/{TREATY}?format=ttl",
        "/sparql?query=ASK%20%7B%7D",
    ):
        assert corpus_client.get(path).status_code == 200, path
