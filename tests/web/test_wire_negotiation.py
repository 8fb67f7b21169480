"""On the wire, lines 6 to 13: what a client gets of a document, for every kind of document."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from json_ld import inlined
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat
from pyoxigraph import parse as parse_rdf
from rdflib import Graph
from rdflib.compare import isomorphic

TREATY = "/doc/agreement/ru-ir-2025"
DOCUMENTS = [
    TREATY,
    f"{TREATY}/article-3.3",
    "/doc/topic/sanctions",
    "/graph/agreements/ru-ir-2025",
    pytest.param("/graph/inferred", marks=pytest.mark.slow),
    "/ontology",
    "/ontology/0.1.0",
    "/shapes",
    "/prefixes",
    "/query",
    "/query/competency/energy",
    "/.well-known/void",
]
RDF = {
    "ttl": ("text/turtle", RdfFormat.TURTLE, "turtle"),
    "nt": ("application/n-triples", RdfFormat.N_TRIPLES, "nt"),
    "jsonld": ("application/ld+json", RdfFormat.JSON_LD, "json-ld"),
    "rdf": ("application/rdf+xml", RdfFormat.RDF_XML, "xml"),
}
TYPES = {"html": "text/html"} | {suffix: known[0] for suffix, known in RDF.items()}
CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,"
    "*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"
)
CLIENTS = {
    "nothing": (None, "text/html"),
    "a browser": (CHROME, "text/html"),
    "rdflib": (
        "application/rdf+xml, text/n3, text/turtle, application/n-triples, application/ld+json, "
        "application/n-quads, application/trix, application/trig",
        "text/turtle",
    ),
    "Jena": (
        "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,"
        "application/rdf+xml;q=0.7,*/*;q=0.3",
        "text/turtle",
    ),
    "Comunica": (
        "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,"
        "application/n-triples;q=0.8,text/turtle;q=0.6,application/rdf+xml;q=0.5,text/html;q=0.2",
        "application/ld+json",
    ),
    "rapper": ("application/rdf+xml, text/turtle;q=0.6, */*;q=0.1", "application/rdf+xml"),
    "q=0": ("text/html;q=0, */*", "text/turtle"),
    "a profile": (
        'application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"',
        "application/ld+json",
    ),
}


@pytest.mark.parametrize("path", DOCUMENTS)
@pytest.mark.parametrize(("accept", "type_"), CLIENTS.values(), ids=CLIENTS)
def test_6_and_7_each_client_gets_what_it_asks_for(
    corpus_client: FlaskClient, path: str, accept: str | None, type_: str
) -> None:
    response = corpus_client.get(path, headers={"Accept": accept} if accept else {})
    assert (response.status_code, response.mimetype) == (200, type_)


@pytest.mark.parametrize("path", DOCUMENTS)
def test_8_what_does_not_fit_is_406_and_lists_each_variant(
    corpus_client: FlaskClient, path: str
) -> None:
    response = corpus_client.get(path, headers={"Accept": "image/png"})
    assert response.status_code == 406
    assert set(TYPES.values()) <= set(response.get_json()["available"])
    links = response.headers.getlist("Link")
    for suffix, type_ in TYPES.items():
        assert f'<{path}.{suffix}>; rel="alternate"; type="{type_}"' in links


@pytest.mark.parametrize("path", ["/agreements", "/actors", "/sources"])
def test_8_a_list_is_a_page_and_nothing_else(corpus_client: FlaskClient, path: str) -> None:
    response = corpus_client.get(path, headers={"Accept": "text/turtle, application/json;q=0.5"})
    assert (response.status_code, response.mimetype) == (406, "text/plain")
    assert "text/html" in response.text
    assert corpus_client.get(path, headers={"Accept": CHROME}).status_code == 200


def test_7_who_wants_rdf_at_the_front_door_is_led_to_the_dataset(
    corpus_client: FlaskClient,
) -> None:
    response = corpus_client.get("/", headers={"Accept": "text/turtle"})
    assert (response.status_code, response.location) == (303, "/.well-known/void")
    assert corpus_client.get("/", headers={"Accept": CHROME}).mimetype == "text/html"


@pytest.mark.parametrize("path", DOCUMENTS)
@pytest.mark.parametrize("suffix", RDF)
def test_9_the_body_is_what_the_label_says(
    corpus_client: FlaskClient, path: str, suffix: str
) -> None:
    response = corpus_client.get(f"{path}.{suffix}")
    assert response.mimetype == TYPES[suffix]
    body = inlined(corpus_client, path, response.data) if suffix == "jsonld" else response.data
    assert len(list(parse_rdf(body, format=RDF[suffix][1]))) > 3
    if suffix == "rdf":
        ElementTree.fromstring(body)


@pytest.mark.parametrize("path", [*DOCUMENTS, "/id/state/IRN", "/agreements", "/", "/none"])
@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "image/png"])
def test_10_every_negotiated_answer_varies_by_accept(
    corpus_client: FlaskClient, path: str, accept: str
) -> None:
    response = corpus_client.get(path, headers={"Accept": accept})
    assert "Accept" in response.vary
    again = {"Accept": accept, "If-None-Match": response.headers.get("ETag", "")}
    repeated = corpus_client.get(path, headers=again)
    assert "Accept" in repeated.vary
    assert repeated.status_code == (304 if response.status_code == 200 else response.status_code)


@pytest.mark.parametrize("path", DOCUMENTS)
@pytest.mark.parametrize("suffix", TYPES)
def test_11_headers_lead_to_the_variant_the_others_the_licence_and_the_dataset(
    corpus_client: FlaskClient, path: str, suffix: str
) -> None:
    response = corpus_client.get(path, headers={"Accept": TYPES[suffix]})
    links = response.headers.getlist("Link")
    assert response.headers["Content-Location"] == f"{path}.{suffix}"
    assert [s for s in TYPES if f'<{path}.{s}>; rel="alternate"; type="{TYPES[s]}"' not in links] \
        == [suffix]  # fmt: skip
    assert f'<https://w3id.org/treatygraph{path}>; rel="canonical"' in links
    assert '</.well-known/void>; rel="describedby"' in links
    assert '<https://creativecommons.org/licenses/by/4.0/>; rel="license"' in links


@pytest.mark.parametrize("path", DOCUMENTS)
@pytest.mark.parametrize("suffix", TYPES)
def test_12_a_suffix_a_parameter_and_negotiation_give_the_same(
    corpus_client: FlaskClient, path: str, suffix: str
) -> None:
    answers = [
        corpus_client.get(path, headers={"Accept": TYPES[suffix]}),
        corpus_client.get(f"{path}.{suffix}", headers={"Accept": "image/png"}),
        corpus_client.get(f"{path}?format={suffix}", headers={"Accept": "image/png"}),
    ]
    assert len({answer.data for answer in answers}) == 1
    assert len({answer.headers["ETag"] for answer in answers}) == 1
    assert {answer.headers["Content-Location"] for answer in answers} == {f"{path}.{suffix}"}


def bodies_of(client: FlaskClient, path: str) -> dict[str, bytes]:
    """A document in each RDF format, its JSON-LD with the context in place."""
    bodies = {suffix: client.get(f"{path}.{suffix}").data for suffix in RDF}
    return bodies | {"jsonld": inlined(client, path, bodies["jsonld"])}


def canonical(body: bytes, format_: RdfFormat) -> Dataset:
    """The triples with the blank nodes named by RDF Dataset Canonicalization."""
    found = Dataset(parse_rdf(body, format=format_))
    found.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return found


@pytest.mark.parametrize("path", DOCUMENTS)
def test_13_all_serialisations_are_isomorphic(corpus_client: FlaskClient, path: str) -> None:
    bodies = bodies_of(corpus_client, path)
    first, *others = (canonical(body, RDF[suffix][1]) for suffix, body in bodies.items())
    assert len(first) > 3
    assert all(first == other for other in others)


@pytest.mark.slow
@pytest.mark.parametrize("path", DOCUMENTS)
def test_13_rdflib_finds_them_isomorphic_too(corpus_client: FlaskClient, path: str) -> None:
    bodies = bodies_of(corpus_client, path)
    first, *others = (Graph().parse(data=body, format=RDF[suffix][2])
                      for suffix, body in bodies.items())  # fmt: skip
    assert len(first) > 3
    assert all(isomorphic(first, other) for other in others)


def test_13_json_ld_is_compact_in_the_words_of_our_context(corpus_client: FlaskClient) -> None:
    found = json.loads(corpus_client.get(f"{TREATY}.jsonld").data)
    assert found["@context"] == "/context.jsonld"
    treaty = found["@graph"][0]
    assert treaty["id"] == "https://w3id.org/treatygraph/id/agreement/ru-ir-2025"
    assert "Agreement" in treaty["type"]
    assert treaty["concludedOn"]["@value"] == "2025-01-17"
    assert treaty["legalForce"] == "https://w3id.org/treatygraph/id/legal-force/binding"
    assert not [key for node in found["@graph"] for key in node if key.startswith("http")]


def test_13_the_context_is_found_under_another_base_and_mount(rebased_client: FlaskClient) -> None:
    path = "/doc/agreement/aa-bb-1999.jsonld"
    mounted = rebased_client.get(path, base_url="http://localhost/of/mini")
    assert json.loads(mounted.data)["@context"] == "/of/mini/context.jsonld"
    body = inlined(rebased_client, path, rebased_client.get(path).data)
    graph = Graph().parse(data=body, format="json-ld")
    turtle = rebased_client.get("/doc/agreement/aa-bb-1999.ttl").data
    assert isomorphic(graph, Graph().parse(data=turtle, format="turtle"))
