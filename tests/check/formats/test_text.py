"""Text for people: carets under what is meant, whatever is written before it."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatygraph.check import CheckReport, Finding, Severity, as_text
from treatygraph.check.formats import View, written

PLAIN = Finding(Severity.WARNING, "hygiene/x", "mend it", file="a.ttl", line=2)
CHARS = st.sampled_from("ab \t一和é\u0301پ\u200cк😀\x07\u2028")


def at(line: str, start: int, end: int) -> Finding:
    """A finding that means a part of a line."""
    return replace(PLAIN, source_line=line, column=start + 1, end_line=2, end_column=end + 1)


def columns(text: str) -> int:
    """Columns of a terminal with tab stops at every eighth."""
    column = 0
    for char in text:
        if char == "\t":
            column += 8 - column % 8
        elif unicodedata.category(char) not in ("Mn", "Me", "Cf"):
            column += 2 if unicodedata.east_asian_width(char) in "WF" else 1
    return column


def shown(finding: Finding, width: int | None = None) -> tuple[str, str]:
    line, carets = as_text(finding, View(width=width)).split("\n")[1:3]
    return line, carets


def span(carets: str) -> tuple[int, int]:
    """From which to which column carets stand."""
    return columns(carets[: carets.index("^")]), columns(carets)


@pytest.mark.parametrize(
    ("line", "meant", "expected"),
    [
        ("tg:a tg:b ;", "tg:b", "         ^^^^"),
        ("\ttg:a\ttg:b", "tg:b", "    \t    \t^^^^"),
        ("一二 tg:b", "tg:b", "         ^^^^"),
        ("tg:a 一二 ;", "一二", "         ^^^^"),
        ("e\u0301e\u0301 tg:b", "tg:b", "       ^^^^"),
        ("x e\u0301 y", "e\u0301", "      ^"),
    ],
)
def test_carets_stand_under_what_is_meant(line: str, meant: str, expected: str) -> None:
    start = line.index(meant)
    assert shown(at(line, start, start + len(meant)))[1] == expected


@given(st.text(CHARS), st.text(CHARS, min_size=1), st.text(CHARS))
def test_carets_begin_in_the_column_of_what_is_meant(before: str, meant: str, after: str) -> None:
    line, carets = shown(at(before + meant + after, len(before), len(before + meant)))
    shown_before = line[: len("    " + before)]
    assert span(carets)[0] == columns(shown_before)


@given(st.text(CHARS, max_size=80), st.text("xy一", min_size=1, max_size=80), st.text(CHARS),
       st.integers(24, 120))  # fmt: skip
def test_a_line_is_cut_to_the_width_around_what_is_meant(
    before: str, meant: str, after: str, width: int
) -> None:
    whole = before + meant + after
    line, carets = shown(at(whole, len(before), len(before + meant)), width)
    assert columns(line) <= width
    assert columns(carets) <= width
    first, last = span(carets)
    under = "".join(c for i, c in enumerate(line) if first <= columns(line[:i]) < last)
    seen = under.strip("…\u0301\u200c")
    assert seen
    assert meant.startswith(seen)


def test_a_cut_line_tells_that_it_is_cut() -> None:
    line, carets = shown(at("a" * 100 + "HERE" + "b" * 100, 100, 104), 40)
    assert line.strip().startswith("…a")
    assert line.strip().endswith("b…")
    assert line[carets.index("^") :].startswith("HERE")
    assert carets.count("^") == 4


def test_what_goes_on_in_the_next_lines_is_underlined_to_the_end() -> None:
    finding = replace(at('tg:a """long  ', 5, 0), end_line=4, end_column=2)
    assert shown(finding)[1] == "         ^^^^^^^"


def test_a_place_behind_the_line_has_a_caret() -> None:
    assert shown(replace(PLAIN, source_line="tg:a", column=5))[1] == "        ^"


def test_data_cannot_steer_the_terminal() -> None:
    finding = replace(at("a\x1b[31mb\u2028c", 0, 1), message="x\x1b]0;y\x07\nz", file="a\x1b.ttl")
    told = as_text(finding)
    assert "\x1b" not in told
    assert told.split("\n")[0] == "a␛.ttl:2:1: warning: x␛]0;y␇ z"


def test_a_shape_is_told_with_its_name() -> None:
    shape = "https://w3id.org/treatygraph/shapes#A"
    finding = replace(PLAIN, rule=shape, name="An A", component="http://x/c", column=1)
    assert "    rule: shape:A (An A)" in as_text(finding).split("\n")


def test_severities_have_colours() -> None:
    for severity, code in zip(Severity, ("1;31", "33", "34"), strict=True):
        told = as_text(replace(at("tg:a", 0, 4), severity=severity), View(colour=True))
        assert f"\x1b[{code}m{severity.name.lower()}\x1b[0m" in told
        assert f"\x1b[{code}m^^^^\x1b[0m" in told


def test_a_terminal_shows_the_most_telling_of_very_many() -> None:
    many = [replace(PLAIN, line=number, column=1) for number in range(1, 3_001)]
    rare = replace(PLAIN, rule="hygiene/rare", line=2_000, column=1, message="rare")
    grave = replace(PLAIN, severity=Severity.VIOLATION, line=2_500, column=1, message="grave")
    report = CheckReport(sorted([*many, rare, grave], key=lambda one: one.order), 1, 1)
    told = written("text", report, View(width=80))
    assert told.count("rule: ") == 100
    assert told.index("rare") < told.index("grave")
    assert told.endswith("… and 2,902 more: --output FILE writes all of them")
    assert written("text", report).count("rule: ") == 3_002
