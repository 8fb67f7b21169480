"""What is known of each agreement, and what is open: a page, and its counts as a table."""

from __future__ import annotations

from flask import Blueprint, Response

from treatygraph.describe import Link
from treatygraph.describe.coverage import CONFIDENCES, Coverage, coverage
from treatygraph.describe.parts import Part
from treatygraph.negotiation import HTML
from treatygraph.web.asking import AskedDocument, asked_document
from treatygraph.web.cited import Cited, cited_sheet
from treatygraph.web.paging import page_asked, part_asked
from treatygraph.web.rendering import render
from treatygraph.web.sheets import SHEET_FORMATS, Sheet, workbooks, written
from treatygraph.web.site import site
from treatygraph.web.wayfinding import variants

blueprint = Blueprint("coverage", __name__)

PER_PAGE = 50
"""Agreements on a page: each opens all that is counted of it."""

COLUMNS = (
    "agreement", "articles_attested", "articles_in_text", "other_parts",
    *(f"norms_{name}" for name in CONFIDENCES), "norms_without_article", "disagreements",
    "open_questions", "agreement_iri",
)  # fmt: skip


@blueprint.get("/coverage", defaults={"suffix": None})
@blueprint.get("/coverage.<suffix>")
def coverage_page(suffix: str | None) -> Response:
    """What is known of each agreement, and what is open."""
    page_asked()  # in every format a number that is none is refused
    document = asked_document("coverage", SHEET_FORMATS, suffix, ())
    format_ = document.choose(suffix)
    body = _page(document) if format_ is HTML else written(_sheet(), format_)
    return document.send(body, format_)


def _page(document: AskedDocument) -> str:
    """A page; where it tells all, its citation has the hash of the table."""
    part = part_asked(site().listed("Agreement"), PER_PAGE)
    rows = coverage(site().reader, part.items)
    return render("coverage.html", rows=rows, part=part, canonical=document.iri,
                  cited=_cited(part), address=document.path,
                  formats=variants(document), workbooks=workbooks())  # fmt: skip


def _cited(part: Part[Link]) -> Cited:
    if not part.is_whole:
        return Cited(why_not="this page tells a part of the table")
    return cited_sheet(None, _sheet())


def _sheet() -> Sheet:
    rows = coverage(site().reader, site().listed("Agreement"))
    return Sheet("Coverage", COLUMNS, [_row(row) for row in rows], {})


def _row(row: Coverage) -> tuple[str, ...]:
    """How much there is of each; nothing where it is not recorded."""
    of_text = "" if row.article_count is None else str(row.article_count)
    norms = (len(norms) for _, norms in row.norms)
    counts = (*norms, len(row.unplaced), len(row.disagreements), len(row.open_questions))
    return (str(row.agreement.label), str(len(row.articles)), of_text, str(len(row.parts)),
            *map(str, counts), row.agreement.iri)  # fmt: skip
