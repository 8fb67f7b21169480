"""A small release of invented things, and a client that asks its pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask.testing import FlaskClient
from routes import examples

from support import Corpus, Server
from treatygraph.collection import load_collection, load_shipped
from treatygraph.iris import Base
from treatygraph.release import BuildOptions, Release, build_release, open_release
from treatygraph.web.app import create_app
from treatygraph.web.config import ServeConfig

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
MINI = ROOT / "tests/fixtures/mini/data"
REBASED = Base("https://treaties.example.org/of/mini/")


@pytest.fixture(scope="session")
def mini_release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A dozen invented things, one for each awkward case, built once."""
    out = tmp_path_factory.mktemp("mini")
    options = BuildOptions(MINI, ROOT / "ontology", ROOT / "queries", out)
    collection = load_collection(options.data, options.base)
    shipped = load_shipped(options.ontology, Base())
    return open_release(build_release(options, collection, shipped))


@pytest.fixture(scope="session")
def mini_app(mini_release: Release) -> Flask:
    """The application on it; queries are answered in this process."""
    config = ServeConfig(release=str(mini_release.folder))
    return create_app(config, release=mini_release, store=mini_release.store)


@pytest.fixture(scope="session")
def corpus_client(corpus: Corpus) -> FlaskClient:
    """A client without wishes of the application over the curated data."""
    release = corpus.release
    app = create_app(ServeConfig(str(release.folder)), release=release, store=release.store)
    return app.test_client()


@pytest.fixture(scope="session")
def rebased_client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """The invented things under a base of one's own, which is not the host's root."""
    out = tmp_path_factory.mktemp("rebased")
    options = BuildOptions(MINI, ROOT / "ontology", ROOT / "queries", out, base=REBASED)
    collection = load_collection(options.data, options.base)
    shipped = load_shipped(options.ontology, options.base)
    release = open_release(build_release(options, collection, shipped))
    app = create_app(ServeConfig(str(release.folder)), release=release, store=release.store)
    return app.test_client()


@pytest.fixture
def client(mini_app: Flask) -> FlaskClient:
    """A client that prefers pages, as a browser does."""
    browser = mini_app.test_client()
    browser.environ_base["HTTP_ACCEPT"] = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"
    return browser


@pytest.fixture(scope="session")
def kinds(server: Server) -> dict[str, str]:
    """A path for each kind of page that the server has."""
    return examples(server)


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A window whose complaints and requests are noted."""
    width, scheme = getattr(request, "param", (1280, "light"))
    size = {"width": width, "height": 900}
    context = browser.new_context(viewport=size, color_scheme=scheme)
    window = context.new_page()
    window.complaints, window.asked = [], []  # type: ignore[attr-defined]
    window.on("console", lambda said: window.complaints.append(said.text))  # type: ignore[attr-defined]
    window.on("pageerror", lambda error: window.complaints.append(str(error)))  # type: ignore[attr-defined]
    window.on("request", lambda sent: window.asked.append(sent.url))  # type: ignore[attr-defined]
    yield window
    context.close()
