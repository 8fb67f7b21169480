"""Limits hold against the server as `make serve` starts it: with its defaults, over a socket."""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import hostile_queries as hostile
import pytest
from flask.testing import FlaskClient
from hostile_queries import ask, at_rest, held, read_slowly, settles, small

from support import Corpus, Server, serving
from treatygraph.release import Release
from treatygraph.store import QueryLimits, WorkerPool
from treatygraph.web.app import create_app
from treatygraph.web.config import ServeConfig
from treatygraph.web.proxy import Mounted, client_of

FAST = 100
"""Milliseconds within which the next small query is answered."""

needs_proc = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux, whose /proc is read")


@pytest.fixture(scope="module")
def fresh(corpus: Corpus) -> Iterator[Server]:
    """A server of its own: what it holds is measured."""
    with serving("--out", str(corpus.options.out)) as running:
        for host in range(2, 6):
            small(running, f"127.0.0.{host}")
        at_rest(running)
        yield running


# What is told ---------------------------------------------------------------------------


def test_every_answer_of_the_endpoint_tells_the_limits(corpus_client: FlaskClient) -> None:
    for query, status in (("ASK {}", 200), ("ASK {", 400), ("ASK {" * 500, 400), (None, 200)):
        with corpus_client.get("/sparql", query_string={"query": query} if query else {}) as reply:
            told = dict(item.split("=") for item in reply.headers["Treatygraph-Limits"].split(", "))
            assert reply.status_code == status
            assert told["time"] == "30"
            assert told["rows"] == "5000000"
            assert {name: float(value) for name, value in told.items()} == QueryLimits().published()
            assert "Treatygraph-Limits" in reply.headers["Access-Control-Expose-Headers"]


def test_the_description_and_the_page_tell_every_limit(corpus_client: FlaskClient) -> None:
    turtle = corpus_client.get("/sparql", headers={"Accept": "text/turtle"}).text
    page = corpus_client.get("/sparql", headers={"Accept": "text/html"}).text
    for name, value in QueryLimits().published().items():
        assert f'"{name}"@en' in turtle
        assert f"<code>{name}</code>" in page
        assert f" {value:g} " in turtle or f" {value:.0f} " in turtle
    assert "lteq" in turtle
    assert "512 MiB" in page


@pytest.fixture(scope="module")
def pooled_client(mini_release: Release) -> Iterator[FlaskClient]:
    """A client of an application whose queries run in processes."""
    with WorkerPool(mini_release.dataset) as pool:
        config = ServeConfig(str(mini_release.folder))
        yield create_app(config, release=mini_release, store=pool).test_client()


@pytest.mark.parametrize("path", ["", "/mounted/here"])
def test_an_error_names_the_limit_its_value_and_the_dump(
    pooled_client: FlaskClient, path: str
) -> None:
    reply = pooled_client.post("/sparql", data={"query": "ASK {" + "{" * 500},
                               environ_overrides={"SCRIPT_NAME": path})  # fmt: skip
    problem = json.loads(reply.data)
    told = [problem[name] for name in ("status", "limit", "value", "dump")]
    assert told == [400, "query-nesting", 120, f"{path}/dumps"]
    assert f"{path}/dumps" in problem["detail"]


def test_the_page_of_an_answer_names_the_limit_and_the_dump_too(pooled_client: FlaskClient) -> None:
    asked = {"query": "ASK {" + "{" * 500}
    reply = pooled_client.get("/sparql", query_string=asked, headers={"Accept": "text/html"})
    assert reply.status_code == 400
    assert "nested 501 deep; the limit is 120. The whole dataset is at /dumps" in reply.text


@pytest.mark.parametrize(
    ("forwarded", "hops", "client"),
    [
        (None, 0, "192.0.2.1"),
        ("198.51.100.7", 0, "192.0.2.1"),
        ("198.51.100.7", 1, "198.51.100.7"),
        ("10.0.0.1, 198.51.100.7", 1, "198.51.100.7"),
        ("10.0.0.1, 198.51.100.7, 203.0.113.9", 2, "198.51.100.7"),
        ("198.51.100.7", 2, "192.0.2.1"),
        ("nobody", 1, "unknown"),
        ("2001:db8:1:2:3:4:5:6", 1, "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.7", 1, "198.51.100.7"),
    ],
)
def test_a_client_is_an_address_that_it_cannot_choose(
    forwarded: str | None, hops: int, client: str
) -> None:
    environ = {"REMOTE_ADDR": "192.0.2.1", "PATH_INFO": "/"}
    if forwarded is not None:
        environ["HTTP_X_FORWARDED_FOR"] = forwarded
    seen: list[bytes] = []
    app = Mounted(lambda environ, start: [client_of(environ).encode()], hops=hops)
    seen.extend(app(environ, lambda *_: None))  # type: ignore[arg-type, return-value]
    assert seen == [client.encode()]


# What holds -----------------------------------------------------------------------------


@needs_proc
@pytest.mark.parametrize("name", hostile.REFUSED)
def test_what_is_too_long_or_too_deep_is_refused_before_it_runs(fresh: Server, name: str) -> None:
    query, status, limit = hostile.REFUSED[name]
    before = held(fresh)
    reply = ask(fresh, query)
    assert (reply.status, reply.problem["limit"]) == (status, limit), reply.body
    assert small(fresh) < FAST
    settles(fresh, before, patience=5)


@needs_proc
def test_a_query_of_unknown_length_is_not_kept_in_memory(fresh: Server) -> None:
    """Sent in chunks, without a Content-Length: 100 MB."""
    before = held(fresh)
    with read_chunked(fresh, 1600) as status:
        assert status in (413, None), "refused, or hung up on after some megabytes"
        assert held(fresh).memory < before.memory + 40
    assert small(fresh) < FAST


@contextmanager
def read_chunked(server: Server, pieces: int) -> Iterator[int | None]:
    """The status of a POST in chunks of 64 KiB; None where the server hung up before."""
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    headers = {"Content-Type": "application/sparql-query", "Transfer-Encoding": "chunked"}
    try:
        body = (b"#" * 65536 for _ in range(pieces))
        connection.request("POST", "/sparql", body, headers, encode_chunked=True)
        yield connection.getresponse().status
    except ConnectionError:
        yield None
    finally:
        connection.close()


@needs_proc
def test_six_hundred_senders_whose_bodies_never_come_hold_nobody_up(fresh: Server) -> None:
    before = held(fresh)
    with ExitStack() as stack:
        for _ in range(600):
            sender = stack.enter_context(socket.create_connection(("127.0.0.1", fresh.port)))
            sender.sendall(
                b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n"
                b"Content-Type: application/sparql-query\r\n\r\nASK"
            )
        assert small(fresh, "127.0.0.4") < FAST
    settles(fresh, before, patience=60)
    assert small(fresh) < FAST


def test_a_request_that_has_ended_holds_no_thread(fresh: Server) -> None:
    assert small(fresh, "127.0.0.5", times=600) < FAST


@needs_proc
@pytest.mark.slow
@pytest.mark.parametrize("name", hostile.STOPPED)
def test_after_a_query_that_is_stopped_the_next_is_answered_and_memory_returns(
    fresh: Server, name: str
) -> None:
    query, limits = hostile.STOPPED[name]
    before = held(fresh)
    reply = ask(fresh, query, accept="text/csv")  # problems are JSON all the same
    next_one = small(fresh)
    assert reply.status == 504
    assert reply.problem["limit"] in limits
    assert reply.problem["dump"] == "/dumps"
    assert reply.seconds < 33
    assert next_one < FAST
    after = settles(fresh, before, patience=15)
    tell(name, reply.status, reply.problem["limit"], f"{reply.seconds:.1f} s",
         f"next {next_one:.0f} ms", f"{before.memory:.0f} to {after.memory:.0f} MiB")  # fmt: skip


def tell(*facts: object) -> None:
    """A line of what was measured, for who runs pytest with -s."""
    print("measured:", *facts, sep="  ")


@needs_proc
@pytest.mark.slow
def test_while_one_client_does_its_worst_small_queries_are_answered(fresh: Server) -> None:
    """Two hosts send all of it at once, more than they may; a third, and whoever has room, ask."""
    before = held(fresh)
    with ThreadPoolExecutor(80) as threads:
        queries = [query for query, _ in hostile.STOPPED.values()] * 5
        # Each is another text: of those who ask the same at once, one is worked for.
        jobs = [threads.submit(ask, fresh, f"{query}\n#{number}", host=f"127.0.0.{2 + number % 2}")
                for number, query in enumerate(queries * 2)]  # fmt: skip
        time.sleep(2)
        times = [small(fresh, "127.0.0.4") for _ in range(40) if not time.sleep(0.25)]
        most = max(held(fresh).memory for _ in range(5) if not time.sleep(0.2))
        replies = [job.result() for job in jobs]
    assert max(times) < FAST
    assert {reply.status for reply in replies} <= {429, 503, 504}
    assert all("retry-after" in reply.headers for reply in replies if reply.status != 504)
    assert 429 in {reply.status for reply in replies}
    assert small(fresh, "127.0.0.2") < FAST
    after = settles(fresh, before, patience=20)
    tell("all at once", f"small ones at worst {max(times):.0f} ms", f"most {most:.0f} MiB",
         f"{before.memory:.0f} to {after.memory:.0f} MiB")  # fmt: skip


@needs_proc
@pytest.mark.slow
def test_a_client_with_three_long_queries_still_has_its_small_ones_answered(fresh: Server) -> None:
    with ThreadPoolExecutor(3) as threads:
        jobs = [threads.submit(ask, fresh, hostile.CROSS, host="127.0.0.2") for _ in range(3)]
        time.sleep(1)
        times = [small(fresh, "127.0.0.2") for _ in range(20)]
        assert not any(job.done() for job in jobs)
    assert max(times) < FAST
    tell("three long ones", f"small ones of the same client at worst {max(times):.0f} ms")


LARGE = """SELECT ?a ?b ?c ?d
{ ?a ?b ?c . ?d a <https://w3id.org/treatygraph/ontology#State> } LIMIT 100000"""


@needs_proc
@pytest.mark.slow
def test_two_hundred_slow_readers_of_large_results_hold_nobody_up(fresh: Server) -> None:
    before = held(fresh)
    with ExitStack() as stack:
        readers: list[socket.socket] = []
        while len(readers) < 200:  # no more at a time than can be answered before they must wait
            hosts = [f"127.0.0.{10 + number % 4}" for number in range(10)]
            more = [stack.enter_context(read_slowly(fresh, LARGE, host)) for host in hosts]
            assert {reader.recv(13)[9:12] for reader in more} == {b"200"}
            readers += more
        stop = threading.Event()
        dripping = threading.Thread(target=_a_byte_a_second, args=(readers, stop))
        dripping.start()
        times = [small(fresh, "127.0.0.4") for _ in range(20) if not time.sleep(0.25)]
        during = held(fresh)
        stop.set()
        dripping.join()
    assert max(times) < FAST
    assert during.disk > 200 * 10
    assert during.memory < before.memory + 200
    assert small(fresh) < FAST
    after = settles(fresh, before, patience=60)
    tell("200 slow readers", f"small ones at worst {max(times):.0f} ms", before, during, after)


def _a_byte_a_second(readers: list[socket.socket], stop: threading.Event) -> None:
    while not stop.wait(1):
        for reader in readers:
            reader.recv(1)
