"""Dereferencing: things, documents, named graphs, the ontology and the shapes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flask import Blueprint, Response, redirect, request
from pyoxigraph import NamedNode, Quad, Triple

from treatygraph.describe import describe, view_of
from treatygraph.describe.ontology import ontology_view
from treatygraph.describe.status import statuses
from treatygraph.errors import ResourceNotFound
from treatygraph.iris import canonical_path
from treatygraph.namespaces import ONTOLOGY, PREFIXES, SHAPES
from treatygraph.negotiation import HTML, PAGE_FORMATS, RDF_FORMATS, Representation
from treatygraph.web.rendering import render
from treatygraph.web.representations import serialize_triples
from treatygraph.web.responses import alternates, chosen, mark, respond
from treatygraph.web.site import site, today

blueprint = Blueprint("resources", __name__)


@blueprint.get("/id/<path:key>")
def thing(key: str) -> Response:
    """303 from a thing to the document about it (wire: identity)."""
    known = _known(key)
    if key.endswith("/"):
        return mark(_redirect(site().urls.path(f"/id/{known}"), 308))
    return mark(_redirect(site().urls.document(known), 303))


@blueprint.get("/doc/<path:key>")
def document(key: str) -> Response:
    """The document about a thing, in the format of its suffix or by negotiation."""
    key, suffix = _split_suffix(key)
    known = _known(key)
    path = site().urls.document(known)
    if key.endswith("/"):
        return mark(_redirect(path, 308))
    iri = _iri(known)
    format_ = chosen(PAGE_FORMATS, suffix)
    links = [*alternates(path, PAGE_FORMATS, format_), f'<{iri}>; rel="describes"']
    body = site().body((iri, format_.name), lambda: _body(iri, path, format_))
    return respond(body, format_, links=links)


def _body(iri: str, path: str, format_: Representation) -> bytes:
    if format_ is HTML:
        return _page(iri, path).encode("utf-8")
    return serialize_triples(describe(site().release, iri), format_, site().release.base)


def _page(iri: str, path: str) -> str:
    view = view_of(site().reader, iri)
    status = statuses(site().reader, today()).get(iri)
    return render(f"{view.template}.html", view=view, path=path, status=status)


def _iri(key: str) -> str:
    """The IRI of a thing by its path after ``/id/``, percent-encoded as it is minted."""
    return site().urls.canonical(f"/id/{canonical_path(key)}")


def _known(key: str) -> str:
    """The one spelling of a key. Raises ResourceNotFound where nothing is said of the thing."""
    if not site().reader.exists(_iri(key)):
        raise ResourceNotFound(_iri(key))
    return key.rstrip("/")


def _split_suffix(key: str) -> tuple[str, str | None]:
    """A key and its format suffix; keys such as ``article-3.3`` have dots of their own."""
    stem, dot, suffix = key.rpartition(".")
    named = dot and any(item.suffix == suffix for item in PAGE_FORMATS)
    return (stem, suffix) if named and site().reader.exists(_iri(stem)) else (key, None)


def _redirect(location: str, status: int) -> Response:
    response = redirect(location, status)
    assert isinstance(response, Response)
    return response


@blueprint.get("/graph/<path:key>")
def graph(key: str) -> Response:
    """A named graph: the statements of one curated file."""
    iri = site().urls.canonical(f"/graph/{canonical_path(key)}")
    return _graph_document(iri, [iri], lambda: render("graph.html", **_graph_page(iri)))


def _graph_page(iri: str) -> dict[str, object]:
    reader = site().reader
    quads = list(reader.release.store.quads(graph=NamedNode(iri)))
    subjects = sorted({quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)})
    return {
        "iri": iri,
        "file": reader.release.manifest.graphs.get(iri),
        "things": reader.links(subjects),
        "statements": len(quads),
    }


@blueprint.get("/ontology", defaults={"version": ""})
@blueprint.get("/ontology/<version>")
def ontology(version: str) -> Response:
    """The ontology, and the version of it that this release holds."""
    release = site().release
    if version not in ("", release.manifest.ontology):
        raise ResourceNotFound(f"{ONTOLOGY}/{version}")
    graphs = [f"{release.base.root}graph/ontology/treatygraph"]
    return _graph_document(
        ONTOLOGY, graphs, lambda: render("ontology.html", view=ontology_view(site().reader))
    )


@blueprint.get("/shapes")
def shapes() -> Response:
    """The shapes that the curated data is checked against."""
    prefix = f"{site().release.base.root}graph/ontology/shapes/"
    graphs = [graph for graph in site().release.manifest.graphs if graph.startswith(prefix)]
    return _graph_document(SHAPES, graphs, None)


@blueprint.get("/prefixes")
def prefixes() -> Response:
    """The prefixes that every file of ours uses."""
    return _graph_document(PREFIXES, [f"{site().release.base.root}graph/ontology/prefixes"], None)


@blueprint.get("/context.jsonld")
def context() -> Response:
    """The JSON-LD context, made from the ontology."""
    format_ = Representation("jsonld", "application/ld+json", "jsonld")
    return respond(site().release.context, format_)


def _graph_document(iri: str, graphs: Iterable[str], page: Callable[[], str] | None) -> Response:
    """A document that is the content of named graphs."""
    triples = [_triple(quad) for graph in graphs
               for quad in site().release.store.quads(graph=NamedNode(graph))]  # fmt: skip
    if not triples:
        raise ResourceNotFound(iri)
    offered = PAGE_FORMATS if page else RDF_FORMATS
    format_ = chosen(offered)
    if page and format_ is HTML:
        return respond(page(), format_)
    links = [f'<{request.path}?format={item.name}>; rel="alternate"; type="{item.media_type}"'
             for item in offered if item is not format_]  # fmt: skip
    ordered = sorted(triples, key=str)
    return respond(serialize_triples(ordered, format_, site().release.base), format_, links=links)


def _triple(quad: Quad) -> Triple:
    return Triple(quad.subject, quad.predicate, quad.object)
