"""`/.well-known/void` describes the dataset in VoID and DCAT: counts, class and property
partitions, dumps, endpoint, licence, publisher, version, example resources. The first dump and the
first example are there."""

from __future__ import annotations

from collections.abc import Iterator

from treatygraph.conformance import rdf
from treatygraph.conformance.model import Fault, fault
from treatygraph.conformance.site import ANY_RDF, Site

NUMBER = 26
TITLE = "VoID and DCAT"
CLAUSE = "VoID, 2 to 4 and 7.2; DCAT 3, 6"

_WANTED = {
    "the number of its triples": ("void:triples",),
    "class partitions": ("void:classPartition",),
    "property partitions": ("void:propertyPartition",),
    "a dump": ("void:dataDump", "dcat:downloadURL"),
    "its endpoint": ("void:sparqlEndpoint", "dcat:endpointURL"),
    "its licence": ("dcterms:license",),
    "its publisher": ("dcterms:publisher",),
    "its version": ("dcat:version", "owl:versionInfo", "pav:version", "dcterms:hasVersion"),
    "an example": ("void:exampleResource",),
}
_PLACES = {"HEAD": ("void:dataDump", "dcat:downloadURL"), "GET": ("void:exampleResource",)}
"""How what is named is asked for: a dump may be large."""


def check(site: Site) -> Iterator[Fault]:
    """See the module."""
    reply, graph = site.void
    if reply.status != 200 or not graph:
        yield fault(reply, "a description of the dataset in RDF")
        return
    for name in ("void:Dataset", "dcat:Dataset"):
        if not rdf.members(graph, name):
            yield fault(reply, f"a resource of class {name}", "there is none")
    for what, names in _WANTED.items():
        if not _values(graph, names):
            yield fault(
                reply, f"the description tells {what} ({' or '.join(names)})", "it does not"
            )
    for method, names in _PLACES.items():
        for iri in _values(graph, names)[:1]:
            address = site.address(iri)
            found = site.follow(address, ANY_RDF, method) if address else None
            if found and found.status != 200:
                yield fault(found, "200: the description names it")


def _values(graph: rdf.Graph, names: tuple[str, ...]) -> list[str]:
    """Objects of the properties, blank nodes too."""
    wanted = {rdf.expand(name) for name in names}
    return [str(getattr(triple.object, "value", triple.object)) for triple in graph
            if triple.predicate.value in wanted]  # fmt: skip
