"""The application: ``create_app`` puts a release, a store and the views together."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from treatygraph.describe import Reader
from treatygraph.release import Release, open_release
from treatygraph.release.stored import stored
from treatygraph.store import ALONE, Share, Store, WorkerPool
from treatygraph.web import (
    api,
    binding,
    changes,
    citing,
    compare,
    completion,
    coverage,
    disagreements,
    discovery,
    dumps,
    errors,
    everywhere,
    graphs,
    maps,
    memento,
    network,
    openapi,
    opensearch,
    pages,
    panels,
    questions,
    rendering,
    resources,
    search,
    sparql,
    static_files,
    timeline,
    timemap,
)
from treatygraph.web.bodies import MOST, Bodies
from treatygraph.web.config import ServeConfig
from treatygraph.web.documents import Documents
from treatygraph.web.endpoint import Endpoint
from treatygraph.web.kept import MOST_BYTES, Kept
from treatygraph.web.memento import Mementos
from treatygraph.web.site import EXTENSION, Placed, Site

_ROOMS = (
    resources, graphs, discovery, dumps, questions, sparql, pages, timemap, openapi,
    binding, compare, disagreements, coverage, timeline, maps, network, api, completion, citing,
    search, opensearch, changes, panels,
)  # fmt: skip

_KEPT_OF_OLDER = 4 << 20
"""Bytes of finished answers that are kept of an older release."""


def create_app(
    config: ServeConfig, *, release: Release | None = None, store: Store | None = None,
    share: Share = ALONE,
) -> Flask:  # fmt: skip
    """A WSGI application that serves one release; it keeps and takes the ``share`` of a process.

    ``release`` and ``store`` stand in for those that ``config`` names: the folder opened, and a
    pool of query processes. Raises ReleaseUnavailable or StoreUnavailable.
    """
    release = release or stored(open_release(Path(config.release)), config.store)
    release.begin_loading()  # the query processes read the same at the same time
    store = store or WorkerPool(release.place, workers=config.query_workers, limits=config.limits,
                                share=share)  # fmt: skip
    site = Site(config, release, Reader(release), store)
    app = _application(site)
    bare = app.wsgi_app
    endpoint = Endpoint(bare, site)
    # The outermost layer: what is put between it and the application knows nothing of dates.
    dated = Mementos(
        Kept(endpoint, _KEPT_OF_OLDER), Kept(endpoint, share.part(MOST_BYTES)), endpoint,
        release.version, site.archive, lambda older: _older(config, older, store),
    )  # fmt: skip
    app.wsgi_app = Bodies(dated, share.part(MOST))  # type: ignore[method-assign, assignment]
    return app


def _older(config: ServeConfig, release: Release, store: Store) -> Flask:
    """The application of a release that is not the present one; it keeps little in memory."""
    app = _application(Site(config, release, Reader(release), store, older=True))
    app.wsgi_app = Kept(app.wsgi_app, _KEPT_OF_OLDER)  # type: ignore[method-assign]
    return app


def _application(site: Site) -> Flask:
    app = Flask("treatygraph.web", static_folder=None)
    app.extensions[EXTENSION] = site
    app.url_map.strict_slashes = False
    rendering.register(site)
    static_files.register(app)
    errors.register(app)
    everywhere.register(app)
    memento.register(app)
    for room in _ROOMS:
        app.register_blueprint(room.blueprint)
    app.wsgi_app = Placed(Documents(app.wsgi_app, site), site)  # type: ignore[method-assign, assignment]
    return app
