"""What is known of each agreement, and what is open: a page, and its counts as a table."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response

from treatygraph.describe.coverage import CONFIDENCES, Coverage, coverage
from treatygraph.negotiation import HTML
from treatygraph.web.asking import AskedDocument, asked_document
from treatygraph.web.cited import cited_sheet
from treatygraph.web.rendering import render
from treatygraph.web.sheets import SHEET_FORMATS, Sheet, workbooks, written
from treatygraph.web.site import site
from treatygraph.web.wayfinding import variants

blueprint = Blueprint("coverage", __name__)

COLUMNS = (
    "agreement", "articles_attested", "articles_in_text", "other_parts",
    *(f"norms_{name}" for name in CONFIDENCES), "norms_without_article", "disagreements",
    "open_questions", "agreement_iri",
)  # fmt: skip


@blueprint.get("/coverage", defaults={"suffix": None})
@blueprint.get("/coverage.<suffix>")
def coverage_page(suffix: str | None) -> Response:
    """What is known of each agreement, and what is open."""
    document = asked_document("coverage", SHEET_FORMATS, suffix, ())
    format_ = document.choose(suffix)
    rows = coverage(site().reader)
    sheet = Sheet("Coverage", COLUMNS, [_row(row) for row in rows], {})
    body = _page(rows, sheet, document) if format_ is HTML else written(sheet, format_)
    return document.send(body, format_)


def _page(rows: Sequence[Coverage], sheet: Sheet, document: AskedDocument) -> str:
    cited = cited_sheet(None, sheet)
    return render("coverage.html", rows=rows, cited=cited, canonical=document.iri,
                  formats=variants(document), workbooks=workbooks())  # fmt: skip


def _row(row: Coverage) -> tuple[str, ...]:
    """How much there is of each; nothing where it is not recorded."""
    of_text = "" if row.article_count is None else str(row.article_count)
    norms = (len(norms) for _, norms in row.norms)
    counts = (*norms, len(row.unplaced), len(row.disagreements), len(row.open_questions))
    return (str(row.agreement.label), str(len(row.articles)), of_text, str(len(row.parts)),
            *map(str, counts), row.agreement.iri)  # fmt: skip
