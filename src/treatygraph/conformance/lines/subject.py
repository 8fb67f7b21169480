"""The RDF of a document has statements about the thing's IRI, and none that take the document for
the thing. The document links to the thing (`foaf:primaryTopic`), to its licence, to its dataset
(`void:inDataset`) and to where it comes from (`prov:wasDerivedFrom`)."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode

from treatygraph.conformance import rdf
from treatygraph.conformance.model import Fault, fault
from treatygraph.conformance.reply import Reply
from treatygraph.conformance.site import Site, Thing

NUMBER = 2
TITLE = "RDF about the thing"
CLAUSE = "Cool URIs for the Semantic Web, 4; VoID, 6.3; PROV-O, 3.1"

_LINKS = {
    "its licence": ("dcterms:license", "cc:license", "schema:license", "dcterms:rights"),
    "its dataset (void:inDataset)": ("void:inDataset",),
    "where it comes from (prov:wasDerivedFrom)": ("prov:wasDerivedFrom",),
}


def check(site: Site) -> Iterator[Fault]:
    """See the module."""
    for thing in (site.thing, *site.things[1:]):
        reply = site.follow(thing.address, "text/turtle")
        try:
            reply, graph = site.about(thing)
        except rdf.Unreadable as error:
            yield fault(reply, f"RDF about <{thing.iri}>", f"{reply.told}: {error}")
            continue
        yield from _about(reply, graph, thing)


def _about(reply: Reply, graph: rdf.Graph, thing: Thing) -> Iterator[Fault]:
    subjects = {triple.subject for triple in graph}
    if NamedNode(thing.iri) not in subjects:
        yield fault(reply, f"statements whose subject is <{thing.iri}>", "none is about it")
    documents = [triple.subject.value for triple in graph
                 if triple.predicate.value == rdf.expand("foaf:primaryTopic")
                 and triple.object == NamedNode(thing.iri)
                 and isinstance(triple.subject, NamedNode)]  # fmt: skip
    if not documents:
        yield fault(
            reply, f"the document links to <{thing.iri}> by foaf:primaryTopic", "no such link"
        )
        return
    if thing.iri in documents and "#" not in thing.iri:
        yield fault(
            reply, "the document has an IRI of its own", f"<{thing.iri}> is its own document"
        )
    for what, names in _LINKS.items():
        if not any(rdf.values(graph, document, *names) for document in documents):
            yield fault(reply, f"the document <{documents[0]}> tells {what}", "it does not")
