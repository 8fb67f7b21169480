"""How a dataset can be downloaded, in VoID and DCAT 3: its dumps, with sizes and checksums."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from treatygraph.namespaces import expand
from treatygraph.release import Release
from treatygraph.release.downloads import Dump

_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
FORMAT_NAMES = {
    "application/n-quads": "N-Quads",
    "application/trig": "TriG",
    "application/ld+json": "JSON-LD",
    "text/turtle": "Turtle",
}


def index_of(release: Release, place: str = "") -> str:
    """The document that lists the dumps, by its IRI; ``place`` is that of a dated copy."""
    return f"{release.base.root}{place}dumps"


def distributions(release: Release, dataset: str, place: str = "") -> Iterator[Triple]:
    """The dumps of the whole dataset, each a ``dcat:Distribution``."""
    for dump in release.downloads.whole:
        yield from _distribution(release, dump, dataset, place)


def subsets(release: Release, dataset: str, place: str = "") -> Iterator[Triple]:
    """The dumps of one agreement each: a ``void:subset`` with its distribution."""
    for dump in release.downloads.parts:
        iri = f"{index_of(release, place)}#{dump.name.removesuffix('.ttl.gz')}"
        subset = NamedNode(iri)
        yield Triple(NamedNode(dataset), _p("void:subset"), subset)
        yield Triple(subset, _p("rdf:type"), _p("void:Dataset"))
        yield Triple(subset, _p("rdf:type"), _p("dcat:Dataset"))
        yield Triple(subset, _p("dcterms:subject"), NamedNode(dump.about))
        yield Triple(subset, _p("void:triples"), Literal(dump.statements))
        for quad in release.store.quads(NamedNode(dump.about), _p("skos:prefLabel")):
            yield Triple(subset, _p("dcterms:title"), quad.object)
        yield from _distribution(release, dump, iri, place)


def _distribution(release: Release, dump: Dump, dataset: str, place: str) -> Iterator[Triple]:
    url = NamedNode(f"{index_of(release, place)}/{dump.name}")
    file, checksum = NamedNode(f"{index_of(release, place)}#{dump.name}"), BlankNode(dump.name)
    title = f"{FORMAT_NAMES[dump.inner_type]}{', compressed' if dump.compressed else ''}"
    size = Literal(str(dump.record.bytes), datatype=_p("xsd:nonNegativeInteger"))
    value = Literal(dump.record.sha256, datatype=_p("xsd:hexBinary"))
    yield Triple(NamedNode(dataset), _p("void:dataDump"), url)
    yield Triple(NamedNode(dataset), _p("dcat:distribution"), file)
    yield Triple(file, _p("rdf:type"), _p("dcat:Distribution"))
    yield Triple(file, _p("dcterms:title"), Literal(title, language="en"))
    yield Triple(file, _p("dcat:downloadURL"), url)
    yield Triple(file, _p("dcat:mediaType"), _media_type(dump.inner_type))
    if dump.compressed:
        yield Triple(file, _p("dcat:compressFormat"), _media_type("application/gzip"))
    yield Triple(file, _p("dcat:byteSize"), size)
    if release.licence:
        yield Triple(file, _p("dcterms:license"), NamedNode(release.licence))
    yield Triple(file, _p("spdx:checksum"), checksum)
    yield Triple(checksum, _p("rdf:type"), _p("spdx:Checksum"))
    yield Triple(checksum, _p("spdx:algorithm"), _p("spdx:checksumAlgorithm_sha256"))
    yield Triple(checksum, _p("spdx:checksumValue"), value)


def _media_type(name: str) -> NamedNode:
    return NamedNode(_MEDIA_TYPES + name)


def _p(name: str) -> NamedNode:
    return NamedNode(expand(name))
