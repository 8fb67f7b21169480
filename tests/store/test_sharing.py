"""Between clients: each has its share of workers and of the disk, and lines are served in turn."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from treatygraph.errors import QueryStopped, StoreUnavailable, TooManyQueries
from treatygraph.store import QueryLimits, WorkerPool
from treatygraph.store.lines import Lines, Ticket

SMALL = "SELECT ?o { <x:0> <x:p> ?o }"
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
LARGE = "SELECT ?a ?d { ?a ?b ?c . ?d ?e <x:o> } LIMIT 50000"


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sharing") / "dataset.nq"
    p, graph = NamedNode("x:p"), NamedNode("x:g")
    quads = [Quad(NamedNode(f"x:{n}"), p, Literal(str(n)), graph) for n in range(2000)]
    quads += [Quad(NamedNode(f"x:{n}"), p, NamedNode("x:o"), graph) for n in range(100)]
    with path.open("wb") as out:
        serialize(quads, out, format=RdfFormat.N_QUADS)
    return path


def _quickly(pool: WorkerPool, client: str) -> None:
    """A small query is answered within 100 ms, at best of three times."""
    times = []
    for _ in range(3):
        started = time.monotonic()
        pool.answer(SMALL, client=client)
        times.append(time.monotonic() - started)
    assert min(times) < 0.1


@contextmanager
def _asking(pool: WorkerPool, client: str, count: int) -> Iterator[list[Future[object]]]:
    """A client with so many queries that end only at their deadline; they are under way."""
    with ThreadPoolExecutor(count) as threads:
        futures = [threads.submit(pool.answer, CROSS, client=client) for _ in range(count)]
        time.sleep(0.5)
        yield [*futures]


# Workers --------------------------------------------------------------------------------


def test_a_small_query_is_answered_while_other_clients_have_long_ones(dump: Path) -> None:
    limits = QueryLimits(seconds=3, patience=20)
    with (
        WorkerPool(dump, workers=2, limits=limits) as pool,
        _asking(pool, "first", 20),
        _asking(pool, "second", 20),
    ):
        _quickly(pool, "third")
        _quickly(pool, "fourth")


def test_a_client_below_its_share_does_not_wait_for_its_own_long_queries(dump: Path) -> None:
    with (
        WorkerPool(dump, workers=2, limits=QueryLimits(seconds=2)) as pool,
        _asking(pool, "first", 3),
    ):
        _quickly(pool, "first")


def test_more_of_one_client_than_may_wait_is_refused_at_once(dump: Path) -> None:
    limits = QueryLimits(seconds=1, client_queries=6, patience=20)
    with WorkerPool(dump, workers=2, limits=limits) as pool, _asking(pool, "first", 6):
        started = time.monotonic()
        with pytest.raises(TooManyQueries, match="6 queries of yours") as caught:
            pool.answer(SMALL, client="first")
        assert time.monotonic() - started < 0.1
        assert (caught.value.limit, caught.value.value) == ("client-queries", 6)
        _quickly(pool, "second")


def test_who_waits_too_long_in_its_own_line_is_told(dump: Path) -> None:
    limits = QueryLimits(seconds=2, patience=0.2)
    with WorkerPool(dump, workers=2, limits=limits) as pool, _asking(pool, "first", 8) as asked:
        told = [future.exception() for future in asked if future.done()]
        assert [type(error) for error in told] == [StoreUnavailable] * 4
        assert "busy" in str(told[0])
        _quickly(pool, "second")


def test_workers_beyond_the_kept_ones_end_when_they_have_no_work(
    dump: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("treatygraph.store.keeper.LINGER", 0.2)
    with WorkerPool(dump, workers=2, limits=QueryLimits(seconds=0.5)) as pool:
        with _asking(pool, "first", 4):
            assert pool.living > 2
        deadline = time.monotonic() + 5
        while pool.living != 2:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        _quickly(pool, "first")


def test_a_share_is_what_is_left_to_all_others() -> None:
    """Of eight workers: four, two, one and one. The fifth waits, and so do the first four."""
    lines, held = Lines(), []
    for client in "abcde":
        for _ in range(5):
            lines.join(Ticket(client))
        while ticket := lines.next(8 - len(held)):
            held.append(ticket.client)
    assert "".join(map(str, held)) == "aaaabbcd"


def test_lines_are_served_in_turn() -> None:
    lines = Lines()
    for client in "aaabbc":
        lines.join(Ticket(client))
    served = []
    while ticket := lines.next(8):
        served.append(ticket.client)
        lines.done(ticket.client)
    assert "".join(map(str, served)) == "abcaba"
    assert not lines


# The disk -------------------------------------------------------------------------------


def test_answers_that_are_not_read_leave_room_for_other_clients(dump: Path) -> None:
    size = 0
    with WorkerPool(dump, workers=2) as pool:
        answer = pool.answer(LARGE, client="any")
        size = answer.length
        answer.close()
    limits = QueryLimits(unread_bytes=8 * size)
    with WorkerPool(dump, workers=2, limits=limits) as pool:
        mine = [pool.answer(LARGE, client="first") for _ in range(4)]
        with pytest.raises(TooManyQueries, match="still being read") as caught:
            pool.answer(LARGE, client="first")
        assert caught.value.limit == "unread-size"
        others = [pool.answer(LARGE, client="second") for _ in range(2)]
        pool.answer(LARGE, client="third").close()
        _quickly(pool, "first")
        mine.pop().close()
        assert len(mine.pop().read()) == size
        pool.answer(LARGE, client="first").close()
        del mine
        gc.collect()
        assert len({len(answer.read()) for answer in others}) == 1


def test_an_answer_that_is_forgotten_gives_its_room_back(dump: Path) -> None:
    with WorkerPool(dump, workers=1, limits=QueryLimits(unread_answers=4)) as pool:
        for _ in range(10):
            chunks = pool.answer(LARGE, client="first").chunks()
            next(chunks)
            del chunks
        held = [pool.answer(LARGE, client="first") for _ in range(2)]
        with pytest.raises(TooManyQueries):
            pool.answer(LARGE, client="first")
        for answer in held:
            answer.close()


def test_what_others_hold_is_told_as_nobodys_fault_who_asks(dump: Path) -> None:
    with WorkerPool(dump, workers=1, limits=QueryLimits(unread_answers=1)) as pool:
        held = pool.answer(LARGE)
        with pytest.raises(StoreUnavailable, match="no room") as caught:
            pool.answer(LARGE, client="first")
        assert caught.value.limit == "unread-size"
        held.close()
        pool.answer(LARGE, client="first").close()


def test_a_disk_that_is_full_is_no_fault_of_a_query(
    dump: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("treatygraph.store.unread.Unread._free", lambda _: 0)
    with WorkerPool(dump, workers=1) as pool:
        with pytest.raises(StoreUnavailable, match="no room"):
            pool.answer(LARGE, client="first")
        _quickly(pool, "first")


# Rows -----------------------------------------------------------------------------------

ROWS = QueryLimits(rows=1000)
TRICKY = '"},{" "},{},{}" "a\\"},{\\"" "x\\r\\ny\\n" "</result>" "\\\\" "\\"" "{}" ""'


@pytest.fixture(scope="module")
def pool(dump: Path) -> Iterator[WorkerPool]:
    with WorkerPool(dump, workers=1, limits=ROWS) as running:
        yield running


@pytest.mark.parametrize("format_", ["json", "xml", "csv", "tsv"])
@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?a ?c { ?a ?b ?c }",
        "SELECT ?none { ?a ?b ?c }",
        f"SELECT * {{ VALUES ?t {{ {TRICKY} }} VALUES ?u {{ {TRICKY} }} ?a ?b ?c }}",
    ],
    ids=["plain", "empty", "texts that look like rows"],
)
def test_rows_are_counted_to_the_last_one(pool: WorkerPool, format_: str, query: str) -> None:
    pool.answer(f"{query} LIMIT 1000", solutions=format_).close()
    with pytest.raises(QueryStopped, match="more than 1,000 rows") as caught:
        pool.answer(f"{query} LIMIT 1001", solutions=format_)
    assert (caught.value.limit, caught.value.value) == ("rows", 1000)


@pytest.mark.parametrize("format_", ["turtle", "ntriples", "rdfxml", "jsonld"])
def test_a_triple_of_a_graph_is_a_row(pool: WorkerPool, format_: str) -> None:
    query = "CONSTRUCT { ?a <x:q> ?c } { ?a ?b ?c }"
    pool.answer(f"{query} LIMIT 1000", graphs=format_).close()
    with pytest.raises(QueryStopped, match="more than 1,000 rows"):
        pool.answer(f"{query} LIMIT 1001", graphs=format_)


def test_threads_do_not_pile_up(dump: Path) -> None:
    before = threading.active_count()
    for _ in range(3):
        WorkerPool(dump, workers=1).close()
    assert threading.active_count() == before
