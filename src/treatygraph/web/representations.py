"""Triples to bytes, in each RDF syntax that we send."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    serialize,
)

from treatygraph.iris import Base
from treatygraph.namespaces import KINDS, PREFIX
from treatygraph.negotiation import JSONLD, NTRIPLES, RDFXML, TURTLE, Representation
from treatygraph.web.jsonld import compact
from treatygraph.web.site import Site

_FORMATS: Final = {
    TURTLE.name: RdfFormat.TURTLE,
    NTRIPLES.name: RdfFormat.N_TRIPLES,
    JSONLD.name: RdfFormat.JSON_LD,
    RDFXML.name: RdfFormat.RDF_XML,
}


def serialize_triples(triples: Sequence[Triple], format_: Representation, site: Site) -> bytes:
    """Triples in a syntax, with those of our prefixes that occur in them.

    JSON-LD is written in the terms of our context, which it names by its path on this server, so
    that it is found wherever the server is. A release without terms has it written out.
    """
    triples = _named_alike(triples)
    if format_ is JSONLD and site.names:
        written = compact(triples, site.names, site.urls.path("/context.jsonld"))
        if written is not None:
            return written
    prefixes = None if format_ is NTRIPLES else used_prefixes(triples, site.release.base)
    return serialize(triples, format=_FORMATS[format_.name], prefixes=prefixes) or b""


def _named_alike(triples: Sequence[Triple]) -> Sequence[Triple]:
    """The triples with blank nodes named by what is said of them (RDF Canonicalization).

    A store names them anew each time it is loaded, and the same release has to give the same bytes.
    """
    if not any(isinstance(term, BlankNode) for t in triples for term in (t.subject, t.object)):
        return triples
    found = Dataset(Quad(t.subject, t.predicate, t.object) for t in triples)
    found.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted((Triple(q.subject, q.predicate, q.object) for q in found), key=str)


def used_prefixes(triples: Iterable[Triple], base: Base) -> dict[str, str]:
    """The prefixes whose namespace begins an IRI of the triples."""
    stems = {_stem(term.value) for triple in triples for term in _named(triple)}
    return dict(sorted(pair for stem in stems for pair in _beginning(stem, base)))


def _stem(iri: str) -> str:
    """An IRI up to its last slash or hash, with which each of our namespaces ends."""
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]


@lru_cache(maxsize=10_000)
def _beginning(stem: str, base: Base) -> tuple[tuple[str, str], ...]:
    """The prefixes whose namespace begins a stem; a document has few stems for all its IRIs."""
    known = PREFIX | {kind: f"{base.root}id/{kind}/" for kind in KINDS}
    return tuple(pair for pair in known.items() if stem.startswith(pair[1]))


def _named(triple: Triple) -> Iterable[NamedNode]:
    for term in (triple.subject, triple.predicate, triple.object):
        if isinstance(term, NamedNode):
            yield term
        elif isinstance(term, Literal):
            yield term.datatype
