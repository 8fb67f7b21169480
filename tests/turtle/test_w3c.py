"""The W3C's Turtle suite: https://w3c.github.io/rdf-tests/rdf/rdf11/rdf-turtle/."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, Triple, parse

from treatygraph.turtle import parse_turtle

ROOT = Path(__file__).parents[2]
SUITE = ROOT.parent / "shared" / "w3c" / "turtle"
MANIFEST = SUITE / "manifest.ttl"
HOME = "https://w3c.github.io/rdf-tests/rdf/rdf11/rdf-turtle/"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
KNOWN: dict[str, str] = {}

pytestmark = pytest.mark.skipif(not MANIFEST.exists(), reason="../shared/w3c/turtle is absent")


@dataclass(frozen=True)
class Case:
    name: str
    kind: str
    action: str
    result: str | None

    @property
    def text(self) -> str:
        return (SUITE / self.action).read_bytes().decode()


def read_cases(kind: str) -> list[object]:
    if not MANIFEST.exists():
        return [pytest.param(None, id="absent")]
    described: dict[str, dict[str, str]] = {}
    for quad in parse(path=MANIFEST, format=RdfFormat.TURTLE, base_iri=HOME):
        described.setdefault(str(quad.subject), {})[quad.predicate.value] = quad.object.value
    cases = [
        Case(
            name=facts[MF + "name"],
            kind=facts[RDF_TYPE].rpartition("TestTurtle")[2],
            action=facts[MF + "action"].removeprefix(HOME),
            result=facts.get(MF + "result", "").removeprefix(HOME) or None,
        )
        for facts in described.values()
        if MF + "action" in facts
    ]
    return [case_param(case) for case in cases if case.kind == kind]


def case_param(case: Case) -> object:
    known = KNOWN.get(case.name)
    marks = [pytest.mark.xfail(reason=known, strict=True)] if known else []
    return pytest.param(case, id=case.name, marks=marks)


def canonical(triples: list[Triple]) -> Dataset:
    dataset = Dataset(Quad(*triple) for triple in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return dataset


@pytest.mark.parametrize("case", read_cases("PositiveSyntax"))
def test_good_text_has_no_fault(case):
    assert parse_turtle(case.text, base_iri=HOME + case.action).faults == ()


@pytest.mark.parametrize("case", read_cases("NegativeSyntax") + read_cases("NegativeEval"))
def test_bad_text_has_a_fault(case):
    assert parse_turtle(case.text, base_iri=HOME + case.action).faults


@pytest.mark.parametrize("case", read_cases("Eval"))
def test_text_gives_the_expected_graph(case):
    document = parse_turtle(case.text, base_iri=HOME + case.action)
    expected = [quad.triple for quad in parse(path=SUITE / case.result, format=RdfFormat.N_TRIPLES)]
    assert document.faults == ()
    assert canonical([located.triple for located in document.triples]) == canonical(expected)
