"""Long lines and long messages: every format stays within bounds, and shows what is meant."""

from __future__ import annotations

from dataclasses import replace

import pytest

from treatygraph.check import CheckReport, Finding, Severity
from treatygraph.check.formats import FORMATS, written
from treatygraph.check.formats.excerpt import LONGEST_LINE, Excerpt, in_bounds

MILLION = 1_000_000
LONG = Finding(
    Severity.VIOLATION, "hygiene/x", "mend it", file="a.ttl", line=1, end_line=1,
    column=MILLION + 1, end_column=MILLION + 5, source_line="я" * MILLION + "HERE" + "b" * MILLION,
)  # fmt: skip


@pytest.mark.parametrize("format_", FORMATS)
def test_no_format_writes_a_long_line_out(format_: str) -> None:
    told = written(format_, CheckReport([LONG], 1, 1, names=("a.ttl",)))
    assert len(told) < 10_000
    assert "…HERE" not in told


@pytest.mark.parametrize("format_", ["text", "json", "junit", "html"])
def test_a_format_that_shows_the_line_shows_what_is_meant(format_: str) -> None:
    told = written(format_, CheckReport([LONG], 1, 1, names=("a.ttl",)))
    assert "HERE" in told
    assert "…я" in told
    assert "b…" in told


@pytest.mark.parametrize("format_", FORMATS)
def test_no_format_writes_a_long_message_out(format_: str) -> None:
    finding = replace(LONG, message="x" * MILLION)
    assert len(written(format_, CheckReport([finding], 1, 1, names=("a.ttl",)))) < 20_000


@pytest.mark.parametrize("at", [0, 1, 170, 400, 599, 600])
def test_what_is_meant_in_a_cut_line_is_what_was_meant(at: int) -> None:
    line = "".join(chr(0x4E00 + place) for place in range(600))
    cut = in_bounds(replace(LONG, source_line=line, column=at + 1, end_column=at + 2))
    meant = Excerpt.of(cut)
    assert len(cut.source_line or "") == LONGEST_LINE
    assert meant.line[meant.start : meant.end] == line[at : at + 1]


def test_what_reaches_behind_the_cut_is_meant_to_its_end() -> None:
    meant = Excerpt.of(in_bounds(replace(LONG, end_column=2 * MILLION)))
    assert meant.end == LONGEST_LINE


def test_a_line_that_is_not_long_stays_whole() -> None:
    line = "x" * LONGEST_LINE
    assert in_bounds(replace(LONG, source_line=line, column=1)).source_column is None
