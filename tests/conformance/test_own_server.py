"""Our own server, as ``treatygraph serve`` starts it, under the command that checks any server."""

from __future__ import annotations

from pathlib import Path

import pytest

from places import build_places, place
from support import Server, serving
from treatygraph.conformance import Report, run_conformance

KNOWN = {
    5: "the server below does not tell how an address was spelled, so only slashes are redirected",
}
"""Lines that our server fails, and why. A line that passes is to be taken out."""


@pytest.fixture(scope="module")
def report(server: Server) -> Report:
    return run_conformance(server.url)


def test_our_server_fails_the_known_lines_and_no_other(report: Report) -> None:
    failed = {result.number: result.first for result in report.results if result.state == "failed"}
    assert {line: why for line, why in failed.items() if line not in KNOWN} == {}
    assert {line: why for line, why in KNOWN.items() if line not in failed} == {}, "take these out"


def test_no_line_is_passed_over(report: Report) -> None:
    passed_over = [result for result in report.results if result.state == "not applicable"]
    assert passed_over == []
    assert len(report.things) == 10


def test_what_was_removed_is_told_and_older_releases_are_there(tmp_path: Path) -> None:
    """The lines that have most to ask of a server which had another release before."""
    build_places(tmp_path, "quai", "square")
    build_places(tmp_path, "quay:quai", "square")
    with serving("--out", str(tmp_path / "build")) as running:
        report = run_conformance(running.url, lines=[4, 15], removed=[place("quai")])
    assert [(result.state, result.first) for result in report.results] == [("passed", "")] * 2


def test_what_went_without_a_word_has_no_successor_to_name(tmp_path: Path) -> None:
    build_places(tmp_path, "pier", "square")
    build_places(tmp_path, "square")
    with serving("--out", str(tmp_path / "build")) as running:
        report = run_conformance(running.url, lines=[4], removed=[place("pier")])
    assert "stands in the place of" in report.results[0].faults[0].wanted
