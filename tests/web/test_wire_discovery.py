"""On the wire, lines 26 to 29: how the dataset, its queries and its words are found."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from json_ld import inlined
from pyoxigraph import NamedNode, RdfFormat, Triple
from pyoxigraph import parse as parse_rdf
from rdflib import DCTERMS, OWL, RDF, SH, SKOS, VOID, Graph, Literal, Namespace, URIRef
from strict_html import read_page

from support import ROOT, Corpus
from treatygraph.collection import Own, load_collection, load_shipped
from treatygraph.iris import Base
from treatygraph.namespaces import DEFAULT_BASE, ONTOLOGY, expand
from treatygraph.release import BuildOptions, build_release, open_files, open_release
from treatygraph.web import discovery
from treatygraph.web.app import create_app
from treatygraph.web.config import ServeConfig

DATASET = URIRef(f"{DEFAULT_BASE}.well-known/void#dataset")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def graph_of(client: FlaskClient, path: str) -> Graph:
    return Graph().parse(data=client.get(f"{path}.nt").data, format="nt")


# 26 ---------------------------------------------------------------------------------


def test_26_the_dataset_says_what_it_is(corpus_client: FlaskClient, corpus: Corpus) -> None:
    told = graph_of(corpus_client, "/.well-known/void")
    assert {VOID.Dataset, DCAT.Dataset} <= set(told.objects(DATASET, RDF.type))
    assert told.value(DATASET, DCTERMS.license)
    assert told.value(DATASET, DCTERMS.title)
    assert told.value(told.value(DATASET, DCTERMS.publisher), URIRef(expand("foaf:name")))
    assert told.value(DATASET, DCAT.version) == Literal(corpus.release.version)
    assert told.value(DATASET, VOID.sparqlEndpoint) == URIRef(f"{DEFAULT_BASE}sparql")
    service = told.value(predicate=DCAT.servesDataset, object=DATASET)
    assert told.value(service, DCAT.endpointURL) == URIRef(f"{DEFAULT_BASE}sparql")


def test_26_its_counts_are_those_of_the_data(corpus_client: FlaskClient, corpus: Corpus) -> None:
    told = graph_of(corpus_client, "/.well-known/void")
    triples = {Triple(q.subject, q.predicate, q.object) for q in corpus.release.store.quads()}
    numbers = {
        VOID.triples: len(triples),
        VOID.distinctSubjects: len({t.subject for t in triples}),
        VOID.distinctObjects: len({t.object for t in triples}),
        VOID.properties: len({t.predicate for t in triples}),
        VOID.entities: len({t.subject.value for t in triples
                            if t.subject.value.startswith(f"{DEFAULT_BASE}id/")}),
    }  # fmt: skip
    assert {name: told.value(DATASET, name).toPython() for name in numbers} == numbers


@pytest.mark.parametrize("kind", ["class", "property"])
def test_26_its_partitions_are_those_of_the_data(
    corpus_client: FlaskClient, corpus: Corpus, kind: str
) -> None:
    told = graph_of(corpus_client, "/.well-known/void")
    unit = VOID.entities if kind == "class" else VOID.triples
    parts = {str(told.value(part, VOID[kind])): told.value(part, unit).toPython()
             for part in told.objects(DATASET, VOID[f"{kind}Partition"])}  # fmt: skip
    triples = {Triple(q.subject, q.predicate, q.object) for q in corpus.release.store.quads()}
    type_ = NamedNode(expand("rdf:type"))
    typed = (triple.object.value for triple in triples if triple.predicate == type_)
    used = (triple.predicate.value for triple in triples)
    assert parts == dict(Counter(typed if kind == "class" else used))


def test_26_its_examples_dereference(corpus_client: FlaskClient) -> None:
    told = graph_of(corpus_client, "/.well-known/void")
    examples = list(told.objects(DATASET, VOID.exampleResource))
    assert len(examples) >= 5
    for iri in examples:
        path = f"/{iri.removeprefix(DEFAULT_BASE)}"
        assert corpus_client.get(path, follow_redirects=True).status_code == 200


def test_26_it_is_described_under_another_base_too(rebased_client: FlaskClient) -> None:
    told = graph_of(rebased_client, "/.well-known/void")
    root = "https://treaties.example.org/of/mini/"
    dataset = URIRef(f"{root}.well-known/void#dataset")
    assert told.value(dataset, VOID.sparqlEndpoint) == URIRef(f"{root}sparql")
    assert str(told.value(dataset, VOID.exampleResource)).startswith(f"{root}id/")
    assert not [s for s in told.subjects() if str(s).startswith(DEFAULT_BASE)]


def test_26_files_served_as_they_are_claim_no_licence(tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    file.write_text("<http://localhost/id/a/b> <http://localhost/p> 'o' .", encoding="utf-8")
    release = open_files([file], base=Base("http://localhost/"))
    app = create_app(ServeConfig(str(release.folder)), release=release, store=release.store)
    client = app.test_client()
    for path in ("/doc/a/b", "/.well-known/void"):
        for suffix in ("html", "ttl", "nt", "jsonld", "rdf"):
            response = client.get(f"{path}.{suffix}")
            assert response.status_code == 200
            assert b"creativecommons" not in response.data
            assert "license" not in response.headers["Link"]
    assert client.get("/robots.txt").status_code == 200
    assert b"http://localhost/doc/a/b" in client.get("/sitemap.xml").data


# 27 ---------------------------------------------------------------------------------

QUERIES = sorted(
    path.relative_to(ROOT / "queries").with_suffix("").as_posix()
    for path in (ROOT / "queries").rglob("*.rq")
)


@pytest.mark.parametrize("name", QUERIES)
def test_27_each_query_is_a_resource(corpus_client: FlaskClient, corpus: Corpus, name: str) -> None:
    told = graph_of(corpus_client, f"/query/{name}")
    query = URIRef(f"{DEFAULT_BASE}query/{name}")
    assert SH.SPARQLExecutable in set(told.objects(query, RDF.type))
    assert told.value(query, URIRef(expand("rdfs:label")))
    text = told.value(query, SH.select) or told.value(query, SH.ask)
    corpus.release.store.answer(str(text))
    response = corpus_client.get(f"/query/{name}", headers={"Accept": "application/sparql-query"})
    assert response.mimetype == "application/sparql-query"
    assert response.data == corpus_client.get(f"/query/{name}.rq").data
    assert str(text) in response.text


def test_27_all_queries_are_listed(corpus_client: FlaskClient) -> None:
    told = graph_of(corpus_client, "/query")
    found = {str(query).removeprefix(f"{DEFAULT_BASE}query/")
             for query in told.subjects(RDF.type, SH.SPARQLExecutable)}  # fmt: skip
    assert found == set(QUERIES)
    page = read_page(corpus_client.get("/query.html").text)
    assert {f"/query/{name}" for name in QUERIES} <= page.links


def test_27_a_query_may_have_any_name_and_a_base_any_host(tmp_path: Path) -> None:
    mini, own = ROOT / "tests/fixtures/mini/data", tmp_path / "own/queries"
    own.mkdir(parents=True)
    (own / "wie heißt das.ttl.rq").write_text("ASK {}", encoding="utf-8")
    base = Base("https://договоры.example/")
    options = BuildOptions(mini, ROOT / "ontology", ROOT / "queries", tmp_path / "out", base=base,
                           own=Own(own.parent))  # fmt: skip
    collection = load_collection(mini, base)
    release = open_release(
        build_release(options, collection, load_shipped(ROOT / "ontology", base))
    )
    app = create_app(ServeConfig(str(release.folder)), release=release, store=release.store)
    client = app.test_client()
    path = "/query/wie%20hei%C3%9Ft%20das.ttl"
    assert client.get(f"{path}.rq").data == b"ASK {}"
    told = Graph().parse(data=client.get(f"{path}.nt").data, format="nt")
    assert (URIRef(f"{base.root}{path[1:]}"), SH.ask, Literal("ASK {}")) in told
    assert path in read_page(client.get("/query.html").text).links
    thing = client.get("/id/agreement/aa-bb-1999", follow_redirects=True)
    assert thing.status_code == 200
    assert "%D0%B4" in ",".join(thing.headers.getlist("Link"))


# 28 ---------------------------------------------------------------------------------

PAGES = ["/", "/agreements", "/coverage", "/doc/agreement/ru-ir-2025", "/doc/topic/sanctions",
         "/doc/state/IRN", "/ontology", "/shapes", "/graph/agreements/ru-ir-2025", "/sparql",
         "/query", "/query/competency/energy", "/.well-known/void"]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_28_a_page_carries_json_ld_and_leads_to_rdf(corpus_client: FlaskClient, path: str) -> None:
    page = read_page(corpus_client.get(path, headers={"Accept": "text/html"}).text)
    (script,) = (each for each in page.all("script") if "src" not in each.attributes)
    body = inlined(corpus_client, path, script.text.encode())
    triples = list(parse_rdf(body, format=RdfFormat.JSON_LD))
    about = f"{DEFAULT_BASE}id/{path[5:]}" if path.startswith("/doc/") else str(DATASET)
    assert about in {triple.subject.value for triple in triples}
    links = [e.attributes for e in page.all("link") if e.attributes.get("rel") == "alternate"]
    assert "text/turtle" in {link["type"] for link in links}
    for link in links:
        response = corpus_client.get(link["href"])
        assert (response.status_code, response.mimetype) == (200, link["type"])


def test_28_no_name_ends_the_data_of_a_page_early(client: FlaskClient) -> None:
    page = read_page(client.get("/doc/initiative/quay-line").text)
    (script,) = (each for each in page.all("script") if "src" not in each.attributes)
    assert 'Quay <b>& "Line"</b>' in json.dumps(
        json.loads(script.text), ensure_ascii=False
    ).replace('\\"', '"')
    assert "<" not in script.text


def test_28_the_sitemap_lists_every_document(corpus_client: FlaskClient, corpus: Corpus) -> None:
    response = corpus_client.get("/sitemap.xml")
    assert response.mimetype == "application/xml"
    listed = [e.text or "" for e in ElementTree.fromstring(response.data).iter(f"{SITEMAP}loc")]
    assert len(listed) == len(set(listed))
    things = {q.subject.value for q in corpus.release.store.quads()
              if q.subject.value.startswith(f"{DEFAULT_BASE}id/")}  # fmt: skip
    assert {iri.replace("/id/", "/doc/", 1) for iri in things} <= set(listed)
    for address in listed[:60]:
        assert corpus_client.get(f"/{address.removeprefix(DEFAULT_BASE)}").status_code == 200


def test_28_a_long_sitemap_is_in_parts(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "MOST_ADDRESSES", 1000)
    release = corpus.release
    app = create_app(ServeConfig(str(release.folder)), release=release, store=release.store)
    client = app.test_client()
    index = ElementTree.fromstring(client.get("/sitemap.xml").data)
    parts = [e.text.removeprefix(DEFAULT_BASE) for e in index.iter(f"{SITEMAP}loc") if e.text]
    read = [ElementTree.fromstring(client.get(f"/{part}").data) for part in parts]
    listed = [e.text for part in read for e in part.iter(f"{SITEMAP}loc")]
    assert len(parts) > 2
    assert len(listed) == len(set(listed)) > 1000 * (len(parts) - 1)
    assert client.get(f"/sitemap-{len(parts) + 1}.xml").status_code == 404


def test_28_robots_may_read_pages_and_not_ask_queries(corpus_client: FlaskClient) -> None:
    response = corpus_client.get("/robots.txt")
    assert response.mimetype == "text/plain"
    rules = RobotFileParser()
    rules.parse(response.text.splitlines())
    assert rules.can_fetch("any", "/doc/state/IRN")
    assert not rules.can_fetch("any", "/sparql?query=ASK%20%7B%7D")
    assert rules.site_maps() == [f"{DEFAULT_BASE}sitemap.xml"]


# 29 ---------------------------------------------------------------------------------


def test_29_the_ontology_and_its_version_answer_in_rdf_and_as_pages(
    corpus_client: FlaskClient,
) -> None:
    ontology = graph_of(corpus_client, "/ontology")
    version = ontology.value(URIRef(ONTOLOGY), OWL.versionIRI)
    assert version
    path = f"/{version.removeprefix(DEFAULT_BASE)}"
    assert corpus_client.get(f"{path}.nt").data == corpus_client.get("/ontology.nt").data
    assert corpus_client.get(path, headers={"Accept": "text/html"}).mimetype == "text/html"


def test_29_every_term_has_a_label_and_a_definition_in_rdf_and_on_the_page(
    corpus_client: FlaskClient,
) -> None:
    ontology = graph_of(corpus_client, "/ontology")
    terms = {s for s in ontology.subjects() if str(s).startswith(f"{ONTOLOGY}#")}
    page = read_page(corpus_client.get("/ontology.html").text)
    shown = {e.attributes.get("id"): " ".join(e.text.split()) for e in page.all("article")}
    assert len(terms) > 90
    for term in terms:
        label, definition = (ontology.value(term, p) for p in (SKOS.prefLabel, SKOS.definition))
        assert label, term
        assert definition, term
        text = shown[str(term).partition("#")[2]]
        assert " ".join(label.split()) in text
        assert " ".join(definition.split()) in text


def test_29_every_shape_has_its_place_on_a_page(corpus_client: FlaskClient) -> None:
    shapes = graph_of(corpus_client, "/shapes")
    page = read_page(corpus_client.get("/shapes.html").text)
    named = {str(s).partition("#")[2] for s in shapes.subjects() if "#" in str(s)}
    assert len(named) > 300
    assert named - set(page.ids) == set()
