"""Every IRI that the dataset mints dereferences to RDF: things, classes, properties, shapes,
concepts, named graphs, sources, claims; the root may be a page alone. A sample of each kind, found
in the documents and by queries to the endpoint. One with a fragment must be spoken of in the
document that holds it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pyoxigraph import NamedNode

from treatygraph.conformance import rdf
from treatygraph.conformance.http_client import Unanswered
from treatygraph.conformance.model import Fault, NotApplicable, fault
from treatygraph.conformance.site import ANY_RDF, Site

NUMBER = 3
TITLE = "Minted IRIs dereference"
CLAUSE = "Linked Data design issues, rules 2 and 3; RDF 1.1 Concepts, 1.3"


def check(site: Site) -> Iterator[Fault]:
    """See the module."""
    chosen = sampled(minted(site), site.sample)
    if not chosen:
        raise NotApplicable("no IRI of this server is known")
    for iri in chosen:
        yield from _dereference(site, iri)


def minted(site: Site) -> list[str]:
    """The IRIs of this server that are known, in the order of their discovery."""
    found = dict.fromkeys([thing.iri for thing in site.things] + site.minted)
    for thing in site.things:
        try:
            found |= dict.fromkeys(rdf.iris(site.about(thing)[1]))
        except (rdf.Unreadable, Unanswered):
            continue
    found |= dict.fromkeys(rdf.iris(site.void[1]))
    return [iri for iri in found if site.address(iri) not in (None, site.root)]


def sampled(iris: list[str], most: int) -> list[str]:
    """At most so many IRIs of each kind: those that agree but for what follows the last mark."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for iri in iris:
        kinds[_kind(iri)].append(iri)
    return [iri for several in kinds.values() for iri in several[: max(1, most // 2)]]


def _kind(iri: str) -> str:
    """Where an IRI belongs: up to its fragment, or the first steps of its path."""
    document, mark, _ = iri.partition("#")
    steps = document.split("/")
    return document + mark if mark else "/".join(steps[:-1][:6]) + str(min(len(steps), 9))


def _dereference(site: Site, iri: str) -> Iterator[Fault]:
    address = site.address(iri)
    assert address
    reply = site.follow(address, ANY_RDF)
    if reply.status != 200:
        yield fault(reply, f"200 with RDF for <{iri}>, which the dataset uses")
        return
    try:
        graph = site.graph(reply)
    except rdf.Unreadable as error:
        if reply.media_type == "text/html" or reply.media_type in rdf.RDF_TYPES:
            yield fault(reply, f"RDF for <{iri}>", f"{reply.told}: {error}")
        return  # a file of another kind, such as a picture or an archive, is what it is
    subjects = {triple.subject for triple in graph}
    if not graph or ("#" in iri and NamedNode(iri) not in subjects):
        yield fault(reply, f"statements about <{iri}>", f"{len(graph)} statements, none about it")
