"""Older releases at dated addresses, with the headers of Memento (RFC 7089).

A dated copy is the application of its release, mounted below ``/release/MOMENT``: whatever path the
present release has, an older one has it there. Each document is its own TimeGate: with
``Accept-Datetime`` it answers 302 to the copy of that moment.
"""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Flask, Response, request

from treatygraph.errors import StoreUnavailable
from treatygraph.iris import canonical_path
from treatygraph.negotiation import HTML, RESULT_FORMATS, negotiate
from treatygraph.release import Release, open_release
from treatygraph.release.archive import Archive
from treatygraph.release.history import Switch
from treatygraph.release.stored import with_its_store
from treatygraph.web.changes import CHANGES
from treatygraph.web.dated import KEY, Memento, http_date, place_of, read_http_date
from treatygraph.web.everywhere import FAILURE
from treatygraph.web.holding import ARCHIVED, holding
from treatygraph.web.refusals import BadRequest
from treatygraph.web.responses import moved
from treatygraph.web.site import site
from treatygraph.web.timemap import TIMEMAPS, timemap_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_OPEN = 2
MOST_STATEMENTS = 500_000
"""Older releases stay open while they are so few, and together no larger; one always may."""

IDLE_SECONDS = 300
"""After so long without a request an older release is closed."""

_PATIENCE = 30.0
_DATED = re.compile(r"/release/(\d{8}T\d{6}Z)(/.*)?\Z", re.DOTALL)


def register(app: Flask) -> None:
    """Make the application tell of older releases, and lead to them by ``Accept-Datetime``."""
    app.before_request(_of_the_present)
    app.before_request(_time_gate)
    app.after_request(_told)


class Mementos:
    """The outermost layer of a server: dated addresses go to their release, all else within.

    ``inner`` is what answers for the present; requests with ``Accept-Datetime`` go to ``unkept``,
    so that no cache of answers has to know that header. ``present`` gives dated copies of the
    present release.
    """

    def __init__(
        self, present: WSGIApplication, inner: WSGIApplication, unkept: WSGIApplication,
        version: str, archive: Archive | None, opened: Callable[[Release], Flask],
    ) -> None:  # fmt: skip
        self._present, self._inner, self._unkept = present, inner, unkept
        self._version, self._archive = version, archive
        self._older = _Older(archive, opened) if archive else None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if self._older:
            self._older.close_idle()
        path = environ.get("PATH_INFO", "")
        found = _DATED.match(path) if path.startswith("/release/") else None
        memento = self._memento(found[1], environ) if found else None
        if found and memento:
            environ[KEY] = memento
            environ["SCRIPT_NAME"] = f"{memento.outer}/release/{found[1]}"
            environ["PATH_INFO"] = found[2] or "/"
            return self._application(memento, environ)(environ, start_response)
        if found:
            return self._present(environ, start_response)
        dated = "HTTP_ACCEPT_DATETIME" in environ
        return (self._unkept if dated else self._inner)(environ, start_response)

    def _memento(self, stamp: str, environ: WSGIEnvironment) -> Memento | None:
        switches = self._archive.switches() if self._archive else ()
        place = next((n for n, one in enumerate(switches) if one.stamp == stamp), None)
        if place is None:
            return None
        following = switches[place + 1 :]
        until = following[0].at if following else None
        return Memento(switches[place], until, environ.get("SCRIPT_NAME", ""))

    def _application(self, memento: Memento, environ: WSGIEnvironment) -> WSGIApplication:
        if memento.switch.version == self._version or not self._older:
            return self._present
        try:
            return self._older.application(memento.switch.version)
        except Exception as error:
            environ[FAILURE] = error
            return self._present


@dataclass(slots=True)
class _Opened:
    release: Release
    app: Flask
    used: float


class _Older:
    """Older releases that are open: few, the one not asked for longest is closed first."""

    def __init__(self, archive: Archive, opened: Callable[[Release], Flask]) -> None:
        self._archive, self._app_of = archive, opened
        self._open: OrderedDict[str, _Opened] = OrderedDict()
        self._lock = threading.Lock()

    def application(self, version: str) -> WSGIApplication:
        """The application of a release. Raises ReleaseUnavailable, or StoreUnavailable where
        others that are being opened take too long."""
        if not self._lock.acquire(timeout=_PATIENCE):
            raise StoreUnavailable("older releases are being opened; ask again in a moment")
        try:
            found = self._open.pop(version, None) or self._opened(version)
            found.used = time.monotonic()
            self._open[version] = found
            self._close_some()
            return found.app.wsgi_app
        finally:
            self._lock.release()

    def _opened(self, version: str) -> _Opened:
        release = with_its_store(open_release(self._archive.folder(version)))
        return _Opened(release, self._app_of(release), 0.0)

    def _close_some(self) -> None:
        while len(self._open) > 1 and (
            len(self._open) > MOST_OPEN
            or sum(one.release.statements for one in self._open.values()) > MOST_STATEMENTS
        ):
            self._open.popitem(last=False)[1].release.close()

    def close_idle(self) -> None:
        """Close those that nobody asked for lately; costs nothing where none is open."""
        if not self._open or not self._lock.acquire(blocking=False):
            return
        try:
            long_ago = time.monotonic() - IDLE_SECONDS
            for version in [name for name, one in self._open.items() if one.used < long_ago]:
                self._open.pop(version).release.close()
        finally:
            self._lock.release()


# Within the application ---------------------------------------------------------------------


def _of_the_present() -> Response | None:
    """What a dated copy has not of its own: the list of releases, and what changed with each.

    Raises BadRequest at its endpoint.
    """
    memento = site().memento
    if memento and request.blueprint in (TIMEMAPS, CHANGES):
        return moved(f"{memento.outer}{_asked()}", 302)
    if site().older and request.path == "/sparql" and not _wants_page_of_query():
        raise BadRequest(404, "an older release has no endpoint: ask that of the present one, or "
                              "download the older release from its /dumps and load it")  # fmt: skip
    return None


def _wants_page_of_query() -> bool:
    """Whether a reader follows a citation of a query's answer, which leads to a page about it."""
    accept = request.headers.get("Accept")
    shown = negotiate(accept, (*RESULT_FORMATS, HTML)) is HTML
    return shown and request.method in ("GET", "HEAD") and "query" in request.args


def _time_gate() -> Response | None:
    """302 to the copy of the moment that ``Accept-Datetime`` names (RFC 7089, 4.1.1)."""
    asked = request.headers.get("Accept-Datetime")
    if asked is None or site().memento or site().archive is None or not _is_archived():
        return None
    moment = read_http_date(asked)
    if moment is None:
        raise BadRequest(400, f"Accept-Datetime {asked!r} is no date as HTTP has it: "
                              "Thu, 26 Nov 2026 17:40:00 GMT")  # fmt: skip
    held = holding(request.path)
    if not held:
        return None
    chosen = max((one for one in held if one.at <= moment), default=held[0])
    return moved(_address(chosen), 302, [_memento_link(chosen)])


def _is_archived() -> bool:
    return request.method in ("GET", "HEAD") and request.blueprint in ARCHIVED


def _address(switch: Switch) -> str:
    """The dated copy of what is asked for, on this server."""
    return f"{request.script_root}/{place_of(switch)}{_asked().lstrip('/')}"


def _asked() -> str:
    """The path and query of the request, below where the application is mounted."""
    query = request.query_string.decode("latin-1")
    path = canonical_path(request.path)
    return f"{path}?{query}" if query else path


def _memento_link(switch: Switch) -> str:
    return f'<{_address(switch)}>; rel="memento"; datetime="{http_date(switch.at)}"'


_TOLD = (200, 206, 302, 303, 304, 410)


def _told(response: Response) -> Response:
    """The headers of an original and of a memento (RFC 7089, 2.1 and 4.2)."""
    memento, archive = site().memento, site().archive
    if memento:
        response.headers["X-Robots-Tag"] = "noindex"
    if archive is None or not _is_archived():
        return response
    if not memento:
        response.vary.add("Accept-Datetime")
    if response.status_code not in _TOLD:
        return response
    root = memento.outer if memento else request.script_root
    for link in links_of_original(root, _asked()):
        response.headers.add("Link", link)
    if memento:
        response.headers["Memento-Datetime"] = memento.http_date
    return response


def links_of_original(root: str, asked: str) -> tuple[str, str]:
    """Links from a document, or a dated copy, to the original and to its TimeMap."""
    return (
        f'<{root}{asked}>; rel="original timegate"',
        f'<{timemap_of(root, asked)}>; rel="timemap"; type="application/link-format"',
    )
