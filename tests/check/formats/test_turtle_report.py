"""The validation report of SHACL: what the engine itself reports, with places."""

from __future__ import annotations

from collections.abc import Iterator

import pyshacl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode
from pyoxigraph import Triple as OxiTriple
from rdflib import DCTERMS, RDF, RDFS, SH, XSD, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.term import Node

from treatygraph.check import CheckReport
from treatygraph.check.document import Document
from treatygraph.check.engine import engine_named
from treatygraph.check.engines.paths import path_text
from treatygraph.check.formats import written
from treatygraph.check.formats.property_paths import NotAPath, path_node

EARL = Namespace("http://www.w3.org/ns/earl#")
X = Namespace("http://x/")
PTR = Namespace("http://www.w3.org/2009/pointers#")
ASK = """PREFIX earl: <http://www.w3.org/ns/earl#> PREFIX ptr: <http://www.w3.org/2009/pointers#>
PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?message ?file ?line ?column {
    ?result sh:resultMessage ?message ; earl:pointer/ptr:startPointer? ?place .
    ?place ptr:lineNumber ?line ; ptr:charNumber ?column ; ptr:reference/dcterms:identifier ?file .
}"""
DATA = """<http://x/a> a <http://x/T> ; <http://x/p> 1, "two" ; <http://x/q> _:b, <http://x/c> .
_:b a <http://x/T> ; <http://x/q> _:c . _:c <http://x/r> "three"@en ."""
SHAPES = """
PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX x: <http://x/> PREFIX s: <http://x/shapes/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
s:number a sh:PropertyShape ; sh:targetClass x:T ; sh:path x:p ; sh:datatype xsd:integer ;
    sh:message "number" .
s:long a sh:PropertyShape ; sh:targetClass x:T ; sh:path ( x:q x:r ) ; sh:maxCount 0 ;
    sh:message "long" ; sh:severity sh:Warning .
s:mixed a sh:PropertyShape ; sh:targetClass x:T ; sh:message "mixed" ; sh:severity sh:Info ;
    sh:path [ sh:alternativePath ( [ sh:inversePath x:q ] [ sh:zeroOrMorePath x:p ] ) ] ;
    sh:nodeKind sh:Literal .
s:node a sh:NodeShape ; sh:targetNode x:a ; sh:closed true ; sh:ignoredProperties ( x:p ) ;
    sh:message "closed" .
"""


def graph_of(report: CheckReport) -> Graph:
    return Graph().parse(data=written("turtle", report), format="turtle")


def results(graph: Graph) -> list[Node]:
    return list(graph.subjects(RDF.type, SH.ValidationResult))


def without_ours(graph: Graph) -> Graph:
    """A report without what we add, and without the data that pySHACL copies into its own."""
    added = (str(EARL), str(PTR), str(RDFS.comment), str(DCTERMS.identifier), str(X))
    bare = Graph()
    for subject, predicate, object_ in graph:
        told = object_ if predicate == RDF.type else predicate
        if not str(told).startswith(added):
            bare.add((subject, predicate, object_))
    return bare


@pytest.mark.parametrize("engine", ["pyshacl", "shacl"])
def test_a_report_is_that_of_the_engine_with_something_added(engine: str) -> None:
    if engine == "shacl":
        pytest.importorskip("shacl")
    findings = engine_named(engine).validate(Document(DATA, ("b", "c")), Document(SHAPES))
    shapes = Graph().parse(data=SHAPES, format="turtle")
    data = Graph().parse(data=DATA, format="turtle")
    _, expected, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none")
    ours = without_ours(graph_of(CheckReport(findings, 1, 1)))
    assert len(results(ours)) == 8
    assert isomorphic(ours, without_ours(expected))


def test_every_finding_is_a_result_as_shacl_demands(report: CheckReport) -> None:
    graph = graph_of(report)
    assert len(results(graph)) == len(report.findings)
    for result in results(graph):
        for needed in (SH.focusNode, SH.resultSeverity, SH.sourceConstraintComponent):
            assert len(list(graph.objects(result, needed))) == 1
    (root,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert set(graph.objects(root, SH.result)) == set(results(graph))
    assert graph.value(root, SH.conforms) == Literal(False)


def test_a_report_of_nothing_conforms(clean: CheckReport) -> None:
    assert (None, SH.conforms, Literal(True)) in graph_of(clean)


def test_places_are_told_in_the_vocabulary_of_pointers(report: CheckReport) -> None:
    rows = {str(row[0]).split(":")[0]: [str(term) for term in row[1:]] for row in
            graph_of(report).query(ASK)}  # fmt: skip
    assert rows["finding-one"] == ["data/places/a.ttl", "3", "10"]
    assert rows["finding-two"] == ["data/places/b.ttl", "7", "5"]
    assert "finding-five" not in rows


def test_hygiene_and_syntax_are_named_as_shapes(report: CheckReport) -> None:
    named = set(graph_of(report).objects(None, SH.sourceShape))
    ours = "https://w3id.org/treatygraph/shapes#"
    assert {URIRef(f"{ours}hygiene/circle"), URIRef(f"{ours}syntax")} < named


def test_numbers_of_lines_are_positive_integers(report: CheckReport) -> None:
    numbers = list(graph_of(report).objects(None, PTR.lineNumber))
    assert {number.datatype for number in numbers} == {XSD.positiveInteger}  # type: ignore[attr-defined]


# Paths ----------------------------------------------------------------------------------

IRIS = st.sampled_from(["<http://x/a>", "<http://x/b>", "<http://x/c>"])
PATHS = st.recursive(
    IRIS,
    lambda inner: st.one_of(
        inner.map(lambda path: f"^{path}" if path[0] != "^" else f"^({path})"),
        st.tuples(inner, st.sampled_from("*+?")).map(lambda parts: f"({parts[0]}){parts[1]}"),
        st.tuples(st.sampled_from("/|"), st.lists(inner, min_size=2, max_size=3)).map(
            lambda parts: f"({parts[0].join(parts[1])})"
        ),
    ),
    max_leaves=6,
)


def path_graph(text: str) -> tuple[Graph, Node]:
    """A path in triples, with what leads to it."""
    triples: list[OxiTriple] = []
    labels: Iterator[int] = iter(range(1000))
    node = path_node(text, triples, lambda: BlankNode(f"p{next(labels)}"))
    lines = [f"<http://x/s> <http://x/path> {node} .", *(f"{triple} ." for triple in triples)]
    graph = Graph().parse(data="\n".join(lines), format="nt")
    path = graph.value(URIRef("http://x/s"), URIRef("http://x/path"))
    assert path is not None
    return graph, path


@given(PATHS)
def test_a_path_in_triples_reads_as_the_same_path(text: str) -> None:
    graph, node = path_graph(text)
    again, _ = path_graph(path_text(graph, node))
    assert isomorphic(graph, again)


def test_an_inverse_binds_closer_than_a_slash() -> None:
    graph, node = path_graph("^<http://x/a>/<http://x/b>*")
    first, second = Collection(graph, node)  # type: ignore[arg-type]
    assert graph.value(first, SH.inversePath) == URIRef("http://x/a")
    assert graph.value(second, SH.zeroOrMorePath) == URIRef("http://x/b")


@pytest.mark.parametrize("text", ["(", "(<http://x/a>", "(<http://x/a>))", "^", "no path", "(/)"])
def test_what_is_no_path_is_refused(text: str) -> None:
    with pytest.raises(NotAPath):
        path_graph(text)
