"""Documents that are graphs: the files of a release, its ontology, shapes and prefixes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Blueprint, Response
from pyoxigraph import NamedNode, Quad, Triple

from treatygraph.describe.ontology import ontology_view
from treatygraph.describe.terms import terms_of
from treatygraph.errors import ResourceNotFound
from treatygraph.iris import canonical_path
from treatygraph.namespaces import ONTOLOGY, PREFIXES, SHAPES
from treatygraph.negotiation import HTML, PAGE_FORMATS, Representation
from treatygraph.web.rendering import render
from treatygraph.web.representations import serialize_triples
from treatygraph.web.responses import Document, respond
from treatygraph.web.site import site

blueprint = Blueprint("graphs", __name__)

CONTEXT_FORMAT = Representation("jsonld", "application/ld+json", "jsonld", ("application/json",))
_SUFFIXES = tuple(item.suffix for item in PAGE_FORMATS)


@blueprint.get("/graph/<path:key>")
def graph(key: str) -> Response:
    """A named graph: the statements of one curated file."""
    key, suffix = _split_suffix(key)
    iri = f"{site().release.base.root}graph{canonical_path(f'/{key}')}"
    path = site().urls.path(site().release.base.path_of(iri) or "")
    return _send(Document(iri, path, PAGE_FORMATS), [iri], suffix,
                 lambda: render("graph.html", **_graph_page(iri)))  # fmt: skip


def _split_suffix(key: str) -> tuple[str, str | None]:
    """The path of a graph and its format suffix; a graph whose name ends so is meant first."""
    stem, dot, suffix = key.rpartition(".")
    whole = f"{site().release.base.root}graph{canonical_path(f'/{key}')}"
    is_suffix = dot and suffix in _SUFFIXES and not _held(whole)
    return (stem, suffix) if is_suffix else (key, None)


def _graph_page(iri: str) -> dict[str, object]:
    reader = site().reader
    quads = list(reader.release.store.quads(graph=NamedNode(iri)))
    subjects = sorted({quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)})
    return {
        "iri": iri,
        "canonical": iri,
        "file": reader.release.manifest.graphs.get(iri),
        "things": reader.links(subjects),
        "statements": len(quads),
    }


@blueprint.get("/ontology", defaults={"version": "", "suffix": None})
@blueprint.get("/ontology.<suffix>", defaults={"version": ""})
@blueprint.get("/ontology/<version>", defaults={"suffix": None})
def ontology(version: str, suffix: str | None) -> Response:
    """The ontology, and the version of it that this release holds."""
    held = site().release.manifest.ontology
    if version not in ("", held, *(f"{held}.{end}" for end in _SUFFIXES)):
        raise ResourceNotFound(f"{ONTOLOGY}/{version}")
    if version:
        suffix = version.removeprefix(held).lstrip(".") or None
    iri = f"{ONTOLOGY}/{held}" if version else ONTOLOGY
    path = site().urls.path(f"/ontology/{held}" if version else "/ontology")
    graphs = [f"{site().release.base.root}graph/ontology/treatygraph"]
    return _send(Document(iri, path, PAGE_FORMATS), graphs, suffix, _ontology_page)


def _ontology_page() -> str:
    return render("ontology.html", view=ontology_view(site().reader), canonical=ONTOLOGY)


@blueprint.get("/shapes", defaults={"suffix": None})
@blueprint.get("/shapes.<suffix>")
def shapes(suffix: str | None) -> Response:
    """The shapes that the curated data is checked against."""
    prefix = f"{site().release.base.root}graph/ontology/shapes/"
    graphs = [graph for graph in site().release.manifest.graphs if graph.startswith(prefix)]
    return _words(SHAPES, "/shapes", "Shapes", graphs, suffix)


@blueprint.get("/prefixes", defaults={"suffix": None})
@blueprint.get("/prefixes.<suffix>")
def prefixes(suffix: str | None) -> Response:
    """The prefixes that every file of ours uses."""
    graphs = [f"{site().release.base.root}graph/ontology/prefixes"]
    return _words(PREFIXES, "/prefixes", "Prefixes", graphs, suffix)


def _words(iri: str, path: str, title: str, graphs: Sequence[str], suffix: str | None) -> Response:
    """A document of words that have hash IRIs, with a page on which each has its anchor."""
    address = site().urls.path(path)
    return _send(
        Document(iri, address, PAGE_FORMATS), graphs, suffix,
        lambda: render("terms.html", title=title, iri=iri, canonical=iri,
                       terms=terms_of(site().reader, iri, graphs)),
    )  # fmt: skip


@blueprint.get("/context.jsonld")
def context() -> Response:
    """The JSON-LD context, made from the ontology."""
    return respond(site().release.context, CONTEXT_FORMAT)


def _send(
    document: Document, graphs: Sequence[str], suffix: str | None, page: Callable[[], str]
) -> Response:
    """A document that is the content of named graphs. Raises ResourceNotFound for no content."""
    if suffix is not None and suffix not in _SUFFIXES:
        raise ResourceNotFound(f"{document.iri}.{suffix}")
    if not any(map(_held, graphs)):
        raise ResourceNotFound(document.iri)
    format_ = document.choose(suffix)
    return document.send(_body(graphs, format_, page), format_)


def _held(graph: str) -> bool:
    return next(site().release.store.quads(graph=NamedNode(graph)), None) is not None


def _body(graphs: Sequence[str], format_: Representation, page: Callable[[], str]) -> bytes:
    if format_ is HTML:
        return page().encode("utf-8")
    return serialize_triples(_triples(graphs), format_, site())


def _triples(graphs: Sequence[str]) -> list[Triple]:
    found = {_triple(quad) for graph in graphs
             for quad in site().release.store.quads(graph=NamedNode(graph))}  # fmt: skip
    return sorted(found, key=str)


def _triple(quad: Quad) -> Triple:
    return Triple(quad.subject, quad.predicate, quad.object)
