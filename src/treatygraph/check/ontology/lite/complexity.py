"""Complex properties: none is transitive (2.3.1.3)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import OWL, RDF, RDFS, Graph
from rdflib.term import Node

from treatygraph.check.ontology.lite.document import CARDINALITIES, Document
from treatygraph.check.ontology.lite.rules import Rule, Violation


def check_complex_properties(document: Document) -> Iterator[Violation]:
    """No transitive property is complex (2.3.1.3).

    Complex is a property that is functional or inverse functional, or has a cardinality
    restriction, or whose inverse or super-property is complex.
    """
    complex_ = _complex_properties(document.graph)
    for node in document.graph.subjects(RDF.type, OWL.TransitiveProperty):
        if node in complex_:
            yield Violation(Rule.COMPLEX, (node, RDF.type, OWL.TransitiveProperty))


def _complex_properties(graph: Graph) -> set[Node]:
    found = set(graph.subjects(RDF.type, OWL.FunctionalProperty))
    found |= set(graph.subjects(RDF.type, OWL.InverseFunctionalProperty))
    for predicate in CARDINALITIES:
        for node in graph.subjects(predicate):
            found |= set(graph.objects(node, OWL.onProperty))
    while more := _made_complex_by(graph, found) - found:
        found |= more
    return found


def _made_complex_by(graph: Graph, found: set[Node]) -> set[Node]:
    more: set[Node] = set()
    for node in found:
        more |= set(graph.subjects(RDFS.subPropertyOf, node))
        for predicate in (OWL.inverseOf, OWL.equivalentProperty):
            more |= set(graph.subjects(predicate, node)) | set(graph.objects(node, predicate))
    return more
