"""Media types are registered ones, also for a client that asks by an old name, and each body is
what its label says: RDF that parses, JSON, a page, UTF-8."""

from __future__ import annotations

import re
from collections.abc import Iterator

from treatygraph.conformance import rdf
from treatygraph.conformance.links import Page
from treatygraph.conformance.model import Fault, fault
from treatygraph.conformance.reply import Reply
from treatygraph.conformance.site import Site
from treatygraph.negotiation import HTML, RDF_FORMATS

NUMBER = 9
TITLE = "Registered media types"
CLAUSE = "RFC 9110, 8.3; RFC 6838; the registrations of the RDF formats"

REGISTERED = {
    *rdf.RDF_TYPES, "application/n-quads", "application/trig", "text/html",
    "application/xhtml+xml", "application/json", "application/problem+json", "text/plain",
}  # fmt: skip
_OLD = ("application/x-turtle", "application/turtle", "text/rdf+n3", "text/ntriples", "text/rdf")
_CHARSET = re.compile(r'charset\s*=\s*"?([^\s";]+)', re.IGNORECASE)


def check(site: Site) -> Iterator[Fault]:
    """See the module."""
    for reply in site.some().values():
        yield from _body(site, reply)
    for item in RDF_FORMATS:
        yield from _label(site.follow(site.page, item.media_type), {item.media_type})
    for old in _OLD:
        yield from _label(site.follow(site.page, f"{old}, */*;q=0.1"), REGISTERED)
    yield from _label(site.follow(site.unknown(site.page), "application/json"), REGISTERED, 404)


def _label(reply: Reply, wanted: set[str], status: int = 200) -> Iterator[Fault]:
    if reply.status == status and reply.media_type not in wanted:
        told = next(iter(wanted)) if len(wanted) == 1 else "a registered media type"
        yield fault(reply, f"{told} in Content-Type")


def _body(site: Site, reply: Reply) -> Iterator[Fault]:
    charset = _CHARSET.search(reply.get("Content-Type"))
    if charset and charset[1].lower() not in ("utf-8", "utf8"):
        yield fault(reply, "UTF-8, as all these formats have it")
    try:
        text = reply.body.decode("utf-8")
    except UnicodeDecodeError as error:
        yield fault(reply, "a body in UTF-8", f"{reply.told}, but byte {error.start} is no UTF-8")
        return
    if reply.media_type == HTML.media_type:
        if not Page(text).tags:
            yield fault(reply, "a page", f"{reply.told}, but there is no HTML in it")
        return
    try:
        site.graph(reply)
    except rdf.Unreadable as error:
        yield fault(reply, f"a body that is {reply.media_type}", f"it does not parse: {error}")
