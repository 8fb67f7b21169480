"""How the dataset is found: VoID and DCAT at a well-known address, robots.txt, the sitemap."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, Response, request
from markupsafe import escape
from pyoxigraph import NamedNode, Triple

from treatygraph.describe.dataset import dataset_description, dataset_of, void_of
from treatygraph.errors import ResourceNotFound
from treatygraph.iris import canonical_path
from treatygraph.namespaces import expand
from treatygraph.negotiation import HTML, PAGE_FORMATS, Representation
from treatygraph.web.dated import place_of
from treatygraph.web.rendering import render
from treatygraph.web.representations import serialize_triples
from treatygraph.web.responses import Document, respond
from treatygraph.web.site import Site, site
from treatygraph.web.wayfinding import variants

blueprint = Blueprint("discovery", __name__)

MOST_ADDRESSES = 50_000
"""How many addresses one sitemap may list (sitemaps.org protocol)."""

SITEMAP_FORMAT = Representation("sitemap", "application/xml", "xml")
TEXT_FORMAT = Representation("text", "text/plain", "txt", charset=True)
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_LISTS = ("", "agreements", "actors", "sources", "disagreements", "binding", "compare",
          "timeline", "map", "network", "coverage", "changes", "panels", "search", "query",
          "sparql", "ontology", "shapes", "prefixes", ".well-known/void", "dumps", "release",
          "openapi")  # fmt: skip


@blueprint.get("/.well-known/void", defaults={"suffix": None})
@blueprint.get("/.well-known/void.<suffix>")
def void(suffix: str | None) -> Response:
    """What the dataset is, with its counts (VoID, section 7.2: discovery by well-known address)."""
    iri = void_of(site().release)
    if suffix is not None and suffix not in [item.suffix for item in PAGE_FORMATS]:
        raise ResourceNotFound(f"{iri}.{suffix}")
    document = Document(iri, site().urls.path("/.well-known/void"), PAGE_FORMATS)
    format_ = document.choose(suffix)
    return document.send(_body(document, format_), format_)


def _body(document: Document, format_: Representation) -> bytes:
    release, counted = site().release, site().statistics
    if format_ is not HTML:
        triples = dataset_description(release, counted, site().modified, site().place)
        triples += _before(site())
        return serialize_triples(triples, format_, site())
    page = render(
        "dataset.html", counted=counted, canonical=document.iri, formats=variants(document),
        classes=[(site().reader.link(iri), number) for iri, number in counted.classes],
        properties=[(site().reader.link(iri), number) for iri, number in counted.properties],
    )  # fmt: skip
    return page.encode("utf-8")


def _before(site: Site) -> list[Triple]:
    """The release before this one, if it is kept (DCAT 3, 11.1); of a dated copy none is told."""
    switches = site.archive.switches() if site.archive and not site.memento else ()
    older = [one for one in switches if one.version != site.release.version]
    if not older:
        return []
    root, dataset = site.release.base.root, NamedNode(dataset_of(site.release))
    before = NamedNode(f"{root}{place_of(older[-1])}.well-known/void#dataset")
    return [
        Triple(dataset, NamedNode(expand("dcat:previousVersion")), before),
        Triple(dataset, NamedNode(expand("dcterms:relation")), NamedNode(f"{root}release")),
    ]


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Everything may be read by machines; at the endpoint they would ask the same in other words,
    and searches narrow each other without end.

    The data is had in one piece by its description, which the sitemap names. Older releases say
    what has changed since, and reading all of them costs much.
    """
    lines = ["User-agent: *", f"Disallow: {site().urls.path('/sparql')}?",
             f"Disallow: {site().urls.path('/api/')}",
             f"Disallow: {site().urls.path('/cite')}?",
             f"Disallow: {site().urls.path('/search')}?",
             f"Disallow: {site().urls.path('/release/')}", "",
             f"Sitemap: {site().release.base.root}sitemap.xml"]  # fmt: skip
    return respond("\n".join(lines) + "\n", TEXT_FORMAT)


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """The address of each document, or of each part where there are too many for one."""
    return respond(_first(site()), SITEMAP_FORMAT)


@blueprint.get("/sitemap-<int:number>.xml")
def sitemap_part(number: int) -> Response:
    """One part of a long sitemap, counted from 1. Raises ResourceNotFound past the last.

    A number has one spelling: 01, and digits of other scripts, are no part's.
    """
    if not request.path.endswith(f"/sitemap-{number}.xml"):
        raise ResourceNotFound(site().urls.canonical(request.path))
    part = _addresses(site())[(number - 1) * MOST_ADDRESSES : number * MOST_ADDRESSES]
    if number < 1 or not part:
        raise ResourceNotFound(f"{site().release.base.root}sitemap-{number}.xml")
    return respond(_listing("urlset", "url", part), SITEMAP_FORMAT)


def _first(site: Site) -> str:
    addresses = _addresses(site)
    if len(addresses) <= MOST_ADDRESSES:
        return _listing("urlset", "url", addresses)
    parts = range(1, -(-len(addresses) // MOST_ADDRESSES) + 1)
    root = site.release.base.root
    return _listing("sitemapindex", "sitemap", [f"{root}sitemap-{part}.xml" for part in parts])


def _addresses(site: Site) -> list[str]:
    """Every document of the release, by its IRI under the release's base, in order."""
    base, manifest = site.release.base, site.release.manifest
    documents = filter(None, map(base.document_of, sorted(site.release.store.subjects())))
    queries = (f"{base.root}query{canonical_path(f'/{name}')}" for name in site.release.queries)
    lists = (base.root + path for path in _LISTS)
    return [*lists, *queries, *sorted(manifest.graphs), *documents]


def _listing(outer: str, inner: str, addresses: Iterable[str]) -> str:
    modified = site().modified
    day = f"<lastmod>{modified.isoformat()}</lastmod>" if modified else ""
    items = "".join(f"<{inner}><loc>{escape(address)}</loc>{day}</{inner}>\n"
                    for address in addresses)  # fmt: skip
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{outer} {_NAMESPACE}>\n{items}</{outer}>\n'
