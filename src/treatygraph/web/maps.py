"""A map of who takes part in agreements: a chooser, a picture, and the rows as a table."""

from __future__ import annotations

from flask import Blueprint, Response, request
from markupsafe import Markup

from treatygraph.describe.participants import (
    MOST,
    QUERY,
    Participants,
    Participation,
    Question,
    most_joined,
    participants,
)
from treatygraph.negotiation import CSV, HTML, Representation
from treatygraph.web.asking import (
    AskedDocument,
    agreement_called,
    asked_day,
    asked_document,
    question_mark,
)
from treatygraph.web.cited import cited_sheet
from treatygraph.web.drawing import Frame
from treatygraph.web.elements import count, plain_date
from treatygraph.web.map_picture import NO_BORDER, map_picture, on_the_map
from treatygraph.web.offered import agreements_offered
from treatygraph.web.picture import SVG
from treatygraph.web.refusals import BadRequest
from treatygraph.web.rendering import render
from treatygraph.web.sentences import dated_act, listed
from treatygraph.web.sheets import JSON, XLSX, Sheet, workbooks, written
from treatygraph.web.site import site, today
from treatygraph.web.wayfinding import variants

blueprint = Blueprint("maps", __name__)

FORMATS = (HTML, CSV, JSON, XLSX, SVG)
COLUMNS = (
    "agreement", "participant", "participant_is", "status", "why", "since", "until", "acts",
    "confidence", "evidence", "agreement_iri", "participant_iri", "participation_iri",
    "evidence_iris",
)  # fmt: skip
WIDTH = 1120


@blueprint.get("/map", defaults={"suffix": None})
@blueprint.get("/map.<suffix>")
def map_page(suffix: str | None) -> Response:
    """Who takes part in one to six agreements, on a day; without one, a page to choose on."""
    question = Question(_agreements(), asked_day("on", today()))
    if not question.agreements:
        return _chooser(question, suffix)
    document = asked_document("map", FORMATS, suffix, _address(question))
    format_ = document.choose(suffix)
    return document.send(_body(question, document, format_), format_)


def _agreements() -> tuple[str, ...]:
    """The agreements named, each once, in order; from a list, or from boxes that were ticked."""
    given = ",".join(request.args.getlist("agreements")).split(",")
    keys = dict.fromkeys(key for key in map(str.strip, given) if key)
    if len(keys) > MOST:
        raise BadRequest(400, f"a map has at most {MOST} agreements; these are {len(keys)}")
    return tuple(map(agreement_called, keys))


def _address(question: Question) -> list[tuple[str, str]]:
    """The parameters of a question, the day always among them."""
    keys = [site().reader.link(iri).key for iri in question.agreements]
    return [("agreements", ",".join(keys)), ("on", question.on.isoformat())]


def _chooser(question: Question, suffix: str | None) -> Response:
    """The page to choose on. Raises BadRequest where a table or a picture was asked for."""
    if suffix not in (None, "html"):
        raise BadRequest(400, "name an agreement, as in agreements=ru-ir-2025")
    document = asked_document("map", (HTML,), suffix, ())
    format_ = document.choose(suffix)
    shown = [(question_mark([("agreements", one.key)]), one) for one in most_joined(site().reader)]
    page = render("map_form.html", examples=shown, canonical=document.iri, **_choices(question))
    return document.send(page, format_)


def _choices(question: Question) -> dict[str, object]:
    chosen = question.agreements
    return {"offered": agreements_offered(chosen), "most": MOST, "chosen": chosen,
            "day": question.on.isoformat()}  # fmt: skip


def _body(question: Question, document: AskedDocument, format_: Representation) -> bytes:
    found = participants(site().reader, question)
    if found is None:
        raise BadRequest(404, f"this release carries no query {QUERY}, which says who takes part")
    if format_ is SVG:
        return _drawn(found, document, file=True).encode("utf-8")
    if format_ is not HTML:
        return written(_sheet(found), format_)
    return _page(found, document).encode("utf-8")


def _drawn(found: Participants, document: AskedDocument, *, file: bool) -> Markup:
    shown, absent = on_the_map(found)
    told = (f"{count(len(shown), 'State')} on a map, each with a sign for whether the agreement is "
            f"in force for it; {count(len(absent), 'participant')} without a place on it. A table "
            f"tells the same. {NO_BORDER}")  # fmt: skip
    href = str if file else site().urls.href
    return map_picture(Frame(_title(found), told, document.iri, WIDTH, href, file), found)


def _page(found: Participants, document: AskedDocument) -> str:
    query = found.question.put(site().release.queries[QUERY])
    return render(
        "map.html", found=found, picture=_drawn(found, document, file=False), title=_title(found),
        canonical=document.iri, formats=variants(document),
        workbooks=workbooks(), queries=[(query, "The SPARQL query that finds this")],
        cited=cited_sheet(query, _sheet(found)), **_choices(found.question),
    )  # fmt: skip


def _title(found: Participants) -> str:
    names = listed([one.link.label.value for one in found.agreements])
    return f"Who takes part: {names}, on {plain_date(found.question.on.isoformat())}"


def _sheet(found: Participants) -> Sheet:
    rows = [_row(one) for one in found.all]
    return Sheet(_title(found), COLUMNS, rows, dict(_address(found.question)))


def _row(one: Participation) -> tuple[str, ...]:
    return (
        str(one.agreement.label), str(one.actor.label), one.actor.cls, one.status, one.why,
        one.since or "", one.until or "", "; ".join(map(dated_act, one.acts)), one.confidence,
        "; ".join(f"{e.source.label}, {e.locator}" for e in one.evidence), one.agreement.iri,
        one.actor.iri, one.link.iri, " ".join(e.passage.iri for e in one.evidence),
    )  # fmt: skip
