"""Triples to bytes, in each RDF syntax that we send."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from treatygraph.iris import Base
from treatygraph.namespaces import KINDS, PREFIX
from treatygraph.negotiation import JSONLD, NTRIPLES, RDFXML, TURTLE, Representation

_FORMATS: Final = {
    TURTLE.name: RdfFormat.TURTLE,
    NTRIPLES.name: RdfFormat.N_TRIPLES,
    JSONLD.name: RdfFormat.JSON_LD,
    RDFXML.name: RdfFormat.RDF_XML,
}


def serialize_triples(triples: Sequence[Triple], format_: Representation, base: Base) -> bytes:
    """Triples in a syntax, with those of our prefixes that occur in them."""
    prefixes = None if format_ is NTRIPLES else used_prefixes(triples, base)
    written = serialize(triples, format=_FORMATS[format_.name], prefixes=prefixes)
    return written or b""


def used_prefixes(triples: Iterable[Triple], base: Base) -> dict[str, str]:
    """The prefixes whose namespace begins an IRI of the triples."""
    known = PREFIX | {kind: f"{base.root}id/{kind}/" for kind in KINDS}
    iris = {term.value for triple in triples for term in _named(triple)}
    return {name: iri for name, iri in sorted(known.items())
            if any(value.startswith(iri) for value in iris)}  # fmt: skip


def _named(triple: Triple) -> Iterable[NamedNode]:
    for term in (triple.subject, triple.predicate, triple.object):
        if isinstance(term, NamedNode):
            yield term
        elif isinstance(term, Literal):
            yield term.datatype
