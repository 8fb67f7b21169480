"""A document's headers say what it is: `Content-Location` names the variant that was sent, and
`Link` the other variants (`alternate`, with their types), what describes it (`describedby`), its
own IRI (`canonical`) and its licence (`license`). What they name on this server answers."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin

from treatygraph.conformance.links import header_links
from treatygraph.conformance.model import Fault, fault
from treatygraph.conformance.reply import Reply
from treatygraph.conformance.site import Site
from treatygraph.negotiation import Representation

NUMBER = 11
TITLE = "Content-Location and Link"
CLAUSE = "RFC 9110, 8.7; RFC 8288, 3; RFC 6596; RFC 4946"

_RELATIONS = ("alternate", "describedby", "canonical", "license")


def check(site: Site) -> Iterator[Fault]:
    """See the module."""
    for item, reply in site.some().items():
        yield from _location(site, item, reply)
        yield from _links(site, item, reply)


def _location(site: Site, item: Representation, reply: Reply) -> Iterator[Fault]:
    named = reply.get("Content-Location")
    if not named:
        if reply.url == site.page:  # else the redirect has told it
            yield fault(reply, f"Content-Location: the address of the {item.media_type} alone")
        return
    target = urljoin(reply.url, named)
    found = site.follow(site.address(target) or target)
    if (found.status, found.media_type) != (200, item.media_type):
        yield fault(found, f"200 {item.media_type}: it is the Content-Location of that variant")


def _links(site: Site, item: Representation, reply: Reply) -> Iterator[Fault]:
    for relation in _RELATIONS:
        several = len(site.variants) > 1 or relation != "alternate"
        if several and not header_links(reply, relation):
            yield fault(reply, f'a Link with rel="{relation}"', f"{reply.told} without that Link")
    types = {link.type for link in header_links(reply, "alternate")}
    missing = [other.media_type for other in site.variants
               if other is not item and other.media_type not in types]  # fmt: skip
    if types and missing:
        yield fault(reply, f"a Link to the alternate of type {', '.join(missing)}", "there is none")
    for link in header_links(reply):
        target = site.address(urljoin(reply.url, link.target))
        if target and link.relation in _RELATIONS:
            found = site.follow(target, link.type or "*/*")
            if found.status != 200 or (link.type and found.media_type != link.type):
                yield fault(found, f"200 {link.type}: a Link with rel={link.relation} names it")
