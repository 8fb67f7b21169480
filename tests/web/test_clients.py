"""Real clients against the server that ``treatygraph serve`` starts."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from xml.dom.minidom import Document

import pytest
from rdflib import Dataset, Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.term import Literal
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
)
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from support import ROOT, Server, free_port, serving

BASE = "https://w3id.org/treatygraph/"
TREATY = f"{BASE}id/agreement/ru-ir-2025"
CONCLUDED = "https://w3id.org/treatygraph/ontology#concludedOn"
SELECT = f"SELECT ?date {{ <{TREATY}> <{CONCLUDED}> ?date }}"
CONSTRUCT = f"CONSTRUCT WHERE {{ <{TREATY}> <{CONCLUDED}> ?date }}"
DESCRIBE = f"DESCRIBE <{TREATY}>"
DAY = "2025-01-17"


def wrapper(server: Server, query: str, format_: str) -> SPARQLWrapper:
    client = SPARQLWrapper(f"{server.url}sparql")
    client.setQuery(query)
    client.setReturnFormat(format_)
    return client


@pytest.mark.parametrize("method", [GET, POST])
@pytest.mark.parametrize("form", [URLENCODED, POSTDIRECTLY])
@pytest.mark.parametrize("format_", [JSON, XML, CSV, TSV])
def test_sparqlwrapper_select(server: Server, method: str, form: str, format_: str) -> None:
    client = wrapper(server, SELECT, format_)
    client.setMethod(method)
    client.setRequestMethod(form)
    result = client.queryAndConvert()
    text = result.toxml() if isinstance(result, Document) else str(result)
    assert DAY in text


@pytest.mark.parametrize("format_", [JSON, XML])
def test_sparqlwrapper_ask(server: Server, format_: str) -> None:
    result = wrapper(server, f"ASK {{ <{TREATY}> ?p ?o }}", format_).queryAndConvert()
    assert result["boolean"] if isinstance(result, dict) else "true" in result.toxml()


@pytest.mark.parametrize("format_", [RDFXML, XML, TURTLE, N3, JSONLD])
@pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE], ids=["construct", "describe"])
def test_sparqlwrapper_graphs(server: Server, query: str, format_: str) -> None:
    result = wrapper(server, query, format_).queryAndConvert()
    if isinstance(result, bytes):
        result = Graph().parse(data=result, format="turtle")
    assert (URIRef(TREATY), URIRef(CONCLUDED)) in {(s, p) for s, p, _ in result}


def test_sparqlwrapper_turns_a_bad_query_into_its_own_error(server: Server) -> None:
    with pytest.raises(QueryBadFormed, match="line 1"):
        wrapper(server, "SELECT ?x {", JSON).query()


def test_rdflib_sparqlstore(server: Server) -> None:
    graph = Graph(SPARQLStore(f"{server.url}sparql", method="POST"))
    rows = list(graph.query(SELECT))
    assert [str(row[0]) for row in rows] == [DAY]
    assert (URIRef(TREATY), URIRef(CONCLUDED), None) in graph


@pytest.mark.parametrize("format_", [None, "turtle", "xml", "nt", "n3", "json-ld"])
def test_rdflib_parses_an_entity_at_its_address(server: Server, format_: str | None) -> None:
    graph = Graph().parse(f"{server.url}id/agreement/ru-ir-2025", format=format_)
    assert str(graph.value(URIRef(TREATY), URIRef(CONCLUDED))) == DAY


@pytest.fixture(scope="module")
def own_base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of a release whose base is the server's own address."""
    port = free_port()
    out = tmp_path_factory.mktemp("own-base")
    base = f"http://127.0.0.1:{port}/"
    command = [sys.executable, "-m", "treatygraph", "build", "--base", base, "--out", str(out)]
    built = subprocess.run(command, cwd=ROOT, env=_environment(), capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    with serving("--out", str(out), port=port) as running:
        yield running


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT / "src")}


@pytest.mark.slow
@pytest.mark.parametrize("format_", [None, "turtle", "xml", "nt", "json-ld"])
def test_rdflib_parses_a_thing_at_its_own_iri(own_base: Server, format_: str | None) -> None:
    thing = URIRef(f"{own_base.url}id/agreement/ru-ir-2025")
    graph = Graph().parse(str(thing), format=format_)
    assert graph.value(thing, URIRef(CONCLUDED)) == Literal(DAY, datatype=_DATE)


_DATE = URIRef("http://www.w3.org/2001/XMLSchema#date")


@pytest.mark.slow
def test_the_shipped_queries_ask_about_the_things_of_that_base(own_base: Server) -> None:
    text = f"ASK {{ <{own_base.url}id/agreement/ru-ir-2025> a ?cls }}"
    assert wrapper(own_base, text, JSON).queryAndConvert()["boolean"]
    everything = wrapper(own_base, "SELECT ?s { ?s ?p ?o }", TSV).query().response.read().decode()
    left = {line for line in everything.splitlines() if line.startswith(f"<{BASE}")}
    fixed = (f"<{BASE}ontology", f"<{BASE}shapes", f"<{BASE}prefixes")
    assert {line for line in left if not line.startswith(fixed)} == set()


Serving = Callable[..., AbstractContextManager[Server]]


FORMATS = {
    "a.ttl": "turtle",
    "a.nt": "nt",
    "a.rdf": "xml",
    "a.jsonld": "json-ld",
    "a.trig": "trig",
    "a.nq": "nquads",
}


@pytest.mark.parametrize("name", FORMATS)
def test_any_rdf_file_is_served_without_curation(
    tmp_path: Path, start_server: Serving, name: str
) -> None:
    dataset = Dataset()
    dataset.add((URIRef("http://example.org/s"), URIRef("http://example.org/p"), Literal("o")))
    file = tmp_path / name
    file.write_text(dataset.serialize(format=FORMATS[name]), encoding="utf-8")
    with start_server(str(file)) as running:
        client = wrapper(running, "SELECT ?o { <http://example.org/s> ?p ?o }", JSON)
        rows = client.queryAndConvert()["results"]["bindings"]
        assert [row["o"]["value"] for row in rows] == ["o"]
        Graph().parse(f"{running.url}sparql", format="turtle")
