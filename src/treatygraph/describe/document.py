"""The RDF of a document: what a thing's IRI dereferences to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Quad, Triple

from treatygraph.errors import ResourceNotFound
from treatygraph.namespaces import expand
from treatygraph.release import Release


def describe(release: Release, iri: str) -> list[Triple]:
    """Every statement about a thing and to it, and what the document itself is.

    The thing's IRI is the subject, never the document's, which links to it by
    ``foaf:primaryTopic``. Raises ResourceNotFound where nothing is said of the IRI.
    """
    node = NamedNode(iri)
    own = list(release.store.quads(node))
    if not own:
        raise ResourceNotFound(iri)
    about = {quad.triple for quad in (*own, *release.store.quads(None, None, node))}
    return sorted([*about, *_document(release, iri, own)], key=_order(iri))


def summary(release: Release, iri: str) -> list[Triple]:
    """What is said of a thing itself, with its document: what a page carries as data."""
    own = list(release.store.quads(NamedNode(iri)))
    about = {quad.triple for quad in own}
    return [*sorted(about, key=str), *sorted(_document(release, iri, own), key=str)]


def _document(release: Release, iri: str, own: Iterable[Quad]) -> Iterator[Triple]:
    """Licence, dataset, release and origin of the document (wire: identity)."""
    base = release.base
    document = base.document_of(iri)
    if document is None:
        return
    subject = NamedNode(document)
    yield Triple(subject, _p("rdf:type"), NamedNode(expand("foaf:Document")))
    yield Triple(subject, _p("foaf:primaryTopic"), NamedNode(iri))
    yield Triple(subject, _p("dcat:version"), Literal(release.version))
    if release.licence:
        yield Triple(subject, _p("dcterms:license"), NamedNode(release.licence))
    yield Triple(subject, _p("void:inDataset"), NamedNode(f"{base.root}.well-known/void#dataset"))
    graphs = {quad.graph_name for quad in own}
    for graph in sorted(one.value for one in graphs if isinstance(one, NamedNode)):
        yield Triple(subject, _p("prov:wasDerivedFrom"), NamedNode(graph))


def _p(name: str) -> NamedNode:
    return NamedNode(expand(name))


def _order(iri: str) -> Callable[[Triple], tuple[bool, str]]:
    """The thing first, then by text."""
    first = f"<{iri}> "

    def key(triple: Triple) -> tuple[bool, str]:
        text = str(triple)
        return not text.startswith(first), text

    return key
