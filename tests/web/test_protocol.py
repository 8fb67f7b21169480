"""Reading a protocol request: pure functions, so every case is a line of a table."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatygraph.errors import QueryRefused, QuerySyntaxError, TreatygraphError
from treatygraph.negotiation import HTML, JSONLD, SPARQL_JSON, SPARQL_XML, TSV, TURTLE
from treatygraph.store import Dataset
from treatygraph.web.protocol import FORM, QUERY, read_request, unquoted
from treatygraph.web.refusals import BadRequest, NotAcceptable

ASK = urlencode({"query": "ASK {}"}).encode()
GRAPHS = urlencode([("default-graph-uri", "x:a"), ("default-graph-uri", "x:b"),
                    ("named-graph-uri", "x:c")]).encode()  # fmt: skip
BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"


@pytest.mark.parametrize(
    ("method", "more", "query"),
    [
        ("GET", {"query_string": ASK}, "ASK {}"),
        ("HEAD", {"query_string": ASK}, "ASK {}"),
        ("GET", {}, None),
        ("GET", {"query_string": b"default-graph-uri=x:g"}, None),
        ("GET", {"query_string": b"query="}, ""),
        ("GET", {"query_string": "query=ASK{%22é%22}".encode()}, 'ASK{"é"}'),
        ("GET", {"query_string": b"query=1%2B1+2"}, "1+1 2"),
        ("GET", {"query_string": ASK, "body": b"\xff"}, "ASK {}"),
        ("POST", {"content_type": FORM, "body": ASK}, "ASK {}"),
        ("POST", {"content_type": FORM, "query_string": ASK}, "ASK {}"),
        ("POST", {"content_type": f"{QUERY};charset=utf-8", "body": b"ASK {}"}, "ASK {}"),
        ("POST", {"content_type": QUERY, "body": b"a+b%20c"}, "a+b%20c"),
    ],
)
def test_the_query_is_found(method: str, more: dict[str, object], query: str | None) -> None:
    assert read_request(method, **more).query == query  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"content_type": FORM}, 400),
        ({"content_type": FORM, "body": ASK + b"&" + ASK}, 400),
        ({"content_type": QUERY, "body": b"ASK {}", "query_string": ASK}, 400),
        ({"content_type": QUERY, "body": b"\xc3"}, 400),
        ({"content_type": FORM, "body": b"query=%C3"}, 400),
        ({"content_type": FORM, "body": ASK, "query_string": b"named-graph-uri=g"}, 400),
        ({"body": ASK}, 415),
        ({"content_type": "application/json", "body": b"{}"}, 415),
        ({"content_type": f"{QUERY}; charset=latin1", "body": b"ASK {}"}, 415),
        ({"content_type": QUERY, "content_encoding": "br", "body": b"ASK {}"}, 415),
    ],
)
def test_what_the_protocol_does_not_allow_has_its_status(
    more: dict[str, object], status: int
) -> None:
    with pytest.raises(BadRequest) as caught:
        read_request("POST", **more)  # type: ignore[arg-type]
    assert caught.value.status == status


def test_the_dataset_is_taken_from_the_address_and_the_form() -> None:
    wanted = Dataset(("x:a", "x:b"), ("x:c",))
    assert read_request("GET", query_string=ASK + b"&" + GRAPHS).dataset == wanted
    form = {"content_type": FORM, "body": ASK}
    assert read_request("POST", query_string=GRAPHS, **form).dataset == wanted  # type: ignore[arg-type]
    direct = read_request("POST", query_string=GRAPHS, content_type=QUERY, body=b"ASK {}")
    assert direct.dataset == wanted
    assert not read_request("GET", query_string=ASK).dataset.given


@pytest.mark.parametrize(
    ("query", "named", "accept", "chosen"),
    [
        ("ASK {}", None, None, SPARQL_JSON),
        ("ASK {}", None, "application/sparql-results+xml", SPARQL_XML),
        ("ASK {}", "tsv", "image/png", TSV),
        ("ASK {}", "turtle", "*/*", SPARQL_JSON),
        ("ASK {}", None, BROWSER, HTML),
        ("DESCRIBE <x:a>", None, None, TURTLE),
        ("DESCRIBE <x:a>", "json", "application/ld+json", JSONLD),
        (None, None, None, TURTLE),
        (None, None, BROWSER, HTML),
        (None, "jsonld", BROWSER, JSONLD),
    ],
)
def test_the_format_suits_the_form(
    query: str | None, named: str | None, accept: str | None, chosen: object
) -> None:
    values = {name: value for name, value in (("query", query), ("format", named)) if value}
    asked = read_request("GET", query_string=urlencode(values).encode(), accept=accept)
    assert asked.format is chosen


def test_a_post_is_never_answered_by_a_page() -> None:
    form = {"content_type": FORM, "body": ASK}
    assert read_request("POST", accept=BROWSER, **form).format is SPARQL_JSON  # type: ignore[arg-type]
    with pytest.raises(NotAcceptable):
        read_request("POST", accept="text/html", **form)  # type: ignore[arg-type]


def test_what_fits_nothing_is_told_with_what_would() -> None:
    with pytest.raises(NotAcceptable, match="sparql-results"):
        read_request("GET", query_string=ASK, accept="image/png")
    with pytest.raises(NotAcceptable, match="turtle"):
        read_request("GET", query_string=b"format=png")


@pytest.mark.parametrize(
    "more",
    [{"content_type": "application/sparql-update", "body": b"CLEAR ALL"},
     {"content_type": FORM, "body": b"update=CLEAR+ALL"}, {"query_string": b"update="}],
)  # fmt: skip
def test_updates_are_refused_whatever_else_is_sent(more: dict[str, object]) -> None:
    method = "POST" if "body" in more else "GET"
    with pytest.raises(QueryRefused, match="changes nothing"):
        read_request(method, **more)  # type: ignore[arg-type]


def test_a_byte_order_mark_is_a_fault_at_the_first_place() -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        read_request("POST", content_type=QUERY, body=b"\xef\xbb\xbfASK {}")
    assert (caught.value.line, caught.value.column) == (1, 1)


@given(st.text(st.characters(exclude_categories=["Cs"])).filter(lambda t: t[:1] != "\ufeff"))
def test_any_text_arrives_alike_by_each_operation(text: str) -> None:
    encoded = urlencode({"query": text}).encode()
    asked = [
        read_request("GET", query_string=encoded),
        read_request("POST", content_type=FORM, body=encoded),
        read_request("POST", content_type=QUERY, body=text.encode()),
    ]
    assert [each.query for each in asked] == [text] * 3


SIGNS = st.sampled_from([*"%%%+\\\\x2Cn5e9ué &", "%C3%A9"])


@given(st.text() | st.lists(SIGNS).map("".join))
def test_a_value_says_what_it_says_to_others(text: str) -> None:
    try:
        expected = unquote_plus(text, errors="strict")
    except UnicodeDecodeError:
        with pytest.raises(UnicodeDecodeError):
            unquoted(text)
    else:
        assert unquoted(text) == expected


@given(st.lists(st.sampled_from(["&", "=", "query", "a", "%41", ";", "+"])).map("".join))
def test_names_and_values_are_told_apart_as_by_others(text: str) -> None:
    queries = parse_qs(text, keep_blank_values=True).get("query", [])
    if len(queries) < 2:
        assert read_request("GET", query_string=text.encode()).query == (queries or [None])[0]


@given(
    st.sampled_from(["GET", "HEAD", "POST"]), st.binary(), st.binary(), st.text(),
    st.sampled_from(["", FORM, QUERY, f"{FORM};charset", f"{QUERY}; charset=utf-8"]),
)  # fmt: skip
def test_whatever_is_sent_is_read_or_refused_in_a_sentence(
    method: str, query_string: bytes, body: bytes, accept: str, kind: str
) -> None:
    said = ""
    try:
        read_request(method, query_string=query_string, content_type=kind, body=body, accept=accept)
    except TreatygraphError as error:
        said = str(error)
    assert said == "" or len(said.split()) > 3
