"""Dereferencing: what a thing's IRI gives, in every format, on this server."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from json_ld import inlined
from pyoxigraph import NamedNode, RdfFormat
from pyoxigraph import parse as parse_rdf
from rdflib import Graph
from rdflib.compare import isomorphic

from support import Corpus
from treatygraph.namespaces import DEFAULT_BASE, expand
from treatygraph.store import EmbeddedStore
from treatygraph.web.app import create_app
from treatygraph.web.config import ServeConfig

TREATY = "agreement/ru-ir-2025"
RDF = {
    "ttl": ("text/turtle", RdfFormat.TURTLE, "turtle"),
    "nt": ("application/n-triples", RdfFormat.N_TRIPLES, "nt"),
    "jsonld": ("application/ld+json", RdfFormat.JSON_LD, "json-ld"),
    "rdf": ("application/rdf+xml", RdfFormat.RDF_XML, "xml"),
}
THINGS = [
    TREATY,
    f"{TREATY}/article-3.3",
    f"{TREATY}/norm-no-aid-to-aggressor",
    f"{TREATY}/participation-IRN",
    "state/RUS",
    "person/ebrahim-raisi",
    "organization/sco",
    "place/caspian-sea",
    "initiative/instc",
    "system/mir",
    "source/csag-2025",
    "source/csag-2025/passage-5.b",
    "source/csag-2025/claim-5.b-2",
    "disagreement/pipeline-55-bcm",
    "topic/sanctions",
    "topic",
    "norm-type/mutual-defence",
]


@pytest.fixture(scope="module")
def client(corpus: Corpus) -> FlaskClient:
    """A client of the application over the curated data; no pages here ask the query pool."""
    store = EmbeddedStore.load(corpus.release.dataset)
    app = create_app(ServeConfig(str(corpus.release.folder)), release=corpus.release, store=store)
    return app.test_client()


@pytest.mark.parametrize("thing", THINGS)
def test_a_thing_redirects_to_its_document(client: FlaskClient, thing: str) -> None:
    response = client.get(f"/id/{thing}")
    assert (response.status_code, response.location) == (303, f"/doc/{thing}")
    assert "Accept" in response.headers["Vary"]


@pytest.mark.parametrize("thing", THINGS)
@pytest.mark.parametrize("suffix", RDF)
def test_a_document_speaks_of_the_thing_in_each_format(
    client: FlaskClient, thing: str, suffix: str
) -> None:
    media_type, format_, _ = RDF[suffix]
    response = client.get(f"/doc/{thing}", headers={"Accept": media_type})
    assert response.status_code == 200
    assert response.mimetype == media_type
    body = response.data if suffix != "jsonld" else inlined(client, f"/doc/{thing}", response.data)
    triples = list(parse_rdf(body, format=format_))
    subjects = {triple.subject for triple in triples}
    assert NamedNode(f"{DEFAULT_BASE}id/{thing}") in subjects
    primary = [t for t in triples if t.predicate.value == expand("foaf:primaryTopic")]
    assert [(t.subject.value, t.object.value) for t in primary] == [
        (f"{DEFAULT_BASE}doc/{thing}", f"{DEFAULT_BASE}id/{thing}")
    ]


@pytest.mark.parametrize("thing", THINGS)
def test_all_formats_say_the_same(client: FlaskClient, thing: str) -> None:
    bodies = {suffix: client.get(f"/doc/{thing}.{suffix}").data for suffix in RDF}
    bodies["jsonld"] = inlined(client, f"/doc/{thing}", bodies["jsonld"])
    graphs = [Graph().parse(data=body, format=RDF[suffix][2]) for suffix, body in bodies.items()]
    assert all(isomorphic(graphs[0], graph) for graph in graphs[1:])


@pytest.mark.parametrize("suffix", RDF)
def test_a_suffix_a_format_and_negotiation_give_the_same_bytes(
    client: FlaskClient, suffix: str
) -> None:
    by_accept = client.get(f"/doc/{TREATY}", headers={"Accept": RDF[suffix][0]}).data
    assert client.get(f"/doc/{TREATY}.{suffix}").data == by_accept
    assert client.get(f"/doc/{TREATY}?format={suffix}").data == by_accept


@pytest.mark.parametrize("thing", THINGS)
def test_a_browser_gets_a_page(client: FlaskClient, thing: str) -> None:
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    response = client.get(f"/doc/{thing}", headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (200, "text/html")


@pytest.mark.parametrize(
    ("accept", "mimetype"),
    [
        ("text/html", "text/html"),
        ("text/turtle", "text/plain"),
        ("application/ld+json", "application/problem+json"),
        ("*/*", "application/problem+json"),
    ],
)
def test_an_unknown_thing_is_404_in_each_client_s_terms(
    client: FlaskClient, accept: str, mimetype: str
) -> None:
    for path in ("/id/agreement/none", "/doc/agreement/none", "/doc/agreement/none.ttl"):
        response = client.get(path, headers={"Accept": accept})
        assert (response.status_code, response.mimetype) == (404, mimetype)


def test_nothing_that_fits_is_406_and_lists_what_there_is(client: FlaskClient) -> None:
    response = client.get(f"/doc/{TREATY}", headers={"Accept": "image/png"})
    assert response.status_code == 406
    assert "text/turtle" in response.get_json()["available"]
    assert "Accept" in response.headers["Vary"]


def test_an_unchanged_document_is_304(client: FlaskClient) -> None:
    first = client.get(f"/doc/{TREATY}.ttl")
    again = client.get(f"/doc/{TREATY}.ttl", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_head_is_get_without_the_body(client: FlaskClient) -> None:
    got, headed = client.get(f"/doc/{TREATY}.ttl"), client.head(f"/doc/{TREATY}.ttl")
    assert headed.data == b""
    told = [{**response.headers, "Server-Timing": ""} for response in (headed, got)]
    assert told[0] == told[1]


def test_a_wrong_method_is_405_with_what_is_allowed(client: FlaskClient) -> None:
    response = client.post(f"/doc/{TREATY}")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


@pytest.mark.parametrize("path", ["/ontology", "/shapes", "/prefixes", "/ontology/0.1.0"])
@pytest.mark.parametrize("suffix", RDF)
def test_the_words_themselves_dereference(client: FlaskClient, path: str, suffix: str) -> None:
    media_type, format_, _ = RDF[suffix]
    response = client.get(path, headers={"Accept": media_type})
    assert (response.status_code, response.mimetype) == (200, media_type)
    body = response.data if suffix != "jsonld" else inlined(client, path, response.data)
    assert len(list(parse_rdf(body, format=format_))) > 30


def test_the_ontology_is_a_page_that_names_every_term(client: FlaskClient) -> None:
    page = client.get("/ontology", headers={"Accept": "text/html"}).get_data(as_text=True)
    turtle = client.get("/ontology", headers={"Accept": "text/turtle"}).data
    terms = {
        triple.subject.value.partition("#")[2]
        for triple in parse_rdf(turtle, format=RdfFormat.TURTLE)
        if triple.subject.value.startswith(expand("tg:"))
    }
    assert len(terms) > 90
    assert [term for term in sorted(terms) if f'id="{term}"' not in page] == []


def test_every_named_graph_dereferences(client: FlaskClient, corpus: Corpus) -> None:
    graphs = corpus.release.store.named_graphs()
    paths = [iri.removeprefix(DEFAULT_BASE) for iri in graphs]
    assert len(paths) > 100
    gone = [p for p in paths if client.get(f"/{p}?format=nt").status_code != 200]
    assert gone == []


@pytest.mark.slow
def test_every_thing_of_the_dataset_dereferences_as_page_and_as_rdf(
    client: FlaskClient, corpus: Corpus
) -> None:
    prefix = f"{DEFAULT_BASE}id/"
    things = {
        term.value.removeprefix(prefix)
        for quad in corpus.release.store.quads()
        for term in (quad.subject, quad.object)
        if isinstance(term, NamedNode) and term.value.startswith(prefix)
    }
    assert len(things) > 1000
    for thing in sorted(things):
        assert client.get(f"/doc/{thing}.nt").status_code == 200, thing
        assert client.get(f"/doc/{thing}.html").status_code == 200, thing


@pytest.mark.parametrize("kind", ["id", "doc"])
def test_a_trailing_slash_leads_to_the_one_address(client: FlaskClient, kind: str) -> None:
    response = client.get(f"/{kind}/{TREATY}/")
    assert (response.status_code, response.location) == (308, f"/{kind}/{TREATY}")


@pytest.mark.parametrize(
    "key", ["%00", "a%20b", "%3Cscript%3E", "..%2F..%2Fetc", "%FF", "%E6%9D%A1"]
)
@pytest.mark.parametrize("kind", ["id", "doc", "graph"])
def test_an_odd_address_is_404_and_no_fault_of_ours(
    client: FlaskClient, kind: str, key: str
) -> None:
    response = client.get(f"/{kind}/{key}")
    assert response.status_code == 404
    assert b"<script>" not in response.data
