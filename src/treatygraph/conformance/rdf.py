"""RDF as it comes over the wire: parsed as labelled, compared by isomorphism."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final
from urllib.parse import urljoin

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
)

from treatygraph.namespaces import PREFIX
from treatygraph.namespaces import expand as _expand
from treatygraph.negotiation import JSONLD, NTRIPLES, RDF_FORMATS, RDFXML, TURTLE

Graph = list[Triple]
Fetch = Callable[[str], bytes]

_FORMATS: Final = {
    TURTLE.media_type: RdfFormat.TURTLE,
    NTRIPLES.media_type: RdfFormat.N_TRIPLES,
    JSONLD.media_type: RdfFormat.JSON_LD,
    RDFXML.media_type: RdfFormat.RDF_XML,
    "application/n-quads": RdfFormat.N_QUADS,
    "application/trig": RdfFormat.TRIG,
}
RDF_TYPES: Final = tuple(item.media_type for item in RDF_FORMATS)
_DEEPEST = 5
_MOST_BLANK = 2000
_OTHERS = {
    "schema": "https://schema.org/",
    "cc": "http://creativecommons.org/ns#",
    "pav": "http://purl.org/pav/",
}


class Unreadable(Exception):
    """A body that is not what its label says; ``str()`` is the parser's reason."""


def expand(name: str) -> str:
    """The IRI of a prefixed name; besides our prefixes some that others describe documents with."""
    prefix, _, local = name.partition(":")
    return _expand(name) if prefix in PREFIX else _OTHERS[prefix] + local


def read(body: bytes, media_type: str, base: str, fetch: Fetch) -> Graph:
    """The triples of a body. JSON-LD contexts come through ``fetch``. Raises Unreadable."""
    format_ = _FORMATS.get(media_type)
    if format_ is None:
        raise Unreadable(f"{media_type or 'no media type'} is no RDF that is read here")
    try:
        if format_ is RdfFormat.JSON_LD:
            body = json.dumps(_inlined(json.loads(body), fetch, base)).encode()
        return [_triple(quad) for quad in parse(body, format=format_, base_iri=base)]
    except (SyntaxError, ValueError, RecursionError, OSError) as error:
        raise Unreadable(str(error).splitlines()[0][:200] if str(error) else "no RDF") from None


def _triple(quad: Quad) -> Triple:
    return Triple(quad.subject, quad.predicate, quad.object)


def remote_contexts(value: Any) -> Iterator[str]:
    """The addresses of the contexts that a JSON-LD document names."""
    if isinstance(value, dict):
        for key, inner in value.items():
            named = inner if isinstance(inner, list) else [inner]
            if key == "@context":
                yield from (one for one in named if isinstance(one, str))
            yield from remote_contexts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from remote_contexts(inner)


def _inlined(value: Any, fetch: Fetch, base: str, depth: int = 0) -> Any:
    """A JSON-LD document with what its contexts' addresses lead to in their places."""
    if isinstance(value, list):
        return [_inlined(inner, fetch, base, depth) for inner in value]
    if not isinstance(value, dict):
        return value
    return {
        key: (_context if key == "@context" else _inlined)(inner, fetch, base, depth)
        for key, inner in value.items()
    }  # fmt: skip


def _context(value: Any, fetch: Fetch, base: str, depth: int) -> Any:
    """A context; its address is relative to that of the document that names it."""
    if isinstance(value, list):
        return [_context(inner, fetch, base, depth) for inner in value]
    if not isinstance(value, str):
        return _inlined(value, fetch, base, depth)
    if depth >= _DEEPEST:
        raise ValueError("contexts lead to contexts without an end")
    address = urljoin(base, value)
    document = json.loads(fetch(address))
    if not isinstance(document, dict) or "@context" not in document:
        raise ValueError(f"there is no @context at {address}")
    return _context(document["@context"], fetch, address, depth + 1)


def canonical(graph: Iterable[Triple]) -> set[str] | None:
    """A graph as a set that isomorphic graphs share; None where it has too many blank nodes."""
    triples = set(graph)
    blank = {term for triple in triples for term in (triple.subject, triple.object)
             if isinstance(term, BlankNode)}  # fmt: skip
    if len(blank) > _MOST_BLANK:
        return None
    dataset = Dataset(Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return {str(_triple(quad)) for quad in dataset}


def iris(graph: Iterable[Triple]) -> Iterator[str]:
    """Every IRI of a graph, with repetitions."""
    for triple in graph:
        for term in (triple.subject, triple.predicate, triple.object):
            if isinstance(term, NamedNode):
                yield term.value


def values(graph: Iterable[Triple], subject: str | None, *names: str) -> list[str]:
    """The objects of properties given by prefixed names, of one subject or of any."""
    wanted = {expand(name) for name in names}
    return [triple.object.value for triple in graph
            if triple.predicate.value in wanted and isinstance(triple.object, NamedNode | Literal)
            and subject in (None, _value(triple.subject))]  # fmt: skip


def members(graph: Iterable[Triple], *names: str) -> list[str]:
    """The IRIs that are of one of the classes given by prefixed names."""
    wanted = {expand(name) for name in names}
    return [triple.subject.value for triple in graph
            if triple.predicate.value == expand("rdf:type")
            and isinstance(triple.subject, NamedNode)
            and _value(triple.object) in wanted]  # fmt: skip


def _value(term: object) -> str | None:
    return term.value if isinstance(term, NamedNode) else None
