"""The ontology that the data is written in answers in RDF and as a page. It tells its
`owl:versionIRI`, which answers too, and has a label and a definition for every term."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from treatygraph.conformance import rdf
from treatygraph.conformance.lines.minted import minted
from treatygraph.conformance.model import Fault, NotApplicable, fault
from treatygraph.conformance.reply import Reply
from treatygraph.conformance.site import ANY_RDF, Site
from treatygraph.negotiation import HTML

NUMBER = 29
TITLE = "The ontology"
CLAUSE = (
    "OWL 2 Structural Specification, 3.1; Best Practice Recipes for Publishing RDF Vocabularies"
)

_TERMS = ("owl:Class", "rdfs:Class", "owl:ObjectProperty", "owl:DatatypeProperty",
          "owl:AnnotationProperty", "rdf:Property")  # fmt: skip
_LABEL = ("rdfs:label", "skos:prefLabel")
_DEFINITION = ("rdfs:comment", "skos:definition", "dcterms:description")


def check(site: Site) -> Iterator[Fault]:
    """See the module."""
    iri, reply, graph = ontology(site)
    address = site.address(iri)
    assert address
    page = site.follow(address, HTML.media_type)
    if (page.status, page.media_type) != (200, HTML.media_type):
        yield fault(page, f"a page about <{iri}>")
    versions = rdf.values(graph, iri, "owl:versionIRI")
    if not versions:
        yield fault(reply, f"<{iri}> owl:versionIRI …", "no version IRI")
    for version in versions[:1]:
        if (there := site.address(version)) and site.follow(there, ANY_RDF).status != 200:
            yield fault(site.follow(there, ANY_RDF), "200: it is the ontology's version IRI")
    for term in sorted(set(rdf.members(graph, *_TERMS))):
        if term.startswith(iri.rstrip("#/")):
            yield from _term(reply, graph, term)


def _term(reply: Reply, graph: rdf.Graph, term: str) -> Iterator[Fault]:
    for what, names in (("label", _LABEL), ("definition", _DEFINITION)):
        if not any(rdf.values(graph, term, *names)):
            yield fault(reply, f"a {what} of <{term}>", "none")


def ontology(site: Site) -> tuple[str, Reply, rdf.Graph]:
    """The document with the most of the server's own terms, that holds an owl:Ontology.

    Raises NotApplicable where the data is written in words of others alone.
    """
    documents = Counter(_document(iri) for iri in minted(site) if _document(iri))
    for document, _ in documents.most_common(10):
        address = site.address(document)
        reply = site.follow(address, ANY_RDF) if address else None
        if reply is None or reply.status != 200:
            continue
        try:
            graph = site.graph(reply)
        except rdf.Unreadable:
            continue
        named = [iri for iri in rdf.members(graph, "owl:Ontology") if site.address(iri) == address]
        if named:
            return named[0], reply, graph
    raise NotApplicable("no ontology of this server is known: its data may use words of others")


def _document(iri: str) -> str:
    """The document that a term with a fragment is in, or the namespace of a slash IRI."""
    document, mark, _ = iri.partition("#")
    return document if mark else iri.rpartition("/")[0] + "/"
