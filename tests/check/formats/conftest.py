"""Findings made by hand that have all that is awkward to write."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from treatygraph.check import CheckReport, Finding, Severity

SHAPES = "https://w3id.org/treatygraph/shapes#"
TG = "https://w3id.org/treatygraph/ontology#"
A = NamedNode("https://w3id.org/treatygraph/id/place/a")
NASTY = "50% <b>&amp;\"'</b> a::b, c|d `e` \x1b[31m\x00\r\nnext ]]> \ud800 …"

PLACED = Finding(
    Severity.VIOLATION, f"{SHAPES}Place-name", "finding-one: name the place", focus=A,
    path=f"{TG}name", value=Literal("five", language="en"),
    component="http://www.w3.org/ns/shacl#DatatypeConstraintComponent", hint="A place has a name.",
    name="Place: name", file="data/places/a.ttl", line=3, column=10, end_line=3, end_column=19,
    source_line='\ttg:name "five"@en ;',
)  # fmt: skip
SYNTAX = Finding(
    Severity.VIOLATION, "syntax", "finding-two: a dot is missing", file="data/places/b.ttl",
    line=7, column=5, source_line="tg:x a tg:A",
)  # fmt: skip
UNPLACED = Finding(
    Severity.WARNING, "hygiene/circle", "finding-three: mend the circle", focus=BlankNode("a-0"),
    path=f"(<{TG}a>/^<{TG}b>)*", hint="Mend it.", name="Which circles are there?",
)  # fmt: skip
LONG = replace(
    PLACED, severity=Severity.INFO, message="finding-four: shorten", end_line=5, end_column=4,
    rule="an unnamed shape",
)  # fmt: skip
OF_NOTHING = Finding(Severity.WARNING, "hygiene/empty", "finding-five: fill it")
AWKWARD = replace(
    PLACED, message=f"finding-six {NASTY}", hint=NASTY, value=None, file="data/\udcff,:a b.ttl",
    source_line=f"tg:name 'x'{NASTY}", name=NASTY.replace("\ud800", ""),
)  # fmt: skip
FINDINGS = (PLACED, SYNTAX, UNPLACED, LONG, OF_NOTHING, AWKWARD)
WORDS = ("one", "two", "three", "four", "five", "six")


@pytest.fixture
def report() -> CheckReport:
    """A report of all of them, and of a file without any."""
    names = ("data/places/a.ttl", "data/places/b.ttl", "data/places/c.ttl")
    return CheckReport(list(FINDINGS), 3, 1234, names=names)


@pytest.fixture
def clean() -> CheckReport:
    """A report of nothing."""
    return CheckReport([], 2, 1234, names=("data/a.ttl", "data/b.ttl"))
