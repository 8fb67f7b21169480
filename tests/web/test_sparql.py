"""The endpoint over a socket: protocol, formats, dataset parameters, refusals, errors."""

from __future__ import annotations

import json
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest

from support import Server

TREATY = "https://w3id.org/treatygraph/id/agreement/ru-ir-2025"
SELECT = f"SELECT ?p WHERE {{ <{TREATY}> ?p ?o }} ORDER BY ?p LIMIT 3"
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"


@dataclass(frozen=True)
class Reply:
    """An answer over HTTP."""

    status: int
    type: str
    body: str

    @property
    def json(self) -> dict[str, object]:
        return json.loads(self.body)


def ask(
    server: Server,
    *,
    get: str | None = None,
    post: str | None = None,
    type: str = FORM,
    accept: str | None = None,
) -> Reply:
    """One request to the endpoint."""
    url = f"{server.url}sparql" + (f"?{get}" if get else "")
    headers = {"Accept": accept} if accept else {}
    data = None
    if post is not None:
        data, headers["Content-Type"] = post.encode(), type
    request = urllib.request.Request(url, data=data, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as reply:
            return Reply(reply.status, reply.headers.get_content_type(), reply.read().decode())
    except urllib.error.HTTPError as error:
        with error:
            return Reply(error.code, error.headers.get_content_type(), error.read().decode())


def query(text: str, **more: str) -> str:
    return urlencode({"query": text, **more})


@pytest.mark.parametrize(
    "request_",
    [
        {"get": query(SELECT)},
        {"post": query(SELECT)},
        {"post": SELECT, "type": QUERY},
        {"post": SELECT, "type": f"{QUERY}; charset=utf-8"},
        {"post": query(SELECT), "type": f"{FORM}; charset=UTF-8"},
    ],
    ids=["get", "form", "direct", "direct with charset", "form with charset"],
)
def test_all_three_operations_answer_alike(server: Server, request_: dict[str, str]) -> None:
    reply = ask(server, **request_)
    assert (reply.status, reply.type) == (200, "application/sparql-results+json")
    assert len(reply.json["results"]["bindings"]) == 3  # type: ignore[index, call-overload]


@pytest.mark.parametrize(
    ("accept", "begins"),
    [
        ("application/sparql-results+json", '{"head":{"vars":["n"]}'),
        ("application/sparql-results+xml", "<?xml"),
        ("text/csv", "n\r\n1\r\n"),
        ("text/tab-separated-values", "?n\n1\n"),
    ],
)
def test_each_result_format_is_what_its_label_says(
    server: Server, accept: str, begins: str
) -> None:
    reply = ask(server, get=query("SELECT ?n { VALUES ?n { 1 } }"), accept=accept)
    assert (reply.status, reply.type) == (200, accept)
    assert reply.body.startswith(begins)


@pytest.mark.parametrize(
    "accept", ["text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"]
)
def test_construct_and_describe_give_rdf(server: Server, accept: str) -> None:
    for text in (
        f"DESCRIBE <{TREATY}>",
        f"CONSTRUCT {{ <{TREATY}> ?p ?o }} {{ <{TREATY}> ?p ?o }}",
    ):
        reply = ask(server, get=query(text), accept=accept)
        assert (reply.status, reply.type) == (200, accept)
        assert TREATY in reply.body or "agreement:ru-ir-2025" in reply.body


def test_ask_is_answered(server: Server) -> None:
    assert ask(server, get=query(f"ASK {{ <{TREATY}> ?p ?o }}")).json["boolean"] is True
    assert ask(server, get=query("ASK { <x:none> ?p ?o }")).json["boolean"] is False


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ({"get": query("SELECT * {") + "&" + query("ASK {}")}, 400),
        ({"post": ""}, 400),
        ({"post": SELECT, "type": "text/plain"}, 415),
        ({"get": query(SELECT), "accept": "image/png"}, 406),
        ({"post": "SELECT * { ?s ?p ?o } " + "#" * 300_000, "type": QUERY}, 413),
    ],
    ids=["two queries", "no query", "other body", "no such format", "long query"],
)
def test_a_request_that_the_protocol_does_not_allow(
    server: Server, request_: dict[str, str], status: int
) -> None:
    assert ask(server, **request_).status == status


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("SELECT * {\n ?s ?p }", 2, 2),
        ("SELEKT * { ?s ?p ?o }", 1, 1),
        ("SELECT * { ?s un:known ?o }", 1, 23),
    ],
)
def test_a_query_that_does_not_parse_is_400_with_line_and_column(
    server: Server, text: str, line: int, column: int
) -> None:
    reply = ask(server, get=query(text))
    assert (reply.status, reply.type) == (400, "application/problem+json")
    assert (reply.json["line"], reply.json["column"]) == (line, column)
    assert "Traceback" not in reply.body


GRAPH = "https://w3id.org/treatygraph/graph/agreements/ru-ir-2025"
OTHER = "https://w3id.org/treatygraph/graph/actors/states/RUS"


def bindings(reply: Reply) -> list[dict[str, dict[str, str]]]:
    assert reply.status == 200, reply.body
    return json.loads(reply.body)["results"]["bindings"]


def test_a_query_without_dataset_sees_all_graphs(server: Server) -> None:
    found = bindings(
        ask(
            server,
            get=query(
                f"SELECT ?o {{ <{TREATY}> <http://www.w3.org/2000/01/rdf-schema#label> ?o }}"
            ),
        )
    )
    assert found


def test_dataset_parameters_are_obeyed_and_override_from(server: Server) -> None:
    text = f"SELECT ?o FROM <{GRAPH}> {{ <{TREATY}> a ?o }}"
    assert bindings(ask(server, get=query(text)))
    assert not bindings(ask(server, get=query(text, **{"default-graph-uri": OTHER})))
    assert bindings(ask(server, post=query(text, **{"default-graph-uri": GRAPH})))


def test_named_graph_parameters_are_obeyed(server: Server) -> None:
    text = "SELECT DISTINCT ?g { GRAPH ?g { ?s a ?o } }"
    only = bindings(ask(server, get=query(text, **{"named-graph-uri": OTHER})))
    assert [row["g"]["value"] for row in only] == [OTHER]
    assert not bindings(ask(server, get=query(text, **{"default-graph-uri": OTHER})))


@pytest.fixture
def trap() -> Iterator[tuple[int, list[object]]]:
    """A listening socket and who came to it."""
    came: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.1)
        stop = threading.Event()

        def listen() -> None:
            while not stop.is_set():
                try:
                    peer, address = listener.accept()
                except TimeoutError:
                    continue
                came.append(address)
                peer.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield listener.getsockname()[1], came
        stop.set()
        thread.join()


def test_the_trap_notices_a_visitor(trap: tuple[int, list[object]]) -> None:
    port, came = trap
    socket.create_connection(("127.0.0.1", port)).close()
    threading.Event().wait(0.3)
    assert came


HOSTILE = [
    "SELECT * {{ SERVICE <{trap}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE SILENT <{trap}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ \\u0053ERVICE <{trap}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ BIND(<{trap}> AS ?e) service ?e {{ ?s ?p ?o }} }}",
    "SELECT * FROM <{trap}> {{ ?s ?p ?o }}",
    "SELECT * FROM NAMED <{trap}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "SELECT * FROM <file:///etc/passwd> {{ ?s ?p ?o }}",
    "LOAD <{trap}>",
    "LOAD SILENT <{trap}> INTO GRAPH <x:g>",
    "INSERT DATA {{ <x:s> <x:p> <x:o> }}",
    "DELETE WHERE {{ ?s ?p ?o }}",
    "CLEAR ALL",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_is_fetched_and_nothing_changes(
    server: Server, trap: tuple[int, list[object]], text: str
) -> None:
    port, came = trap
    count = query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    before = ask(server, get=count).body
    address = f"http://127.0.0.1:{port}/data.ttl"
    sent = text.format(trap=address)
    for reply in (
        ask(server, get=query(sent)),
        ask(server, post=sent, type=QUERY),
        ask(server, post=sent, type="application/sparql-update"),
        ask(server, post=urlencode({"update": sent})),
        ask(server, get=query("SELECT * { ?s ?p ?o }", **{"default-graph-uri": address})),
    ):
        refused = reply.status in (400, 403)
        assert refused or (
            reply.status == 200 and not json.loads(reply.body)["results"]["bindings"]
        )
    assert ask(server, get=count).body == before
    assert came == []


def test_the_words_in_strings_and_names_are_no_refusal(server: Server) -> None:
    text = 'PREFIX service: <x:> SELECT ?insert { BIND("SERVICE <x:> LOAD" AS ?insert) } # DELETE'
    assert bindings(ask(server, get=query(text)))


def test_a_page_to_write_a_query_on_and_a_description_for_programs(server: Server) -> None:
    page = ask(server, accept="text/html")
    assert (page.status, page.type) == (200, "text/html")
    assert "<textarea" in page.body
    description = ask(server, accept="text/turtle")
    assert description.type == "text/turtle"
    assert "UnionDefaultGraph" in description.body


def test_a_browser_gets_the_answer_as_a_page(server: Server) -> None:
    reply = ask(server, get=query("SELECT ?n { VALUES ?n { 42 } }"), accept="text/html,*/*;q=0.8")
    assert reply.type == "text/html"
    assert "42" in reply.body
    wrong = ask(server, get=query("SELECT ?n {"), accept="text/html")
    assert (wrong.status, wrong.type) == (400, "text/html")
    assert "line 1" in wrong.body
