"""Each thing's IRI answers 303 with the address of its document, to GET and HEAD alike, and the
document is there. Asked of every thing that is known, unless its IRI has a fragment."""

from __future__ import annotations

from collections.abc import Iterator

from treatygraph.conformance.model import Fault, NotApplicable, fault
from treatygraph.conformance.site import Site
from treatygraph.negotiation import HTML, TURTLE

NUMBER = 1
TITLE = "303 to the document"
CLAUSE = "RFC 9110, 15.4.4; Cool URIs for the Semantic Web, 4.2"


def check(site: Site) -> Iterator[Fault]:
    """See the module."""
    slashed = [thing for thing in site.things if "#" not in thing.iri]
    if not slashed:
        raise NotApplicable("no thing without a fragment in its IRI is known")
    for thing in slashed:
        for kind in (TURTLE.media_type, HTML.media_type):
            yield from _redirect(site, thing.address, kind)


def _redirect(site: Site, address: str, kind: str) -> Iterator[Fault]:
    got = site.get(address, kind)
    if got.status != 303 or not got.get("Location"):
        yield fault(got, "303 See Other with a Location: a thing is not a document")
        return
    headed = site.ask("HEAD", address, kind)
    if (headed.status, headed.get("Location")) != (got.status, got.get("Location")):
        yield fault(headed, f"what GET answers: {got.told}")
    end = site.follow(address, kind)
    if end.status != 200:
        yield fault(end, f"200: {address} redirects here")
