"""What the little server holds: ships, an ontology, an example query, a description."""

from __future__ import annotations

import json

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, parse, serialize

from treatygraph.namespaces import PREFIX
from treatygraph.negotiation import NTRIPLES, RDFXML, TURTLE

VERSION = "2030.1"
MODIFIED = "Wed, 01 May 2030 10:00:00 GMT"
Graph = list[Quad]

WRITERS = {
    TURTLE: RdfFormat.TURTLE,
    NTRIPLES: RdfFormat.N_TRIPLES,
    RDFXML: RdfFormat.RDF_XML,
}

DATA = """
<{base}id/ship/one> a o:Ship ; rdfs:label "One"@en ; o:captain <{base}id/person/ann> ;
    rdfs:seeAlso [ rdfs:label "a blank node"@en ] .
<{base}id/ship/two> a o:Ship ; rdfs:label "Two"@en ; o:captain <{base}id/person/ann> .
<{base}id/person/ann> a o:Person ; rdfs:label "Ann"@en .
<{base}id/query/ships> a sh:SPARQLExecutable, sh:SPARQLSelectExecutable ;
    rdfs:label "Which ships are there?"@en ;
    sh:select "SELECT ?ship WHERE { ?ship a <{base}ontology#Ship> }" .

<{base}ontology> a owl:Ontology ; owl:versionIRI <{base}ontology/1> .
o:Ship a owl:Class ; rdfs:label "ship"@en ; rdfs:comment "What floats."@en .
o:Person a owl:Class ; rdfs:label "person"@en ; rdfs:comment "Who sails."@en .
o:captain a owl:ObjectProperty ; rdfs:label "captain"@en ; rdfs:comment "Who commands."@en .
"""

VOID = """
<{base}.well-known/void#dataset> a void:Dataset, dcat:Dataset ;
    void:triples 21 ;
    void:classPartition [ void:class o:Ship ; void:entities 2 ] ;
    void:propertyPartition [ void:property o:captain ; void:triples 2 ] ;
    void:dataDump <{root}dump.nt> ;
    void:sparqlEndpoint <{root}sparql> ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    dcterms:publisher <{base}id/person/ann> ;
    dcat:version "2030.1" ;
    void:exampleResource <{base}id/ship/one>, <{base}id/person/ann> .
<{base}.well-known/void#file> dcat:downloadURL <{root}dump.nt> ;
    dcat:mediaType <https://www.iana.org/assignments/media-types/application/n-triples> ;
    dcat:byteSize {size} ;
    spdx:checksum [ spdx:checksumValue "{sha256}" ] .
"""

LAUNCHED = "Wed, 01 May 2030 08:00:00 GMT"
"""When the one memento of each document was."""


def parse_turtle(text: str, base: str) -> Graph:
    """Turtle in which ``{base}`` stands for where IRIs begin."""
    head = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIX.items())
    text = f"{head}PREFIX o: <{base}ontology#>\n{text.replace('{base}', base)}"
    return list(parse(text.encode(), format=RdfFormat.TURTLE))


def about(graph: Graph, iri: str) -> Graph:
    """The statements about an IRI, and about the blank nodes that they lead to."""
    found = [quad for quad in graph if quad.subject == NamedNode(iri)]
    blank = {quad.object for quad in found if isinstance(quad.object, BlankNode)}
    return found + [quad for quad in graph if quad.subject in blank]


def write_jsonld(graph: Graph, context: object) -> bytes:
    """JSON-LD under a context, with full IRIs."""
    body = json.loads(serialize(graph, format=RdfFormat.JSON_LD) or b"[]")
    return json.dumps({"@context": context, "@graph": body}).encode()
