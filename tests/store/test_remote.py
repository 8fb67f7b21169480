"""The remote store against a server that runs, one that is down, and one that talks nonsense."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from pyoxigraph import NamedNode

from support import Server, free_port
from treatygraph.errors import QuerySyntaxError, StoreUnavailable
from treatygraph.release import Release
from treatygraph.store import Dataset, Store
from treatygraph.store.remote import RemoteStore

AGREEMENT = NamedNode("https://w3id.org/treatygraph/id/agreement/ru-ir-2025")
QUERIES = {
    "solutions": "SELECT ?s ?label { ?s skos:prefLabel ?label } ORDER BY ?s ?label LIMIT 20",
    "nothing": "SELECT ?s { ?s tg:party 'nobody' }",
    "counted": "SELECT (COUNT(*) AS ?n) { ?s a tg:Claim }",
    "unbound": "SELECT ?s ?none { ?s a tg:State } ORDER BY ?s LIMIT 3",
}
PROLOGUE = (
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"
    "PREFIX tg: <https://w3id.org/treatygraph/ontology#>"
)


@pytest.fixture(scope="module")
def remote(server: Server) -> RemoteStore:
    return RemoteStore(server.url + "sparql")


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES.keys())
def test_it_gives_the_rows_that_the_embedded_store_gives(
    remote: RemoteStore, corpus_release: Release, query: str
) -> None:
    stores: list[Store] = [remote, corpus_release.store]
    there, here = (store.select(PROLOGUE + query) for store in stores)
    assert there == here


def test_values_enter_both_stores_alike(remote: RemoteStore, corpus_release: Release) -> None:
    query = PROLOGUE + "SELECT ?s ?label { ?s skos:prefLabel ?label } ORDER BY ?label"
    there = remote.select(query, {"s": AGREEMENT})
    assert there == corpus_release.store.select(query, {"s": AGREEMENT})
    assert {row[0] for row in there.rows} == {AGREEMENT}


@pytest.mark.parametrize("format_", ["json", "xml", "csv", "tsv"])
def test_solutions_come_in_the_format_asked_for(
    remote: RemoteStore, corpus_release: Release, format_: str
) -> None:
    query = PROLOGUE + QUERIES["solutions"]
    there = remote.answer(query, solutions=format_)
    assert there.format == format_
    assert there.read() == corpus_release.store.answer(query, solutions=format_).read()


def test_a_graph_comes_in_the_format_asked_for(remote: RemoteStore) -> None:
    answer = remote.answer(f"DESCRIBE <{AGREEMENT.value}>", graphs="ntriples")
    assert (answer.form, answer.format) == ("graph", "ntriples")
    lines = answer.read().decode().splitlines()
    assert lines
    assert all(line.endswith(" .") for line in lines)


def test_a_dataset_is_handed_on(remote: RemoteStore) -> None:
    nothing = remote.answer("ASK { ?s ?p ?o }", dataset=Dataset(("x:not-held",)))
    assert b"false" in nothing.read()


def test_a_query_that_does_not_parse_is_told_as_such(remote: RemoteStore) -> None:
    with pytest.raises(QuerySyntaxError):
        remote.select("SELECT { nonsense")


def test_an_endpoint_that_is_down_is_unavailable() -> None:
    endpoint = f"http://127.0.0.1:{free_port()}/sparql"
    with pytest.raises(StoreUnavailable, match=endpoint):
        RemoteStore(endpoint).select("SELECT * { ?s ?p ?o }")


def test_an_endpoint_that_never_answers_is_unavailable_after_a_while() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        endpoint = f"http://127.0.0.1:{deaf.getsockname()[1]}/sparql"
        with pytest.raises(StoreUnavailable):
            RemoteStore(endpoint, timeout=1).select("SELECT * { ?s ?p ?o }")


class _Nonsense(BaseHTTPRequestHandler):
    """Says that all is well and sends a page; or fails, as its path asks."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(500 if self.path == "/broken" else 200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<html>hello</html>")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def nonsense() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Nonsense) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("path", ["/broken", "/page"])
def test_an_endpoint_that_sends_no_result_is_unavailable(nonsense: str, path: str) -> None:
    with pytest.raises(StoreUnavailable):
        RemoteStore(nonsense + path).select("SELECT * { ?s ?p ?o }")
