"""What the endpoint says of itself (SPARQL 1.1 Service Description)."""

from __future__ import annotations

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from treatygraph.namespaces import expand
from treatygraph.store.answers import RESULT_MEDIA_TYPES
from treatygraph.web.limits import described
from treatygraph.web.site import Site

_W3C_FORMATS = "http://www.w3.org/ns/formats/"
_FORMATS = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "rdfxml": "RDF_XML",
    "jsonld": "JSON-LD",
}


def service_description(site: Site) -> list[Triple]:
    """The endpoint: its language, formats, limits, and the dataset with its named graphs."""
    service = NamedNode(f"{site.release.base.root}sparql")
    dataset, default = BlankNode("dataset"), BlankNode("default")
    triples = [
        Triple(service, _p("rdf:type"), _p("sd:Service")),
        Triple(service, _p("sd:endpoint"), service),
        Triple(service, _p("sd:supportedLanguage"), _p("sd:SPARQL11Query")),
        Triple(service, _p("sd:feature"), _p("sd:UnionDefaultGraph")),
        Triple(service, _p("sd:defaultDataset"), dataset),
        Triple(dataset, _p("rdf:type"), _p("sd:Dataset")),
        Triple(dataset, _p("sd:defaultGraph"), default),
        Triple(default, _p("rdf:type"), _p("sd:Graph")),
        Triple(default, _p("void:triples"), Literal(site.release.statements)),
    ]
    triples += [Triple(service, _p("sd:resultFormat"), NamedNode(_W3C_FORMATS + _FORMATS[name]))
                for name in RESULT_MEDIA_TYPES]  # fmt: skip
    triples += described(site.config.limits, service)
    for number, graph in enumerate(site.release.store.named_graphs()):
        named = BlankNode(f"graph{number}")
        triples += [
            Triple(dataset, _p("sd:namedGraph"), named),
            Triple(named, _p("rdf:type"), _p("sd:NamedGraph")),
            Triple(named, _p("sd:name"), NamedNode(graph)),
        ]
    return triples


def _p(name: str) -> NamedNode:
    return NamedNode(expand(name))
