"""Search: a page with facets, the same as JSON and CSV."""

from __future__ import annotations

import json

from flask import Blueprint, Response

from treatygraph.negotiation import CSV, HTML, Representation
from treatygraph.search import Results
from treatygraph.search.question import LONGEST
from treatygraph.web.asking import AskedDocument, asked_document
from treatygraph.web.rendering import render
from treatygraph.web.search_asked import (
    Asked,
    address_of,
    asked_here,
    check_page,
    pages_of,
    title_of,
)
from treatygraph.web.search_told import (
    facets_of,
    marked,
    removals_of,
    row_of,
    sheet_of,
    told_of,
)
from treatygraph.web.sheets import written
from treatygraph.web.site import site
from treatygraph.web.wayfinding import variants

blueprint = Blueprint("search", __name__)

FOUND = Representation("json", "application/json", "json")
FORMATS = (HTML, CSV, FOUND)

PROPERTIES = {
    "skos:prefLabel": "Name", "rdfs:label": "Name", "foaf:name": "Name", "dcterms:title": "Title",
    "skos:altLabel": "Also called", "skos:hiddenLabel": "Also called", "tg:action": "Action",
    "tg:statement": "Says", "tg:condition": "Condition", "tg:exception": "Except if",
    "skos:definition": "Definition", "skos:scopeNote": "Note", "rdfs:comment": "Comment",
    "dcterms:description": "Description",
}  # fmt: skip
"""What a text is called before an excerpt of it."""


@blueprint.get("/search", defaults={"suffix": None})
@blueprint.get("/search.<suffix>")
def search_page(suffix: str | None) -> Response:
    """What is found by words and facets; without either, a form."""
    asked = asked_here()
    document = asked_document("search", FORMATS, suffix, asked.address(asked.page))
    results = site().release.search.search(
        asked.question, asked.chosen, first=(asked.page - 1) * asked.size, size=asked.size
    )
    check_page(asked, results)
    format_ = document.choose(suffix)
    response = document.send(_body(asked, results, document, format_), format_)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _body(
    asked: Asked, results: Results, document: AskedDocument, format_: Representation
) -> bytes:
    if format_ is FOUND:
        return (json.dumps(told_of(asked, results), ensure_ascii=False, indent=1) + "\n").encode()
    if format_ is CSV:
        return written(sheet_of(asked, results), CSV)
    page = render(
        "search.html", searching=True, asked=asked, results=results, canonical=document.iri,
        title=title_of(asked),
        rows=[row_of(hit) for hit in results.hits], facets=list(facets_of(asked, results)),
        removals=list(removals_of(asked)), pages=pages_of(asked, results), longest=LONGEST,
        first=(asked.page - 1) * asked.size + 1, formats=variants(document), marked=marked,
        to=lambda page: address_of(asked.address(page)), meant=_meant(results),
        words_alone=address_of([("q", asked.question.text)]), PROPERTIES=PROPERTIES,
    )  # fmt: skip
    return page.encode("utf-8")


def _meant(results: Results) -> tuple[str, str] | None:
    """The question as it may have been meant, and its address."""
    return (results.meant, address_of([("q", results.meant)])) if results.meant else None
