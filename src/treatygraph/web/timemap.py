"""Which releases had a document: their list (RFC 7089, 5), and the list of all releases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import Blueprint, Response, current_app, request
from pyoxigraph import Literal, NamedNode, Triple
from werkzeug.exceptions import HTTPException

from treatygraph.describe.dataset import dataset_of
from treatygraph.errors import ResourceNotFound
from treatygraph.iris import canonical_path
from treatygraph.namespaces import expand
from treatygraph.negotiation import HTML, PAGE_FORMATS, Representation
from treatygraph.release.history import Switch
from treatygraph.web.dated import http_date, place_of
from treatygraph.web.holding import ARCHIVED, holding
from treatygraph.web.refusals import BadRequest
from treatygraph.web.rendering import render
from treatygraph.web.representations import serialize_triples
from treatygraph.web.responses import Document, moved, respond
from treatygraph.web.site import site
from treatygraph.web.wayfinding import variants

TIMEMAPS = "releases"
blueprint = Blueprint(TIMEMAPS, __name__)

MOST_MEMENTOS = 500
"""How many mementos one page of a TimeMap lists."""

LINK_FORMAT = Representation("timemap", "application/link-format", "link")


@blueprint.after_request
def _changing(response: Response) -> Response:
    """Releases come and go while this one is served, so these answers are worked for each time."""
    if "Cache-Control" in response.headers:
        response.headers["Cache-Control"] = "public, no-cache"
    return response


def timemap_of(root: str, asked: str) -> str:
    """The address of the TimeMap of a path, with its query if it has one."""
    return f"{root}/timemap{asked}" if asked != "/" else f"{root}/timemap"


@blueprint.get("/timemap", defaults={"path": ""})
@blueprint.get("/timemap/<path:path>")
def timemap(path: str) -> Response:
    """The mementos of a document. Raises ResourceNotFound where no release that is kept had it."""
    asked = canonical_path(f"/{path}")
    held = holding(asked) if _is_archived(asked) else []
    if not held:
        raise ResourceNotFound(f"{site().release.base.root}{asked.lstrip('/')}")
    query = "&".join(part for part in request.query_string.decode("latin-1").split("&")
                     if part and not part.startswith("page="))  # fmt: skip
    whole = f"{asked}?{query}" if query else asked
    links = ",\n".join(_timemap(whole, held, _page(len(held))))
    return respond(f"{links}\n", LINK_FORMAT)


def _is_archived(path: str) -> bool:
    """Whether a path leads to a document that each release may have."""
    try:
        endpoint, _ = current_app.url_map.bind("localhost").match(path, "GET")
    except HTTPException:
        return False
    return endpoint.partition(".")[0] in ARCHIVED


def _page(total: int) -> int:
    """The page asked for, from 1. Raises BadRequest for one that there is not."""
    last = -(-total // MOST_MEMENTOS)
    text = request.args.get("page", "1")
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:9]) <= last:
        raise BadRequest(404, f"page {text} of this list: there are {last}, counted from 1")
    return int(text)


def _timemap(asked: str, held: Sequence[Switch], page: int) -> Iterator[str]:
    """Links of a TimeMap: the original, this list, the pages around it, the mementos."""
    root = request.script_root
    listed = held[(page - 1) * MOST_MEMENTOS : page * MOST_MEMENTOS]
    yield f'<{root}{asked}>; rel="original timegate"'
    yield (f'<{_page_of(asked, page)}>; rel="self"; type="{LINK_FORMAT.media_type}"; '
           f'from="{http_date(listed[0].at)}"; until="{http_date(listed[-1].at)}"')  # fmt: skip
    for other, relation in ((page - 1, "prev"), (page + 1, "next")):
        part = held[max(other - 1, 0) * MOST_MEMENTOS : other * MOST_MEMENTOS]
        if part:
            yield (f'<{_page_of(asked, other)}>; rel="timemap {relation}"; '
                   f'type="{LINK_FORMAT.media_type}"; '
                   f'from="{http_date(part[0].at)}"; until="{http_date(part[-1].at)}"')  # fmt: skip
    for one in listed:
        first = "first " if one is held[0] else ""
        last = "last " if one is held[-1] else ""
        yield (f'<{root}/{place_of(one)}{asked.lstrip("/")}>; rel="{first}{last}memento"; '
               f'datetime="{http_date(one.at)}"')  # fmt: skip


def _page_of(asked: str, page: int) -> str:
    address = timemap_of(request.script_root, asked)
    return f"{address}{'&' if '?' in address else '?'}page={page}" if page > 1 else address


# The list of releases -----------------------------------------------------------------------


@blueprint.get("/release", defaults={"suffix": None})
@blueprint.get("/release.<suffix>")
def releases(suffix: str | None) -> Response:
    """Every release that is kept, with the moments at which it became current."""
    iri = f"{site().release.base.root}release"
    if suffix is not None and suffix not in [item.suffix for item in PAGE_FORMATS]:
        raise ResourceNotFound(f"{iri}.{suffix}")
    document = Document(iri, site().urls.path("/release"), PAGE_FORMATS)
    format_ = document.choose(suffix)
    archive = site().archive
    switches = archive.switches() if archive else ()
    if format_ is not HTML:
        return document.send(serialize_triples(list(_said(switches)), format_, site()), format_)
    rows = [(one, site().urls.path(f"/{place_of(one)}")) for one in reversed(switches)]
    page = render("releases.html", canonical=iri, formats=variants(document), rows=rows)
    return document.send(page, format_)


def _said(switches: Sequence[Switch]) -> Iterator[Triple]:
    """The dataset and its versions (DCAT 3, section 11)."""
    root, dataset = site().release.base.root, NamedNode(dataset_of(site().release))
    yield Triple(dataset, _p("rdf:type"), _p("dcat:Dataset"))
    yield Triple(dataset, _p("dcat:version"), Literal(site().release.version))
    for one in switches:
        version = NamedNode(f"{root}{place_of(one)}.well-known/void#dataset")
        issued = Literal(one.at.strftime("%Y-%m-%dT%H:%M:%SZ"), datatype=_p("xsd:dateTime"))
        yield Triple(dataset, _p("dcat:hasVersion"), version)
        yield Triple(version, _p("rdf:type"), _p("dcat:Dataset"))
        yield Triple(version, _p("dcat:isVersionOf"), dataset)
        yield Triple(version, _p("dcat:version"), Literal(one.version))
        yield Triple(version, _p("dcterms:issued"), issued)
        yield Triple(version, _p("dcat:landingPage"), NamedNode(f"{root}{place_of(one)}"))


@blueprint.get("/release/<name>", defaults={"path": ""})
@blueprint.get("/release/<name>/<path:path>")
def release(name: str, path: str) -> Response:
    """302 from a version to the dated copy of when it last became current.

    Raises ResourceNotFound for a version or a moment that there is not, BadRequest for one that
    there was and that is not kept.
    """
    archive = site().archive
    switches = archive.switches() if archive else ()
    found = next((one for one in reversed(switches) if one.version == name), None)
    if found:
        query = request.query_string.decode("latin-1")
        target = f"/{place_of(found)}{canonical_path(f'/{path}').lstrip('/')}"
        return moved(site().urls.path(f"{target}?{query}" if query else target), 302)
    if archive and archive.was(name):
        raise BadRequest(410, f"the release of {name} is not kept any more")
    raise ResourceNotFound(f"{site().release.base.root}release/{name}")


def _p(name: str) -> NamedNode:
    return NamedNode(expand(name))
