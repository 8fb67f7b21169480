"""Whatever a server does, a run ends in time and in words."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

import pytest
from hostile import HOSTILE, behaving
from little import Little
from little_http import Answer, Asked, running

from treatygraph.conformance import Bounds, Report, Unreachable, run_conformance

BOUNDS = Bounds(seconds=0.5, body_bytes=1 << 20, total_seconds=8, requests=400)


def outcome(root: str) -> Report | Unreachable:
    try:
        return run_conformance(root, sample=2, bounds=BOUNDS)
    except Unreachable as error:
        return error


@pytest.mark.parametrize("answer", HOSTILE, ids=lambda answer: answer.__name__)
def test_a_server_that_breaks_http_is_told_in_words(
    answer: Callable[[socket.socket], None],
) -> None:
    begun = time.monotonic()
    with behaving(answer) as root:
        found = outcome(root)
    assert time.monotonic() - begun < BOUNDS.total_seconds + 2
    if isinstance(found, Unreachable):
        assert "\n" not in str(found)
    else:
        assert found.failed


@pytest.mark.parametrize(
    "answer",
    [answer for answer in HOSTILE if answer.__name__ not in ("never_answers", "drips")],
    ids=lambda answer: answer.__name__,
)
def test_a_document_that_breaks_http_fails_lines_of_a_server_that_is_right_otherwise(
    answer: Callable[[socket.socket], None],
) -> None:
    with behaving(answer) as elsewhere:

        class LeadsElsewhere(Little):
            def id(self, asked: Asked, key: str) -> Answer:
                found = super().id(asked, key)
                return (
                    Answer(303, fields=[("Location", elsewhere)]) if found.status == 303 else found
                )

        with running(LeadsElsewhere) as root:
            found = run_conformance(
                root, bounds=BOUNDS, things=[f"{root}id/ship/one"], lines=[1, 2, 6, 9, 13, 28]
            )
    states = {result.number: result.state for result in found.results}
    assert states.keys() == {1, 2, 6, 9, 13, 28}
    assert states[2] == "failed"


def test_the_limit_of_requests_holds_and_fails_what_could_not_be_asked() -> None:
    with running(Little) as root:
        found = run_conformance(root, bounds=Bounds(requests=40))
    assert found.failed
    assert any("40 requests are the limit" in result.first for result in found.results)


def test_the_limit_of_time_holds_and_fails_what_could_not_be_asked() -> None:
    class Slow(Little):
        def answer(self, asked: Asked) -> Answer:
            time.sleep(0.05)
            return super().answer(asked)

    begun = time.monotonic()
    with running(Slow) as root:
        found = run_conformance(root, bounds=Bounds(total_seconds=1.5))
    assert time.monotonic() - begun < 4
    assert any("1.5 s are over" in result.first for result in found.results)


def test_what_a_stranger_sends_never_reaches_the_terminal_raw() -> None:
    class Colours(Little):
        def label(self, asked: Asked, item: object) -> str:
            return "text/\x1b[31mred"

    with running(Colours) as root:
        found = run_conformance(root, things=[], lines=[9, 28], sample=1)
    assert not any("\x1b" in result.first for result in found.results)


def test_a_folder_of_files_behind_a_plain_server_is_told_in_words(tmp_path: Path) -> None:
    handler = partial(QuietFiles, directory=str(tmp_path))
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    root = f"http://127.0.0.1:{httpd.server_address[1]}/"
    (tmp_path / "ship.ttl").write_text("<#one> <#name> 'One' .", encoding="utf-8")
    Thread(target=httpd.serve_forever, args=(0.02,), daemon=True).start()
    with httpd:
        found = run_conformance(root, things=[f"{root}ship.ttl#one"])
        httpd.shutdown()
    states = {result.number: result.state for result in found.results}
    passed_over = {line for line, state in states.items() if state == "not applicable"}
    assert passed_over == {1, 6, 10, 13, 29}
    assert states[7] == states[14] == states[18] == states[26] == "failed"


class QuietFiles(SimpleHTTPRequestHandler):
    extensions_map: ClassVar = {".ttl": "text/turtle"}

    def log_message(self, format: str, *args: object) -> None:
        """Tests are quiet."""
