"""The W3C's SHACL suite, core and SPARQL, through both engines as the check uses them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from rdflib import SH, BNode, Graph, Namespace, URIRef
from shacl_support import ENGINES, Result, engine, loaded, ours, rdflib_graph, results

from support import SHARED
from treatygraph.check.document import as_document
from treatygraph.check.engine import ShapesUnusable
from treatygraph.check.engines.paths import path_text
from treatygraph.check.finding import Finding, Severity

SUITE = SHARED / "w3c/shacl"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
REFUSED = "the shapes are refused"

# What an engine answers otherwise than the suite asks, and why: {engine: {test: reason}}.
KNOWN: dict[str, dict[str, str]] = {
    "pyshacl": {
        "sparql/pre-binding/shapesGraph-001": (
            "the query asks the graph $shapesGraph; pySHACL refuses such shapes, and may: support "
            "for the variable is optional (SHACL, section 5.3.2)"
        ),
    },
    "shacl": {
        "sparql/pre-binding/unsupported-sparql-004": (
            "a subquery does not hand on $this, an ill-formed query (section 5.2.1) that shacl "
            "evaluates; the check of shapes finds it before an engine is asked"
        ),
    },
}

pytestmark = pytest.mark.skipif(not SUITE.is_dir(), reason="../shared/w3c/shacl is absent")


@dataclass(frozen=True)
class Case:
    """One test of the suite: which files to validate, and what must be found."""

    data: Path
    shapes: Path
    expected: Counter[Result] | str


def holding_tests() -> list[Path]:
    """Every file of the suite that holds a test, whether or not a manifest includes it."""
    return [path for path in sorted(SUITE.rglob("*.ttl")) if b"mf:entries" in path.read_bytes()]


def name_of(path: Path) -> str:
    """``core/node/and-001``."""
    return path.relative_to(SUITE).with_suffix("").as_posix()


def read_case(path: Path) -> Case:
    """The one test that a file holds. Blank nodes of its report are those of the file."""
    graph = rdflib_graph(loaded(path))
    (test,) = graph.subjects(MF.action, None)
    data, shapes = (
        Path(str(graph.value(graph.value(test, MF.action), role)).removeprefix("file://"))
        for role in (SHT.dataGraph, SHT.shapesGraph)
    )
    report = graph.value(test, MF.result)
    if report == SHT.Failure:
        return Case(data, shapes, REFUSED)
    found = [expected(graph, result) for result in graph.objects(report, SH.result)]
    assert bool(graph.value(report, SH.conforms).value) == (not found)
    return Case(data, shapes, results(found))


def expected(graph: Graph, result: Any) -> Finding:
    """A result of an expected report, without its message."""
    path = graph.value(result, SH.resultPath)
    return Finding(
        severity=Severity.of(str(graph.value(result, SH.resultSeverity))),
        rule=named_shape(graph, graph.value(result, SH.sourceShape)),
        message="",
        focus=ours(graph.value(result, SH.focusNode)),
        path=path_text(graph, path) if path is not None else None,
        value=ours(graph.value(result, SH.value)),
        component=str(graph.value(result, SH.sourceConstraintComponent)),
    )


def named_shape(graph: Graph, shape: Any) -> str:
    """The shape, or the nearest around it with a name: in our findings no shape is blank."""
    while isinstance(shape, BNode):
        shape = graph.value(None, SH.property, shape)
    return str(shape) if isinstance(shape, URIRef) else "an unnamed shape"


def answer(name: str, case: Case) -> Counter[Result] | str:
    """What an engine says of a test."""
    data, shapes = (as_document([loaded(path)]) for path in (case.data, case.shapes))
    try:
        return results(engine(name).validate(data, shapes))
    except ShapesUnusable:
        return REFUSED


@pytest.mark.parametrize("path", holding_tests(), ids=name_of)
@pytest.mark.parametrize("name", ENGINES)
def test_an_engine_finds_what_the_suite_expects(name: str, path: Path) -> None:
    case = read_case(path)
    as_expected = answer(name, case) == case.expected
    known = KNOWN[name].get(name_of(path))
    assert as_expected == (known is None), known or "differs from the suite"


def test_every_test_of_the_suite_is_run() -> None:
    names = {name_of(path) for path in holding_tests()}
    assert sum(name.startswith("core/") for name in names) == 98
    assert sum(name.startswith("sparql/") for name in names) == 23
    assert {name for known in KNOWN.values() for name in known} <= names
