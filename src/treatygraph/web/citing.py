"""How anything here is cited: ``/cite?of=PATH`` in the forms that others read, and as a page.

It makes the page at PATH and keeps the citation that the page's frame shows, so that whatever is
a page can be cited, in the same words.
"""

from __future__ import annotations

from urllib.parse import quote, unquote_to_bytes, urlsplit
from wsgiref.types import WSGIApplication, WSGIEnvironment

from flask import Blueprint, Flask, Response, current_app, request
from werkzeug.test import run_wsgi_app

from treatygraph.citing import WRITERS
from treatygraph.negotiation import HTML, Representation
from treatygraph.web.asking import AskedDocument, asked_document, parameter
from treatygraph.web.cited import CAPTURED, Shown
from treatygraph.web.endpoint import Endpoint
from treatygraph.web.refusals import BadRequest
from treatygraph.web.rendering import render
from treatygraph.web.site import Placed, site

blueprint = Blueprint("citing", __name__)

BIBTEX = Representation(
    "bibtex", "application/x-bibtex", "bib", ("text/x-bibtex", "application/bibtex"), charset=True
)
RIS = Representation("ris", "application/x-research-info-systems", "ris", charset=True)
CSL = Representation(
    "csl", "application/vnd.citationstyles.csl+json", "json", ("application/json",)
)
TEXT = Representation("text", "text/plain", "txt", ("text/x-bibliography",), charset=True)
FORMATS = (HTML, BIBTEX, RIS, CSL, TEXT)

_ASCII = "".join(map(chr, range(33, 127)))
"""What stays as it is in a query that is passed on; all else is percent-encoded (PEP 3333)."""

_HOPS = 3
_OWN = ("HTTP_IF", "HTTP_RANGE", "HTTP_ACCEPT", "RAW_URI", "CONTENT_",
        "treatygraph.asked", "treatygraph.if-none-match", "werkzeug.", "flask.")  # fmt: skip
"""What a request has that is not for the page that it cites."""


@blueprint.get("/cite", defaults={"suffix": None})
@blueprint.get("/cite.<suffix>")
def cite(suffix: str | None) -> Response:
    """The citation of what is at a path. Raises BadRequest where there is nothing to cite."""
    of = _asked()
    document = asked_document("cite", FORMATS, suffix, [("of", of)])
    format_ = document.choose(suffix)
    shown, kept = _cited(of)
    body = _page(shown, document) if format_ is HTML else WRITERS[format_.name](shown.citation)
    response = document.send(body, format_)
    return response if kept else _unkept(response)


def _asked() -> str:
    """The path to cite. Raises BadRequest for what is none."""
    of = parameter("of")
    if not of:
        raise BadRequest(400, "say what to cite, as in /cite?of=/doc/agreement/ru-ir-2025")
    if not of.startswith("/") or of.startswith("//") or urlsplit(of).netloc:
        raise BadRequest(400, f"“{of}” is no path on this server: it begins with one slash")
    return of


def _cited(of: str) -> tuple[Shown, bool]:
    """The citation of a page, and whether it may be kept. Raises BadRequest as the page fails."""
    here = of
    for _ in range(_HOPS):
        found: list[Shown] = []
        token = CAPTURED.set(found)
        try:
            _, status, headers = run_wsgi_app(_application(), _environ(here), buffered=True)
        finally:
            CAPTURED.reset(token)
        code = int(status[:3])
        if found and code == 200:
            return found[-1], "no-store" not in headers.get("Cache-Control", "")
        location = headers.get("Location", "")
        if code not in (301, 302, 303, 308) or not location.startswith(request.script_root + "/"):
            break
        here = location.removeprefix(request.script_root)
    raise BadRequest(code if code >= 400 else 404, f"{of} cannot be cited: {_why(code)}")


def _why(code: int) -> str:
    return {
        200: "it is no page of this release",
        404: "nothing is there in this release",
        410: "it was there once and is no more; its own address tells what stands in its place",
    }.get(code, f"its own address answers {code}")


def _application() -> WSGIApplication:
    """The application beneath what keeps answers, with the endpoint, as every request meets it."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    return Endpoint(Placed(lambda *asked: Flask.wsgi_app(app, *asked), site()), site())


def _environ(of: str) -> WSGIEnvironment:
    """A request for a page on behalf of who is here."""
    own = {name: value for name, value in request.environ.items() if not name.startswith(_OWN)}
    parts = urlsplit(of)
    return own | {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": _decoded(parts.path),
        "QUERY_STRING": quote(parts.query, safe=_ASCII),
        "HTTP_ACCEPT": HTML.media_type,
    }


def _decoded(path: str) -> str:
    """A path as WSGI has it: percent-encoding undone, its bytes as Latin-1 (PEP 3333)."""
    return unquote_to_bytes(path).decode("latin-1")


def _page(shown: Shown, document: AskedDocument) -> str:
    forms = [(item, WRITERS[item.name](shown.citation), document.variant(item))
             for item in FORMATS if item is not HTML]  # fmt: skip
    return render("cite.html", shown=shown, forms=forms, canonical=document.iri,
                  title="How to cite this")  # fmt: skip


def _unkept(response: Response) -> Response:
    """What cites an answer that may be another next time."""
    response.headers.pop("ETag", None)
    response.headers["Cache-Control"] = "no-store"
    return response
