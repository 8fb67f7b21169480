"""An endpoint that fails is told as 502 or 504 with what happened, never as 404 or no page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from oxigraph_loading import load
from servers import oxigraph
from wrong_endpoints import WRONG, Endpoint, endpoint, says

from support import free_port
from treatygraph.errors import EndpointFailed, EndpointTooSlow
from treatygraph.release import Release
from treatygraph.release.elsewhere import open_elsewhere
from treatygraph.store import QueryLimits
from treatygraph.store.relay import Relay
from treatygraph.store.remote import RemoteStore
from treatygraph.web.app import create_app
from treatygraph.web.config import ServeConfig
from treatygraph.web.site import EXTENSION

PAGES = ("/doc/state/IRN", "/agreements", "/graph/actors/states/IRN", "/binding?actor=IRN")
QUERY = "/sparql?query=SELECT%20%2A%20%7B%3Fs%20%3Fp%20%3Fo%7D%20LIMIT%203"
GRAPH = "/sparql?query=DESCRIBE%20%3Chttps://w3id.org/treatygraph/id/state/IRN%3E"
NO_ENGINE = "http://127.0.0.1:9/"
SECONDS = 0.7
TRIPLES = b"<x:a> <x:b> <x:c> .\n"


@dataclass
class Served:
    """Pages over an endpoint that goes wrong as it is told."""

    client: FlaskClient
    endpoint: Endpoint


@pytest.fixture(scope="module")
def served(corpus_release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    limits = QueryLimits(seconds=SECONDS)
    with oxigraph(tmp_path_factory.mktemp("behind")) as running, endpoint(running.query) as faulty:
        load(running, corpus_release.dataset)
        remote = RemoteStore(faulty.url, timeout=SECONDS)
        release = open_elsewhere(corpus_release.folder, remote)
        config = ServeConfig(str(release.folder), query_seconds=SECONDS, endpoint=faulty.url)
        with Relay(remote, limits) as relay:
            app = create_app(config, release=release, store=relay)
            assert app.extensions[EXTENSION].modified, "every page tells it; a server asks it first"
            yield Served(app.test_client(), faulty)


@pytest.mark.parametrize("how", WRONG)
def test_pages_and_answers_say_what_went_wrong(served: Served, how: str) -> None:
    served.endpoint.wrong, status, kind = WRONG[how]
    try:
        told = [served.client.get(path) for path in (*PAGES, QUERY)]
    finally:
        served.endpoint.wrong = None
    assert {answer.status_code for answer in told} == {status}
    assert {answer.mimetype for answer in told} == {"application/problem+json"}
    assert {answer.json["failure"] for answer in told if answer.json} == {kind}


@pytest.mark.parametrize("path", PAGES)
def test_a_browser_gets_a_page_about_it(served: Served, path: str) -> None:
    served.endpoint.wrong = WRONG["cuts by length"][0]
    try:
        answer = served.client.get(path, headers={"Accept": "text/html"})
    finally:
        served.endpoint.wrong = None
    assert answer.status_code == 502
    assert "the connection broke before its answer was whole" in answer.text
    assert str(served.endpoint.port) not in answer.text, "an address of ours is nobody's business"


@pytest.mark.parametrize("path", [*PAGES, QUERY, GRAPH])
def test_all_is_as_before_once_the_endpoint_works(served: Served, path: str) -> None:
    served.endpoint.wrong = WRONG["drips"][0]
    assert served.client.get(path).status_code == 504
    served.endpoint.wrong = None
    assert served.client.get(path).status_code == 200


def test_a_query_that_is_too_slow_tells_the_limit(served: Served) -> None:
    served.endpoint.wrong = WRONG["hears nothing"][0]
    try:
        answer = served.client.get(f"{QUERY}4")
    finally:
        served.endpoint.wrong = None
    assert answer.json
    assert (answer.json["limit"], answer.json["value"]) == ("time", SECONDS)


def test_a_head_of_a_failing_query_has_the_status_and_no_body(served: Served) -> None:
    served.endpoint.wrong = WRONG["fails"][0]
    try:
        answer = served.client.head(f"{QUERY}5")
    finally:
        served.endpoint.wrong = None
    assert (answer.status_code, answer.data) == (502, b"")


@pytest.mark.parametrize(("query", "status"), [
    ("SELECT * { ?s ?p ?o", 400), ("DROP ALL", 403), ("ASK { SERVICE <x:y> { ?s ?p ?o } }", 403),
    ("ASK {" + "{" * 200 + "}" * 200 + "}", 400), (f"ASK {{ }} # {'x' * 300_000}", 413),
])  # fmt: skip
def test_what_is_refused_at_home_is_refused_before_anybody_is_asked(
    served: Served, query: str, status: int
) -> None:
    served.endpoint.wrong = WRONG["fails"][0]
    try:
        answer = served.client.post("/sparql", data={"query": query})
    finally:
        served.endpoint.wrong = None
    assert answer.status_code == status


def test_an_endpoint_that_is_down_is_told_as_out_of_reach() -> None:
    address = f"http://127.0.0.1:{free_port()}/query"
    with pytest.raises(EndpointFailed, match="cannot be reached") as failed:
        RemoteStore(address).select("SELECT * { ?s ?p ?o }")
    assert failed.value.kind == "unreachable"


def test_a_deadline_holds_for_a_whole_answer_however_it_drips() -> None:
    with endpoint(NO_ENGINE) as faulty:
        faulty.wrong = WRONG["drips"][0]
        store = RemoteStore(faulty.url, timeout=SECONDS)
        with pytest.raises(EndpointTooSlow):
            store.select("SELECT * { ?s ?p ?o }")


@pytest.mark.parametrize(("head", "told"), [
    (b"Content-Length: 20\r\n", TRIPLES), (b"", None), (b"Content-Length: 40\r\n", None),
])  # fmt: skip
def test_triples_are_taken_only_where_their_end_is_told(head: bytes, told: bytes | None) -> None:
    kind = b"200 OK\r\nContent-Type: application/n-triples\r\n"
    with endpoint(NO_ENGINE) as faulty:
        faulty.wrong = says(kind + head, TRIPLES)
        store = RemoteStore(faulty.url, timeout=5)
        if told:
            answer = store.answer("CONSTRUCT WHERE { ?s ?p ?o }", graphs="ntriples")
            assert answer.read() == told
            return
        with pytest.raises(EndpointFailed) as failed:
            store.answer("CONSTRUCT WHERE { ?s ?p ?o }")
    assert failed.value.kind == "cut"


def test_an_answer_that_is_too_large_is_stopped() -> None:
    kind = b"200 OK\r\nContent-Type: application/n-triples\r\nContent-Length: 2000000\r\n"
    with endpoint(NO_ENGINE) as faulty:
        faulty.wrong = says(kind, TRIPLES * 100_000)
        store = RemoteStore(faulty.url, timeout=5, most=100_000)
        with pytest.raises(Exception, match="larger than"):
            store.answer("CONSTRUCT WHERE { ?s ?p ?o }")
