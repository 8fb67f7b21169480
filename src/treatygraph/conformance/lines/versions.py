"""The release's version stands in the data (VoID or the document), in a header of the document and
on its page. Older releases stay reachable: `Link` with `timemap`, `timegate`, `memento`,
`predecessor-version` or `version-history`, or the data names the version before; what is named
answers."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin

from treatygraph.conformance import rdf
from treatygraph.conformance.links import header_links
from treatygraph.conformance.model import Fault, fault
from treatygraph.conformance.reply import Reply
from treatygraph.conformance.site import Site
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
