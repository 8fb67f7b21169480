"""Findings about blank nodes: told at their place, and by one label whoever found them."""

from __future__ import annotations

import pytest
from pyoxigraph import BlankNode

from support import ROOT
from treatygraph.check import CheckReport, check_collection
from treatygraph.collection import load_shipped, read_collection
from treatygraph.iris import Base

TEXT = """\
PREFIX place: <https://w3id.org/treatygraph/id/place/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX tg: <https://w3id.org/treatygraph/ontology#>

place:a a tg:Place ; skos:prefLabel "A"@en ;
    tg:undeclared [ tg:other "x" ] , [ a tg:State ;
        tg:other "y" ] .
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> CheckReport:
    folder = tmp_path_factory.mktemp("blank")
    (folder / "a.ttl").write_text(TEXT, encoding="utf-8")
    shipped = load_shipped(ROOT / "ontology", Base())
    return check_collection(read_collection(folder, Base()), shipped, ROOT / "ontology")


def test_a_query_that_finds_a_blank_node_tells_its_place(report: CheckReport) -> None:
    places = {
        (finding.line, finding.column)
        for finding in report.findings
        if finding.rule == "hygiene/undeclared-property" and (finding.path or "").endswith("#other")
    }
    assert places == {(6, 21), (7, 9)}


def test_queries_and_shapes_call_a_blank_node_the_same(report: CheckReport) -> None:
    def about_blank_nodes(query: bool) -> set[BlankNode]:
        return {
            finding.focus
            for finding in report.findings
            if isinstance(finding.focus, BlankNode) and finding.rule.startswith("hygiene/") == query
        }

    assert about_blank_nodes(query=False)
    assert about_blank_nodes(query=False) < about_blank_nodes(query=True)
    assert about_blank_nodes(query=True) <= report.blank.keys()


def test_findings_have_the_names_of_their_rules(report: CheckReport) -> None:
    names = {finding.rule: finding.name for finding in report.findings}
    assert None not in names.values()
    assert names["hygiene/undeclared-property"] == "Which properties are used and not declared?"
