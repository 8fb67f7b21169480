"""Documents of things beneath Flask: what is asked for in the plainest way is answered at once.

Most requests are for one document at its one address, without a query. A Flask request costs as
much as describing a thing does. There is one truth all the same: bytes and headers come from the
functions that the views use, and whatever is not simply answered with 200 goes on to Flask.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from treatygraph.negotiation import by_suffix, negotiate
from treatygraph.web import resources
from treatygraph.web.everywhere import FAILURE, MOST_ADDRESS, headers_of_all
from treatygraph.web.hosts import names_host
from treatygraph.web.memento import links_of_original
from treatygraph.web.responses import Headers, validators
from treatygraph.web.site import Site, here

_PLAIN = re.compile(r"/doc(?:/[A-Za-z0-9._~-]+)+")
"""An address that has one spelling: nothing in it is percent-encoded, nor could be."""


class Documents:
    """Answers for documents asked for by GET, and hands everything else to ``app``."""

    def __init__(self, app: WSGIApplication, site: Site) -> None:
        self._app = app
        self._site = site
        self._headers = headers_of_all(site.release.version)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """See PEP 3333."""
        if _is_plain(environ):
            try:
                found = self._answer(environ)
            except Exception:  # it is raised again where failures are told
                found = None
            if found:
                start_response("200 OK", found[0])
                return [found[1]]
        return self._app(environ, start_response)

    def _answer(self, environ: WSGIEnvironment) -> tuple[Headers, bytes] | None:
        """Headers and body; None for a thing that is not held, or in no format that is taken."""
        about, suffix = resources.asked(here().path.removeprefix("/doc/"))
        if about is None:
            return None
        named = by_suffix(suffix, about.offered) if suffix else None
        format_ = named or negotiate(environ.get("HTTP_ACCEPT"), about.offered)
        if format_ is None:
            return None
        body = resources.body(about, format_)
        links = [*about.links(format_), *self._links(environ)]
        return [
            ("Content-Type", format_.content_type),
            ("Content-Length", str(len(body))),
            ("Content-Location", about.variant(format_)),
            *(("Link", link) for link in links),
            *validators(body, format_),
            ("Vary", "Accept, Accept-Datetime" if self._site.archive else "Accept"),
            *self._headers,
        ], body

    def _links(self, environ: WSGIEnvironment) -> tuple[str, ...]:
        if not self._site.archive:
            return ()
        return links_of_original(here().urls.prefix, environ["PATH_INFO"])


def _is_plain(environ: WSGIEnvironment) -> bool:
    """Whether nothing but a path and formats was asked, of the present release."""
    path = environ.get("PATH_INFO", "")
    raw = environ.get("RAW_URI")
    return (
        environ["REQUEST_METHOD"] == "GET"
        and _PLAIN.fullmatch(path) is not None
        and not environ.get("QUERY_STRING")
        and "HTTP_ACCEPT_DATETIME" not in environ
        and FAILURE not in environ
        and here().memento is None
        and (raw is None or raw == environ.get("SCRIPT_NAME", "") + path)
        and len(path) <= MOST_ADDRESS
        and names_host(environ)
    )
