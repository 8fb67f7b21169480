"""The front itself: failures beneath it, bodies in pieces, and requests before any release."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import Client, EnvironBuilder

from treatygraph.release import Release
from treatygraph.web import front as front_module
from treatygraph.web.config import ServeConfig
from treatygraph.web.exchange import WHOLE
from treatygraph.web.front import Front
from treatygraph.web.log import Log, attach
from treatygraph.web.serving import Serving

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Running:
    """A front over an application, and what it logs."""

    def __init__(self, release: Release, application: Application) -> None:
        self.lines: list[str] = []
        log = Log("json", "info", self.lines.append)
        attach(log)
        app = Flask("under")
        app.wsgi_app = application  # type: ignore[method-assign, assignment]
        self.serving = Serving(release, app, None, release.store)  # type: ignore[arg-type]
        self.front = Front(ServeConfig(""), log)
        self.front.serve(self.serving)
        self.client = Client(self.front)

    @property
    def told(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.lines]


@pytest.fixture
def run(mini_release: Release) -> Iterator[Callable[[Application], Running]]:
    import logging

    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield lambda application: Running(mini_release, application)
    root.handlers[:] = before
    root.setLevel(level)


def test_a_failure_beneath_is_500_for_the_client_and_a_trace_for_us(
    run: Callable[[Application], Running],
) -> None:
    def broken(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        raise RuntimeError("a secret of ours")

    running = run(broken)
    answer = running.client.get("/x")
    assert (answer.status_code, answer.json["status"]) == (500, 500)  # type: ignore[index]
    assert "secret" not in answer.text
    failure, request = running.told
    assert "a secret of ours" in failure["trace"]
    assert (request["status"], request["path"]) == (500, "/x")
    assert running.serving.idle


def test_a_failure_in_a_small_body_is_500_too(run: Callable[[Application], Running]) -> None:
    def broken(environ: dict[str, Any], start: Any) -> Iterator[bytes]:
        start("200 OK", [("Content-Length", "10")])
        return pieces()

    def pieces() -> Iterator[bytes]:
        yield b"half"
        raise RuntimeError("gone")

    running = run(broken)
    assert running.client.get("/").status_code == 500
    assert [line["event"] for line in running.told] == ["message", "request"]
    assert running.serving.idle


def test_a_large_body_holds_its_release_until_it_is_closed(
    run: Callable[[Application], Running],
) -> None:
    def large(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        start("200 OK", [("Content-Length", str(2 * WHOLE))])
        return iter([b"x" * WHOLE, b"y" * WHOLE])

    running = run(large)
    body: Any = running.front(EnvironBuilder("/").get_environ(), lambda *_: None)  # type: ignore[arg-type, return-value]
    assert len(next(body)) == WHOLE
    assert not running.serving.idle
    assert running.told == []
    body.close()
    body.close()
    assert running.serving.idle
    (told,) = running.told
    assert (told["bytes"], told["complete"]) == (WHOLE, False)


def test_head_and_304_are_complete_without_a_body(run: Callable[[Application], Running]) -> None:
    def bodiless(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        start("200 OK", [("Content-Length", "1000")])
        return []

    running = run(bodiless)
    assert running.client.head("/").status_code == 200
    assert "complete" not in running.told[0]


def test_a_request_before_any_release_waits_and_then_is_told_to_come_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(front_module, "PATIENCE", 0.2)
    front = Front(ServeConfig(""), Log("json", "error", lambda line: None))
    answer = Client(front).get("/agreements")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    ready = Client(front).get("/health/ready")
    assert (ready.status_code, ready.json["reason"]) == (503, "the release is loading")  # type: ignore[index]
    assert Client(front).get("/health/live").status_code == 200
