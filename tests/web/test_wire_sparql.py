"""On the wire, lines 19 to 25: the SPARQL protocol, as a strict client sees it over a socket."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import pytest
from http_raw import Reply, exchange, parse, send
from pyoxigraph import NamedNode, RdfFormat, Triple
from pyoxigraph import parse as parse_rdf

from support import Corpus, Server, serving
from treatygraph.iris import Base
from treatygraph.namespaces import expand

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
CSV = "text/csv"
TSV = "text/tab-separated-values"
SOLUTIONS = (JSON, XML, CSV, TSV)
GRAPHS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/rdf+xml": RdfFormat.RDF_XML,
}
TREATY = "https://w3id.org/treatygraph/id/agreement/ru-ir-2025"
GRAPH = "https://w3id.org/treatygraph/graph/agreements/ru-ir-2025"
OTHER = "https://w3id.org/treatygraph/graph/actors/states/RUS"
ONE = "SELECT ?n { VALUES ?n { 1 } }"
TYPES = f"SELECT ?o {{ <{TREATY}> a ?o }}"


def get(server: Server, query: str | None = None, *, accept: str = JSON, **more: str) -> Reply:
    """A query by GET."""
    asked = urlencode(({"query": query} if query is not None else {}) | more)
    return send(server.port, "GET", f"/sparql?{asked}" if asked else "/sparql", {"Accept": accept})


def post(
    server: Server, body: str | bytes, kind: str | None, *, address: str = "", accept: str = JSON
) -> Reply:
    """A body by POST."""
    headers = {"Accept": accept} | ({"Content-Type": kind} if kind else {})
    data = body.encode() if isinstance(body, str) else body
    return send(server.port, "POST", f"/sparql{address}", headers, data)


def rows(reply: Reply) -> list[dict[str, dict[str, str]]]:
    """The bindings of an answer in JSON."""
    assert reply.status == 200, reply.text
    found: list[dict[str, dict[str, str]]] = reply.json["results"]["bindings"]
    return found


def problem(reply: Reply, status: int) -> dict[str, Any]:
    """An error as problem details: a sentence, and nothing of our insides."""
    told: dict[str, Any] = reply.json
    assert (reply.status, told["status"]) == (status, status), told
    assert reply.media_type == "application/problem+json"
    assert len(told["detail"].split()) > 3
    assert "Traceback" not in reply.text
    return told


# 19: the operations -----------------------------------------------------------------


@pytest.mark.parametrize(
    "kind", [FORM, f"{FORM};charset=utf-8", f'{FORM} ; Charset="UTF-8"', FORM.title(), FORM.upper()]
)
def test_19_a_form_is_read_in_any_spelling_of_its_type(server: Server, kind: str) -> None:
    assert rows(post(server, urlencode({"query": ONE}), kind))[0]["n"]["value"] == "1"


@pytest.mark.parametrize(
    "kind", [QUERY, f"{QUERY}; charset=UTF-8", f"{QUERY};charset=us-ascii;x=y", QUERY.upper()]
)
def test_19_a_query_is_read_in_any_spelling_of_its_type(server: Server, kind: str) -> None:
    assert rows(post(server, 'SELECT ("ü" AS ?n) {}', kind))[0]["n"]["value"] == "ü"


@pytest.mark.parametrize(
    "kind",
    [None, "text/plain", "application/json", "multipart/form-data; boundary=x",
     f"{QUERY}; charset=iso-8859-1", f"{FORM}; charset=utf-16", "nonsense"],
)  # fmt: skip
def test_19_another_type_of_body_is_415(server: Server, kind: str | None) -> None:
    problem(post(server, urlencode({"query": ONE}), kind), 415)


def test_19_a_coded_body_is_415(server: Server) -> None:
    headers = {"Content-Type": QUERY, "Content-Encoding": "gzip"}
    problem(send(server.port, "POST", "/sparql", headers, b"\x1f\x8b"), 415)
    headers["Content-Encoding"] = "identity"
    assert send(server.port, "POST", "/sparql", headers, ONE.encode()).status == 200


def test_19_exactly_one_query_is_taken(server: Server) -> None:
    two = urlencode([("query", ONE), ("query", ONE)])
    for reply in (
        send(server.port, "GET", f"/sparql?{two}"),
        post(server, two, FORM),
        post(server, ONE, QUERY, address=f"?{urlencode({'query': ONE})}"),
        post(server, urlencode({"query": ONE}), FORM, address=f"?{urlencode({'query': ONE})}"),
    ):
        assert "exactly one" in problem(reply, 400)["detail"]


def test_19_a_post_without_a_query_is_400(server: Server) -> None:
    for reply in (post(server, "", FORM), post(server, "default-graph-uri=x:g", FORM),
                  post(server, "", QUERY), get(server, ""), get(server, "   ")):  # fmt: skip
        problem(reply, 400)


def test_19_plus_is_a_space_and_percent_2b_is_a_plus(server: Server) -> None:
    encoded = "query=SELECT+(1%2B1+AS+%3Fn)+%7B%7D"
    for reply in (send(server.port, "GET", f"/sparql?{encoded}"), post(server, encoded, FORM)):
        assert rows(reply)[0]["n"]["value"] == "2"


def test_19_a_body_in_chunks_is_read(server: Server) -> None:
    sent = (f"POST /sparql HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: {QUERY}\r\n"
            f"Transfer-Encoding: chunked\r\n\r\n{len(ONE):x}\r\n{ONE}\r\n0\r\n\r\n")  # fmt: skip
    assert len(rows(parse(exchange(server.port, sent.encode())))) == 1


def test_19_a_body_that_ends_early_is_400(server: Server) -> None:
    sent = (f"POST /sparql HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: {QUERY}\r\n"
            f"Content-Length: 999\r\n\r\n{ONE}")  # fmt: skip
    received = exchange(server.port, sent.encode(), half_close=True)
    assert not received or parse(received).status == 400


@pytest.mark.parametrize("body", [b'ASK { ?s ?p "\xff" }', "ASK {}".encode("utf-16")])
def test_19_what_is_not_utf_8_is_400(server: Server, body: bytes) -> None:
    assert "UTF-8" in problem(post(server, body, QUERY), 400)["detail"]
    encoded = "query=" + quote(body)
    for reply in (send(server.port, "GET", f"/sparql?{encoded}"), post(server, encoded, FORM)):
        assert "UTF-8" in problem(reply, 400)["detail"]


def test_19_a_byte_order_mark_is_told_of(server: Server) -> None:
    for reply in (post(server, "\ufeffASK {}", QUERY), get(server, "\ufeffASK {}")):
        told = problem(reply, 400)
        assert "byte order mark" in told["detail"]
        assert (told["line"], told["column"]) == (1, 1)


def test_19_head_is_get_without_the_body(server: Server) -> None:
    asked = f"/sparql?{urlencode({'query': TYPES})}"
    got, headed = (send(server.port, method, asked) for method in ("GET", "HEAD"))
    assert (headed.status, headed.body) == (200, b"")
    for reply in (got, headed):
        assert reply.headers["content-length"] == str(len(got.body))
    told = {"date", "server-timing", "x-request-id"}
    assert {n: v for n, v in got.headers.items() if n not in told} == {
        n: v for n, v in headed.headers.items() if n not in told}  # fmt: skip
    wrong = send(server.port, "HEAD", "/sparql?query=SELEKT")
    assert (wrong.status, wrong.body) == (400, b"")


def test_19_other_methods_are_405_and_options_tells_which(server: Server) -> None:
    allowed = {"GET", "HEAD", "POST", "OPTIONS"}
    for method in ("PUT", "DELETE", "PATCH"):
        reply = send(server.port, method, f"/sparql?{urlencode({'query': ONE})}", {}, b"")
        problem(reply, 405)
        assert set(reply.headers["allow"].split(", ")) == allowed
    assert set(send(server.port, "OPTIONS", "/sparql").headers["allow"].split(", ")) == allowed


def test_19_a_slash_too_many_leads_to_the_endpoint(server: Server) -> None:
    asked = urlencode({"query": ONE})
    moved = send(server.port, "GET", f"/sparql/?{asked}")
    assert (moved.status, moved.headers["location"]) == (308, f"/sparql?{asked}")
    assert rows(send(server.port, "POST", "/sparql/", {"Content-Type": QUERY}, ONE.encode()))


# 20: the dataset --------------------------------------------------------------------

FROM = f"SELECT ?o FROM <{GRAPH}> {{ <{TREATY}> a ?o }}"
FROM_NAMED = f"SELECT DISTINCT ?g FROM NAMED <{GRAPH}> {{ GRAPH ?g {{ ?s a ?o }} }}"


def each_way(server: Server, query: str, dataset: dict[str, str]) -> Iterator[Reply]:
    """A query with a dataset, by each operation."""
    yield get(server, query, **dataset)
    yield post(server, urlencode({"query": query, **dataset}), FORM)
    yield post(server, query, QUERY, address=f"?{urlencode(dataset)}")
    yield post(server, urlencode({"query": query}), FORM, address=f"?{urlencode(dataset)}")


def test_20_default_graphs_are_obeyed_and_override_from(server: Server) -> None:
    assert rows(get(server, FROM))
    for text in (FROM, TYPES):
        assert all(rows(r) for r in each_way(server, text, {"default-graph-uri": GRAPH}))
        assert not any(rows(r) for r in each_way(server, text, {"default-graph-uri": OTHER}))
        assert not any(rows(r) for r in each_way(server, text, {"named-graph-uri": GRAPH}))


def test_20_named_graphs_are_obeyed_and_override_from_named(server: Server) -> None:
    for reply in each_way(server, FROM_NAMED, {"named-graph-uri": OTHER}):
        assert [row["g"]["value"] for row in rows(reply)] == [OTHER]
    for reply in each_way(server, FROM_NAMED, {"default-graph-uri": GRAPH}):
        assert not rows(reply)


def test_20_several_graphs_are_merged(server: Server) -> None:
    asked = urlencode([("query", "SELECT DISTINCT ?s { ?s a ?o }"),
                       ("default-graph-uri", GRAPH), ("default-graph-uri", OTHER)])  # fmt: skip
    found = {row["s"]["value"] for row in rows(send(server.port, "GET", f"/sparql?{asked}"))}
    assert TREATY in found
    assert "https://w3id.org/treatygraph/id/state/RUS" in found


def test_20_a_graph_that_is_not_held_is_empty(server: Server) -> None:
    for name in ("default-graph-uri", "named-graph-uri"):
        reply = get(server, "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }",
                    **{name: f"http://127.0.0.1:{server.port}/ontology.ttl"})  # fmt: skip
        assert rows(reply) == []


@pytest.mark.parametrize("iri", ["graph/agreements/ru-ir-2025", "", "not an iri", "//host/x"])
def test_20_a_relative_graph_iri_is_400_and_named(server: Server, iri: str) -> None:
    for name in ("default-graph-uri", "named-graph-uri"):
        for reply in each_way(server, ONE, {name: iri}):
            told = problem(reply, 400)
            assert name in told["detail"]
            assert "line" not in told


# 21: the formats --------------------------------------------------------------------

AWKWARD = r"""SELECT ?iri ?text ?tagged ?number ?none ?blank { VALUES (?iri ?text ?tagged ?number) {
  (<http://a.example/é?x=1&y=2> "say \"hi\", a\tb\nc\\d <&> 😀" "ру-с"@ru-Cyrl 1.50)
  (UNDEF "" "x"@en "007"^^<http://a.example/code>) }
  OPTIONAL { <x:no> <x:such> ?none } }"""


def test_21_json_is_exact(server: Server) -> None:
    reply = get(server, AWKWARD)
    assert reply.media_type == JSON
    assert reply.json["head"]["vars"] == ["iri", "text", "tagged", "number", "none", "blank"]
    first, second = rows(reply)
    assert first == {
        "iri": {"type": "uri", "value": "http://a.example/é?x=1&y=2"},
        "text": {"type": "literal", "value": 'say "hi", a\tb\nc\\d <&> 😀'},
        "tagged": {"type": "literal", "value": "ру-с", "xml:lang": "ru-cyrl"},
        "number": {"type": "literal", "value": "1.5", "datatype": expand("xsd:decimal")},
    }
    assert set(second) == {"text", "tagged", "number"}
    assert second["number"]["datatype"] == "http://a.example/code"


def test_21_xml_is_exact(server: Server) -> None:
    ns = "{http://www.w3.org/2005/sparql-results#}"
    root = ElementTree.fromstring(get(server, AWKWARD, accept=XML).body)
    assert root.tag == f"{ns}sparql"
    names = [variable.get("name") for variable in root.iterfind(f"{ns}head/{ns}variable")]
    assert names == ["iri", "text", "tagged", "number", "none", "blank"]
    first, second = root.iterfind(f"{ns}results/{ns}result")
    found = {binding.get("name"): binding[0] for binding in first}
    assert found["iri"].text == "http://a.example/é?x=1&y=2"
    assert found["text"].text == 'say "hi", a\tb\nc\\d <&> 😀'
    assert found["tagged"].get("{http://www.w3.org/XML/1998/namespace}lang") == "ru-cyrl"
    assert found["number"].get("datatype") == expand("xsd:decimal")
    assert [binding.get("name") for binding in second] == ["text", "tagged", "number"]


def test_21_csv_is_quoted_as_rfc_4180_says(server: Server) -> None:
    body = get(server, AWKWARD, accept=CSV).text
    assert body == (
        "iri,text,tagged,number,none,blank\r\n"
        'http://a.example/é?x=1&y=2,"say ""hi"", a\tb\nc\\d <&> 😀",ру-с,1.5,,\r\n'
        ",,x,007,,\r\n"
    )
    read = list(csv.reader(io.StringIO(body, newline="")))
    assert read[1][1] == 'say "hi", a\tb\nc\\d <&> 😀'


def test_21_tsv_writes_terms_as_turtle_does(server: Server) -> None:
    lines = get(server, AWKWARD, accept=TSV).text.split("\n")
    assert lines[0] == "?iri\t?text\t?tagged\t?number\t?none\t?blank"
    first, second = (line.split("\t") for line in lines[1:3])
    assert lines[3:] == [""]
    assert first[:3] == ["<http://a.example/é?x=1&y=2>", r'"say \"hi\", a\tb\nc\\d <&> 😀"',
                         '"ру-с"@ru-cyrl']  # fmt: skip
    assert first[3] in ("1.5", f'"1.5"^^<{expand("xsd:decimal")}>')
    assert first[4:] == ["", ""]
    assert second == ["", '""', '"x"@en', '"007"^^<http://a.example/code>', "", ""]


def test_21_no_solutions_and_no_variables_are_answers(server: Server) -> None:
    none = "SELECT ?a ?b { VALUES (?a ?b) {} }"
    assert get(server, none).json == {"head": {"vars": ["a", "b"]}, "results": {"bindings": []}}
    assert get(server, none, accept=CSV).text == "a,b\r\n"
    assert get(server, none, accept=TSV).text == "?a\t?b\n"
    assert b"<results" in get(server, none, accept=XML).body
    assert get(server, "SELECT * {}").json == {"head": {"vars": []}, "results": {"bindings": [{}]}}


@pytest.mark.parametrize(
    ("query", "truth"), [("ASK {}", "true"), ("ASK { <x:a> <x:b> 1 }", "false")]
)
def test_21_ask_is_answered_in_each_format(server: Server, query: str, truth: str) -> None:
    replies = {accept: get(server, query, accept=accept) for accept in SOLUTIONS}
    assert all(reply.media_type == accept for accept, reply in replies.items())
    assert replies[JSON].json == {"head": {}, "boolean": truth == "true"}
    assert f"<boolean>{truth}</boolean>" in replies[XML].text
    assert replies[CSV].text.strip() == replies[TSV].text.strip() == truth


@pytest.mark.parametrize("accept", GRAPHS)
def test_21_graphs_are_rdf(server: Server, accept: str) -> None:
    for text in (
        f"DESCRIBE <{TREATY}>",
        f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}",
    ):
        reply = get(server, text, accept=accept)
        assert reply.media_type == accept
        subjects = {quad.subject for quad in parse_rdf(reply.body, format=GRAPHS[accept])}
        assert NamedNode(TREATY) in subjects
    empty = get(server, "CONSTRUCT { ?s ?p ?o } { ?s <x:no> ?o . ?s ?p ?o }", accept=accept)
    assert list(parse_rdf(empty.body, format=GRAPHS[accept])) == []


@pytest.mark.parametrize(
    ("accept", "given"),
    [("text/csv;q=0.5, application/sparql-results+xml", XML), ("text/*", CSV), ("*/*", JSON),
     ("text/csv;q=0, text/*", TSV), ("application/json", JSON), ("application/xml;q=0.2", XML),
     ("image/png, */*;q=0.1", JSON)],
)  # fmt: skip
def test_21_accept_is_obeyed(server: Server, accept: str, given: str) -> None:
    assert get(server, ONE, accept=accept).media_type == given


@pytest.mark.parametrize("query", ["ASK {}", ONE, "DESCRIBE <x:a>", "CONSTRUCT {} {}"])
def test_21_what_is_not_offered_is_406_with_the_list(server: Server, query: str) -> None:
    graph = query.split()[0] in ("DESCRIBE", "CONSTRUCT")
    for accept in ("image/png", "text/csv" if graph else "text/turtle"):
        reply = get(server, query, accept=accept)
        assert reply.status == 406
        assert reply.headers["vary"].startswith("Accept")
        for kind in GRAPHS if graph else SOLUTIONS:
            assert kind in reply.text


@pytest.mark.parametrize(
    ("name", "kind"),
    [("json", JSON), ("xml", XML), ("csv", CSV), ("tsv", TSV), ("srj", JSON), (XML, XML)],
)
def test_21_format_names_one_whatever_is_accepted(server: Server, name: str, kind: str) -> None:
    assert get(server, ONE, accept="image/png", format=name).media_type == kind
    named, negotiated = get(server, ONE, format=name), get(server, ONE, accept=kind)
    assert named.body == negotiated.body


# 22: whole or an error --------------------------------------------------------------


def test_22_a_whole_answer_has_its_length_and_says_how_it_may_be_kept(server: Server) -> None:
    reply = get(server, "SELECT * { ?s ?p ?o }")
    assert len(reply.body) > 1_000_000
    assert int(reply.headers["content-length"]) == len(reply.body)
    assert "transfer-encoding" not in reply.headers
    assert reply.headers["cache-control"] == "public, max-age=0, must-revalidate"
    assert reply.headers["server-timing"].startswith("query;dur=")


def test_22_the_limits_are_published(server: Server) -> None:
    page = get(server, accept="text/html").text
    assert "30 seconds" in page
    assert "256 MiB" in page
    assert "256 KiB" in page


# 23: what the endpoint is -----------------------------------------------------------


def description(server: Server, accept: str) -> list[Triple]:
    reply = get(server, accept=accept)
    assert (reply.status, reply.media_type) == (200, accept)
    quads = parse_rdf(reply.body, format=GRAPHS[accept], base_iri=f"{server.url}sparql")
    return [Triple(quad.subject, quad.predicate, quad.object) for quad in quads]


def values(triples: list[Triple], name: str) -> set[str]:
    return {t.object.value for t in triples if t.predicate.value == expand(name)}


@pytest.mark.parametrize("accept", GRAPHS)
def test_23_a_bare_get_tells_what_the_endpoint_is(server: Server, accept: str) -> None:
    told = description(server, accept) if accept != "application/ld+json" else None
    if told is None:
        assert get(server, accept=accept).json["@context"] == "/context.jsonld"
        return
    assert values(told, "sd:endpoint") == {"https://w3id.org/treatygraph/sparql"}
    assert values(told, "sd:supportedLanguage") == {expand("sd:SPARQL11Query")}
    assert values(told, "sd:feature") == {expand("sd:UnionDefaultGraph")}
    assert len(values(told, "sd:resultFormat")) == 8
    assert not values(told, "sd:inputFormat")


def test_23_every_graph_that_is_named_dereferences(server: Server) -> None:
    names = sorted(values(description(server, "application/n-triples"), "sd:name"))
    assert len(names) > 100
    paths = [Base().path_of(name) for name in names]
    with ThreadPoolExecutor(4) as several:
        replies = several.map(
            lambda path: send(server.port, "HEAD", str(path), {"Accept": "text/turtle"}), paths
        )
        statuses = dict(zip(names, (reply.status for reply in replies), strict=True))
    assert {name: status for name, status in statuses.items() if status != 200} == {}


def test_23_the_description_counts_what_a_query_counts(server: Server) -> None:
    told = description(server, "text/turtle")
    counted = rows(get(server, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"))[0]["n"]["value"]
    assert values(told, "void:triples") == {counted}
    graphs = rows(get(server, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"))
    assert values(told, "sd:name") == {row["g"]["value"] for row in graphs}


def test_23_a_browser_gets_the_page_to_write_a_query_on(server: Server) -> None:
    reply = get(server, accept="text/html,application/xhtml+xml,*/*;q=0.8")
    assert reply.media_type == "text/html"
    assert "<textarea" in reply.text


# 24: what is refused ----------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["SELECT * { SERVICE <x:a> {} }", "SELECT * { SERVICE SILENT <x:a> {} }", "LOAD SILENT <x:a>",
     "CLEAR ALL", "INSERT DATA { <x:a> <x:b> 1 }", "DELETE WHERE { ?s ?p ?o }",
     "PREFIX x: <x:> WITH x:g DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }"],
)  # fmt: skip
def test_24_updates_and_federation_are_403_with_a_reason(server: Server, text: str) -> None:
    for reply in (get(server, text), post(server, text, QUERY),
                  post(server, urlencode({"query": text}), FORM)):  # fmt: skip
        detail = problem(reply, 403)["detail"]
        assert "SERVICE" in detail or "changes nothing" in detail


def test_24_an_update_operation_is_403(server: Server) -> None:
    for reply in (
        post(server, "CLEAR ALL", "application/sparql-update"),
        post(server, urlencode({"update": "CLEAR ALL"}), FORM),
        send(server.port, "GET", f"/sparql?{urlencode({'update': 'CLEAR ALL'})}"),
    ):
        problem(reply, 403)


# 17 and 19: where a query is wrong --------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("SELECT * {\r\n  ?s ?p\r\n}", 2, 3),
        ("# 😀\r\nSELECT * { ?s ?p ?o }\r\nLIMIT x", 3, 7),
        ('SELECT * { ?s ?p "😀😀" ; }\nORDER BY', 2, 9),
        ('ASK { ?s ?p "😀" , un:known }', 1, 27),
        ('ASK { ?s ?p "\\u00e9\\U0001F600" , un:known }', 1, 42),
        ("ASK { # \\u000A\n un:known ?p ?o }", 2, 10),
        ('ASK {\r\n  ?s ?p "😀" .\r\n  ?s un:known 1 }', 3, 14),
        ("SELECT * { ?s ?p ?o", 1, 20),
    ],
)  # fmt: skip
def test_19_a_fault_has_its_line_and_column(
    server: Server, text: str, line: int, column: int
) -> None:
    for reply in (get(server, text), post(server, text, QUERY),
                  post(server, urlencode({"query": text}), FORM)):  # fmt: skip
        told = problem(reply, 400)
        assert (told["line"], told["column"]) == (line, column), told["detail"]


# 25: stopped for real ---------------------------------------------------------------


def test_25_others_are_served_while_a_query_runs_away(corpus: Corpus) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with serving("--out", str(corpus.options.out), "--query-seconds", "3") as running:
        with ThreadPoolExecutor(1) as one:
            stopped = one.submit(get, running, endless)
            time.sleep(0.5)
            started = time.monotonic()
            assert rows(get(running, ONE))
            assert time.monotonic() - started < 2
            assert not stopped.done()
            told = problem(stopped.result(), 504)
        assert told["limit"] == "time"
        assert json.loads(get(running, "ASK {}").body)["boolean"] is True
