"""Where sources contradict each other or the text: a list with filters, and as a table."""

from __future__ import annotations

from flask import Blueprint, Response

from treatygraph.describe.disagreement import Side
from treatygraph.describe.disagreements import (
    FACETS,
    QUERY,
    Disagreements,
    Listed,
    Narrowing,
    disagreements,
)
from treatygraph.negotiation import HTML, Representation
from treatygraph.web.asking import AskedDocument, asked_document, parameter
from treatygraph.web.cited import cited_sheet
from treatygraph.web.refusals import BadRequest
from treatygraph.web.rendering import render
from treatygraph.web.sheets import SHEET_FORMATS, Sheet, workbooks, written
from treatygraph.web.site import site
from treatygraph.web.wayfinding import variants

blueprint = Blueprint("disagreements", __name__)

_KINDS = {"kind": "disagreement-type", "source": "source", "agreement": "agreement",
          "confidence": "confidence"}  # fmt: skip
_CLASSES = {"kind": "Concept", "source": "Source", "agreement": "Agreement",
            "confidence": "Concept"}  # fmt: skip
COLUMNS = (
    "disagreement", "kind", "confidence", "judgement", "side", "side_is", "voice", "says",
    "source", "locator", "likelihood", "asserts", "disagreement_iri", "side_iri", "passage_iri",
    "evidence_iris",
)  # fmt: skip


@blueprint.get("/disagreements", defaults={"suffix": None})
@blueprint.get("/disagreements.<suffix>")
def disagreements_page(suffix: str | None) -> Response:
    """The disagreements that curators found, narrowed by what the address asks."""
    keys = {facet: parameter(facet) for facet in FACETS}
    narrowing = Narrowing(**{facet: _named(facet, key) for facet, key in keys.items()})
    document = asked_document("disagreements", SHEET_FORMATS, suffix, keys.items())
    format_ = document.choose(suffix)
    return document.send(_body(narrowing, document, format_), format_)


def _named(facet: str, key: str) -> str | None:
    """The thing that a facet is set to. Raises BadRequest (404) where there is none."""
    if not key:
        return None
    iri = site().reader.base.thing(_KINDS[facet], key)
    if site().reader.cls(iri) != _CLASSES[facet]:
        raise BadRequest(404, f"no {facet} is called “{key}” in this release: the form on the page "
                         "lists those that disagreements have")  # fmt: skip
    return iri


def _body(narrowing: Narrowing, document: AskedDocument, format_: Representation) -> bytes:
    found = disagreements(site().reader, narrowing)
    if format_ is not HTML:
        return written(_sheet(found, document), format_)
    query, sheet = site().release.queries.get(QUERY), _sheet(found, document)
    asked = narrowing.put(query) if query else None
    page = render(
        "disagreements.html", found=found, asked=dict(document.asked), title=_title(found),
        canonical=document.iri, formats=variants(document), workbooks=workbooks(),
        cited=cited_sheet(asked, sheet),
        queries=[(narrowing.put(query), "The SPARQL query that finds this")] if query else [],
    )  # fmt: skip
    return page.encode("utf-8")


def _title(found: Disagreements) -> str:
    """What is listed, for tables and citations."""
    chosen = [getattr(found.narrowing, facet) for facet in FACETS]
    named = [site().reader.link(iri).label.value for iri in chosen if iri]
    return "Disagreements" + (f": {', '.join(named)}" if named else "")


def _sheet(found: Disagreements, document: AskedDocument) -> Sheet:
    rows = [_row(one, side) for one in found.listed for side in one.view.sides]
    return Sheet(_title(found), COLUMNS, rows, dict(document.asked))


def _row(one: Listed, side: Side) -> tuple[str, ...]:
    view, claim = one.view, side.claim
    kinds = "; ".join(str(kind.label) for kind in view.kinds)
    passage = claim.passage if claim else None
    says = claim.statement if claim else side.norm.action if side.norm else None
    return (
        str(one.link.label), kinds, view.confidence, "; ".join(map(str, view.judgement)),
        str(side.link.label), side.link.cls,
        "; ".join(str(voice.label) for voice in claim.voices) if claim else "",
        str(says or side.link.label), str(passage.source.label) if passage else "",
        passage.locator if passage else "", claim.likelihood if claim else "", _asserts(side),
        one.link.iri, side.link.iri, passage.passage.iri if passage else "",
        " ".join(item.passage.iri for item in view.evidence),
    )  # fmt: skip


def _asserts(side: Side) -> str:
    """The one fact that a claim asserts or denies, in words."""
    if side.asserted is None:
        return ""
    subject, property_, value = side.asserted
    said = value.link.label if value.link else value.text
    return f"{'denies' if side.denied else 'asserts'}: {subject.label} {property_.label} {said}"
