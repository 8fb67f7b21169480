"""The address of one variant (what `Link` and `Content-Location` name, a suffix such as `.ttl`,
`?format=`) gives the same bytes as negotiation for that variant."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin

from treatygraph.conformance.links import header_links
from treatygraph.conformance.model import Fault, NotApplicable, fault
from treatygraph.conformance.reply import Reply
from treatygraph.conformance.site import Site
from treatygraph.negotiation import Representation

NUMBER = 12
TITLE = "Same bytes by suffix"
CLAUSE = "Architecture of the World Wide Web, 2.3.2; RFC 9110, 8.7"


def check(site: Site) -> Iterator[Fault]:
    """See the module."""
    compared = 0
    for item, negotiated in site.some().items():
        for address in addresses(site, item, negotiated):
            reply = site.follow(address)
            if reply.status != 200:
                continue  # not an address of this server: line 11 follows those that it names
            compared += 1
            if reply.media_type != item.media_type or reply.body != negotiated.body:
                yield fault(
                    reply,
                    f"the bytes that Accept: {item.media_type} gives",
                    _told(reply, negotiated),
                )
    if not compared:
        raise NotApplicable("no address of a single variant is known: no Link, suffix or ?format=")


def _told(reply: Reply, negotiated: Reply) -> str:
    if reply.media_type != negotiated.media_type:
        return reply.told
    return f"{len(reply.body)} bytes that differ from the {len(negotiated.body)} negotiated"


def addresses(site: Site, item: Representation, reply: Reply) -> list[str]:
    """Where one variant alone may be had."""
    links = [
        link.target
        for other in site.variants.values()
        for link in header_links(other, "alternate")
        if link.type == item.media_type
    ]
    named = [
        urljoin(reply.url, target) for target in (*links, reply.get("Content-Location")) if target
    ]
    joint = "&" if "?" in site.page else "?"
    tried = [f"{site.page}.{item.suffix}"]
    tried += [f"{site.page}{joint}format={name}" for name in (item.suffix, item.name)]
    return list(dict.fromkeys([*(site.address(target) or target for target in named), *tried]))
