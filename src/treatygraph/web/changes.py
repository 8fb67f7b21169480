"""What each release added, changed and removed: a page and a feed, of all or of one thing."""

from __future__ import annotations

from flask import Blueprint, Response

from treatygraph.errors import ResourceNotFound
from treatygraph.iris import canonical_path
from treatygraph.negotiation import HTML
from treatygraph.web.asking import AskedDocument, asked_document, parameter, question_mark
from treatygraph.web.atom import ATOM
from treatygraph.web.changes_feed import feed
from treatygraph.web.dated import place_of
from treatygraph.web.refusals import BadRequest
from treatygraph.web.releases_told import (
    Entry,
    Of,
    asked_of,
    entry_of,
    known,
    pair_named,
    pairs_of,
)
from treatygraph.web.rendering import render
from treatygraph.web.responses import chosen, respond
from treatygraph.web.site import site
from treatygraph.web.wayfinding import variants

CHANGES = "changes"
blueprint = Blueprint(CHANGES, __name__)

FORMATS = (HTML, ATOM)

PER_PAGE = 20
"""Releases on a page and in a feed; older ones are in archives of as many."""
LINES_OF_ONE = 200
"""Changes on one page about one release."""


@blueprint.after_request
def _changing(response: Response) -> Response:
    """Releases come while this one is served, so these answers are worked for each time."""
    if "Cache-Control" in response.headers:
        response.headers["Cache-Control"] = "public, no-cache"
    return response


@blueprint.get("/changes", defaults={"suffix": None})
@blueprint.get("/changes.<suffix>")
def changes(suffix: str | None) -> Response:
    """The newest releases and what changed with each, or an archive of older ones.

    Raises BadRequest (404) for a thing or an archive that there is not.
    """
    of = asked_of()
    found = pairs_of(of)
    whole = len(found) // PER_PAGE
    archive = _number("archive", whole) if parameter("archive") else None
    asked = [("of", of.key), ("archive", str(archive or ""))]
    document = asked_document(CHANGES, FORMATS, suffix, asked)
    format_ = document.choose(suffix)
    last = len(found) if archive is None else archive * PER_PAGE
    shown = [entry_of(pair, of) for pair in reversed(found[max(last - PER_PAGE, 0) : last])]
    around = _around(of, archive, whole)
    if format_ is HTML:
        return document.send(_page(of, shown, document, around), format_)
    body = feed(of, shown, document, around, archive=archive is not None)
    return document.send(body, format_)


def _number(name: str, last: int) -> int:
    """A number of the address, from 1. Raises BadRequest (404) for one that there is not."""
    text = parameter(name) or "1"
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:9]) <= last:
        raise BadRequest(404, f"{name} {text} of these changes: there are {last}, counted from 1")
    return int(text)


def _around(of: Of, archive: int | None, whole: int) -> dict[str, str]:
    """What addresses of the archives next to what is shown end with (RFC 5005, section 4).

    Archives are counted from the oldest, and each is whole, so that it never changes. Before the
    newest releases comes the last whole one, which may have some of them too.
    """
    before = whole if archive is None else archive - 1
    found = {"prev-archive": before} if before else {}
    if archive is not None and archive < whole:
        found["next-archive"] = archive + 1
    return {relation: question_mark([("of", of.key), ("archive", str(number))])
            for relation, number in found.items()}  # fmt: skip


def _page(of: Of, shown: list[Entry], document: AskedDocument, around: dict[str, str]) -> str:
    return render(
        "changes.html", of=of, entries=shown, around=around, canonical=document.iri,
        known=known(shown),
        formats=variants(document), place_of=place_of, archived=site().archive is not None,
        dated=dict(document.asked).get("archive"),
    )  # fmt: skip


@blueprint.get("/changes/<name>")
def changes_of(name: str) -> Response:
    """All that changed with one release. Raises ResourceNotFound for one that there was not."""
    iri = f"{site().release.base.root}{CHANGES}{canonical_path(f'/{name}')}"
    pair = pair_named(name)
    if pair is None:
        raise ResourceNotFound(iri)
    chosen((HTML,))
    of = asked_of()
    whole = entry_of(pair, of, most=0)
    last = max(1, -(-whole.rest // LINES_OF_ONE))
    number = _number("page", last)
    entry = entry_of(pair, of, LINES_OF_ONE, (number - 1) * LINES_OF_ONE)
    page = render("changes_of.html", of=of, entry=entry, number=number, last=last,
                  known=known([entry]), canonical=iri + of.asked, place_of=place_of)  # fmt: skip
    return respond(page, HTML)
