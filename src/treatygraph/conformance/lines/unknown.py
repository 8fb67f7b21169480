"""What is not known is 404, as a page for a browser and in their own terms for clients that accept
RDF, and never 200 with an empty graph. What was removed (`--removed IRI`) is 410, likewise, and
names its successor: in a `Link` header (`successor-version`), or in the body. One that is of this
server is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from treatygraph.conformance.links import header_links
from treatygraph.conformance.model import Fault, fault
from treatygraph.conformance.reply import Reply
from treatygraph.conformance.site import ANY_RDF, Site
from treatygraph.negotiation import HTML, JSONLD, TURTLE

NUMBER = 4
TITLE = "Unknown 404, removed 410"
CLAUSE = "RFC 9110, 15.5.5 and 15.5.11; RFC 5829, 3"

_IRI = re.compile(r"https?://[^\s<>\"'{}|\\^`]+")
_KINDS = (HTML.media_type, TURTLE.media_type, JSONLD.media_type)


def check(site: Site) -> Iterator[Fault]:
    """See the module."""
    for address in dict.fromkeys((site.thing.address, site.page)):
        for kind in _KINDS:
            reply = site.follow(site.unknown(address), kind)
            yield from _told(reply, kind, 404, "nothing can be known of this")
    for iri in site.removed:
        yield from _removed(site, iri)


def _told(reply: Reply, kind: str, status: int, why: str) -> Iterator[Fault]:
    """Whether an answer has the status that it should, and says so to whoever asked."""
    page = reply.media_type in ("text/html", "application/xhtml+xml")
    if reply.status != status:
        yield fault(reply, f"{status}: {why}")
    elif not reply.body:
        yield fault(reply, f"a {status} that says in words why", f"{status} without a body")
    elif page != (kind == HTML.media_type):
        wanted = (
            "a page" if kind == HTML.media_type else "no page, but RDF, text or problem details"
        )
        yield fault(reply, f"{wanted} for a client that accepts {kind}")


def _removed(site: Site, iri: str) -> Iterator[Fault]:
    """Whether a thing that was removed is gone in every form, and leads to its successor."""
    address = site.address(iri) or iri
    for kind in _KINDS:
        yield from _told(site.follow(address, kind), kind, 410, f"<{iri}> was removed")
    reply = site.follow(address, TURTLE.media_type)
    if reply.status != 410:
        return
    named = _successors(site, reply, iri)
    if not named:
        yield fault(reply, f"a Link to, or a word of, what stands in the place of <{iri}>")
    for address in filter(None, map(site.address, named[:3])):
        found = site.follow(address, ANY_RDF)
        if found.status != 200:
            yield fault(found, f"200: it is said to stand in the place of <{iri}>")


def _successors(site: Site, reply: Reply, iri: str) -> list[str]:
    """What is named instead: by links, else by IRIs of this server in the body."""
    linked = [urljoin(reply.url, link.target) for link in header_links(reply, "successor-version")]
    words = (target.rstrip(".,;:)") for target in _IRI.findall(reply.text))
    found = linked or [one for one in words if one not in (iri, reply.url) and site.address(one)]
    return list(dict.fromkeys(found))
