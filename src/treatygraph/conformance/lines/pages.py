"""A page embeds its data as JSON-LD that parses and links the other formats
(`<link rel="alternate">`). `/robots.txt` is text and names a sitemap; the sitemap is XML and lists
addresses of this server that answer."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from urllib.parse import urljoin

from treatygraph.conformance import rdf
from treatygraph.conformance.discovery import sitemap
from treatygraph.conformance.links import Page
from treatygraph.conformance.model import Fault, fault
from treatygraph.conformance.reply import Reply
from treatygraph.conformance.site import Site
from treatygraph.negotiation import HTML

NUMBER = 28
TITLE = "Pages, robots and sitemap"
CLAUSE = "JSON-LD 1.1, 7; HTML, 4.6.7; RFC 9309; sitemaps.org 0.9"

_SITEMAP = re.compile(r"^\s*sitemap:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


def check(site: Site) -> Iterator[Fault]:
    """See the module."""
    page = site.some().get(HTML)
    if page:
        yield from _page(site, page)
    else:
        yield fault(site.follow(site.page, HTML.media_type), "a page for a browser")
    yield from _robots(site)


def _page(site: Site, reply: Reply) -> Iterator[Fault]:
    page = Page(reply.text)
    if not any(_is_data(site, text, reply) for text in page.embedded):
        yield fault(reply, '<script type="application/ld+json"> with the data of the page',
                    f"{len(page.embedded)} such elements, none with statements")  # fmt: skip
    types = {link.type for link in page.links if link.relation == "alternate"}
    missing = [item.media_type for item in site.rdf_variants if item.media_type not in types]
    if missing:
        yield fault(reply, f'<link rel="alternate"> for {", ".join(missing)}', "there is none")


def _is_data(site: Site, text: str, reply: Reply) -> bool:
    try:
        json.loads(text)
        embedded = Reply(reply.method, reply.url, reply.asked, 200,
                         (("Content-Type", "application/ld+json"),), text.encode())  # fmt: skip
        return bool(site.graph(embedded))
    except (ValueError, RecursionError, rdf.Unreadable):
        return False


def _robots(site: Site) -> Iterator[Fault]:
    robots = site.follow(urljoin(site.root, "/robots.txt"))
    if (robots.status, robots.media_type) != (200, "text/plain"):
        yield fault(robots, "200 text/plain")
    elif not _SITEMAP.search(robots.text):
        yield fault(robots, "a line Sitemap: ADDRESS", "no such line")
    named = _SITEMAP.findall(robots.text) if robots.status == 200 else []
    address = named[0] if named else urljoin(site.root, "sitemap.xml")
    yield from _sitemap(site, site.follow(site.address(address) or address))


def _sitemap(site: Site, reply: Reply) -> Iterator[Fault]:
    if reply.status != 200 or not _is_sitemap(reply):
        yield fault(reply, "200 with a sitemap in XML")
        return
    listed = [address for loc in sitemap(site, reply) if (address := site.address(loc))]
    if not listed:
        yield fault(reply, "addresses of this server in the sitemap", "none is listed")
    for address in listed[:3]:
        found = site.follow(address, HTML.media_type)
        if found.status != 200:
            yield fault(found, "200: the sitemap lists it")


def _is_sitemap(reply: Reply) -> bool:
    """A document type is refused unread: its entities may be a bomb."""
    if b"<!DOCTYPE" in reply.body or b"<!ENTITY" in reply.body:
        return False
    try:
        root = ET.fromstring(reply.body)
    except (ET.ParseError, ValueError, LookupError):
        return False
    return root.tag.rpartition("}")[2] in ("urlset", "sitemapindex")
