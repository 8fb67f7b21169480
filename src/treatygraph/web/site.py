"""What all views share: the release, a reader of it, and the pool that strangers' queries go to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache, partial
from typing import Any, cast
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import current_app, has_request_context, request
from jinja2 import Environment, PackageLoader

from treatygraph.describe import Link, Reader
from treatygraph.describe.choices import Choice, Grouped, actors, topics
from treatygraph.describe.dataset import Statistics, newest_day, statistics
from treatygraph.describe.overview import instances
from treatygraph.panels.reading import KeptRecords
from treatygraph.release import Release
from treatygraph.release.archive import Archive
from treatygraph.release.earlier import Earlier, read_earlier
from treatygraph.release.history import folder_of_releases
from treatygraph.store import Store
from treatygraph.web.config import ServeConfig
from treatygraph.web.dated import KEY, Memento
from treatygraph.web.jsonld import Names
from treatygraph.web.urls import Urls, decoded

EXTENSION = "treatygraph"

_HERE: ContextVar[Here | None] = ContextVar("here", default=None)
"""The request that is being answered: a page asks for it some hundred times."""


def _templates() -> Environment:
    loader = PackageLoader("treatygraph.web")
    return Environment(loader=loader, autoescape=True, auto_reload=False, cache_size=-1,
                       lstrip_blocks=True)  # fmt: skip


@dataclass(frozen=True)
class Site:
    """A release being served; ``store`` answers queries that we did not write."""

    config: ServeConfig
    release: Release
    reader: Reader
    store: Store
    older: bool = False
    """Whether it is served at dated addresses alone, another release being the present one."""
    templates: Environment = field(default_factory=_templates, compare=False, repr=False)
    """What pages are made from; see :mod:`treatygraph.web.rendering`."""

    @property
    def name(self) -> str:
        """What pages are headed by: the collection's title, else the program's name."""
        return self.release.manifest.title or "treatygraph"

    @cached_property
    def names(self) -> Names:
        """What the release's JSON-LD context calls things; empty where it has no terms."""
        return Names(json.loads(self.release.context)["@context"])

    @property
    def modified(self) -> date | None:
        """The newest day on which a file says it was written or changed, if any; never to come."""
        return min(self._newest, today()) if self._newest else None

    @cached_property
    def _newest(self) -> date | None:
        return newest_day(self.release)

    @cached_property
    def archive(self) -> Archive | None:
        """The releases that are kept beside this one; None where it lies alone."""
        out = folder_of_releases(self.release.folder)
        return Archive(out) if out else None

    @property
    def memento(self) -> Memento | None:
        """What the request at hand is for, if it is for a dated copy."""
        return here().memento

    @cached_property
    def earlier(self) -> Earlier:
        """What was there once and is no more: told by the data, or known from earlier releases.

        The list beside the releases is that of the newest; an older one has what its data told.
        """
        out = None if self.older else folder_of_releases(self.release.folder)
        listed = read_earlier(out) if out else {}
        told = {iri: tuple(new) for iri, new in self.release.manifest.earlier.items()}
        return {**listed, **told}

    @cached_property
    def statistics(self) -> Statistics:
        """What is counted of the dataset, once for each release."""
        return statistics(self.release)

    @cached_property
    def graphs_by_file(self) -> dict[str, str]:
        """The graph of each file."""
        return {file: graph for graph, file in self.release.manifest.graphs.items()}

    @property
    def place(self) -> str:
        """Where a dated copy of the release lies below the root; empty for the present one."""
        return self.memento.place if self.memento else ""

    @cached_property
    def actors(self) -> Grouped:
        """The actors that forms offer, found once for each release."""
        return actors(self.reader)

    @cached_property
    def listed(self) -> Callable[[str], tuple[Link, ...]]:
        """The things of a class of ours, in order of label, found once for each release."""
        reader = self.reader
        return lru_cache(maxsize=16)(lambda cls: tuple(instances(reader, cls)))

    @cached_property
    def topics(self) -> Grouped:
        """The topics that forms offer."""
        return topics(self.reader)

    @cached_property
    def panel_records(self) -> KeptRecords:
        """What panels count, read when one is first asked for."""
        return KeptRecords(self.release)

    def read_ahead(self) -> None:
        """Read what pages share, so that nobody waits for it: names, values, choices, counts."""
        self.reader.read_ahead()
        _ = self.actors, self.topics, self.statistics, self.listed("Agreement")

    @cached_property
    def occurring(self) -> dict[str, tuple[Choice, ...]]:
        """Values that parameters of queries can have, by the query that found them."""
        return {}

    @cached_property
    def described(self) -> dict[tuple[str, date], dict[str, Any]]:
        """Descriptions of the service that were made, by where it is mounted and by day."""
        return {}

    @cached_property
    def mounted(self) -> Callable[[str, str | None], Urls]:
        """Links below a prefix: the same object for all requests, which is found the soonest."""
        return lru_cache(maxsize=64)(partial(Urls, self.release.base))

    @property
    def urls(self) -> Urls:
        """Links for the request at hand."""
        return here().urls


@dataclass(frozen=True, slots=True)
class Here:
    """A request as far as pages depend on it: whose it is, how it links, its path, its day.

    ``path`` is decoded, and begins below where the application is mounted.
    """

    site: Site
    urls: Urls
    path: str
    memento: Memento | None

    @classmethod
    def of(cls, site: Site, environ: WSGIEnvironment) -> Here:
        """What a request's environment says."""
        memento: Memento | None = environ.get(KEY)
        prefix, path = decoded(environ, "SCRIPT_NAME").rstrip("/"), decoded(environ, "PATH_INFO")
        urls = site.mounted(prefix, memento.outer if memento else None)
        return cls(site, urls, f"/{path.lstrip('/')}", memento)


class Placed:
    """Hands requests of a site to ``app``; while it answers one, :func:`here` tells of it."""

    def __init__(self, app: WSGIApplication, site: Site) -> None:
        self._app = app
        self._site = site

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """See PEP 3333."""
        token = _HERE.set(Here.of(self._site, environ))
        try:
            return self._app(environ, start)
        finally:
            _HERE.reset(token)


def here() -> Here:
    """The request that is being answered."""
    return _HERE.get() or Here.of(current_app.extensions[EXTENSION], request.environ)


def today() -> date:
    """The day in UTC for which pages tell what is in force; a dated copy is of its own day."""
    found = _HERE.get()
    if found is None and has_request_context():
        found = here()
    memento = found.memento if found else None
    return memento.switch.at.date() if memento else datetime.now(UTC).date()


def site() -> Site:
    """The site of the application that handles this request."""
    found = _HERE.get()
    return found.site if found else cast(Site, current_app.extensions[EXTENSION])


def links_here() -> Urls:
    """How the page at hand links."""
    return here().urls
