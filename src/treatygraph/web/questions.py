"""The queries of a release as resources, each an instance of sh:SPARQLExecutable."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response
from pyoxigraph import Literal, NamedNode, Triple

from treatygraph.errors import ResourceNotFound
from treatygraph.iris import canonical_path
from treatygraph.namespaces import expand
from treatygraph.negotiation import HTML, PAGE_FORMATS, Representation
from treatygraph.queries import QueryDocument, scan_query
from treatygraph.web.rendering import render
from treatygraph.web.representations import serialize_triples
from treatygraph.web.responses import Document
from treatygraph.web.site import site
from treatygraph.web.wayfinding import variants

blueprint = Blueprint("questions", __name__)

SPARQL = Representation("sparql", "application/sparql-query", "rq", charset=True)
QUERY_FORMATS = (*PAGE_FORMATS, SPARQL)
_FORMS = {
    "SELECT": ("sh:SPARQLSelectExecutable", "sh:select"),
    "ASK": ("sh:SPARQLAskExecutable", "sh:ask"),
    "CONSTRUCT": ("sh:SPARQLConstructExecutable", "sh:construct"),
}
_TARGET = NamedNode("https://schema.org/target")
"""Where a query is meant to be asked, as the SIB's collection of examples says it."""


@blueprint.get("/query", defaults={"suffix": None})
@blueprint.get("/query.<suffix>")
def questions(suffix: str | None) -> Response:
    """All queries of the release."""
    document = _collection()
    if suffix is not None and suffix not in [item.suffix for item in PAGE_FORMATS]:
        raise ResourceNotFound(f"{document.iri}.{suffix}")
    format_ = document.choose(suffix)
    return document.send(_list(document, format_), format_)


def _collection() -> Document:
    return Document(f"{site().release.base.root}query", site().urls.path("/query"), PAGE_FORMATS)


def _list(document: Document, format_: Representation) -> bytes:
    queries = list(site().release.queries.values())
    if format_ is HTML:
        return render("questions.html", queries=queries, canonical=document.iri,
                      formats=variants(document)).encode("utf-8")  # fmt: skip
    title = Triple(NamedNode(document.iri), _p("dcterms:title"), Literal("Queries", language="en"))
    return serialize_triples([title, *(triple for query in queries for triple in _said(query))],
                             format_, site())  # fmt: skip


@blueprint.get("/query/<path:name>")
def question(name: str) -> Response:
    """One query: its text, or what it is. Raises ResourceNotFound for a name that there is not."""
    queries = site().release.queries
    stem, _, suffix = name.rpartition(".")
    is_suffix = name not in queries and any(item.suffix == suffix for item in QUERY_FORMATS)
    key = stem if is_suffix else name.rstrip("/")
    if key not in queries:
        raise ResourceNotFound(_iri(key))
    path = site().urls.path(canonical_path(f"/query/{key}"))
    document = Document(_iri(key), path, QUERY_FORMATS)
    format_ = document.choose(suffix if is_suffix else None)
    return document.send(_body(queries[key], document, format_), format_)


def _iri(name: str) -> str:
    return f"{site().release.base.root}query{canonical_path(f'/{name}')}"


def _body(query: QueryDocument, document: Document, format_: Representation) -> bytes:
    if format_ is SPARQL:
        return query.text.encode("utf-8")
    if format_ is HTML:
        return render("question.html", query=query, canonical=document.iri,
                      formats=variants(document)).encode("utf-8")  # fmt: skip
    return serialize_triples(list(_said(query)), format_, site())


def _said(query: QueryDocument) -> Iterator[Triple]:
    """What a query is: its kind, its question in words, its text, and where to ask it."""
    subject, root = NamedNode(_iri(query.name)), site().release.base.root
    yield Triple(subject, _p("rdf:type"), _p("sh:SPARQLExecutable"))
    form = scan_query(query.text).form
    if form in _FORMS:
        cls, text = _FORMS[form]
        yield Triple(subject, _p("rdf:type"), _p(cls))
        yield Triple(subject, _p(text), Literal(query.body))
    yield Triple(subject, _p("rdfs:label"), Literal(query.summary, language="en"))
    if query.description:
        yield Triple(subject, _p("dcterms:description"), Literal(query.description, language="en"))
    for tag in query.tags:
        yield Triple(subject, _p("dcat:keyword"), Literal(tag, language="en"))
    yield Triple(subject, _TARGET, NamedNode(f"{root}sparql"))
    yield Triple(subject, _p("dcterms:isPartOf"), NamedNode(f"{root}query"))


def _p(name: str) -> NamedNode:
    return NamedNode(expand(name))
