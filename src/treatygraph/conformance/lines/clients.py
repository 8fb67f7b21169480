"""The headers that browsers send get a page; those of rdflib, Jena, Comunica and rapper get RDF."""

from __future__ import annotations

from collections.abc import Iterator

from treatygraph.conformance import rdf
from treatygraph.conformance.model import Fault, NotApplicable, fault
from treatygraph.conformance.site import Site
from treatygraph.negotiation import HTML

NUMBER = 7
TITLE = "Browsers and RDF clients"
CLAUSE = "RFC 9110, 12.5.1; Best Practice Recipes for Publishing RDF Vocabularies"

BROWSERS = {
    "Firefox": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Chrome": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,"
    "image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7",
}
RDF_CLIENTS = {
    "rdflib for Turtle": "text/turtle, application/x-turtle, */*;q=0.1",
    "rdflib for RDF/XML": "application/rdf+xml, */*;q=0.1",
    "Jena": "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,"
    "application/rdf+xml;q=0.7,*/*;q=0.3",
    "Comunica": "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,"
    "application/n-triples;q=0.8,text/turtle;q=0.6,application/rdf+xml;q=0.5,"
    "application/json;q=0.45,text/n3;q=0.35,application/xml;q=0.3,image/svg+xml;q=0.3,"
    "text/xml;q=0.3,text/html;q=0.2,application/xhtml+xml;q=0.18",
    "rapper": "application/rdf+xml, text/rdf;q=0.6, */*;q=0.1",
}
_RDF = {*rdf.RDF_TYPES, "application/n-quads", "application/trig"}


def check(site: Site) -> Iterator[Fault]:
    """See the module."""
    site.some()
    for name, accept in BROWSERS.items():
        yield from _told(site, name, accept, {HTML.media_type}, "a page")
    if not site.rdf_variants:
        raise NotApplicable("the document can be had in no RDF format")
    for name, accept in RDF_CLIENTS.items():
        yield from _told(site, name, accept, _RDF, "RDF")


def _told(site: Site, name: str, accept: str, wanted: set[str], what: str) -> Iterator[Fault]:
    reply = site.follow(site.page, accept)
    if reply.status != 200 or reply.media_type not in wanted:
        yield fault(reply, f"200 with {what}: {name} asks like this")
