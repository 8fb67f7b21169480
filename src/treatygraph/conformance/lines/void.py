"""`/.well-known/void` describes the dataset in VoID and DCAT: counts, class and property
partitions, dumps, endpoint, licence, publisher, version, example resources. The first dump and the
first example are there. The first dump that DCAT describes is what it says: of its media type, its
size, and its SHA-256 where it is not too large to be read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import cast

from pyoxigraph import Triple

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

    yield from _as_told(site, graph)


_IANA = "https://www.iana.org/assignments/media-types/"


def _as_told(site: Site, graph: rdf.Graph) -> Iterator[Fault]:
    """Whether the first distribution that is described is what its description says."""
    described = [triple for triple in graph if triple.predicate.value == rdf.expand(_URL)]
    first = next((triple for triple in described if site.address(_text(triple))), None)
    if first is None:
        return
    address = cast(str, site.address(_text(first)))
    head = site.follow(address, "*/*", "HEAD")
    types = [value.removeprefix(_IANA) for name in ("dcat:compressFormat", "dcat:mediaType")
             for value in _said(graph, first, name)]  # fmt: skip
    if types and head.media_type != types[0]:
        yield fault(head, f"{types[0]}, as the description says")
    size = next(iter(_said(graph, first, "dcat:byteSize")), None)
    if size and head.get("Content-Length") != size:
        yield fault(head, f"Content-Length: {size}, as the description says",
                    f"Content-Length: {head.get('Content-Length') or 'none'}")  # fmt: skip
    if size and size.isdecimal() and int(size) <= site.client.bounds.body_bytes:
        yield from _sum(site, graph, first, address)


_URL = "dcat:downloadURL"


def _sum(site: Site, graph: rdf.Graph, first: Triple, address: str) -> Iterator[Fault]:
    """Whether the SHA-256 that is told is that of the bytes."""
    nodes = {triple.object for triple in _about(graph, first.subject, "spdx:checksum")}
    values = (_text(triple).lower() for node in list(nodes)[:3]
              for triple in _about(graph, node, "spdx:checksumValue"))  # fmt: skip
    told = {value for value in values if len(value) == _SHA256}
    if told:
        reply = site.follow(address, "*/*")
        found = hashlib.sha256(reply.body).hexdigest()
        if found not in told:
            yield fault(reply, f"bytes whose SHA-256 is {told.pop()}", f"their SHA-256 is {found}")


_SHA256 = 64
"""Hexadecimal digits of a SHA-256; other sums are not compared."""


def _about(graph: rdf.Graph, subject: object, name: str) -> Iterator[Triple]:
    """What is said of a subject by a property."""
    wanted = rdf.expand(name)
    return (one for one in graph if one.predicate.value == wanted and one.subject == subject)


def _said(graph: rdf.Graph, about: Triple, name: str) -> list[str]:
    """The values of a property of what a triple is about."""
    return [_text(triple) for triple in _about(graph, about.subject, name)]


def _text(triple: Triple) -> str:
    return str(getattr(triple.object, "value", triple.object))


def _values(graph: rdf.Graph, names: tuple[str, ...]) -> list[str]:
    """Objects of the properties, blank nodes too."""
    wanted = {rdf.expand(name) for name in names}
    return [str(getattr(triple.object, "value", triple.object)) for triple in graph
            if triple.predicate.value in wanted]  # fmt: skip
