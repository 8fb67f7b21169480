"""The queries of a release as resources, each an instance of sh:SPARQLExecutable."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, Response, request
from pyoxigraph import Literal, NamedNode, Triple
from werkzeug.datastructures import MultiDict

from treatygraph.errors import QueryRefused, QuerySyntaxError, ResourceNotFound
from treatygraph.iris import canonical_path
from treatygraph.namespaces import expand
from treatygraph.negotiation import (
    HTML,
    PAGE_FORMATS,
    RDF_FORMATS,
    SPARQL_JSON,
    TURTLE,
    Representation,
)
from treatygraph.queries import QueryDocument, glance
from treatygraph.web.api import document_of, formats_of
from treatygraph.web.asking import AskedDocument, question_mark
from treatygraph.web.chart import chart
from treatygraph.web.cited_answers import cited_kept
from treatygraph.web.errors import LIMITED, headers_of, sentence, status_of
from treatygraph.web.filling import Asked, asked_of
from treatygraph.web.refusals import BadRequest
from treatygraph.web.rendering import render
from treatygraph.web.representations import serialize_triples
from treatygraph.web.responses import Document, respond, unkept
from treatygraph.web.sentences import heading
from treatygraph.web.sheets import columnar, workbooks
from treatygraph.web.site import site
from treatygraph.web.solutions import page_of
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
        page = render("questions.html", groups=_groups(queries), number=len(queries),
                      canonical=document.iri, formats=variants(document))  # fmt: skip
        return page.encode("utf-8")
    title = Triple(NamedNode(document.iri), _p("dcterms:title"), Literal("Queries", language="en"))
    return serialize_triples([title, *(triple for query in queries for triple in _said(query))],
                             format_, site())  # fmt: skip


def _groups(queries: list[QueryDocument]) -> list[tuple[str, list[QueryDocument]]]:
    """The queries by the folder that they lie in: those to fill in before all others."""
    folders: dict[str, list[QueryDocument]] = {}
    for query in queries:
        folders.setdefault(query.name.rpartition("/")[0], []).append(query)
    return sorted(folders.items(), key=lambda group: (group[0] != "library", group[0]))


@blueprint.get("/query/<path:name>")
def question(name: str) -> Response:
    """One query: a form and its answer, its text, or what it is.

    Raises ResourceNotFound for a name that there is not.
    """
    queries = site().release.queries
    stem, _, suffix = name.rpartition(".")
    is_suffix = name not in queries and any(item.suffix == suffix for item in QUERY_FORMATS)
    key = stem if is_suffix else name.rstrip("/")
    if key not in queries:
        raise ResourceNotFound(_iri(key))
    query = queries[key]
    asked = asked_of(query, request.args if _runs() else MultiDict())
    path = site().urls.path(canonical_path(f"/query/{key}"))
    document = _Question(_iri(key), path, QUERY_FORMATS, asked=_address(asked))
    format_ = document.choose(suffix if is_suffix else None)
    if format_ is HTML:
        return _page(asked, document)
    return document.send(_body(query, format_), format_)


@dataclass(frozen=True, slots=True)
class _Question(AskedDocument):
    """A query; its page is asked with values, what it is in RDF and its text are not."""

    def variant(self, item: Representation) -> str:
        """The address of one format."""
        asked = question_mark(self.asked) if item is HTML else ""
        return f"{self.path}.{item.suffix}{asked}"


def _iri(name: str) -> str:
    return f"{site().release.base.root}query{canonical_path(f'/{name}')}"


def _runs() -> bool:
    """Whether queries are run: those of an older release are read, the store is the present's."""
    return not site().older


def _address(asked: Asked) -> tuple[tuple[str, str], ...]:
    page = asked.sent.get("page", "")
    return (*asked.pairs, *([("page", page)] if page not in ("", "1") else []))


def _body(query: QueryDocument, format_: Representation) -> bytes:
    if format_ is SPARQL:
        return query.text.encode("utf-8")
    return serialize_triples(list(_said(query)), format_, site())


def _page(asked: Asked, document: _Question) -> Response:
    """The page: whatever is wrong with what was asked stands in the form, with the status of it."""
    found, status, headers = _found(asked)
    body = render("question.html", query=asked.query, asked=asked, canonical=document.iri,
                  formats=variants(document), calls=_calls(asked), workbooks=workbooks(),
                  columnar=columnar(), runs=_runs(), **found)  # fmt: skip
    if status == 200:
        response = document.send(body, HTML)
    else:
        response = respond(body, HTML, status=status)
        response.headers.update(headers)
    return unkept(response) if glance(asked.query.text).unstable else response


def _found(asked: Asked) -> tuple[dict[str, object], int, dict[str, str]]:
    """What the page shows of the answer, its status and its headers."""
    if not _runs() or (asked.missing and not asked.faults):
        return {}, 200, {}
    try:
        asked.check()
        start = _start(asked)
        return _answer(asked, start), 200, {}
    except (BadRequest, QuerySyntaxError, QueryRefused, *LIMITED) as error:
        return {"error": sentence(error)}, status_of(error), headers_of(error)


def _start(asked: Asked) -> int:
    """The number of the first row that is shown. Raises BadRequest for a page that is none."""
    page = asked.sent.get("page", "").strip() or "1"
    if not page.isascii() or not page.isdecimal() or not 0 < int(page[:9]) < 10**8:
        raise BadRequest(400, f"“{page}” is no page: pages are counted from 1")
    return (int(page) - 1) * page_size(asked.query)


def page_size(query: QueryDocument) -> int:
    """How many rows stand on a page: as the header says under ``pagination``, else a hundred."""
    told = query.header.get("pagination", "")
    return min(max(int(told), 1), _MOST_ROWS) if told.isdecimal() else _ROWS


_ROWS, _MOST_ROWS = 100, 1_000


def _answer(asked: Asked, start: int) -> dict[str, object]:
    graph = formats_of(asked.query) is RDF_FORMATS
    answer = asked.answer(TURTLE if graph else SPARQL_JSON)
    cited = cited_kept(asked.filled, answer)
    told: dict[str, object] = {"answered": True, "cited": cited}
    if graph:
        return told | {"text": answer.read(_SHOWN_BYTES).decode("utf-8", "ignore"),
                       "cut": answer.length > _SHOWN_BYTES}  # fmt: skip
    size = page_size(asked.query)
    page = page_of(answer, start, size)
    if isinstance(page, bool):
        return told | {"boolean": page}
    if start >= max(page.total, 1):
        raise BadRequest(404, f"the answer has {page.total:,} rows: there is no such page")
    value = site().reader.value
    rows = [[value(term) if term is not None else None for term in row] for row in page.rows]
    drawn = chart(page)
    return told | {
        "columns": [heading(name) for name in page.columns], "rows": rows, "total": page.total,
        "start": start, "links": _pages(asked, start, size, page.total),
        "chart": drawn, "kind": type(drawn).__name__, "heading": heading, "term": value,
    }  # fmt: skip


_SHOWN_BYTES = 64 << 10
"""Bytes of a graph that stand on a page."""


def _pages(asked: Asked, start: int, size: int, total: int) -> dict[str, str]:
    """The addresses of the pages before and after."""
    page, last = start // size + 1, -(-total // size)
    there = {"before": page - 1 if page > 1 else 0, "after": page + 1 if page < last else 0}
    return {name: question_mark([*asked.pairs, ("page", str(number))])
            for name, number in there.items() if number}  # fmt: skip


def _calls(asked: Asked) -> list[tuple[str, str, str]]:
    """The addresses of the answer as data; none where it cannot be asked yet."""
    return variants(document_of(asked)) if not asked.faults and not asked.missing else []


def _said(query: QueryDocument) -> Iterator[Triple]:
    """What a query is: its kind, its question in words, its text, and where to ask it."""
    subject, root = NamedNode(_iri(query.name)), site().release.base.root
    yield Triple(subject, _p("rdf:type"), _p("sh:SPARQLExecutable"))
    form = glance(query.text).form
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
