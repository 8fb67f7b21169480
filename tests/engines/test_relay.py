"""Strangers' queries at another's store: within the bounds of home, a share for each client."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from servers import oxigraph
from wrong_endpoints import WRONG, endpoint

from treatygraph.errors import QueryStopped, StoreUnavailable, TooManyQueries
from treatygraph.store import QueryLimits
from treatygraph.store.relay import Relay
from treatygraph.store.remote import RemoteStore

MANY = " ".join(str(number) for number in range(1000))
THOUSAND = f"SELECT ?a {{ VALUES ?a {{ {MANY} }} }}"
MILLION = f"SELECT ?a ?b {{ VALUES ?a {{ {MANY} }} VALUES ?b {{ {MANY} }} }}"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with oxigraph(tmp_path_factory.mktemp("relay")) as running:
        yield running.query


def _relay(address: str, **limits: float) -> Relay:
    return Relay(RemoteStore(address), QueryLimits(**limits))  # type: ignore[arg-type]


def test_a_large_answer_lies_on_the_disk_until_it_is_read(address: str) -> None:
    with _relay(address) as relay:
        answer = relay.answer(MILLION, solutions="csv", client="a")
        assert not isinstance(answer.body, bytes)
        body = answer.read()
    assert len(body) == answer.length
    assert body.count(b"\r\n") == 1_000_001


@pytest.mark.parametrize("format_", ["json", "xml", "csv", "tsv"])
def test_rows_past_the_limit_stop_it(address: str, format_: str) -> None:
    with _relay(address, rows=999) as relay, pytest.raises(QueryStopped) as stopped:
        relay.answer(THOUSAND, solutions=format_)
    assert stopped.value.limit == "rows"


def test_bytes_past_the_limit_stop_it(address: str) -> None:
    with _relay(address, result_bytes=100_000) as relay, pytest.raises(QueryStopped) as stopped:
        relay.answer(MILLION, solutions="csv")
    assert stopped.value.limit == "result-size"


def test_one_client_leaves_room_for_others_and_waits_in_its_own_line(address: str) -> None:
    with endpoint(address) as faulty, Relay(
        RemoteStore(faulty.url, timeout=6), QueryLimits(seconds=6, at_once=2, patience=0.5)
    ) as relay:  # fmt: skip
        assert relay.remote.engine.name == "oxigraph"
        faulty.wrong = WRONG["hears nothing"][0]
        waiting = [threading.Thread(target=_asked, args=(relay, who)) for who in ("a", "a")]
        for one in waiting:
            one.start()
        with pytest.raises(StoreUnavailable, match="waited"):
            _ask_when_busy(relay, "a")
        faulty.wrong = None
        assert b"true" in relay.answer("ASK {}", client="b").read()
        for one in waiting:
            one.join()


def _ask_when_busy(relay: Relay, who: str) -> None:
    until = threading.Event()
    while relay.living < 1:
        until.wait(0.02)
    relay.answer("ASK {}", client=who)


def _asked(relay: Relay, who: str) -> None:
    with pytest.raises(StoreUnavailable):
        relay.answer("ASK {}", client=who)


def test_more_of_one_client_than_is_taken_is_refused(address: str) -> None:
    with _relay(address, client_queries=1, at_once=2) as relay, relay._turns.turn("a"):
        with pytest.raises(TooManyQueries):
            relay.answer("ASK {}", client="a")
        assert relay.answer("ASK {}", client="b").read()
