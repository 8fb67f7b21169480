"""Our own server, as ``treatygraph serve`` starts it, under the command that checks any server."""

from __future__ import annotations

import pytest

from support import Server
from treatygraph.conformance import Report, run_conformance

KNOWN = {
    5: "the server below does not tell how an address was spelled, so only slashes are redirected",
    15: "older releases are not reachable",
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
