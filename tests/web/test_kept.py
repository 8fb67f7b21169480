"""The layer of finished answers, in front of an application that counts how often it is asked."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Response

from treatygraph.web import flights, keys
from treatygraph.web.everywhere import FAILURE
from treatygraph.web.kept import LARGEST, Kept

LONG = b"long text " * 500
TEXT = {"Content-Type": "text/plain", "ETag": '"tag"', "Vary": "Accept"}


@dataclass
class Counting:
    """A WSGI application that gives one answer; ``asked`` is what it was asked."""

    body: bytes = LONG
    status: str = "200 OK"
    headers: dict[str, str] = field(default_factory=lambda: dict(TEXT))
    wait: Callable[[], object] = lambda: None
    asked: list[dict[str, Any]] = field(default_factory=list)
    closed: int = 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        body = environ["wsgi.input"].read() if environ["REQUEST_METHOD"] == "POST" else b""
        self.asked.append(environ | {"body": body})
        self.wait()
        if FAILURE in environ:
            start_response(f"{environ[FAILURE].status.value} Refused", [])
            return [b"refused"]
        length = [("Content-Length", str(len(self.body)))]
        start_response(self.status, [*self.headers.items(), *length])
        return Closing(self)

    @property
    def count(self) -> int:
        return len(self.asked)


@dataclass
class Closing:
    """A body that tells when it is let go of."""

    owner: Counting

    def __iter__(self) -> Any:
        yield self.owner.body

    def close(self) -> None:
        self.owner.closed += 1


def client(app: Counting, **more: int) -> Client:
    return Client(Kept(app, **more), Response)


def test_the_same_is_asked_once() -> None:
    app = Counting()
    asked = client(app)
    assert [asked.get("/a").data for _ in range(3)] == [LONG] * 3
    assert (app.count, app.closed) == (1, 1)


@pytest.mark.parametrize(
    "other",
    [{"path": "/b"}, {"query_string": "x=1"}, {"headers": {"Accept": "text/html"}},
     {"base_url": "http://localhost/mounted/"}, {"path": "/%61"}],
)  # fmt: skip
def test_what_may_differ_is_asked_again(other: dict[str, Any]) -> None:
    app = Counting()
    asked = client(app)
    asked.get("/a")
    asked.get(**({"path": "/a"} | other))
    assert app.count == 2


def test_another_day_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    app, day = Counting(), [1]
    monkeypatch.setattr(keys, "today", lambda: day[0])
    asked = client(app)
    asked.get("/a")
    day[0] = 2
    asked.get("/a")
    assert app.count == 2


def test_head_is_answered_from_get_and_fills_it() -> None:
    app = Counting()
    asked = client(app)
    headed, got = asked.head("/a"), asked.get("/a")
    assert (headed.data, got.data, app.count) == (b"", LONG, 1)
    assert app.asked[0]["REQUEST_METHOD"] == "GET"
    headed.headers.pop("Server-Timing")
    got.headers.pop("Server-Timing")
    assert list(headed.headers) == list(got.headers)


@pytest.mark.parametrize(
    ("measured", "told"),
    [
        ({}, "cache;desc=miss"),
        ({"Server-Timing": "query;dur=5.0"}, "query;dur=5.0, cache;desc=miss"),
    ],
)
@pytest.mark.parametrize("status", ["200 OK", "303 See Other"])
def test_it_tells_what_it_had_and_what_it_had_not(
    status: str, measured: dict[str, str], told: str
) -> None:
    asked = client(Counting(status=status, headers=TEXT | measured))
    replies = [
        asked.get("/a"),
        asked.get("/a"),
        asked.get("/a", headers={"Accept-Encoding": "gzip"}),
    ]
    timings = [reply.headers.getlist("Server-Timing") for reply in replies]
    assert timings == [[told], ["cache;desc=hit"], ["cache;desc=hit"]]


def test_a_304_tells_too_whether_the_answer_was_kept() -> None:
    asked = client(Counting())
    replies = [asked.get("/a", headers={"If-None-Match": '"tag"'}) for _ in range(2)]
    assert [reply.status_code for reply in replies] == [304, 304]
    timings = [reply.headers["Server-Timing"] for reply in replies]
    assert timings == ["cache;desc=miss", "cache;desc=hit"]


@pytest.mark.parametrize(
    ("status", "body"), [("404 Not Found", LONG), ("200 OK", b"x" * (LARGEST + 1))]
)
def test_of_what_it_does_not_keep_it_tells_nothing(status: str, body: bytes) -> None:
    reply = client(Counting(body, status)).get("/a")
    assert "Server-Timing" not in reply.headers
    reply.close()


@pytest.mark.parametrize("status", ["404 Not Found", "400 Bad", "500 Oh", "503 Busy", "504 Late"])
def test_an_error_is_never_kept(status: str) -> None:
    app = Counting(status=status)
    asked = client(app)
    replies = [asked.get("/a", headers={"Accept-Encoding": "gzip"}) for _ in range(2)]
    assert all(r.data == LONG and "Content-Encoding" not in r.headers for r in replies)
    for reply in replies:
        reply.close()
    assert (app.count, app.closed) == (2, 2)


@pytest.mark.parametrize("status", ["303 See Other", "308 Permanent Redirect"])
def test_a_redirect_is_kept(status: str) -> None:
    app = Counting(b"", status, {"Location": "/b"})
    asked = client(app)
    assert {asked.get("/a").headers["Location"] for _ in range(2)} == {"/b"}
    assert app.count == 1


@pytest.mark.parametrize("told", ["no-store", "public, no-cache"])
def test_what_may_change_or_not_be_stored_is_not_kept(told: str) -> None:
    app = Counting(headers=TEXT | {"Cache-Control": told})
    asked = client(app)
    assert [asked.get("/a").data for _ in range(2)] == [LONG] * 2
    assert app.count == 2


def test_other_methods_and_ranges_pass() -> None:
    app = Counting()
    asked = client(app)
    for _ in range(2):
        asked.put("/a")
        asked.post("/a")
        asked.get("/a", headers={"Range": "bytes=0-1"})
    assert app.count == 6


# Codings ----------------------------------------------------------------------------


def test_each_coding_has_its_tag_and_its_length() -> None:
    app = Counting()
    asked = client(app)
    plain = asked.get("/a")
    coded = asked.get("/a", headers={"Accept-Encoding": "gzip"})
    assert (plain.headers["ETag"], coded.headers["ETag"]) == ('"tag"', '"tag-gzip"')
    assert coded.headers["Content-Encoding"] == "gzip"
    assert int(coded.headers["Content-Length"]) == len(coded.data) < len(LONG)
    assert gzip.decompress(coded.data) == plain.data == LONG
    assert {r.headers["Vary"] for r in (plain, coded)} == {"Accept, Accept-Encoding"}
    assert app.count == 1


def test_a_coding_has_no_digest_or_ranges_of_the_plain_bytes() -> None:
    digests = {"Content-Digest": "sha-256=:a:", "Repr-Digest": "sha-256=:a:"}
    asked = client(Counting(headers=TEXT | digests | {"Accept-Ranges": "bytes"}))
    plain = asked.get("/a").headers
    coded = asked.get("/a", headers={"Accept-Encoding": "gzip"}).headers
    names = {*digests, "Accept-Ranges"}
    assert names <= set(plain.keys())
    assert names.isdisjoint(coded.keys())


def test_a_304_has_no_digest_of_a_body() -> None:
    asked = client(Counting(headers=TEXT | {"Content-Digest": "sha-256=:a:"}))
    assert "Content-Digest" in asked.get("/a").headers
    reply = asked.get("/a", headers={"If-None-Match": '"tag"'})
    assert (reply.status_code, "Content-Digest" in reply.headers) == (304, False)


def test_a_coding_is_made_once() -> None:
    app = Counting()
    asked = client(app)
    layer = asked.application
    replies = [asked.get("/a", headers={"Accept-Encoding": "gzip"}) for _ in range(2)]
    held = layer._cache.held
    asked.get("/a", headers={"Accept-Encoding": "gzip"})
    assert replies[0].data == replies[1].data
    assert layer._cache.held == held > len(LONG) + len(replies[0].data)


def test_what_is_small_is_coded_only_for_who_takes_nothing_else() -> None:
    asked = client(Counting(b"small"))
    assert "Content-Encoding" not in asked.get("/a", headers={"Accept-Encoding": "gzip"}).headers
    coded = asked.get("/a", headers={"Accept-Encoding": "identity;q=0, gzip"})
    assert gzip.decompress(coded.data) == b"small"


def test_a_large_answer_to_a_query_is_coded_and_others_pass() -> None:
    app = Counting(LONG * 1000)
    asked = client(app)
    for path, coded in (("/sparql", True), ("/dump", False)):
        reply = asked.get(path, headers={"Accept-Encoding": "gzip"})
        assert (reply.headers.get("Content-Encoding") == "gzip") is coded
        assert int(reply.headers["Content-Length"]) == len(reply.data)
        assert (gzip.decompress(reply.data) if coded else reply.data) == LONG * 1000
        reply.close()
    assert (app.count, app.closed) == (2, 2)


@pytest.mark.parametrize("body", [LONG, b"x" * (LARGEST + 1)], ids=["kept", "too large"])
def test_who_takes_no_coding_of_ours_is_told(body: bytes) -> None:
    app = Counting(body)
    for _ in range(2):
        reply = client(app).get("/a", headers={"Accept-Encoding": "identity;q=0"})
        assert (reply.status_code, reply.data) == (406, b"refused")
    assert app.closed == 2


# Conditions -------------------------------------------------------------------------


@pytest.mark.parametrize("large", [False, True])
def test_what_a_client_holds_is_not_sent_again(large: bool) -> None:
    app = Counting(b"x" * (LARGEST + 1) if large else LONG)
    asked = client(app)
    for tag in ('"tag"', 'W/"tag"', '"x", "tag"', "*"):
        for method in ("GET", "HEAD"):
            reply = asked.open("/a", method=method, headers={"If-None-Match": tag})
            assert (reply.status_code, reply.data) == (304, b"")
            assert reply.headers["ETag"] == '"tag"'
            assert reply.headers["Vary"] == "Accept, Accept-Encoding"
            assert "Content-Type" not in reply.headers
            assert "Content-Length" not in reply.headers
    other = asked.get("/a", headers={"If-None-Match": '"other"'})
    assert (other.status_code, other.data) == (200, app.body)
    other.close()
    assert app.closed == app.count
    assert all("HTTP_IF_NONE_MATCH" not in environ for environ in app.asked)


def test_another_coding_is_another_thing() -> None:
    asked = client(Counting())
    headers = {"Accept-Encoding": "gzip", "If-None-Match": '"tag"'}
    assert asked.get("/a", headers=headers).status_code == 200
    headers["If-None-Match"] = '"tag-gzip"'
    reply = asked.get("/a", headers=headers)
    assert (reply.status_code, reply.headers["ETag"]) == (304, '"tag-gzip"')


def test_what_has_no_tag_is_sent_whole() -> None:
    asked = client(Counting(headers={"Content-Type": "text/plain"}))
    assert asked.get("/a", headers={"If-None-Match": "*"}).status_code == 200


# Room and threads -------------------------------------------------------------------


def test_what_is_too_large_passes_and_is_closed() -> None:
    app = Counting(b"x" * (LARGEST + 1))
    asked = client(app)
    for _ in range(2):
        reply = asked.get("/a", headers={"Accept-Encoding": "gzip"})
        assert len(reply.data) == LARGEST + 1
        assert "Content-Encoding" not in reply.headers
        reply.close()
    assert (app.count, app.closed) == (2, 2)
    assert len(asked.application._cache) == 0


def test_it_holds_no_more_than_it_may() -> None:
    app = Counting(b"x" * 10_000)
    asked = client(app, most_bytes=100_000)
    for number in range(50):
        asked.get(f"/{number}", headers={"Accept-Encoding": "gzip, identity;q=0.5"})
        assert asked.application._cache.held <= 100_000
    assert 2 <= len(asked.application._cache) < 10


def test_of_many_who_ask_at_once_one_is_answered_by_the_application() -> None:
    begun = threading.Event()
    release = threading.Event()

    def wait() -> None:
        begun.set()
        release.wait(10)

    app = Counting(wait=wait)
    layer = Kept(app)
    with ThreadPoolExecutor(8) as several:
        first = several.submit(lambda: Client(layer, Response).get("/a").data)
        begun.wait(10)
        others = [several.submit(lambda: Client(layer, Response).get("/a").data) for _ in range(7)]
        elsewhere = threading.Timer(0.3, release.set)
        elsewhere.start()
        assert [each.result(10) for each in (first, *others)] == [LONG] * 8
    assert app.count == 1


@pytest.mark.parametrize("status", ["503 Busy", "200 OK"])
def test_who_waited_for_what_is_not_kept_asks_too(status: str) -> None:
    gate = threading.Barrier(3)

    def wait() -> None:
        if app.count > 1:
            gate.wait(10)  # those who waited run side by side

    app = Counting(status=status, headers=TEXT | {"Cache-Control": "no-store"})
    layer = Kept(app)
    held = threading.Event()
    app.wait = lambda: held.wait(10) if app.count == 1 else wait()
    with ThreadPoolExecutor(4) as several:
        replies = [several.submit(lambda: Client(layer, Response).get("/a").data) for _ in range(4)]
        threading.Timer(0.3, held.set).start()
        assert [each.result(10) for each in replies] == [LONG] * 4
    assert app.count == 4


def test_not_many_wait_so_that_threads_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flights, "MOST_WAITING", 2)
    release = threading.Event()
    app = Counting(wait=lambda: release.wait(10))
    layer = Kept(app)
    with ThreadPoolExecutor(8) as several:
        replies = [several.submit(lambda: Client(layer, Response).get("/a").data) for _ in range(8)]
        threading.Timer(0.5, release.set).start()
        assert [each.result(10) for each in replies] == [LONG] * 8
    assert app.count == 6
    assert layer._flights.waiting == 0


def test_a_failure_of_the_application_holds_nobody_up() -> None:
    def fail() -> None:
        raise RuntimeError("broken")

    app = Counting(wait=fail)
    asked = client(app)
    for _ in range(2):
        with pytest.raises(RuntimeError):
            asked.get("/a")
    app.wait = lambda: None
    assert asked.get("/a").data == LONG
