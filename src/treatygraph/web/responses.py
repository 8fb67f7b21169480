"""Responses as every view gives them: negotiated, cacheable, described by their headers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache

from flask import Response, current_app, redirect, request

from treatygraph.iris import in_ascii
from treatygraph.negotiation import HTML, Representation, by_suffix, negotiate
from treatygraph.web.dated import http_date
from treatygraph.web.refusals import NotAcceptable
from treatygraph.web.site import site, today

Headers = list[tuple[str, str]]

CACHE_CONTROL = "public, max-age=0, must-revalidate"
"""Whoever keeps an answer asks each time whether it still holds: a release may have followed."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document in several formats: its IRI, its path on this server, what it is about."""

    iri: str
    path: str
    offered: tuple[Representation, ...]
    about: str | None = None

    def variant(self, item: Representation) -> str:
        """The address of one format on this server (RFC 9110, 8.7: Content-Location)."""
        return f"{self.path}.{item.suffix}"

    def alternates(self, sent: Representation | None = None) -> list[str]:
        """Link values to the formats that are not sent (RFC 8288)."""
        return [f'<{self.variant(item)}>; rel="alternate"; type="{item.media_type}"'
                for item in self.offered if item is not sent]  # fmt: skip

    def choose(self, suffix: str | None = None) -> Representation:
        """What to send: by suffix, by ``?format=``, else by Accept. Raises NotAcceptable."""
        try:
            return chosen(self.offered, suffix)
        except NotAcceptable:
            raise NotAcceptable(self.offered, self.alternates()) from None

    def send(self, body: bytes | str, format_: Representation) -> Response:
        """A whole body, with where it lies, its other formats, its licence and its dataset."""
        return self.tell(respond(body, format_), format_)

    def tell(self, response: Response, format_: Representation) -> Response:
        """The response with those headers."""
        for link in self.links(format_):
            response.headers.add("Link", link)
        response.headers["Content-Location"] = self.variant(format_)
        return response

    def links(self, sent: Representation) -> list[str]:
        """Link values of a format that is sent."""
        return [*self.alternates(sent), *self._relations()]

    def _relations(self) -> list[str]:
        dataset = site().urls.path("/.well-known/void")
        links = [f'<{in_ascii(self.iri)}>; rel="canonical"', f'<{dataset}>; rel="describedby"']
        if self.about:
            links.append(f'<{in_ascii(self.about)}>; rel="describes"')
        licence = site().release.licence
        return [*links, f'<{in_ascii(licence)}>; rel="license"'] if licence else links


def chosen(offered: Sequence[Representation], suffix: str | None = None) -> Representation:
    """What to send: by suffix, by ``?format=``, else by Accept. Raises NotAcceptable."""
    named = suffix or request.args.get("format")
    found = negotiate(_accept(), offered) if named is None else by_suffix(named, offered)
    if found is None:
        raise NotAcceptable(offered)
    return found


def _accept() -> str | None:
    """All Accept headers as one list (RFC 9110, section 5.3)."""
    return ", ".join(request.headers.getlist("Accept")) or None


def respond(
    body: bytes | str, format_: Representation, *, status: int = 200, links: Sequence[str] = ()
) -> Response:
    """A whole body with its type, a strong ETag, and the headers that all answers carry."""
    data = body.encode("utf-8") if isinstance(body, str) else body
    response = current_app.response_class(data, status, content_type=format_.content_type)
    for link in links:
        response.headers.add("Link", link)
    mark(response)
    if status == 200:
        response.headers.extend(validators(data, format_))
    return response


def validators(data: bytes, format_: Representation) -> Headers:
    """What a cache compares by (RFC 9110, section 8.8); ``web.kept`` compares.

    Last-Modified tells a day, which a second release may share, so If-Modified-Since (which a
    server may do without where it has no better clock) decides nothing; If-None-Match does.
    """
    digest = hashlib.sha256(f"{format_.content_type}\n".encode())
    digest.update(data)
    told = [("ETag", f'"{digest.hexdigest()[:32]}"'), ("Cache-Control", CACHE_CONTROL)]
    day = today() if format_ is HTML else site().modified
    return [*told, ("Last-Modified", _midnight(day))] if day else told


@lru_cache(maxsize=64)
def _midnight(day: date) -> str:
    """The day of the newest statement; a page tells what is in force, so it is of today."""
    return http_date(datetime.combine(day, time(), UTC))


def mark(response: Response) -> Response:
    """The header of every negotiated answer: what it varies by."""
    response.vary.add("Accept")
    return response


def unkept(response: Response) -> Response:
    """The response to what may be answered otherwise next time."""
    response.headers.pop("ETag", None)
    response.headers["Cache-Control"] = "no-store"
    return response


def moved(location: str, status: int, links: Sequence[str] = ()) -> Response:
    """A redirect, which may differ by what the client accepts."""
    response = redirect(location, status, current_app.response_class)
    assert isinstance(response, Response)
    for link in links:
        response.headers.add("Link", link)
    return mark(response)
