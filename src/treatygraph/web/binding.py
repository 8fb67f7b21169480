"""What binds an actor on a day: a form, a page, and the rows as a table."""

from __future__ import annotations

from flask import Blueprint, Response

from treatygraph.describe.binding import (
    QUERY,
    STANDINGS,
    Binding,
    BoundNorm,
    Bundle,
    Question,
    binding,
)
from treatygraph.describe.choices import actor_key, examples
from treatygraph.describe.norm import NormLine
from treatygraph.describe.status import statuses
from treatygraph.negotiation import HTML, Representation
from treatygraph.web.asking import (
    AskedDocument,
    asked_actor,
    asked_day,
    asked_document,
    asked_topic,
    in_a_sentence,
    question_mark,
)
from treatygraph.web.cited import cited_sheet
from treatygraph.web.elements import plain_date
from treatygraph.web.paging import page_asked, part_asked
from treatygraph.web.refusals import BadRequest
from treatygraph.web.rendering import render
from treatygraph.web.sentences import dated_act
from treatygraph.web.sheets import SHEET_FORMATS, Sheet, workbooks, written
from treatygraph.web.site import site, today
from treatygraph.web.wayfinding import variants

blueprint = Blueprint("binding", __name__)

GROUPS = (
    ("binds", "Binds", ("binds",)),
    ("open", "Unknown or disputed", ("disputed", "unknown")),
    ("loose", "Not binding in law", ("no duty", "not binding")),
    ("out", "Not in force on that day", ("not in force",)),
)
"""How a page groups standings: a fragment to link to, a heading, and what belongs there."""

COLUMNS = (
    "standing", "status", "why", "since", "until", "agreement", "article", "norm", "kind",
    "bearer", "action", "condition", "exception", "topics", "participation", "consent",
    "confidence", "evidence", "agreement_iri", "norm_iri", "participation_iri", "evidence_iris",
)  # fmt: skip


@blueprint.get("/binding", defaults={"suffix": None})
@blueprint.get("/binding.<suffix>")
def binding_page(suffix: str | None) -> Response:
    """What binds an actor on a day; without an actor, the form that asks for one."""
    page_asked()  # in every format a number that is none is refused
    question = _question()
    if question is None:
        return _form(suffix)
    document = asked_document("binding", SHEET_FORMATS, suffix, _address(question))
    format_ = document.choose(suffix)
    return document.send(_body(question, document, format_), format_)


def _question() -> Question | None:
    """What is asked, or None without an actor. Raises BadRequest for what nobody can answer."""
    actor, on, topic = asked_actor("actor"), asked_day("on", today()), asked_topic("topic")
    return Question(actor, on, topic) if actor else None


def _address(question: Question) -> list[tuple[str, str]]:
    """The parameters of a question, the day always among them."""
    topic = site().reader.link(question.topic).key if question.topic else ""
    return [("actor", actor_key(site().reader, question.actor)),
            ("on", question.on.isoformat()), ("topic", topic)]  # fmt: skip


def _form(suffix: str | None) -> Response:
    """The empty form. Raises BadRequest where a table was asked for: there are no rows."""
    document = asked_document("binding", (HTML,), suffix if suffix == "html" else None, ())
    if suffix not in (None, "html"):
        raise BadRequest(400, "name an actor, as in actor=IRN: without one there are no rows")
    format_ = document.choose(suffix)
    return document.send(_form_page(), format_)


def _form_page() -> str:
    reader = site().reader
    shown = [(question_mark([("actor", e.actor), ("on", e.on.isoformat())]), e)
             for e in examples(reader, today())]  # fmt: skip
    return render("binding_form.html", examples=shown, **_choices(None))


def _choices(question: Question | None) -> dict[str, object]:
    address = dict(_address(question)) if question else {}
    return {"actors": site().actors, "topics": site().topics, "asked": address,
            "day": (question.on if question else today()).isoformat()}  # fmt: skip


def _body(question: Question, document: AskedDocument, format_: Representation) -> bytes:
    reader = site().reader
    answer = binding(reader, question, STANDINGS)
    if answer is None:
        raise BadRequest(404, f"this release carries no query {QUERY}, which says what binds whom")
    if format_ is not HTML:
        return written(_sheet(answer), format_)
    return _page(answer, document).encode("utf-8")


def _page(whole: Binding, document: AskedDocument) -> str:
    """The page, and in it the citation of all rows, which it does not tell in full."""
    answer, sheet = whole.outlined(), _sheet(whole)
    query = answer.question.put(site().release.queries[QUERY])
    groups = [(key, heading, answer.of(*of), answer.count(*of)) for key, heading, of in GROUPS]
    silent = part_asked(answer.silent)
    return render(
        "binding.html", answer=answer, groups=groups, query=query, silent=silent,
        statuses=statuses(site().reader, answer.question.on, [one.iri for one in silent.items]),
        address=document.path, query_string=question_mark(document.asked), canonical=document.iri,
        formats=variants(document), workbooks=workbooks(), title=_title(answer),
        cited=cited_sheet(query, sheet), **_choices(answer.question),
    )  # fmt: skip


def _title(answer: Binding) -> str:
    day = plain_date(answer.question.on.isoformat())
    topic = f", on {in_a_sentence(answer.topic.label)}" if answer.topic else ""
    return f"What binds {answer.actor.label.value} on {day}{topic}"


def _sheet(answer: Binding) -> Sheet:
    asked = dict(_address(answer.question)) | {"actor_iri": answer.actor.iri}
    rows = [_row(bundle, norm) for bundle in answer.bundles for norm in bundle.norms]
    return Sheet(_title(answer), COLUMNS, rows, asked)


def _row(bundle: Bundle, bound: BoundNorm) -> tuple[str, ...]:
    line, reason = bound.line, bundle.reason
    assert line is not None
    consents = "; ".join(map(dated_act, reason.consents))
    participation = reason.participation
    return (
        bundle.standing, bundle.status.value, bundle.why, bundle.since or "", bundle.until or "",
        str(reason.agreement.label), str(bound.place.label), str(bound.link.label), bound.modality,
        *_words(line),
        str(participation.label) if participation else "", consents,
        line.confidence, "; ".join(f"{e.source.label}, {e.locator}" for e in line.evidence),
        reason.agreement.iri, bound.link.iri, participation.iri if participation else "",
        " ".join(e.passage.iri for e in line.evidence),
    )  # fmt: skip


def _words(line: NormLine) -> tuple[str, ...]:
    """Bearer, action, condition, exception and topics, each as one cell."""
    return (
        "; ".join(str(bearer.label) for bearer in line.bearers),
        str(line.action or ""),
        "; ".join(map(str, line.conditions)),
        "; ".join(map(str, line.exceptions)),
        "; ".join(str(topic.label) for topic in line.topics),
    )
