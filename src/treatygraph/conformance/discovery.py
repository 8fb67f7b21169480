"""What there is to test: things and minted IRIs, from VoID, the endpoint and the sitemap."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import unescape
from urllib.parse import quote, urljoin, urlsplit

from treatygraph.conformance import rdf
from treatygraph.conformance.http_client import Unanswered
from treatygraph.conformance.reply import Reply
from treatygraph.conformance.site import ANY_RDF, Site, Thing
from treatygraph.errors import TreatygraphError

_BY_CLASS = (
    "SELECT ?class (SAMPLE(?s) AS ?thing) WHERE { ?s a ?class FILTER(isIRI(?s)) } "
    "GROUP BY ?class LIMIT 200"
)
_ANY = "SELECT DISTINCT ?thing WHERE { ?thing a ?class FILTER(isIRI(?thing)) } LIMIT 100"
_MINTED = (
    "SELECT DISTINCT ?x WHERE { ?s ?x ?o } LIMIT 300",
    "SELECT DISTINCT ?x WHERE { ?s a ?x } LIMIT 300",
    "SELECT DISTINCT ?x WHERE { GRAPH ?x { ?s ?p ?o } } LIMIT 300",
)
_ABOUT_DOCUMENTS = tuple(
    rdf.expand(name)
    for name in ("owl:", "rdf:", "rdfs:", "void:", "dcat:", "sd:", "sh:", "foaf:Document")
)
"""Classes of documents, words and datasets: their IRIs need no 303."""
_LOC = re.compile(r"<loc>\s*([^<\s]+)\s*</loc>")


class NotOfThisServer(TreatygraphError):
    """A thing that was named and that the server does not answer for."""


def discover(site: Site, given: Sequence[str]) -> None:
    """Fill a site with its endpoint, its things and IRIs that it minted.

    Raises NotOfThisServer where a thing of ``given`` is not known there.
    """
    for iri in given:
        if not adopt(site, iri):
            raise NotOfThisServer(f"--thing {iri}: {site.root} does not answer for it in RDF")
        _add(site, iri)
    site.endpoint = find_endpoint(site)
    if not given:
        for source in (_from_void, _from_endpoint, _from_sitemap, _from_root):
            _take(site, source)
    if site.endpoint:
        site.minted += [
            iri for text in _MINTED for row in select(site, text) for iri in row.values()
        ]


def _take(site: Site, source: Callable[[Site], Iterable[str]]) -> None:
    try:
        for iri in source(site):
            if len(site.things) >= site.sample:
                return
            if urlsplit(iri).scheme in ("http", "https") and adopt(site, iri):
                _add(site, iri)
    except (Unanswered, rdf.Unreadable):
        return


def _add(site: Site, iri: str) -> None:
    address = site.address(iri)
    if address and iri not in [thing.iri for thing in site.things]:
        site.things.append(Thing(iri, address))


def adopt(site: Site, iri: str) -> bool:
    """Whether the server answers for an IRI; what base its IRIs have is learnt on the way.

    An IRI of another host is tried at the root with ever less of its path: a server behind a
    redirecting service, or under another name, holds IRIs that do not begin with its address.
    """
    if site.address(iri):
        return True
    parts = urlsplit(iri)
    steps = parts.path.split("/")[1:]
    if parts.scheme not in ("http", "https") or len(site.bases) > 3:
        return False
    for place in range(min(len(steps), 4)):
        tail = "/".join(steps[place:]) + (f"?{parts.query}" if parts.query else "")
        if tail and _speaks_of(site, site.root + tail, iri):
            site.bases[iri.partition("#")[0].removesuffix(tail)] = site.root
            return True
    return False


def _speaks_of(site: Site, url: str, iri: str) -> bool:
    try:
        reply = site.follow(url, ANY_RDF)
        return reply.status == 200 and iri in set(rdf.iris(site.graph(reply)))
    except (Unanswered, rdf.Unreadable):
        return False


def find_endpoint(site: Site) -> str | None:
    """The SPARQL endpoint: what VoID names, else ``sparql`` below the root if it answers."""
    try:
        named = rdf.values(site.void[1], None, "void:sparqlEndpoint", "dcat:endpointURL")
    except Unanswered:
        named = []
    for url in [*(site.address(one) or one for one in named), f"{site.root}sparql"]:
        try:
            if ask_endpoint(site, url, "ASK {}") is not None:
                return url
        except Unanswered:
            continue
    return None


def ask_endpoint(site: Site, url: str, query: str) -> dict[str, object] | None:
    """A SPARQL JSON result; None where none comes back."""
    reply = site.get(f"{url}?query={quote(query, safe='')}", "application/sparql-results+json")
    if reply.status != 200:
        return None
    try:
        found = json.loads(reply.body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and ("boolean" in found or "results" in found) else None


def select(site: Site, query: str) -> list[dict[str, str]]:
    """The IRIs of a query's solutions; none where the endpoint does not answer."""
    assert site.endpoint
    try:
        found = ask_endpoint(site, site.endpoint, query)
        rows = found["results"]["bindings"] if found else []  # type: ignore[index]
        return [{name: str(term["value"]) for name, term in row.items() if term["type"] == "uri"}
                for row in rows]  # fmt: skip
    except (Unanswered, KeyError, TypeError, AttributeError):
        return []


def _from_void(site: Site) -> Iterable[str]:
    return rdf.values(site.void[1], None, "void:exampleResource")


def _from_endpoint(site: Site) -> Iterator[str]:
    if not site.endpoint:
        return
    for row in select(site, _BY_CLASS) or select(site, _ANY):
        if "thing" in row and not row.get("class", "").startswith(_ABOUT_DOCUMENTS):
            yield row["thing"]


def sitemap(site: Site, reply: Reply) -> list[str]:
    """The addresses that a sitemap lists; at most a few of its parts are read."""
    found = [unescape(loc) for loc in _LOC.findall(reply.text)] if reply.status == 200 else []
    if "<sitemapindex" in reply.text:
        parts = [site.follow(site.address(loc) or loc) for loc in found[:3]]
        found = [unescape(loc) for part in parts for loc in _LOC.findall(part.text)]
    return found


def _from_sitemap(site: Site) -> Iterator[str]:
    for address in sitemap(site, site.follow(urljoin(site.root, "sitemap.xml")))[: 2 * site.sample]:
        yield from _topics(site, site.address(address) or address)


def _from_root(site: Site) -> Iterator[str]:
    yield from _topics(site, site.root)


def _topics(site: Site, url: str) -> list[str]:
    """The things that a document says it is about: no datasets, no words."""
    reply = site.follow(url, ANY_RDF)
    if reply.status != 200 or reply.media_type not in rdf.RDF_TYPES:
        return []
    graph = site.graph(reply)
    return [
        iri
        for iri in rdf.values(graph, None, "foaf:primaryTopic")
        if not any(cls.startswith(_ABOUT_DOCUMENTS) for cls in rdf.values(graph, iri, "rdf:type"))
    ]
