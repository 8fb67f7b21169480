"""The network of actors, instruments and initiatives: a form, a picture, the links as a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

from flask import Blueprint, Response
from markupsafe import Markup

from treatygraph.describe import Link, Reader
from treatygraph.describe.choices import ACTOR_KINDS, Grouped, actor_key, actor_named
from treatygraph.describe.network import (
    INSTRUMENTS,
    MOST_STEPS,
    QUERY,
    RELATIONS,
    Grounds,
    Network,
    Question,
    Tie,
    agreement_types,
    grounds_of,
    most_linked,
    network,
    things,
    with_status,
)
from treatygraph.describe.parts import Part, part_of
from treatygraph.namespaces import expand
from treatygraph.negotiation import CSV, HTML, Representation
from treatygraph.web.asking import (
    AskedDocument,
    asked_document,
    asked_topic,
    in_a_sentence,
    parameter,
    question_mark,
)
from treatygraph.web.cited import cited_table
from treatygraph.web.drawing import Frame
from treatygraph.web.elements import count
from treatygraph.web.network_picture import network_picture, network_width
from treatygraph.web.offered import MOST_OFFERED
from treatygraph.web.paging import page_asked, part_asked
from treatygraph.web.picture import SVG
from treatygraph.web.refusals import BadRequest
from treatygraph.web.rendering import render
from treatygraph.web.sentences import STATUS_SIGNS
from treatygraph.web.sheets import JSON, XLSX, Sheet, workbooks, written
from treatygraph.web.site import site, today
from treatygraph.web.wayfinding import variants

blueprint = Blueprint("network", __name__)

FORMATS = (HTML, CSV, JSON, XLSX, SVG)
COLUMNS = (
    "one", "one_is", "relation", "other", "other_is", "through", "evidence", "one_iri",
    "relation_iri", "other_iri", "through_iris", "evidence_iris",
)  # fmt: skip

MOST_DRAWN = 160
"""Things that a picture has; of more, those with the most links."""

MOST_LINES = 1_000
"""Links that a picture has; where they are more, fewer things are drawn."""

PER_PAGE = 400
"""Links that the table of a page tells."""

MOST_WRITTEN = 20_000
"""Links of which a file is written for a request: what each rests on is looked up."""

CENTRES = {"Agreement": ("agreement", "Instruments"), "Initiative": ("initiative", "Initiatives"),
           "System": ("system", "Systems")}  # fmt: skip
"""What the network can be centred on besides actors: the kind in IRIs, and a heading."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the words that ask it."""

    question: Question

    def address(self) -> list[tuple[str, str]]:
        """The parameters; steps only where there is a centre to count them from."""
        reader, asked = site().reader, self.question
        keys = [reader.link(iri).key if iri else "" for iri in (asked.kind, asked.topic)]
        centre = centre_key(reader, reader.link(asked.centre)) if asked.centre else ""
        return [("of", centre), ("steps", str(asked.steps) if centre else ""), ("kind", keys[0]),
                ("topic", keys[1]), ("status", asked.status or ""),
                ("relation", asked.relation or "")]  # fmt: skip

    def centred(self, link: Link) -> str:
        """What asks the same around another centre."""
        moved = Asked(replace(self.question, centre=link.iri))
        return question_mark(moved.address())


@blueprint.get("/network", defaults={"suffix": None})
@blueprint.get("/network.<suffix>")
def network_page(suffix: str | None) -> Response:
    """How things hang together, narrowed by what the address asks."""
    page_asked()  # in every format a number that is none is refused
    asked = _asked()
    document = asked_document("network", FORMATS, suffix, asked.address())
    format_ = document.choose(suffix)
    return document.send(_body(asked, document, format_), format_)


def _asked() -> Asked:
    """What is asked. Raises BadRequest for what nobody can answer."""
    return Asked(Question(
        today(), _kind(), asked_topic("topic"), _one_of("status", STATUS_SIGNS),
        _one_of("relation", RELATIONS), _centre(), _steps(),
    ))  # fmt: skip


def _one_of(name: str, known: Iterable[str]) -> str | None:
    given = parameter(name)
    if given and given not in known:
        raise BadRequest(400, f"“{name}” is one of {', '.join(known)}, not “{given}”")
    return given or None


def _kind() -> str | None:
    given = parameter("kind")
    iri = site().reader.base.thing("agreement-type", given)
    if given and site().reader.cls(iri) != "Concept":
        raise BadRequest(404, f"no kind of agreement is called “{given}” in this release: the form "
                         "on the page lists them")  # fmt: skip
    return iri if given else None


def _centre() -> str | None:
    """The thing in the middle. Raises BadRequest (404) for one that there is not."""
    given = parameter("of")
    if not given:
        return None
    reader = site().reader
    kind, _, key = given.partition("/")
    iri = reader.base.thing(kind, key) if key else ""
    held = {kind: cls for cls, (kind, _) in CENTRES.items()}
    found = iri if kind in held and reader.cls(iri) == held[kind] else actor_named(reader, given)
    if found is None:
        raise BadRequest(404, f"nothing is called “{given}” in this network: a State is named by "
                         "its three letters, such as IRN, all else by kind and key, such as "
                         "agreement/ru-ir-2025")  # fmt: skip
    return found


def _steps() -> int:
    given = parameter("steps") or "1"
    if given not in map(str, range(1, MOST_STEPS + 1)):
        raise BadRequest(400, f"“steps” is a number from 1 to {MOST_STEPS}, not “{given}”")
    return int(given)


def centre_key(reader: Reader, link: Link) -> str:
    """What a thing is called as the centre."""
    if link.cls in CENTRES:
        return f"{CENTRES[link.cls][0]}/{link.key}"
    return actor_key(reader, link.iri)


def _body(asked: Asked, document: AskedDocument, format_: Representation) -> bytes:
    found = network(site().reader, asked.question)
    if found is None:
        raise BadRequest(404, f"this release carries no query {QUERY} or none {INSTRUMENTS}, which "
                         "say what hangs together")  # fmt: skip
    if format_ is SVG:
        if not found.nodes:
            raise BadRequest(404, "nothing fits what is asked, so there is nothing to draw")
        return _drawn(asked, document, _shown(found), file=True).encode("utf-8")
    if format_ is not HTML:
        _check_size(found)
        return written(_sheet(asked, found), format_)
    return _page(asked, document, found).encode("utf-8")


def _check_size(found: Network) -> None:
    """Raises BadRequest (406) where a file would have more links than are written."""
    if len(found.ties) > MOST_WRITTEN:
        raise BadRequest(406, f"these are {len(found.ties):,} links, and a file of at most "
                         f"{MOST_WRITTEN:,} is written: narrow them by what is in the middle, "
                         f"kind, topic or relation, or ask {QUERY} at /sparql")  # fmt: skip


def _shown(found: Network) -> Network:
    """What a picture has of it: so many things that their links can still be told apart."""
    shown = most_linked(found, MOST_DRAWN)
    while len(shown.ties) > MOST_LINES:
        shown = most_linked(shown, len(shown.nodes) * 3 // 4)
    return with_status(site().reader, shown)


def _drawn(asked: Asked, document: AskedDocument, shown: Network, *, file: bool) -> Markup:
    told = (f"{count(len(shown.nodes), 'name')} in columns, with {count(len(shown.ties), 'line')} "
            "between them. A table tells the same.")  # fmt: skip
    page = f"{site().release.base.root}network" if file else site().urls.path("/network")
    href = str if file else site().urls.href
    frame = Frame(_title(asked), told, document.iri, network_width(shown), href, file)
    return network_picture(frame, shown, lambda link: f"{page}{asked.centred(link)}")


def _page(asked: Asked, document: AskedDocument, found: Network) -> str:
    queries, question, shown = site().release.queries, asked.question, _shown(found)
    return render(
        "network.html", found=found, drawn=len(shown.nodes),
        told=_told(found), apart=part_of(found.apart, _itself), address=document.path,
        query_string=question_mark(document.asked),
        asked=dict(asked.address()), centres=_centres(question.centre), topics=site().topics,
        kinds=agreement_types(site().reader), statuses=STATUS_SIGNS, relations=RELATIONS,
        picture=_drawn(asked, document, shown, file=False) if found.nodes else None,
        title=_title(asked), canonical=document.iri, formats=variants(document),
        workbooks=workbooks(), most_steps=MOST_STEPS,
        centred=lambda link: f"{site().urls.path('/network')}{asked.centred(link)}",
        cited=cited_table(question.put(queries[QUERY]), len(found.ties),
                          partial(_sheet, asked, found)),
        queries=[(question.put(queries[QUERY]), "The SPARQL query that finds the links"),
                 (question.put_instruments(queries[INSTRUMENTS]), "and the instruments")],
    )  # fmt: skip


def _told(found: Network) -> Part[tuple[Tie, Grounds]]:
    """The links of the page that is asked for, with what they rest on."""
    part = part_asked(found.ties, PER_PAGE)
    return Part(tuple(map(_grounded, part.items)), part.first, part.total, part.size)


def _grounded(tie: Tie) -> tuple[Tie, Grounds]:
    return tie, grounds_of(site().reader, tie)


def _itself(link: Link) -> Link:
    return link


def _centres(chosen: str | None) -> Grouped:
    """What the network can be centred on, by class and name; of too many instruments that alone
    which was chosen: the page of each leads to the network around it."""
    reader = site().reader
    found = things(reader)
    instruments = sum(link.cls == "Agreement" for link in found)
    if instruments > MOST_OFFERED:
        found = [link for link in found if link.cls != "Agreement" or link.iri == chosen]
    heads = {cls: heading for cls, (_, heading) in [*ACTOR_KINDS.items(), *CENTRES.items()]}
    keyed = [(centre_key(reader, link), link) for link in found]
    groups = ((heading, tuple(one for one in keyed if one[1].cls == cls))
              for cls, heading in heads.items())  # fmt: skip
    return tuple(group for group in groups if group[1])


def _title(asked: Asked) -> str:
    """What is shown, for tables and citations."""
    reader, question = site().reader, asked.question
    steps = ("one step", "two steps", "three steps")[question.steps - 1]
    parts = ["Network of actors, instruments and initiatives"]
    if question.centre:
        parts = [f"{reader.link(question.centre).label.value} and what is {steps} away"]
    parts += [
        in_a_sentence(reader.link(iri).label) for iri in (question.kind, question.topic) if iri
    ]
    parts += [question.status] if question.status else []
    parts += [RELATIONS[question.relation]] if question.relation else []
    return ", ".join(parts)


def _sheet(asked: Asked, found: Network) -> Sheet:
    about = {name: value for name, value in asked.address() if value}
    return Sheet(_title(asked), COLUMNS, [_row(*_grounded(tie)) for tie in found.ties], about)


def _row(tie: Tie, grounds: Grounds) -> tuple[str, ...]:
    return (
        str(tie.one.label), tie.one.cls, tie.words, str(tie.other.label), tie.other.cls,
        "; ".join(str(link.label) for link in grounds.through),
        "; ".join(f"{e.source.label}, {e.locator}" for e in grounds.evidence), tie.one.iri,
        expand(f"tg:{tie.relation}"), tie.other.iri,
        " ".join(link.iri for link in grounds.through),
        " ".join(e.passage.iri for e in grounds.evidence),
    )  # fmt: skip
