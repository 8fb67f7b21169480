"""The application: ``create_app`` puts a release, a store and the views together."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from treatygraph.describe import Reader
from treatygraph.release import Release, open_release
from treatygraph.store import Store, WorkerPool
from treatygraph.web import (
    discovery,
    dumps,
    errors,
    everywhere,
    graphs,
    pages,
    questions,
    rendering,
    resources,
    sparql,
)
from treatygraph.web.config import ServeConfig
from treatygraph.web.endpoint import Endpoint
from treatygraph.web.site import EXTENSION, Site


def create_app(
    config: ServeConfig, *, release: Release | None = None, store: Store | None = None
) -> Flask:
    """A WSGI application that serves one release.

    ``release`` and ``store`` stand in for those that ``config`` names: the folder opened, and a
    pool of query processes. Raises ReleaseUnavailable or StoreUnavailable.
    """
    app = Flask("treatygraph.web")
    release = release or open_release(Path(config.release))
    store = store or WorkerPool(release.dataset, workers=config.query_workers, limits=config.limits)
    site = Site(config, release, Reader(release), store)
    app.extensions[EXTENSION] = site
    app.url_map.strict_slashes = False
    rendering.register(app)
    errors.register(app)
    everywhere.register(app)
    for room in (resources, graphs, discovery, dumps, questions, sparql, pages):
        app.register_blueprint(room.blueprint)
    app.wsgi_app = Endpoint(app.wsgi_app, site)  # type: ignore[method-assign]
    return app
