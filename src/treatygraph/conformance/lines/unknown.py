"""What is not known is 404, as a page for a browser and in their own terms for clients that accept
RDF, and never 200 with an empty graph. What was removed (`--removed IRI`) is 410 and names its
successor: in a `Link` header (`successor-version`), or in the body."""

from __future__ import annotations

import re
from collections.abc import Iterator

from treatygraph.conformance.links import header_links
from treatygraph.conformance.model import Fault, fault
from treatygraph.conformance.site import Site
from treatygraph.negotiation import HTML, JSONLD, TURTLE

NUMBER = 4
TITLE = "Unknown 404, removed 410"
CLAUSE = "RFC 9110, 15.5.5 and 15.5.11; RFC 5829, 3"

_IRI = re.compile(r"https?://[^\s<>\"'{}|\\^`]+")


def check(site: Site) -> Iterator[Fault]:
    """See the module."""
    for address in dict.fromkeys((site.thing.address, site.page)):
        for kind in (HTML.media_type, TURTLE.media_type, JSONLD.media_type):
            yield from _unknown(site, site.unknown(address), kind)
    for iri in site.removed:
        yield from _removed(site, iri)


def _unknown(site: Site, address: str, kind: str) -> Iterator[Fault]:
    reply = site.follow(address, kind)
    page = reply.media_type in ("text/html", "application/xhtml+xml")
    if reply.status != 404:
        yield fault(reply, "404: nothing can be known of this")
    elif not reply.body:
        yield fault(reply, "a 404 that says in words what is missing", "404 without a body")
    elif page != (kind == HTML.media_type):
        wanted = (
            "a page" if kind == HTML.media_type else "no page, but RDF, text or problem details"
        )
        yield fault(reply, f"{wanted} for a client that accepts {kind}")


def _removed(site: Site, iri: str) -> Iterator[Fault]:
    address = site.address(iri) or iri
    reply = site.follow(address, TURTLE.media_type)
    if reply.status != 410:
        yield fault(reply, f"410 Gone: <{iri}> was removed")
        return
    named = {target.rstrip(".,;:)") for target in _IRI.findall(reply.text)} - {iri, reply.url}
    if not header_links(reply, "successor-version") and not any(map(site.address, named)):
        yield fault(reply, f"a Link to, or a word of, what stands in the place of <{iri}>")
