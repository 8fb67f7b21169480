"""How long a page takes that nobody has asked for: found in the sitemap, measured in CPU time."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from html import unescape

import pytest
from flask.testing import FlaskClient

from support import Corpus
from treatygraph.web.app import create_app
from treatygraph.web.config import ServeConfig
from treatygraph.web.serving import prepare
from treatygraph.web.site import EXTENSION

MOST = 0.1
"""Seconds that a page may take on the server when it has never been seen."""

_BROWSER = {"Accept": "text/html", "Accept-Encoding": "gzip"}


def started(corpus: Corpus) -> FlaskClient:
    """A client of a server that has just made itself ready, and has answered nobody."""
    release = corpus.release
    app = create_app(ServeConfig(str(release.folder)), release=release, store=release.store)
    prepare(app)
    client = app.test_client()
    client.get("/health/live")  # the first request of all sets up Flask
    return client


def pages(client: FlaskClient) -> list[str]:
    """Every path of the sitemap, and what binds each actor that the form offers."""
    addresses = re.findall(r"<loc>(.*?)</loc>", client.get("/sitemap.xml").text)
    paths = [f"/{unescape(one).removeprefix(addresses[0])}" for one in addresses]
    form = client.get("/binding", headers={"Accept": "text/html"}).text
    offered = form.partition('name="actor"')[2].partition("</select>")[0]
    actors = re.findall(r'<option value="([^"]+)"', offered)
    return [*paths, *(f"/binding?actor={actor}&on=2025-10-20" for actor in actors)]


def slow(client: FlaskClient, paths: Iterable[str]) -> dict[str, float]:
    """The pages that took too long, in seconds of this process."""
    found = {}
    for path in paths:
        before = time.process_time()
        assert client.get(path, headers=_BROWSER).status_code == 200, path
        taken = time.process_time() - before
        if taken > MOST:
            found[path] = taken
    return found


@pytest.mark.slow
def test_no_page_takes_a_tenth_of_a_second_when_never_seen(corpus: Corpus) -> None:
    """Who seems slow is measured twice more, each time anew: machines have other things to do."""
    asked = pages(started(corpus))
    assert len(asked) > 3_000
    assert any(path.startswith("/binding?actor=RUS") for path in asked)
    left: Iterable[str] = asked
    for _ in range(3):
        left = slow(started(corpus), left)
    assert left == {}


def test_what_pages_share_is_read_ahead(corpus: Corpus) -> None:
    release = corpus.release
    app = create_app(ServeConfig(str(release.folder)), release=release, store=release.store)
    site = app.extensions[EXTENSION]
    assert site.reader.link.cache_info().currsize == 0
    site.read_ahead()
    assert site.reader.link.cache_info().currsize > 3_000
    assert {"actors", "topics", "statistics"} <= vars(site).keys()
