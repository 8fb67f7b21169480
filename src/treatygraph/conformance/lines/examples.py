"""The example queries are resources: of class `sh:SPARQLExecutable` or one beneath it, found in
the endpoint, in VoID, or in a document that VoID links its dataset to. Each dereferences to its
query text and a label or comment, and the endpoint answers it."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from pyoxigraph import NamedNode

from treatygraph.conformance import rdf
from treatygraph.conformance.discovery import select
from treatygraph.conformance.model import Fault, fault
from treatygraph.conformance.reply import Reply
from treatygraph.conformance.site import ANY_RDF, Site

NUMBER = 27
TITLE = "Example queries"
CLAUSE = "SHACL: sh:SPARQLExecutable"

_CLASSES = ("sh:SPARQLExecutable", "sh:SPARQLSelectExecutable", "sh:SPARQLAskExecutable",
            "sh:SPARQLConstructExecutable", "sh:SPARQLDescribeExecutable")  # fmt: skip
_TEXT = ("sh:select", "sh:ask", "sh:construct", "sh:describe")
_LABEL = ("rdfs:label", "rdfs:comment", "skos:prefLabel", "dcterms:title", "dcterms:description",
          "schema:name")  # fmt: skip

_MOST_LINKS = 10


def check(site: Site) -> Iterator[Fault]:
    """See the module."""
    found = examples(site)
    if not found:
        reply = site.void[0]
        yield fault(
            reply,
            "example queries of class sh:SPARQLExecutable",
            "none in VoID, what it links, or the endpoint",
        )
    for iri in found[: site.sample]:
        yield from _example(site, iri)


def examples(site: Site) -> list[str]:
    """The IRIs of the example queries."""
    found = rdf.members(site.void[1], *_CLASSES)
    for address in _linked(site):
        found += rdf.members(_graph(site, site.follow(address, ANY_RDF)), *_CLASSES)
    if site.endpoint:
        classes = " ".join(f"<{rdf.expand(name)}>" for name in _CLASSES)
        text = f"SELECT DISTINCT ?q WHERE {{ VALUES ?c {{ {classes} }} ?q a ?c }} LIMIT 100"
        found += [row["q"] for row in select(site, text) if "q" in row]
    return [iri for iri in dict.fromkeys(found) if site.address(iri)]


def _linked(site: Site) -> list[str]:
    """Documents of this server that VoID links its datasets to; dumps are not read for this."""
    graph = site.void[1]
    datasets = set(rdf.members(graph, "void:Dataset", "dcat:Dataset"))
    found = [
        triple.object.value
        for triple in graph
        if isinstance(triple.subject, NamedNode)
        and triple.subject.value in datasets
        and isinstance(triple.object, NamedNode)
        and not triple.predicate.value.startswith((rdf.expand("void:"), rdf.expand("dcat:")))
    ]
    addresses = dict.fromkeys(site.address(iri) for iri in found)
    return [address for address in addresses if address not in (None, site.root)][:_MOST_LINKS]


def _graph(site: Site, reply: Reply) -> rdf.Graph:
    try:
        return site.graph(reply) if reply.status == 200 else []
    except rdf.Unreadable:
        return []


def _example(site: Site, iri: str) -> Iterator[Fault]:
    address = site.address(iri)
    assert address
    reply = site.follow(address, ANY_RDF)
    graph = _graph(site, reply)
    texts = rdf.values(graph, iri, *_TEXT)
    if not texts:
        yield fault(reply, f"RDF with the text of the query <{iri}> ({', '.join(_TEXT)})")
        return
    if not rdf.values(graph, iri, *_LABEL):
        yield fault(reply, f"a label or a comment of <{iri}>", "neither is told")
    if site.endpoint:
        answer = site.get(f"{site.endpoint}?query={quote(texts[0], safe='')}", "*/*")
        if answer.status != 200:
            yield fault(answer, f"200: it is the example <{iri}>")
