"""One release being served: its application and its query processes, as long as it is needed."""

from __future__ import annotations

import gc
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Protocol

from flask import Flask

from treatygraph.errors import ReleaseUnavailable
from treatygraph.release import Release, open_release
from treatygraph.release.stored import in_memory, stored
from treatygraph.store import ALONE, EmbeddedStore, ForkServer, Share, Store, WorkerPool
from treatygraph.store.memory import give_back
from treatygraph.web.app import create_app
from treatygraph.web.config import ServeConfig
from treatygraph.web.health import Probe
from treatygraph.web.openapi import description
from treatygraph.web.rendering import compile_all
from treatygraph.web.repeats import MOST_BYTES, Repeats
from treatygraph.web.site import EXTENSION, Site

_FIRST: Final = re.compile(r"/(\.?[\w-]*)")
_WARMING: Final = ("/", "/sparql?query=ASK%7B%7D")

_SMALL: Final = 200_000
"""Statements of a release that is read before anybody asks: measured, 0.4 s for a quarter of it."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A release in memory, and a fork server that shares this memory."""

    release: Release
    server: ForkServer


def loaded(config: ServeConfig, folder: Path) -> Release | None:
    """A release with its statements in memory, for all processes that will be forked from this one.

    None for one that is served from disk. Raises ReleaseUnavailable or StoreUnavailable.
    """
    release = open_release(folder, verified=config.verified)
    if not in_memory(release, config.store, config.processes):
        return None
    release.load()
    gc.freeze()  # a collection would write to what is shared
    return release


def begin(config: ServeConfig, release: Release) -> Begun:
    """Fork query processes that share the memory of a release that was :func:`loaded`.

    Only for a process that has no threads yet. Raises StoreUnavailable.
    """
    assert isinstance(release.store, EmbeddedStore)  # as it was loaded
    return Begun(release, ForkServer.beside(release.store, config.limits))


class Pool(Store, Protocol):
    """A store that is closed when its release is served no more."""

    def close(self) -> None:
        """End what it has started."""
        ...


class Serving:
    """A release with what answers for it, and how many requests it is answering.

    ``hold`` before a request, ``let_go`` when its answer has been sent; ``close`` once it is idle.
    """

    def __init__(
        self, release: Release, app: Flask, pool: Pool, store: Store, share: Share = ALONE
    ) -> None:
        self.release = release
        self.app = app
        self.probe = Probe(store)
        self.repeats = Repeats(share.part(MOST_BYTES))
        self._pool = pool
        self._lock = threading.Lock()
        self._held = 0
        self._routes = {_first(rule.rule) for rule in app.url_map.iter_rules()} | {"health"}

    @classmethod
    def open(
        cls,
        config: ServeConfig,
        folder: Path,
        watched: Callable[[Store], Store] = lambda store: store,
        begun: Begun | None = None,
        share: Share = ALONE,
    ) -> Serving:
        """Open a release beside whatever is served; ``watched`` may put something around its pool.

        One that was ``begun`` is taken in place of that in the folder. Raises ReleaseUnavailable
        where it is damaged, StoreUnavailable without query processes.
        """
        release, pool = _opened(config, folder, begun, share)
        config = replace(config, release=str(release.folder))
        try:
            store = watched(pool)
            app = create_app(config, release=release, store=store, share=share)
            serving = cls(release, app, pool, store, share)
            serving._warm()
            serving._settle()
        except BaseException:
            pool.close()
            raise
        return serving

    def _warm(self) -> None:
        """Ask it what the first visitor would wait for. Raises ReleaseUnavailable if it cannot."""
        site: Site = self.app.extensions[EXTENSION]
        elsewhere = not isinstance(site.release.store, EmbeddedStore)
        _ = elsewhere and site.modified  # what every page tells, that of an error too
        client = self.app.test_client()
        for address in _WARMING[elsewhere:]:  # an engine may be unable to answer for the front page
            answer = client.get(address, headers={"Accept": "text/html"})
            if answer.status_code != 200:
                raise ReleaseUnavailable(
                    self.release.folder, f"{address} is answered with {answer.status}"
                )

    def _settle(self) -> None:
        """Make what visitors would wait for a little, and leave alone what stays for good.

        A collection of garbage looks at all that lives, and stops whoever is answered meanwhile.
        """
        threading.Thread(target=prepare, args=(self.app,), name="prepare", daemon=True).start()
        gc.freeze()

    def hold(self) -> None:
        """Note a request that it is going to answer."""
        with self._lock:
            self._held += 1

    def let_go(self) -> None:
        """Note that an answer has been sent."""
        with self._lock:
            self._held -= 1

    @property
    def idle(self) -> bool:
        """Whether it answers nobody at the moment."""
        return self._held == 0

    def close(self) -> None:
        """End its query processes and give its memory back; it must be idle and no longer known."""
        self._pool.close()
        del self.app, self.release, self.probe, self._pool
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        give_back()

    def route(self, path: str) -> str:
        """Which part of the service a path belongs to: one of few words."""
        first = _first(path)
        return (first or "home") if first in self._routes else "other"


def _opened(
    config: ServeConfig, folder: Path, begun: Begun | None, share: Share
) -> tuple[Release, Pool]:
    """A release, and what answers the queries of strangers about it."""
    if config.endpoint:
        from treatygraph.web.elsewhere import opened_elsewhere

        return opened_elsewhere(config, folder, share)
    release = begun.release if begun else _release(config, folder)
    release.begin_loading()  # the query processes read the same at the same time
    pool = WorkerPool(release.place, workers=config.query_workers, limits=config.limits,
                      server=begun.server if begun else None, share=share)  # fmt: skip
    return release, pool


def _release(config: ServeConfig, folder: Path) -> Release:
    release = open_release(folder, verified=config.verified)
    return stored(release, config.store, config.processes)


def prepare(app: Flask) -> None:
    """Make ready what pages share: templates, and of a small release what is read for them.

    That takes a second at most. Of a large release it would take long, and its pages share little.
    """
    site: Site = app.extensions[EXTENSION]
    compile_all(site)
    in_here = isinstance(site.release.store, EmbeddedStore)
    if in_here and site.release.statements <= _SMALL:
        site.read_ahead()
        with app.test_request_context(environ_overrides={"SCRIPT_NAME": site.config.base_path}):
            description(site)
    gc.freeze()


def _first(path: str) -> str:
    found = _FIRST.match(path)
    return found[1] if found else ""
