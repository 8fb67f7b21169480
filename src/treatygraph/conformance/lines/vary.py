"""Every negotiated answer says `Vary: Accept`: 200, the 303 of a thing, 304, 406 and the 404."""

from __future__ import annotations

from collections.abc import Iterator

from treatygraph.conformance.model import Fault, fault
from treatygraph.conformance.reply import Reply
from treatygraph.conformance.site import Site
from treatygraph.negotiation import HTML

NUMBER = 10
TITLE = "Vary on every answer"
CLAUSE = "RFC 9110, 12.5.5 and 15.4.5; RFC 9111, 4.1"


def check(site: Site) -> Iterator[Fault]:
    """See the module."""
    for reply in answers(site):
        if not {"accept", "*"} & set(reply.members("Vary")):
            came = f"{reply.status} with Vary: {reply.get('Vary')}" if reply.get("Vary") else ""
            yield fault(reply, "Vary: Accept", came or f"{reply.status} without Vary")


def answers(site: Site) -> Iterator[Reply]:
    """One negotiated answer of each status that the server gives."""
    for item, reply in site.some(2).items():
        yield reply
        if reply.get("ETag"):
            again = site.get(reply.url, item.media_type, If_None_Match=reply.get("ETag"))
            if again.status == 304:
                yield again
    first = site.get(site.thing.address, HTML.media_type)
    if first.status in (302, 303, 307):
        yield first
    refused = site.follow(site.page, "image/png")
    if refused.status == 406:
        yield refused
    unknown = [site.follow(site.unknown(site.page), kind) for kind in ("text/html", "*/*")]
    if unknown[0].media_type != unknown[1].media_type:
        yield unknown[0]
