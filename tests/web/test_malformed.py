"""Requests that are no proper HTTP: refused in a sentence, never by 500, and never for long."""

from __future__ import annotations

import socket
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support import Corpus, Server, serving
from treatygraph.release import Release
from treatygraph.web.app import create_app
from treatygraph.web.bodies import MOST, Bodies
from treatygraph.web.config import ServeConfig

HOST = b"Host: 127.0.0.1\r\n"
END = b"Connection: close\r\n\r\n"
GET = b"GET /prefixes.ttl HTTP/1.1\r\n"
POST = b"POST /sparql HTTP/1.1\r\n" + HOST + b"Content-Type: application/sparql-query\r\n"
ASK = b"ASK {}"


@pytest.fixture(scope="module")
def server(corpus: Corpus) -> Iterator[Server]:
    """A server that nobody else asks."""
    with serving("--out", str(corpus.options.out)) as running:
        yield running


def answers(server: Server, sent: bytes) -> list[int]:
    """The statuses that come back for some bytes until the server is done, or for five seconds."""
    received = b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        with suppress(OSError):  # the server may hang up before it has heard all
            connection.sendall(sent)
        with suppress(OSError):
            while piece := connection.recv(1 << 16):
                received += piece
    heads = received.split(b"HTTP/1.")[1:]
    return [int(head[2:5]) for head in heads if head[2:5].isdigit()]


def serves(server: Server) -> bool:
    """Whether a proper request is answered, and soon."""
    started = time.monotonic()
    with urllib.request.urlopen(f"{server.url}prefixes.ttl", timeout=20) as response:
        return bool(response.status == 200 and time.monotonic() - started < 10)


REFUSED = {
    "bytes that are no request": b"\x00\x01\x02\xff\r\n\r\n",
    "a TLS hello": b"\x16\x03\x01\x00\xb8\x01\x00\x00\xb4\x03\x03" + b"x" * 200,
    "no version": b"GET /prefixes\r\n\r\n",
    "a version there is not": b"GET /prefixes HTTP/9.9\r\n" + HOST + END,
    "two spaces": b"GET  /prefixes  HTTP/1.1\r\n" + HOST + END,
    "no method": b" /prefixes HTTP/1.1\r\n" + HOST + END,
    "a method there is not": b"FROB /prefixes HTTP/1.1\r\n" + HOST + END,
    "NUL in the address": b"GET /doc/\x00 HTTP/1.1\r\n" + HOST + END,
    "encoded NUL": b"GET /doc/%00 HTTP/1.1\r\n" + HOST + END,
    "NUL in a query": b"GET /sparql?query=ASK%7B%00%7D HTTP/1.1\r\n" + HOST + END,
    "bytes that are no UTF-8": b"GET /doc/%ff%fe%zz HTTP/1.1\r\n" + HOST + END,
    "raw bytes": b"GET /sparql?query=\xff\xfe HTTP/1.1\r\n" + HOST + END,
    "a surrogate": b"GET /sparql?query=%ed%a0%80 HTTP/1.1\r\n" + HOST + END,
    "a way out of the static files": b"GET /static/../../../etc/passwd HTTP/1.1\r\n" + HOST + END,
    "an encoded way out": b"GET /static/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n" + HOST + END,
    "a line break in the address": b"GET /doc/state/IRN/%0d%0aX:y HTTP/1.1\r\n" + HOST + END,
    "an address of another host": b"GET //elsewhere.example/ HTTP/1.1\r\n" + HOST + END,
    "a tunnel": b"CONNECT elsewhere.example:80 HTTP/1.1\r\n" + HOST + END,
    "digits of another script": b"GET /sitemap-%d9%a1.xml HTTP/1.1\r\n" + HOST + END,
    "a number with zeros": b"GET /sitemap-01.xml HTTP/1.1\r\n" + HOST + END,
    "a very long number": b"GET /sitemap-" + b"9" * 5000 + b".xml HTTP/1.1\r\n" + HOST + END,
    "no host": GET + END,
    "two hosts": GET + b"Host: a\r\nHost: b\r\n" + END,
    "a host that is none": GET + b"Host: a b/c?\r\n" + END,
    "a long address": b"GET /" + b"x" * 40_000 + b" HTTP/1.1\r\n" + HOST + END,
    "a huge address": b"GET /" + b"x" * 1_000_000 + b" HTTP/1.1\r\n" + HOST + END,
    "a huge header": GET + HOST + b"X: " + b"x" * 1_000_000 + b"\r\n" + END,
    "thousands of headers": GET + HOST + b"X: y\r\n" * 20_000 + END,
    "a folded header": GET + HOST + b"Accept: text/html,\r\n text/turtle\r\n" + END,
    "a space before the colon": GET + HOST + b"Accept : text/html\r\n" + END,
    "NUL in a header": GET + HOST + b"X: a\x00b\r\n" + END,
    "a header without a colon": GET + HOST + b"nonsense\r\n" + END,
    "two lengths": POST + b"Content-Length: 6\r\nContent-Length: 7\r\n" + END + ASK,
    "a negative length": POST + b"Content-Length: -6\r\n" + END + ASK,
    "a length with a sign": POST + b"Content-Length: +6\r\n" + END + ASK,
    "a length in words": POST + b"Content-Length: six\r\n" + END + ASK,
    "a length past all numbers": POST + b"Content-Length: " + b"9" * 30 + b"\r\n" + END + ASK,
    "a length past the limit": POST + b"Content-Length: 9999999999\r\n" + END + ASK,
    "chunks that are none": POST + b"Transfer-Encoding: chunked\r\n" + END + b"zz\r\nASK {}\r\n",
    "a coding of transfer that is none": POST + b"Transfer-Encoding: gzip\r\n" + END + ASK,
    "a form of garbage": POST.replace(b"sparql-query", b"x-www-form-urlencoded")
    + b"Content-Length: 12\r\n" + END + b"&&==%&%ff=\xff&",
    "no media type": POST.replace(b"application/sparql-query", b"\xff;;=,/")
    + b"Content-Length: 6\r\n" + END + ASK,
}  # fmt: skip


@pytest.mark.parametrize("sent", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_request_is_refused(server: Server, sent: bytes) -> None:
    statuses = answers(server, sent)
    assert len(statuses) == 1
    assert 400 <= statuses[0] < 500
    assert serves(server)


TAKEN = {
    "HTTP/1.0 without a host": GET.replace(b"1.1", b"1.0") + b"\r\n",
    "lines that end in LF": (GET + HOST + END).replace(b"\r", b""),
    "an absolute address": GET.replace(b"/prefixes", b"http://127.0.0.1/prefixes") + HOST + END,
    "a body that nobody asked for": GET + HOST + b"Content-Length: 5\r\n" + END + b"hello",
    "an Accept of other bytes": GET + HOST + b"Accept: \xff\xfe/\xe9\r\n" + END,
    "an ETag of other bytes": GET + HOST + b'If-None-Match: "a", W/"\xff, ,,, "\r\n' + END,
    "a range of nonsense": GET + HOST + b"Range: bytes=99999-,-5,a-b\r\n" + END,
    "a date of nonsense": GET + HOST + b"If-Modified-Since: Thu, 99 Foo 99999999\r\n" + END,
    "chunks": POST + b"Transfer-Encoding: chunked\r\n" + END + b"3\r\nASK\r\n3\r\n {}\r\n0\r\n\r\n",
}  # fmt: skip


@pytest.mark.parametrize("sent", TAKEN.values(), ids=TAKEN.keys())
def test_what_is_odd_and_allowed_is_answered(server: Server, sent: bytes) -> None:
    assert answers(server, sent) == [200]


def test_a_client_that_waits_for_100_is_told_to_go_on(server: Server) -> None:
    sent = POST + b"Content-Length: 6\r\nExpect: 100-continue\r\n" + END + ASK
    assert answers(server, sent) == [100, 200]


def test_a_length_is_nothing_where_there_are_chunks(server: Server) -> None:
    """RFC 9112, section 6.3: what follows the chunks is no second request."""
    hidden = GET + HOST + END
    lengths = b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    assert answers(server, POST + lengths + hidden) in ([400], [400, 200])
    assert serves(server)


def test_requests_in_a_row_are_answered_in_order(server: Server) -> None:
    row = (GET + HOST + b"\r\n") * 3 + b"GET /none HTTP/1.1\r\n" + HOST + END
    assert answers(server, row) == [200, 200, 200, 404]


@pytest.mark.parametrize("sent", [GET + b"Host: a", POST + b"Content-Length: 100\r\n\r\nASK", GET])
def test_a_client_that_goes_early_hurts_nobody(server: Server, sent: bytes) -> None:
    for _ in range(50):
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            connection.sendall(sent)
    assert serves(server)


@pytest.mark.parametrize("sent", [GET + b"Host: a", POST + b"Content-Length: 100\r\n\r\nASK"],
                         ids=["heads", "bodies"])  # fmt: skip
def test_hundreds_of_requests_that_never_end_leave_room_for_others(
    server: Server, sent: bytes
) -> None:
    with ExitStack() as held:
        for _ in range(4 * MOST):
            connection = socket.create_connection(("127.0.0.1", server.port))
            held.enter_context(connection).sendall(sent)
        time.sleep(1)
        assert serves(server)
    assert serves(server)
    assert answers(server, POST + b"Content-Length: 6\r\n" + END + ASK) == [200]


_LINE = st.binary(max_size=60).map(lambda line: line.replace(b"\n", b" "))


@settings(max_examples=150, derandomize=True, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(start=st.sampled_from([b"GET ", b"POST ", b"HEAD ", b""]), target=_LINE,
       headers=st.lists(_LINE, max_size=5), body=st.binary(max_size=100))  # fmt: skip
def test_whatever_bytes_are_sent_it_is_never_our_fault(
    server: Server, start: bytes, target: bytes, headers: list[bytes], body: bytes
) -> None:
    line = start + b"/" + target + b" HTTP/1.1\r\n"
    lines = b"".join(header + b"\r\n" for header in headers)
    statuses = answers(server, line + HOST + lines + END + body)
    assert statuses
    assert all(status < 500 for status in statuses)


def test_a_query_whose_body_finds_no_place_is_told_to_come_again(mini_release: Release) -> None:
    app = create_app(
        ServeConfig(str(mini_release.folder)), release=mini_release, store=mini_release.store
    )
    app.wsgi_app = Bodies(app.wsgi_app, most=0)  # type: ignore[method-assign, assignment]
    for sent in ({"query": "ASK {}"}, {"query": "ASK {}" + " " * (65 << 10)}):
        answer = app.test_client().post("/sparql", data=sent)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
