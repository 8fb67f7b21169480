"""The pool of query workers: limits hold, workers come back, nothing is ever fetched."""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, serialize

from treatygraph.errors import QueryRefused, QueryStopped, QuerySyntaxError, StoreUnavailable
from treatygraph.store import Dataset, EmbeddedStore, QueryLimits, WorkerPool, wire
from treatygraph.store.asked import Asked

MANY = 2000
LIMITS = QueryLimits(seconds=2, memory_bytes=64 << 20, result_bytes=1 << 20)
SMALL = "SELECT ?o { <x:0> <x:p> ?o }"
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
DOUBLING = (
    "SELECT (STRLEN(?z) AS ?n) { BIND('xxxxxxxxxxxxxxxx' AS ?a0) "
    + " ".join(f"BIND(CONCAT(?a{n}, ?a{n}) AS ?a{n + 1})" for n in range(30))
    + " BIND(?a30 AS ?z) }"
)


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pool") / "dataset.nq"
    p, graph = NamedNode("x:p"), NamedNode("x:g")
    quads = [Quad(NamedNode(f"x:{n}"), p, Literal(str(n)), graph) for n in range(MANY)]
    with path.open("wb") as out:
        serialize(quads, out, format=RdfFormat.N_QUADS)
    return path


@pytest.fixture(scope="module")
def pool(dump: Path) -> Iterator[WorkerPool]:
    with WorkerPool(dump, workers=2, limits=LIMITS) as running:
        yield running


def _answers_at_once(pool: WorkerPool) -> None:
    """Each worker answers a small query, all within a second."""
    started = time.monotonic()
    with ThreadPoolExecutor(pool.workers) as clients:
        found = list(clients.map(lambda _: pool.select(SMALL).rows, range(pool.workers)))
    assert found == [((Literal("0"),),)] * pool.workers
    assert time.monotonic() - started < 1


def test_it_answers_as_the_embedded_store_does(pool: WorkerPool, dump: Path) -> None:
    query = "SELECT ?s ?o { ?s ?p ?o } ORDER BY ?s"
    assert pool.select(query) == EmbeddedStore.load(dump).select(query)
    assert pool.select("SELECT ?s ?o { ?s ?p ?o }", {"o": Literal("7")}).rows == (
        (NamedNode("x:7"), Literal("7")),
    )


@pytest.mark.parametrize(
    ("dataset", "count"),
    [(Dataset(), MANY), (Dataset(("x:g",)), MANY), (Dataset(("x:other",)), 0), (Dataset(()), 0)],
)
def test_the_dataset_of_a_request_reaches_the_worker(
    pool: WorkerPool, dataset: Dataset, count: int
) -> None:
    answer = json.loads(pool.answer("SELECT * { ?s ?p ?o }", dataset=dataset).read())
    assert len(answer["results"]["bindings"]) == count


@pytest.mark.parametrize(
    ("query", "limit"),
    [
        (CROSS, "time"),
        (DOUBLING, "memory"),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f }", "result-size"),
        ("CONSTRUCT { ?a <x:q> ?f } { ?a ?b ?c . ?d ?e ?f }", "result-size"),
        ("ASK {} #" + "x" * LIMITS.query_bytes, "query-length"),
        ("ASK {} #" + "я" * (LIMITS.query_bytes // 2), "query-length"),
        ("ASK {" + "{" * 500 + "}" * 500 + "}", "query-nesting"),
        ("ASK { FILTER(" + "!" * 5000 + "true) }", "query-nesting"),
        ("ASK { FILTER(" + "1 + " * 40_000 + "1 > 0) }", "query-nesting"),  # parsed by recursion
    ],
    ids=["time", "memory", "rows", "graph", "length", "bytes", "groups", "signs", "sum"],
)
def test_a_query_past_a_limit_is_stopped_and_the_next_is_answered(
    pool: WorkerPool, query: str, limit: str
) -> None:
    started = time.monotonic()
    with pytest.raises(QueryStopped) as caught:
        pool.answer(query)
    assert time.monotonic() - started < LIMITS.seconds + 1
    assert caught.value.limit == limit
    assert "\n" not in str(caught.value)
    _answers_at_once(pool)


def test_a_result_below_the_limit_is_whole_however_large(pool: WorkerPool) -> None:
    """Large results travel as files; the second is read while the first is still open."""
    query = "SELECT ?a ?f {{ VALUES ?d {{ {} }} ?d ?e ?f . ?a ?b ?c }}"
    first = pool.answer(query.format("<x:1> <x:2> <x:3>"), solutions="csv")
    others = [pool.answer(query.format("<x:4>"), solutions="tsv") for _ in range(4)]
    body = first.read()
    assert len(body) == first.length
    assert len(body.splitlines()) == 3 * MANY + 1
    assert {len(other.read().splitlines()) for other in others} == {MANY + 1}


@pytest.mark.parametrize(
    ("query", "refusal"),
    [
        ("INSERT DATA { <x:a> <x:p> 1 }", QueryRefused),
        ("LOAD <file:///etc/passwd>", QueryRefused),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", QueryRefused),
        ("SELECT * { SERVICESILENT<http://127.0.0.1:9/> { ?s ?p ?o } }", QueryRefused),
        ("HELLO", QuerySyntaxError),
        ("", QuerySyntaxError),
        ("SELECT * {", QuerySyntaxError),
        ("SELECT * { ?s a ?o \x00 }", QuerySyntaxError),
        ("SELECT * { ?s a '\ud800' }", QueryRefused),
        ("SELECT * { SERVICESILENT?s { } }", QueryRefused),
    ],
)
def test_what_is_no_query_is_told_and_costs_no_worker(
    pool: WorkerPool, query: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        pool.answer(query)
    _answers_at_once(pool)


def test_a_graph_that_is_named_by_no_iri_is_told(pool: WorkerPool) -> None:
    with pytest.raises(QuerySyntaxError, match="no absolute IRI"):
        pool.answer(SMALL, dataset=Dataset(("no iri",)))


def test_twenty_clients_each_get_their_own_answer(pool: WorkerPool) -> None:
    def ask(number: int) -> bool:
        rows = pool.select(f"SELECT ?o {{ <x:{number}> <x:p> ?o }}").rows
        return rows == ((Literal(str(number)),),)

    with ThreadPoolExecutor(20) as clients:
        assert all(clients.map(ask, range(400)))


def test_small_queries_are_answered_while_twenty_clients_break_limits(dump: Path) -> None:
    limits = QueryLimits(seconds=0.3, memory_bytes=256 << 20, result_bytes=1 << 20)

    def stop(_: int) -> str:
        with pytest.raises(QueryStopped) as caught:
            pool.answer(CROSS)
        return caught.value.limit

    with WorkerPool(dump, workers=4, limits=limits) as pool, ThreadPoolExecutor(20) as clients:
        assert list(clients.map(stop, range(20))) == ["time"] * 20
        _answers_at_once(pool)


def test_who_waits_too_long_for_a_worker_is_told(dump: Path) -> None:
    limits = replace(LIMITS, at_once=1, patience=0.1)
    with WorkerPool(dump, workers=1, limits=limits) as pool:
        with ThreadPoolExecutor(1) as client:
            running = client.submit(pool.answer, CROSS)
            time.sleep(0.3)
            with pytest.raises(StoreUnavailable, match="busy"):
                pool.answer(SMALL)
            assert isinstance(running.exception(), QueryStopped)
        _answers_at_once(pool)


# Processes ------------------------------------------------------------------------------


def _children(of: int) -> set[int]:
    command = ["ps", "-A", "-o", "pid=,ppid=,comm="]
    listing = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    rows = [line.split(maxsplit=2) for line in listing.splitlines()]
    direct = {int(pid) for pid, parent, name in rows if int(parent) == of and name != "ps"}
    return direct.union(*(_children(child) for child in direct))


def _runs(process: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True)
    return bool(state.stdout.strip()) and not state.stdout.strip().startswith(b"Z")


def _all_gone(processes: set[int]) -> bool:
    deadline = time.monotonic() + 3
    while any(map(_runs, processes)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not any(map(_runs, processes))


@contextmanager
def _own_children() -> Iterator[set[int]]:
    """The processes that appear below this one while the block runs."""
    before = _children(os.getpid())
    found: set[int] = set()
    yield found
    found |= _children(os.getpid()) - before


def test_closing_the_pool_ends_all_its_processes(dump: Path) -> None:
    with _own_children() as processes:
        pool = WorkerPool(dump, workers=3)
    assert len(processes) == 4
    pool.close()
    assert _all_gone(processes)


def test_closing_the_pool_ends_a_worker_that_is_busy(dump: Path) -> None:
    before = _children(os.getpid())
    with _own_children() as processes:
        pool = WorkerPool(dump, workers=1)
        asking = threading.Thread(target=_swallow, args=(pool, CROSS))
        asking.start()
        time.sleep(0.2)
    pool.close()
    asking.join(timeout=5)
    assert not asking.is_alive()
    assert _all_gone(processes)
    assert _children(os.getpid()) == before


def _swallow(pool: WorkerPool, query: str) -> None:
    try:
        pool.answer(query)
    except (QueryStopped, StoreUnavailable):
        return


def test_when_the_process_that_asks_is_killed_its_workers_end(dump: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from treatygraph.store import WorkerPool\n"
        "pool = WorkerPool(Path(sys.argv[1]), workers=2); print('ready', flush=True)\n"
        "time.sleep(60)"
    )
    command = [sys.executable, "-c", code, str(dump)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=_environment()) as asking:
        assert asking.stdout is not None
        asking.stdout.readline()
        processes = _children(asking.pid)
        asking.kill()
    assert len(processes) == 3
    assert _all_gone(processes)


def _environment() -> dict[str, str]:
    source = str(Path(wire.__file__).parents[2])
    return os.environ | {"PYTHONPATH": source}


def test_a_worker_that_somebody_kills_is_replaced(dump: Path) -> None:
    with _own_children() as processes:
        pool = WorkerPool(dump, workers=2, limits=LIMITS)
    with pool:
        victims = {child for child in processes if not _children(child)}
        for victim in victims:
            os.kill(victim, signal.SIGKILL)
        assert _all_gone(victims)  # one that is still there may answer, and then be killed
        for _ in range(2):
            _swallow(pool, SMALL)
        _answers_at_once(pool)
        assert pool.answer(SMALL).length > 0


def test_a_fork_server_that_somebody_kills_is_replaced_once(dump: Path) -> None:
    before = _children(os.getpid())
    with _own_children() as processes:
        pool = WorkerPool(dump, workers=3, limits=QueryLimits(seconds=0.2, at_once=3))
    with pool:
        fork_server = next(child for child in processes if _children(child))
        os.kill(fork_server, signal.SIGKILL)
        with ThreadPoolExecutor(3) as clients:
            list(clients.map(lambda _: _swallow(pool, CROSS), range(6)))
        _answers_at_once(pool)
        deadline = time.monotonic() + 3  # those without a fork server end by their own alarm
        while len(_children(os.getpid()) - before) > 1 + pool.workers:
            assert time.monotonic() < deadline
            time.sleep(0.05)
    assert _all_gone(processes), "orphaned workers must end by themselves"


def test_a_dump_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="missing"):
        WorkerPool(tmp_path / "missing.nq")
    gc.collect()


# Nothing is fetched ---------------------------------------------------------------------


@contextmanager
def _listener() -> Iterator[tuple[int, list[bytes]]]:
    """A port that answers any request with an empty result, and what arrived there."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        ended = threading.Event()

        def listen() -> None:
            while not ended.is_set():
                try:
                    connection, _ = server.accept()
                except OSError:
                    continue
                with connection:
                    connection.settimeout(1)
                    heard.append(connection.recv(4096))

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield server.getsockname()[1], heard
            time.sleep(0.15)
        finally:
            ended.set()
            thread.join()


def _asks_for(port: int) -> list[str]:
    iri = f"http://127.0.0.1:{port}/"
    return [
        f"SELECT * {{ SERVICE <{iri}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVICE SILENT <{iri}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ VALUES ?e {{ <{iri}> }} SERVICE ?e {{ ?s ?p ?o }} }}",
        f"PREFIX : <{iri}> SELECT * {{ SERVICE:x {{ ?s ?p ?o }} }}",
        f"SELECT * FROM <{iri}> {{ ?s ?p ?o }}",
        f"SELECT * FROM NAMED <{iri}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        f"LOAD <{iri}>",
        f"DESCRIBE <{iri}>",
    ]


def test_oxigraph_itself_would_ask_another_endpoint() -> None:
    """The test below means nothing unless a SERVICE that gets through is heard."""
    with _listener() as (port, heard), pytest.raises(OSError, match=r".+"):
        list(Store().query(_asks_for(port)[0]))
    assert len(heard) == 1


def test_no_query_makes_the_pool_ask_anybody(pool: WorkerPool) -> None:
    with _listener() as (port, heard):
        for query in _asks_for(port):
            try:
                pool.answer(query)
            except (QueryRefused, QuerySyntaxError):
                continue
        pool.answer(SMALL, dataset=Dataset((f"http://127.0.0.1:{port}/",)))
    assert heard == []


def test_a_worker_cannot_connect_even_to_a_service_that_got_past_the_guard(dump: Path) -> None:
    """The queries go straight to a process that serves as a worker does, without the guard."""
    with _listener() as (port, heard), _bare_worker(dump) as peer:
        replies = [_ask_unguarded(peer, query) for query in _asks_for(port)]
    assert heard == []
    failed = [reply.get("error") for reply in replies]
    assert failed[0] == "evaluation", "a SERVICE is evaluated and fails"
    assert failed[1] is None, "a silent one is evaluated and gives nothing"
    assert failed[6] == "syntax"


@contextmanager
def _bare_worker(dump: Path) -> Iterator[socket.socket]:
    code = (
        "import socket, sys; from pathlib import Path\n"
        "from treatygraph.store import EmbeddedStore\n"
        "from treatygraph.store.worker import serve\n"
        "store = EmbeddedStore.load(Path(sys.argv[2]))\n"
        "with socket.socket(fileno=int(sys.argv[1])) as peer:\n"
        "    serve(peer, store, memory_bytes=1 << 30)"
    )
    ours, theirs = socket.socketpair()
    with theirs:
        command = [sys.executable, "-c", code, str(theirs.fileno()), str(dump)]
        process = subprocess.Popen(command, pass_fds=[theirs.fileno()], env=_environment())
    with process, ours:
        ours.settimeout(20)
        yield ours


def _ask_unguarded(peer: socket.socket, query: str) -> dict[str, object]:
    asked = Asked(query, "json", "turtle", Dataset(), is_select=False, has_dataset=False,
                  result_bytes=1 << 20, rows=1000, seconds=10, room=1 << 20)  # fmt: skip
    wire.send(peer, {}, asked.pack())
    return dict(wire.receive(peer).header)
