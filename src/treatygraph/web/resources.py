"""Dereferencing things: 303 from a thing to the document about it, and that document."""

from __future__ import annotations

from flask import Blueprint, Response

from treatygraph.describe import View, describe, summary, view_of
from treatygraph.describe.status import status as status_of
from treatygraph.errors import ResourceNotFound
from treatygraph.iris import canonical_path, in_ascii
from treatygraph.negotiation import HTML, PAGE_FORMATS, Representation
from treatygraph.web.paging import among_pages, page_asked
from treatygraph.web.rendering import as_json_ld, render
from treatygraph.web.representations import serialize_triples
from treatygraph.web.responses import Document, moved
from treatygraph.web.site import site, today

blueprint = Blueprint("resources", __name__)


@blueprint.get("/id/<path:key>")
def thing(key: str) -> Response:
    """303 from a thing to the document about it (wire: identity)."""
    about = _document(_known(key))
    links = [f'<{about.path}>; rel="describedby"', f'<{in_ascii(_iri(key))}>; rel="canonical"']
    return moved(about.path, 303, [*links, *about.alternates()])


@blueprint.get("/doc/<path:key>")
def document(key: str) -> Response:
    """The document about a thing, in the format of its suffix or by negotiation."""
    about, suffix = asked(key)
    if about is None:
        raise ResourceNotFound(_iri(key))
    format_ = about.choose(suffix)
    number = page_asked() if format_ is HTML else 1
    return about.send(body(about, format_, number), format_)


def asked(key: str) -> tuple[Document | None, str | None]:
    """The document that is asked for, None where nothing is said of its thing; and the suffix.

    Keys such as ``article-3.3`` have dots of their own.
    """
    stem, dot, suffix = key.rpartition(".")
    if dot and suffix in _SUFFIXES and _is_known(stem):
        return _document(stem.rstrip("/")), suffix
    return (_document(key.rstrip("/")) if _is_known(key) else None), None


_SUFFIXES = frozenset(item.suffix for item in PAGE_FORMATS)


def body(about: Document, format_: Representation, number: int = 1) -> bytes:
    """A document of a thing in a format; of its lists the page of a number, as HTML.

    Raises BadRequest (404) behind the last page.
    """
    iri = about.about or ""
    if format_ is HTML:
        return _page(about, iri, number).encode("utf-8")
    return serialize_triples(describe(site().release, iri), format_, site())


def _document(known: str) -> Document:
    urls = site().urls
    path = urls.document(known)
    return Document(urls.canonical(path), path, PAGE_FORMATS, about=_iri(known))


def _page(about: Document, iri: str, number: int) -> str:
    view = _view(iri, number)
    is_agreement = view.template == "agreement"  # nothing else has a status
    status = status_of(site().reader, iri, today()) if is_agreement else None
    carried = as_json_ld(summary(site().release, iri))
    return render(f"{view.template}.html", view=view, path=about.path, status=status,
                  canonical=about.iri, carried=carried)  # fmt: skip


def _view(iri: str, number: int) -> View:
    with among_pages():
        return view_of(site().reader, iri, number)


def _iri(key: str) -> str:
    """The IRI of a thing by its path after ``/id/``, percent-encoded as it is minted."""
    return f"{site().release.base.root}id{canonical_path(f'/{key}')}"


def _known(key: str) -> str:
    """The one spelling of a key. Raises ResourceNotFound where nothing is said of the thing."""
    if not _is_known(key):
        raise ResourceNotFound(_iri(key))
    return key.rstrip("/")


def _is_known(key: str) -> bool:
    return bool(site().reader.quads(_iri(key)))
