"""Documents are answered beneath Flask where nothing but a document is asked for: as Flask does."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse
from werkzeug.wrappers import Response

from support import Corpus
from treatygraph.negotiation import PAGE_FORMATS, Representation
from treatygraph.web.app import create_app
from treatygraph.web.config import ServeConfig
from treatygraph.web.documents import Documents
from treatygraph.web.site import EXTENSION, Placed

THINGS = (
    "agreement/ru-ir-2025", "agreement/ru-ir-2025/article-3", "state/IRN", "topic",
    "source/csag-2025", "source/csag-2025/passage-title", "source/csag-2025/claim-title-1",
    "agreement/ru-ir-2025/norm-counter-disinformation", "confidence/high",
)  # fmt: skip


@pytest.fixture(scope="module")
def app(corpus: Corpus) -> Flask:
    release = corpus.release
    return create_app(ServeConfig(str(release.folder)), release=release, store=release.store)


def told(answer: TestResponse) -> list[tuple[str, str]]:
    return sorted(item for item in answer.headers if item[0] != "Server-Timing")


def both_ways(app: Flask, path: str, **headers: str) -> tuple[TestResponse, TestResponse]:
    """The answer to an address, and the answer of Flask, which sees an empty query in it."""
    client = app.test_client()
    plain = client.get(path, headers=headers)
    return plain, client.get(path, headers=headers, environ_overrides={"RAW_URI": f"{path}?"})


@pytest.mark.parametrize("item", PAGE_FORMATS, ids=lambda item: item.name)
@pytest.mark.parametrize("thing", THINGS)
def test_a_document_is_the_same_by_flask_and_beneath_it(
    app: Flask, thing: str, item: Representation
) -> None:
    beneath, by_flask = both_ways(app, f"/doc/{thing}", Accept=item.media_type)
    assert beneath.status_code == 200
    assert beneath.data == by_flask.data
    assert told(beneath) == told(by_flask)


def test_its_suffix_names_the_same_format(app: Flask) -> None:
    beneath, by_flask = both_ways(app, "/doc/state/IRN.ttl", Accept="text/html")
    assert beneath.mimetype == "text/turtle"
    assert (beneath.data, told(beneath)) == (by_flask.data, told(by_flask))


def test_it_is_answered_without_flask(app: Flask) -> None:
    def nobody(*_: object) -> Iterable[bytes]:
        raise AssertionError("this goes on to Flask")

    site = app.extensions[EXTENSION]
    beneath = Client(Placed(Documents(nobody, site), site), Response)
    assert beneath.get("/doc/state/IRN").data == app.test_client().get("/doc/state/IRN").data


@pytest.mark.parametrize("path", ["/doc/state/XXX", "/doc/state", "/doc/", "/doc/state//IRN"])
def test_what_is_no_document_is_told_by_flask(app: Flask, path: str) -> None:
    beneath, by_flask = both_ways(app, path)
    assert beneath.status_code == by_flask.status_code != 200
    assert beneath.data == by_flask.data


def test_a_format_that_there_is_not_is_told_by_flask(app: Flask) -> None:
    beneath, by_flask = both_ways(app, "/doc/state/IRN", Accept="image/png")
    assert beneath.status_code == by_flask.status_code == 406


def test_other_ways_to_ask_are_answered_as_ever(app: Flask) -> None:
    asking = app.test_client()
    assert asking.post("/doc/state/IRN").status_code == 405
    assert asking.get("/doc/state/IRN/").status_code == 308
    assert asking.get("/doc/state/IRN?format=nt").mimetype == "application/n-triples"
    assert asking.head("/doc/state/IRN", headers={"Accept": "text/html"}).status_code == 200
    assert asking.options("/doc/state/IRN").status_code == 200
