"""On the wire, lines 16 to 18: methods, errors, limits, other origins."""

from __future__ import annotations

import socket
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from support import Server
from treatygraph.errors import StoreUnavailable
from treatygraph.release import Release
from treatygraph.store import Answer
from treatygraph.web.app import create_app
from treatygraph.web.config import ServeConfig

READ = [
    "/", "/id/state/IRN", "/doc/state/IRN", "/doc/state/IRN.ttl", "/graph/agreements/ru-ir-2025",
    "/ontology", "/ontology/0.1.0", "/shapes", "/prefixes", "/context.jsonld", "/query",
    "/query/competency/energy", "/agreements", "/.well-known/void", "/robots.txt", "/sitemap.xml",
    "/static/treatygraph.css", "/sparql",
]  # fmt: skip
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
OF_THE_MOMENT = ("Date", "Server-Timing")
"""Headers that tell when and how it was answered, not what."""


# 16 ---------------------------------------------------------------------------------


@pytest.mark.parametrize("path", READ)
@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "image/png"])
def test_16_head_is_get_without_the_body(
    corpus_client: FlaskClient, path: str, accept: str
) -> None:
    headers = {"Accept": accept}
    with corpus_client.get(path, headers=headers) as got:
        told = {name: value for name, value in got.headers if name not in OF_THE_MOMENT}
    with corpus_client.head(path, headers=headers) as headed:
        assert (headed.status_code, headed.data) == (got.status_code, b"")
        assert {name: value for name, value in headed.headers if name not in OF_THE_MOMENT} == told


@pytest.mark.parametrize("path", READ)
def test_16_options_and_405_tell_what_is_allowed(corpus_client: FlaskClient, path: str) -> None:
    wanted = {"GET", "HEAD", "OPTIONS"} | ({"POST"} if path == "/sparql" else set())
    options = corpus_client.options(path)
    assert options.status_code in (200, 204)
    assert set(options.headers["Allow"].split(", ")) == wanted
    for method in {"POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"} - wanted:
        refused = corpus_client.open(path, method=method)
        assert (refused.status_code, refused.mimetype) == (405, "application/problem+json")
        assert set(refused.headers["Allow"].split(", ")) == wanted


def test_16_an_unknown_address_is_404_to_every_method(corpus_client: FlaskClient) -> None:
    for method in ("GET", "HEAD", "POST", "DELETE"):
        assert corpus_client.open("/nothing", method=method).status_code == 404


# 17 ---------------------------------------------------------------------------------

LONG = "SELECT * { ?s ?p ?o } #" + "x" * 40_000
ERRORS = {
    "unknown": ({"path": "/id/state/XQZ"}, 404),
    "does not fit": ({"path": "/ontology?format=png"}, 406),
    "wrong method": ({"path": "/ontology", "method": "PUT"}, 405),
    "two queries": ({"path": "/sparql?query=ASK%7B%7D&query=ASK%7B%7D"}, 400),
    "an update": ({"path": "/sparql?update=CLEAR%20ALL"}, 403),
    "long address": ({"path": "/sparql?query=" + quote(LONG)}, 414),
    "long path": ({"path": "/doc/" + "x" * 40_000}, 414),
    "large body": ({"path": "/sparql", "method": "POST", "content_type": FORM,
                    "data": "query=" + "x" * 2_000_000}, 413),
    "large direct body": ({"path": "/sparql", "method": "POST", "content_type": QUERY,
                           "data": "x" * 2_000_000}, 413),
    "media type": ({"path": "/sparql", "method": "POST", "content_type": "text/xml",
                    "data": "<query/>"}, 415),
}  # fmt: skip
TERMS = {
    "text/html": "text/html",
    "application/ld+json": "application/problem+json",
    "application/sparql-results+json": "application/problem+json",
    "text/turtle": "text/plain",
    "*/*": "application/problem+json",
    "application/problem+json": "application/problem+json",
}


@pytest.mark.parametrize(("asked", "status"), ERRORS.values(), ids=ERRORS)
@pytest.mark.parametrize("accept", TERMS)
def test_17_an_error_is_told_in_the_client_s_terms(
    corpus_client: FlaskClient, asked: dict[str, str], status: int, accept: str
) -> None:
    response = corpus_client.open(headers={"Accept": accept}, **asked)
    assert response.status_code == status
    assert response.mimetype == TERMS[accept]
    assert "Traceback" not in response.text
    assert "Accept" in response.vary


def test_17_problem_details_are_whole(corpus_client: FlaskClient) -> None:
    for asked, status in ERRORS.values():
        response = corpus_client.open(headers={"Accept": "application/json"}, **asked)
        told = response.get_json()
        assert told["status"] == status
        assert told["type"]
        assert told["title"]
        assert len(told["detail"]) > 10


def test_17_a_query_s_fault_has_line_and_column(corpus_client: FlaskClient) -> None:
    query = quote("SELECT *\nWHERE { ?s ?p }")
    response = corpus_client.get(f"/sparql?query={query}", headers={"Accept": "application/json"})
    assert response.status_code == 400
    assert (response.get_json()["line"], response.get_json()["column"]) == (2, 9)


def test_17_a_fault_of_ours_shows_no_trace(
    mini_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise RuntimeError("the secret of the house")

    monkeypatch.setitem(mini_app.view_functions, "pages.agreements", broken)
    for accept in TERMS:
        response = mini_app.test_client().get("/agreements", headers={"Accept": accept})
        assert response.status_code == 500
        assert "secret" not in response.text


class Broken:
    """A store with a fault of ours, or one that nobody can reach."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def answer(self, *_: object, **__: object) -> Answer:
        raise self.error

    select = answer


@pytest.mark.parametrize("accept", ["text/html", "application/sparql-results+json", "*/*"])
def test_17_a_fault_beneath_the_pages_is_told_as_theirs(mini_release: Release, accept: str) -> None:
    app = create_app(ServeConfig(str(mini_release.folder)), release=mini_release,
                     store=Broken(RuntimeError("the secret of the house")))  # fmt: skip
    response = app.test_client().get("/sparql?query=ASK%7B%7D", headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (500, TERMS[accept])
    assert response.headers["Treatygraph-Release"] == mini_release.version
    assert "secret" not in response.text


@pytest.mark.parametrize("accept", ["text/html", "application/sparql-results+json"])
def test_17_a_busy_store_says_when_to_ask_again_on_its_page_too(
    mini_release: Release, accept: str
) -> None:
    app = create_app(ServeConfig(str(mini_release.folder)), release=mini_release,
                     store=Broken(StoreUnavailable("all are busy")))  # fmt: skip
    response = app.test_client().get("/sparql?query=ASK%7B%7D", headers={"Accept": accept})
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0


def test_17_the_page_shows_the_line_that_is_meant(corpus_client: FlaskClient) -> None:
    query = quote("ASK { # a separator \u2028 is no end of a line\n ?s un:known ?o }")
    page = corpus_client.get(f"/sparql?query={query}", headers={"Accept": "text/html"})
    assert page.status_code == 400
    assert "<code> ?s un:known ?o }\n" in page.text


def test_17_a_query_of_any_allowed_length_is_taken_as_a_form(corpus_client: FlaskClient) -> None:
    query = "ASK {} #" + "é" * 120_000
    assert corpus_client.post("/sparql", data={"query": query}).status_code == 200


def test_17_too_long_an_address_is_414_over_a_socket(server: Server) -> None:
    for length in (40_000, 100_000):
        with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
            connection.sendall(f"GET /doc/{'x' * length} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            assert connection.recv(100).startswith(b"HTTP/1.1 414")


# 18 ---------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*READ, "/nothing"])
def test_18_any_origin_may_read_answers_and_their_headers(
    corpus_client: FlaskClient, path: str
) -> None:
    with corpus_client.get(path, headers={"Origin": "https://example.org"}) as response:
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        exposed = set(response.headers["Access-Control-Expose-Headers"].split(", "))
        told = {"Allow", "Content-Location", "ETag", "Last-Modified", "Link", "Location",
                "Retry-After", "Server-Timing", "Treatygraph-Release"}  # fmt: skip
        assert told & set(dict(response.headers)) <= exposed
        assert told <= exposed


def test_18_a_preflight_for_post_is_answered(corpus_client: FlaskClient) -> None:
    response = corpus_client.options("/sparql", headers={
        "Origin": "https://example.org",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    })  # fmt: skip
    assert response.status_code in (200, 204)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in response.headers["Access-Control-Allow-Methods"].split(", ")
    assert "Content-Type" in response.headers["Access-Control-Allow-Headers"].split(", ")
    assert int(response.headers["Access-Control-Max-Age"]) > 0


def test_18_a_preflight_grants_no_method_that_there_is_not(corpus_client: FlaskClient) -> None:
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    response = corpus_client.options("/ontology", headers=asked)
    assert "POST" not in response.headers["Access-Control-Allow-Methods"].split(", ")
