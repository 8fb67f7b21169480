"""The release's version stands in the data (VoID or the document), in a header of the document and
on its page. Older releases stay reachable: `Link` with `timemap`, `timegate`, `memento`,
`predecessor-version` or `version-history`, or the data names the version before; what is named
answers. A TimeMap is in `application/link-format` and lists the original and mementos; the first of
these is there, and says of when it is (`Memento-Datetime`). A TimeGate leads to it by
`Accept-Datetime`, varies by that, and takes no date that is none (400)."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin

from treatygraph.conformance import rdf
from treatygraph.conformance.links import Link, header_links, links_of
from treatygraph.conformance.model import Fault, fault
from treatygraph.conformance.reply import Reply
from treatygraph.conformance.site import ANY_RDF, REDIRECTS, Site
from treatygraph.negotiation import HTML

NUMBER = 15
TITLE = "The version is told"
CLAUSE = "DCAT 3, 11; RFC 7089; RFC 5829, 3"

_VERSION = (
    "dcat:version",
    "owl:versionInfo",
    "pav:version",
    "schema:version",
    "dcterms:hasVersion",
)
_BEFORE = ("dcat:previousVersion", "pav:previousVersion", "owl:priorVersion", "prov:wasRevisionOf",
           "dcterms:replaces", "dcat:hasVersion")  # fmt: skip
_LINK_FORMAT = "application/link-format"
_ANY_LINKS = f"{_LINK_FORMAT}, */*;q=0.1"
_RELATIONS = ("timemap", "timegate", "memento", "predecessor-version", "version-history")


def check(site: Site) -> Iterator[Fault]:
    """See the module."""
    any_variant = next(iter(site.some().values()))
    graph = [triple for one in _graphs(site) for triple in one]
    versions = sorted(set(rdf.values(graph, None, *_VERSION)))
    if versions:
        yield from _told(site, versions, any_variant)
    else:
        yield fault(any_variant, f"the release's version in the data ({', '.join(_VERSION)})",
                    "no version, neither here nor in VoID")  # fmt: skip
    yield from _older(site, graph, any_variant)


def _graphs(site: Site) -> Iterator[rdf.Graph]:
    yield site.void[1]
    for reply in list(site.rdf_variants.values())[:1]:
        try:
            yield site.graph(reply)
        except rdf.Unreadable:
            continue  # line 9 has told it


def _told(site: Site, versions: list[str], reply: Reply) -> Iterator[Fault]:
    fields = " ".join(value for _, value in reply.headers)
    if not any(version in fields for version in versions):
        yield fault(reply, f"a header that tells the version, {versions[0]}", "no header has it")
    page = site.variants.get(HTML)
    if page and not any(version in page.text for version in versions):
        yield fault(page, f"a page that tells the version, {versions[0]}", "it is not on the page")


def _older(site: Site, graph: rdf.Graph, reply: Reply) -> Iterator[Fault]:
    linked = [urljoin(reply.url, link.target) for link in header_links(reply)
              if link.relation in _RELATIONS]  # fmt: skip
    named = linked + rdf.values(graph, None, *_BEFORE)
    addresses = [address for target in dict.fromkeys(named) if (address := site.address(target))]
    if not addresses:
        yield fault(reply, "a way to older releases: a Memento Link, or the version before in VoID",
                    "neither is told")  # fmt: skip
    for address in addresses[:3]:
        found = site.follow(address, "*/*")
        if found.status != 200:
            yield fault(found, "200: an older release, or the list of them, is said to be here")
    for link in header_links(reply, "timemap"):
        address = site.address(urljoin(reply.url, link.target))
        if address and site.follow(address, _ANY_LINKS).status == 200:
            yield from _time_map(site, site.follow(address, _ANY_LINKS), reply)


def _time_map(site: Site, found: Reply, document: Reply) -> Iterator[Fault]:
    """Whether a TimeMap is one (RFC 7089, 5), and what it lists is there."""
    if found.media_type != _LINK_FORMAT:
        yield fault(found, f"a TimeMap in {_LINK_FORMAT}")
        return
    mementos = links_of(found.text, "memento")
    if not links_of(found.text, "original") or not mementos:
        yield fault(found, "the original and its mementos", "the list lacks one or the other")
        return
    first = mementos[0]
    place = site.address(urljoin(found.url, first.target))
    if place is None:
        return  # kept by somebody else, who is not asked
    yield from _is_memento(site.follow(place, ANY_RDF), first)
    for gate in header_links(document, "timegate"):
        address = site.address(urljoin(document.url, gate.target))
        if address:
            yield from _time_gate(site, address, first)


def _is_memento(copy: Reply, told: Link) -> Iterator[Fault]:
    if copy.status != 200:
        yield fault(copy, "200: the TimeMap lists it")
    elif not told.datetime or copy.get("Memento-Datetime") != told.datetime:
        came = copy.get("Memento-Datetime") or "none"
        yield fault(copy, f"Memento-Datetime: {told.datetime or 'the moment, in the TimeMap too'}",
                    f"Memento-Datetime: {came}")  # fmt: skip


def _time_gate(site: Site, address: str, first: Link) -> Iterator[Fault]:
    """Whether a TimeGate leads to a memento by its date (RFC 7089, 4.1)."""
    leading = site.get(address, ANY_RDF, Accept_Datetime=first.datetime)
    if "accept-datetime" not in leading.get("Vary").lower():
        yield fault(leading, "Vary: Accept-Datetime", f"Vary: {leading.get('Vary') or 'none'}")
    leads = leading.status in REDIRECTS and leading.get("Location")
    copy = site.follow(site.location(leading), ANY_RDF) if leads else leading
    if copy.get("Memento-Datetime") != first.datetime:
        came = copy.get("Memento-Datetime") or "none"
        yield fault(leading, f"a way to the memento of {first.datetime}",
                    f"{leading.told}, and at its end Memento-Datetime: {came}")  # fmt: skip
    refused = site.get(address, ANY_RDF, Accept_Datetime="the day before yesterday")
    if refused.status != 400:
        yield fault(refused, "400: what Accept-Datetime says is no date")
