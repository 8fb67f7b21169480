"""JSON-LD names a context that this server serves itself, as `application/ld+json` and readable
from any origin; and all RDF variants of a document are isomorphic."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import urljoin

from treatygraph.conformance import rdf
from treatygraph.conformance.model import Fault, NotApplicable, fault
from treatygraph.conformance.reply import Reply
from treatygraph.conformance.site import Site
from treatygraph.negotiation import JSONLD, RDF_FORMATS

NUMBER = 13
TITLE = "JSON-LD, and one graph"
CLAUSE = "JSON-LD 1.1, 3.1 and 9.15; RDF 1.1 Concepts, 3.6"


def check(site: Site) -> Iterator[Fault]:
    """See the module."""
    if JSONLD not in site.some() and len(site.rdf_variants) < 2:
        raise NotApplicable("the document can be had in one RDF format at most, and not as JSON-LD")
    if JSONLD in site.variants:
        yield from _context(site, site.variants[JSONLD])
    for thing in site.things:
        page = site.document(thing)
        replies = [site.follow(page, item.media_type) for item in RDF_FORMATS]
        yield from _isomorphic(site, [r for r in replies if r.status == 200])


def _context(site: Site, reply: Reply) -> Iterator[Fault]:
    try:
        named = list(dict.fromkeys(rdf.remote_contexts(json.loads(reply.body))))
    except (ValueError, RecursionError):
        return  # line 9 has told that this is no JSON
    if not named:
        yield fault(
            reply, "a @context by its address, on this server", "JSON-LD that names no context"
        )
    for iri in named:
        address = site.address(urljoin(reply.url, iri))
        if address is None:
            yield fault(reply, "a context that this server serves itself", f"the context <{iri}>")
            continue
        found = site.follow(address, JSONLD.media_type)
        if (found.status, found.media_type) != (200, JSONLD.media_type):
            yield fault(found, f"200 {JSONLD.media_type}: documents name it as their context")
        elif not found.get("Access-Control-Allow-Origin"):
            yield fault(
                found, "Access-Control-Allow-Origin: browsers load contexts too", "it is missing"
            )


def _isomorphic(site: Site, replies: list[Reply]) -> Iterator[Fault]:
    known: list[tuple[Reply, set[str]]] = []
    for reply in replies:
        try:
            graph = rdf.canonical(site.graph(reply))
        except rdf.Unreadable:
            continue  # line 9 has told it
        if graph is not None:
            known.append((reply, graph))
    for reply, graph in known[1:]:
        first, reference = known[0]
        if graph != reference:
            yield fault(
                reply, f"the graph that {first.media_type} gives", _difference(graph, reference)
            )


def _difference(graph: set[str], reference: set[str]) -> str:
    more, less = sorted(graph - reference), sorted(reference - graph)
    example = f"more: {more[0]}" if more else f"missing: {less[0]}"
    return f"{len(more)} triples more and {len(less)} fewer; {example}"
