"""Acts and events on a timeline: a form, a picture, and the rows as a table."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import partial

from flask import Blueprint, Response
from markupsafe import Markup

from treatygraph.describe.choices import actor_key
from treatygraph.describe.timeline import (
    QUERY,
    Moment,
    Moments,
    Period,
    kind_named,
    kinds_there_are,
    moments,
)
from treatygraph.negotiation import CSV, HTML, Representation
from treatygraph.web.asking import (
    AskedDocument,
    asked_actor,
    asked_agreement,
    asked_document,
    in_a_sentence,
    parameter,
)
from treatygraph.web.cited import cited_table
from treatygraph.web.drawing import Frame
from treatygraph.web.elements import plain_date
from treatygraph.web.offered import agreements_offered
from treatygraph.web.picture import SVG
from treatygraph.web.refusals import BadRequest
from treatygraph.web.rendering import render
from treatygraph.web.sentences import when
from treatygraph.web.sheets import JSON, XLSX, Sheet, workbooks, written
from treatygraph.web.site import site
from treatygraph.web.timeline_of import MOST_DRAWN, description
from treatygraph.web.timeline_picture import SORT_WORDS, timeline_picture
from treatygraph.web.wayfinding import variants

blueprint = Blueprint("timeline", __name__)

FORMATS = (HTML, CSV, JSON, XLSX, SVG)
COLUMNS = (
    "earliest", "latest", "date", "what", "kind", "sort", "who", "agreement", "confidence",
    "evidence", "iri", "agreement_iris", "who_iris", "evidence_iris",
)  # fmt: skip

MOST_WRITTEN = 20_000
"""Acts and events of which a file is written for a request: each is looked up."""

WIDTH = 1120
"""Of the picture."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A period with the words in which its ends were given: a year, a month or a day."""

    period: Period
    start: str
    end: str

    def address(self) -> list[tuple[str, str]]:
        """The parameters that ask it."""
        reader, period = site().reader, self.period
        actor = actor_key(reader, period.actor) if period.actor else ""
        keys = [reader.link(iri).key if iri else "" for iri in (period.agreement, period.kind)]
        return [("actor", actor), ("agreement", keys[0]), ("kind", keys[1]),
                ("from", self.start), ("until", self.end)]  # fmt: skip


@blueprint.get("/timeline", defaults={"suffix": None})
@blueprint.get("/timeline.<suffix>")
def timeline_page(suffix: str | None) -> Response:
    """What happened when, narrowed by what the address asks."""
    asked = _asked()
    document = asked_document("timeline", FORMATS, suffix, asked.address())
    format_ = document.choose(suffix)
    return document.send(_body(asked, document, format_), format_)


def _asked() -> Asked:
    """What is asked. Raises BadRequest for what nobody can answer."""
    start, end = parameter("from"), parameter("until")
    first, last = _day("from", start, last=False), _day("until", end, last=True)
    if first and last and first > last:
        raise BadRequest(400, f"“from” ({start}) lies after “until” ({end})")
    period = Period(asked_actor("actor"), asked_agreement("agreement"), _kind(), first, last)
    return Asked(period, start, end)


def _day(name: str, given: str, *, last: bool) -> date | None:
    """The first or last day of a year, month or day. Raises BadRequest for anything else."""
    if not given:
        return None
    parts = given.split("-")
    try:
        if [len(part) for part in parts] not in ([4], [4, 2], [4, 2, 2]) or not given.isascii():
            raise ValueError
        numbers = [int(part) for part in parts]
        year, month = numbers[0], numbers[1] if len(numbers) > 1 else 12 if last else 1
        day = monthrange(year, month)[1] if last else 1
        return date(year, month, numbers[2] if len(numbers) > 2 else day)
    except ValueError:
        raise BadRequest(400, f"“{name}” is no day, month or year: write 2025-10-03, 2025-10 or "
                         f"2025, not “{given}”") from None  # fmt: skip


def _kind() -> str | None:
    given = parameter("kind")
    found = kind_named(site().reader, given) if given else None
    if given and not found:
        raise BadRequest(404, f"no kind of act or event is called “{given}” in this release: the "
                         "form on the page lists them")  # fmt: skip
    return found


def _body(asked: Asked, document: AskedDocument, format_: Representation) -> bytes:
    found = moments(site().reader, asked.period)
    if found is None:
        raise BadRequest(404, f"this release carries no query {QUERY}, which finds what happened")
    shown = found[-MOST_DRAWN:]
    if format_ is SVG:
        if not shown:
            raise BadRequest(404, "no act or event fits what is asked, so there is nothing to draw")
        return _drawn(asked, document, shown, file=True).encode("utf-8")
    if format_ is not HTML:
        _check_size(found)
        return written(_sheet(asked, found), format_)
    picture = _drawn(asked, document, shown, file=False) if shown else None
    return _page(asked, document, found, shown, picture).encode("utf-8")


def _check_size(found: Moments) -> None:
    """Raises BadRequest (406) where a file would have more rows than are written."""
    if len(found) > MOST_WRITTEN:
        raise BadRequest(406, f"these are {len(found):,} acts and events, and a file of at most "
                         f"{MOST_WRITTEN:,} is written: narrow them by agreement, actor, kind or "
                         f"period, or ask the query {QUERY} at /sparql")  # fmt: skip


def _drawn(
    asked: Asked, document: AskedDocument, shown: tuple[Moment, ...], *, file: bool
) -> Markup:
    frame = Frame(_title(asked), description(shown), document.iri, WIDTH,
                  str if file else site().urls.href, file)  # fmt: skip
    return timeline_picture(frame, shown)


def _page(
    asked: Asked, document: AskedDocument, found: Moments, shown: tuple[Moment, ...],
    picture: Markup | None,
) -> str:  # fmt: skip
    reader, query = site().reader, asked.period.put(site().release.queries[QUERY])
    return render(
        "timeline.html", asked=dict(asked.address()), total=len(found), shown=shown,
        picture=picture, most_written=MOST_WRITTEN,
        actors=site().actors, offered=agreements_offered(), when=when,
        kinds=kinds_there_are(reader),
        sorts=SORT_WORDS, title=_title(asked), canonical=document.iri, formats=variants(document),
        workbooks=workbooks(), queries=[(query, "The SPARQL query that finds this")],
        cited=cited_table(query, len(found), partial(_sheet, asked, found)),
    )  # fmt: skip


def _title(asked: Asked) -> str:
    """What is shown, for tables and citations."""
    reader, period = site().reader, asked.period
    kind = in_a_sentence(reader.link(period.kind).label) if period.kind else ""
    parts = [f"Timeline of acts and events{f' of the kind {kind}' if kind else ''}"]
    named = [reader.link(iri).label.value for iri in (period.agreement, period.actor) if iri]
    parts += [": ", ", ".join(named)] if named else []
    parts += [f", from {_words(asked.start)}"] if asked.start else []
    parts += [f", until {_words(asked.end)}"] if asked.end else []
    return "".join(parts)


def _words(day: str) -> str:
    return plain_date(day)


def _sheet(asked: Asked, found: Moments) -> Sheet:
    about = {name: value for name, value in asked.address() if value}
    return Sheet(_title(asked), COLUMNS, [_row(moment) for moment in found], about)


def _row(moment: Moment) -> tuple[str, ...]:
    line = moment.line
    return (
        str(moment.first or ""), str(moment.last or ""), line.date or "", str(line.link.label),
        "; ".join(str(kind.label) for kind in line.kinds), SORT_WORDS[moment.sort],
        "; ".join(str(actor.label) for actor in moment.actors),
        "; ".join(str(agreement.label) for agreement in moment.agreements), line.confidence,
        "; ".join(f"{e.source.label}, {e.locator}" for e in line.evidence), line.link.iri,
        " ".join(agreement.iri for agreement in moment.agreements),
        " ".join(actor.iri for actor in moment.actors),
        " ".join(e.passage.iri for e in line.evidence),
    )  # fmt: skip
