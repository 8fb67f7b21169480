"""Files to download and older releases, as OpenAPI tells them."""

from __future__ import annotations

from treatygraph.changes.kept import pairs
from treatygraph.describe.dataset import example_things
from treatygraph.negotiation import HTML, PAGE_FORMATS, Representation
from treatygraph.web.changes import FORMATS as CHANGE_FORMATS
from treatygraph.web.openapi.answers import answer, moved, one_format, page, problems
from treatygraph.web.openapi.parts import (
    HELD,
    Operations,
    chosen,
    get,
    in_formats,
    in_pages,
    in_path,
    in_query,
    led_on,
)
from treatygraph.web.openapi.schemas import Json
from treatygraph.web.releases_told import key_of
from treatygraph.web.site import Site
from treatygraph.web.timemap import LINK_FORMAT

_ANYTHING = Representation("anything", "*/*", "")
_OF_FILES = ("ETag", "Cache-Control", "Accept-Ranges", "Repr-Digest", "Link")


def dumps(site: Site) -> Operations:
    """The release as files."""
    told = "The release as files to download"
    yield from in_formats("/dumps", "Dumps", "listDumps", told, PAGE_FORMATS,
                          in_pages("the list of files"), more=problems(404))  # fmt: skip
    files = site.release.downloads.all.values()
    types = {dump.media_type: Representation(dump.name, dump.media_type, "") for dump in files}
    shown = [dump.name for dump in files if not dump.about][:4]
    shown += [dump.name for dump in files if dump.about][:1]
    name = in_path("name", "The name of a file.", {name: name for name in shown})
    told = "A file, whole or from where a download broke off"
    answers = _file(list(types.values())) | led_on() | problems(404, 410, 416)
    yield get("/dumps/{name}", "Dumps", "download", told, answers, name, *_PART, HELD)


def _file(formats: list[Representation]) -> Json:
    """The answers of a file: the package as it lies there, without a content coding."""
    whole = answer("The file.", formats, (*_OF_FILES, "Content-Digest"), perhaps=("Vary",))
    part = answer("A part of the file.", formats, (*_OF_FILES, "Content-Range"), perhaps=("Vary",))
    same = answer("What the client holds is still good.", headers=("ETag", "Cache-Control"))
    return {"200": whole, "206": part, "304": same}


_PART: tuple[Json, ...] = (
    {"name": "Range", "in": "header", "schema": {"type": "string"}, "example": "bytes=0-99",
     "description": "One range of bytes (RFC 9110, 14.2); anything else gets the whole file."},
    {"name": "If-Range", "in": "header", "schema": {"type": "string"},
     "description": "The ETag that the first part had; another gets the whole file."},
)  # fmt: skip


def releases(site: Site) -> Operations:
    """The releases that are kept, what each had, and each as it was."""
    yield from in_formats("/release", "Releases", "listReleases", "The releases that are kept")
    known = _named(site)
    told = "A version; or the moment at which it became the present one, as in 20261126T174000Z."
    name, path = in_path("name", told, known), in_path("path", _PATH, _paths(site) if known else {})
    told = "A release as it was at its moment; by its version, 302 to that"
    yield get("/release/{name}", "Releases", "getRelease", told, _dated(), name, HELD)
    told = "What a path gave in a release: whatever the present one has, a dated copy has"
    yield get("/release/{name}/{path}", "Releases", "getCopy", told, _dated(), name, path, HELD)
    yield from _timemaps(site, known)


_PATH = "A path of this server, without its first slash; its slashes may be sent as %2F."


def _dated() -> Json:
    """The answers of a dated copy: those that its path has, with the moment."""
    told = "The dated copy, in any format that its path has."
    formats, sometimes = (*PAGE_FORMATS, _ANYTHING), ("Memento-Datetime", "Link", "Vary", "ETag")
    good = {"200": answer(told, formats, ("Cache-Control",), perhaps=sometimes)}
    part = {"206": answer("A part of a file.", (_ANYTHING,), perhaps=sometimes)}
    same = {"304": answer("What the client holds is still good.", perhaps=sometimes)}
    on = moved(302, "The moment of a version; or what is of the present release alone.")
    about = moved(303, "The document about a thing, or the dataset, of that moment.")
    return good | part | same | on | about | led_on() | problems(404, 410, 416)


def changes(site: Site) -> Operations:
    """What each release changed."""
    whose = in_query("of", _OF, {"type": "string"}, _things(site))
    number = in_query("archive", "Older releases, counted from 1, the oldest.", _FROM_ONE)
    told = "What each release added, changed and removed; the feed is Atom (RFC 4287, RFC 5005)"
    yield from in_formats(
        "/changes", "Releases", "listChanges", told, CHANGE_FORMATS, whose, number
    )
    told = "The moment and the version of a release, with a hyphen between."
    name = in_path("name", told, _newest(site))
    part = in_query("page", "A part of a long list.", _FROM_ONE)
    answers = page("The changes.") | problems(404)
    told = "All that changed with one release"
    yield get("/changes/{name}", "Releases", "getChanges", told, answers, name, whose, part,
              *chosen((HTML,)))  # fmt: skip


_OF = "What changes are asked of: three letters of a State, all else by kind and key."
_FROM_ONE: Json = {"type": "integer", "minimum": 1}


def _things(site: Site) -> dict[str, str]:
    """An agreement and a State of the release."""
    shown = example_things(site.release)
    keys = [key_of(site.reader, shown[cls]) for cls in ("Agreement", "State") if cls in shown]
    return {key: key for key in keys}


def _newest(site: Site) -> dict[str, str]:
    history = site.archive.history() if site.archive else ()
    return {"newest": pairs(history)[-1].name} if history else {}


def _timemaps(site: Site, known: dict[str, str]) -> Operations:
    """Which releases had a document."""
    page = in_query("page", "A part of a long list.", {"type": "integer", "minimum": 1})
    answers = one_format("The mementos, as links.", LINK_FORMAT) | problems(404, 410)
    told = "The releases that had the front page (RFC 7089)"
    yield get("/timemap", "Releases", "getTimeMap", told, answers, page, HELD)
    path = in_path("path", _PATH, _paths(site) if known else {})
    told = "The releases that had what is at a path (RFC 7089)"
    yield get("/timemap/{path}", "Releases", "getTimeMapOf", told, answers | led_on(), path, page,
              HELD)  # fmt: skip


def _named(site: Site) -> dict[str, str]:
    """The version of the present release and its newest moment; nothing where it lies alone."""
    switches = site.archive.switches() if site.archive else ()
    stamps = [one.stamp for one in switches if one.version == site.release.version]
    return {"version": site.release.version, "moment": stamps[-1]} if stamps else {}


def _paths(site: Site) -> dict[str, str]:
    """A document of the release, by its path."""
    iris = (site.release.base.document_of(iri) for iri in example_things(site.release).values())
    paths = [path.lstrip("/") for iri in iris if iri and (path := site.release.base.path_of(iri))]
    return {"document": paths[0]} if paths else {}
