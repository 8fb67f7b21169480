"""Our own server, as ``treatygraph serve`` starts it, under the command that checks any server."""

from __future__ import annotations

import pytest

from support import Server
from treatygraph.conformance import Report, run_conformance

KNOWN = {
    3: "the VoID description, whose dataset documents name, is not served yet",
    5: "percent-encoding that is not needed is not redirected from",
    11: "Content-Location and three of the Links are missing",
    13: "JSON-LD names no context of ours",
    14: "Last-Modified is missing",
    15: "the data does not tell its version, and older releases are not reachable",
    18: "the endpoint does not answer the preflight of a POST",
    26: "there is no VoID",
    27: "the example queries are no resources",
    28: "pages embed no JSON-LD; there is neither robots.txt nor sitemap",
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
