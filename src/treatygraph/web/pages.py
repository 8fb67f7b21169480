"""Pages that are not one thing's: the front page and the lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import TypeVar

from flask import Blueprint, Response

from treatygraph.describe import Value
from treatygraph.describe.agreement import agreement_view
from treatygraph.describe.overview import agreement_lines, counts, outline, source_lines
from treatygraph.describe.parts import Part
from treatygraph.describe.status import statuses
from treatygraph.negotiation import HTML, PAGE_FORMATS
from treatygraph.queries import QueryDocument
from treatygraph.web.paging import part_asked
from treatygraph.web.rendering import render
from treatygraph.web.responses import chosen, moved, respond
from treatygraph.web.sentences import heading
from treatygraph.web.site import Site, site, today

blueprint = Blueprint("pages", __name__)

T = TypeVar("T")

_FLAGSHIP = ("agreement", "ru-ir-2025")
_FRONT_TAG = "front-page"


@dataclass(frozen=True, slots=True)
class AnsweredQuery:
    """A question with its answer, as the front page shows it."""

    question: str
    name: str
    query: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value | None, ...], ...]


def _page(make: Callable[[], str]) -> Callable[[], Response]:
    """A view that gives a page. It raises NotAcceptable where the client takes none."""

    @wraps(make)
    def view() -> Response:
        chosen((HTML,))
        return respond(make(), HTML)

    return view


@blueprint.get("/")
def home() -> Response:
    """The front page; who wants RDF is led to the description of the dataset."""
    format_ = chosen(PAGE_FORMATS)
    if format_ is HTML:
        return respond(_front(), HTML, links=_service_links())
    return moved(site().urls.path("/.well-known/void"), 303, _service_links())


def _service_links() -> list[str]:
    """Where the service is described, for programs and for people (RFC 8631)."""
    service = site().urls.path("/openapi")
    return [f'<{service}.json>; rel="service-desc"; type="application/json"',
            f'<{service}.html>; rel="service-doc"; type="text/html"']  # fmt: skip


def _front() -> str:
    """What is in the graph, and three questions with their answers."""
    reader = site().reader
    flagship = reader.base.thing(*_FLAGSHIP)
    known = reader.exists(flagship)
    return render(
        "home.html",
        counts=counts(reader),
        examples=_front_questions(site()),
        agreement=agreement_view(reader, flagship) if known else None,
        agreement_link=reader.link(flagship) if known else None,
        outline=[] if site().release.curated else outline(reader),
    )


def _front_questions(site: Site) -> list[AnsweredQuery]:
    """The questions of the front page that this release answers; if it answers none, all of them.

    Shipped questions about a treaty that a collection does not hold are nobody's first look.
    """
    tagged = (query for query in site.release.queries.values() if _FRONT_TAG in query.tags)
    asked = [_answered(site, query) for query in tagged]
    return [question for question in asked if question.rows] or asked


def _answered(site: Site, query: QueryDocument) -> AnsweredQuery:
    """Run one of our own queries in this process."""
    found = site.release.store.select(query.text)
    rows = tuple(tuple(site.reader.value(term) if term is not None else None for term in row)
                 for row in found.rows)  # fmt: skip
    heads = tuple(map(heading, found.variables))
    return AnsweredQuery(query.summary, query.name, query.body, heads, rows)


@blueprint.get("/agreements")
@_page
def agreements() -> str:
    """All agreements, by the page."""
    reader = site().reader
    shown = part_asked(site().listed("Agreement"))
    known = statuses(reader, today(), [link.iri for link in shown.items])
    rows = [[line.link, line.concluded_on, line.in_force_from,
             known[line.link.iri].value if line.link.iri in known else None,
             line.participants, line.norms]
            for line in agreement_lines(reader, shown.items)]  # fmt: skip
    asked_of = "Status then" if site().memento else "Status today"
    columns = ("Agreement", "Concluded", "In force from", asked_of, "Participants", "Norms")
    return _list("Agreements", "Treaties, programmes and other instruments.", columns, shown, rows)


@blueprint.get("/actors")
@_page
def actors() -> str:
    """All actors, by class, by the page."""
    reader = site().reader
    found = [(link, kind) for cls, kind in _ACTORS for link in site().listed(cls)]
    shown = part_asked(found)
    rows = [[link, kind, len(reader.subjects("tg:attributedTo", link.iri))]
            for link, kind in shown.items]  # fmt: skip
    columns = ("Actor", "Kind", "Claims attributed")
    return _list("Actors", "Whoever can be party, bearer or speaker.", columns, shown, rows)


_ACTORS = (
    ("State", "State"),
    ("Organization", "Organization"),
    ("NonStateActor", "Non-state actor"),
    ("Person", "Person"),
)


@blueprint.get("/sources")
@_page
def sources() -> str:
    """All sources, by the page."""
    shown = part_asked(site().listed("Source"))
    rows = [[line.link, line.publisher, line.published, line.kinds, line.claims]
            for line in source_lines(site().reader, shown.items)]  # fmt: skip
    columns = ("Source", "Publisher", "Published", "Kind", "Claims")
    return _list("Sources", "Documents that facts and claims rest on.", columns, shown, rows)


def _list(
    title: str, lead: str, columns: tuple[str, ...], part: Part[T], rows: Sequence[object]
) -> str:
    empty = f"This release holds no {title.lower()}."
    return render("list.html", title=title, lead=lead, columns=columns, part=part, rows=rows,
                  empty=empty, address=site().urls.path(f"/{title.lower()}"))  # fmt: skip
