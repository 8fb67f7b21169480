"""A repeated request is answered as if nothing had been noted: only sooner."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from werkzeug.test import Client, EnvironBuilder

from treatygraph.release import Release
from treatygraph.web.app import create_app
from treatygraph.web.config import ServeConfig
from treatygraph.web.front import Front
from treatygraph.web.log import Log
from treatygraph.web.repeats import LARGEST, Repeats, Sent, asked_in
from treatygraph.web.serving import Serving

QUERY = "/sparql?query=SELECT+*+%7B+%3Fs+%3Fp+%3Fo+%7D+ORDER+BY+%3Fs+%3Fp+%3Fo+LIMIT+9"
PATHS = ("/", "/agreements", "/agreements?page=1", "/ontology.ttl", QUERY, "/nothing-of-ours",
         "/health/live", "/sparql?query=nonsense")  # fmt: skip
HEADERS: dict[str, tuple[str | None, ...]] = {
    "Accept": (None, "text/html", "text/turtle", "application/sparql-results+xml", "image/png"),
    "Accept-Encoding": (None, "gzip", "identity;q=0", "br, gzip"),
    "If-None-Match": (None, "*", '"other"'),
    "Range": (None, "bytes=0-9"),
    "Accept-Datetime": (None, "Thu, 01 Jan 2026 00:00:00 GMT"),
    "Host": (None, "not a host"),
    "X-Request-Id": (None, "mine-1"),
}


def told(headers: dict[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if value is not None}


requests = st.tuples(
    st.sampled_from(["GET", "GET", "GET", "HEAD", "POST"]),
    st.sampled_from(PATHS),
    st.fixed_dictionaries(
        {name: st.sampled_from(values) for name, values in HEADERS.items()}
    ).map(told),
)  # fmt: skip


@pytest.fixture(scope="module")
def front_of(mini_release: Release) -> Callable[[int], Front]:
    """Makes a front that may note so many bytes."""

    def made(most_bytes: int) -> Front:
        config = ServeConfig(str(mini_release.folder))
        app = create_app(config, release=mini_release, store=mini_release.store)
        serving = Serving(mini_release, app, None, mini_release.store)  # type: ignore[arg-type]
        serving.repeats = Repeats(most_bytes)
        front = Front(config, Log("json", "error", lambda line: None))
        front.serve(serving)
        return front

    return made


def answer(front: Front, method: str, path: str, headers: dict[str, str]) -> tuple[Any, ...]:
    """All that is told but what differs each time; of the timing, whether it was kept."""
    environ = EnvironBuilder(path, method=method).get_environ()
    environ |= {f"HTTP_{name.upper().replace('-', '_')}": text for name, text in headers.items()}
    got = Client(front).open(environ)
    timing = [
        part for part in got.headers.get("Server-Timing", "").split(", ") if "dur=" not in part
    ]
    kept = [item for item in got.headers if item[0] not in ("Server-Timing", "X-Request-Id")]
    sane = got.headers["X-Request-Id"] == headers.get("X-Request-Id", got.headers["X-Request-Id"])
    return got.status, kept, timing, sane, got.data


@settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(st.lists(requests, min_size=1, max_size=8))
def test_what_is_noted_changes_no_answer(
    front_of: Callable[[int], Front], asked: list[tuple[str, str, dict[str, str]]]
) -> None:
    noting, forgetting = front_of(1 << 20), front_of(0)
    for method, path, headers in asked * 3:
        if path == QUERY and headers.get("Accept") == "text/html":
            continue  # its page tells how long the query took
        assert answer(noting, method, path, headers) == answer(forgetting, method, path, headers)


def test_the_third_time_nothing_further_in_is_asked(front_of: Callable[[int], Front]) -> None:
    front = front_of(1 << 20)
    before = [answer(front, "GET", "/agreements", {}) for _ in range(2)]
    assert front.serving
    front.serving.app.wsgi_app = None  # type: ignore[method-assign, assignment]
    assert answer(front, "GET", "/agreements", {}) == before[1]
    assert answer(front, "GET", "/agreements", {"Accept": "text/turtle"})[0].startswith("500")


def test_an_answer_from_what_was_noted_ends_its_hold(front_of: Callable[[int], Front]) -> None:
    front = front_of(1 << 20)
    for _ in range(4):
        answer(front, "GET", "/agreements", {})
        assert front.serving
        assert front.serving.idle


@pytest.mark.parametrize(
    "changed",
    [{"REQUEST_METHOD": "HEAD"}, {"HTTP_RANGE": "bytes=0-1"}, {"HTTP_ACCEPT_DATETIME": "x"},
     {"PATH_INFO": "/release/20260101T000000Z/"}, {"CONTENT_LENGTH": "5"}],
)  # fmt: skip
def test_what_depends_on_more_is_not_compared(changed: dict[str, str]) -> None:
    assert asked_in(EnvironBuilder("/").get_environ() | changed) is None


def test_large_bodies_are_not_noted() -> None:
    repeats = Repeats()
    for size in (LARGEST, LARGEST + 1):
        repeats.note((size,), Sent("200 OK", (), "cache;desc=hit", "text/plain", b"x" * size))
    assert repeats.find((LARGEST,)) is not None
    assert repeats.find((LARGEST + 1,)) is None
