"""The global restrictions on object properties: simple roles and regular chains (Syntax, 11.2)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import OWL, RDF, RDFS, Graph
from rdflib.term import Node

from treatygraph.check.ontology.lite.document import Kind
from treatygraph.check.ontology.rl.document import Document, owl
from treatygraph.check.ontology.rl.rules import Rule, Triple, Violation

_CHAIN = owl("propertyChainAxiom")
# Where a property that is not simple may not stand (RL has the first two kinds and no others).
_COUNTS = (OWL.maxCardinality, owl("maxQualifiedCardinality"))
_TYPES = (
    OWL.FunctionalProperty, OWL.InverseFunctionalProperty, OWL.IrreflexiveProperty,
    OWL.AsymmetricProperty,
)  # fmt: skip


def check_simple(document: Document) -> Iterator[Violation]:
    """No composite property, and none above one, is counted, functional, disjoint and the like."""
    composite = composite_properties(document)
    for triple in _uses_of_simple(document.graph):
        if {document.inner(triple[0]), document.inner(triple[2])} & composite:
            yield Violation(Rule.SIMPLE, triple)


def _uses_of_simple(graph: Graph) -> Iterator[Triple]:
    for type_ in _TYPES:
        yield from graph.triples((None, RDF.type, type_))
    yield from graph.triples((None, owl("propertyDisjointWith"), None))
    for count in _COUNTS:
        for node in graph.subjects(count):
            yield from graph.triples((node, OWL.onProperty, None))


def composite_properties(document: Document) -> set[Node]:
    """Transitive properties, those that a chain makes, and all that lies above them."""
    graph = document.graph
    found = set(graph.subjects(RDF.type, OWL.TransitiveProperty))
    found |= set(graph.subjects(_CHAIN))
    while more := _above(document, found) - found:
        found |= more
    return found


def _above(document: Document, found: set[Node]) -> set[Node]:
    graph, more = document.graph, set[Node]()
    for node in found:
        more |= {document.inner(above) for above in graph.objects(node, RDFS.subPropertyOf)}
        for same in (OWL.inverseOf, OWL.equivalentProperty):
            more |= set(graph.subjects(same, node)) | set(graph.objects(node, same))
    return more


def check_regular(document: Document) -> Iterator[Violation]:
    """The order that chains and subproperties make has no circle with a chain in it."""
    chains = list(document.graph.triples((None, _CHAIN, None)))
    edges = [edge for chain in chains for edge in _edges(document, chain)]
    below: dict[Node, set[Node]] = {}
    for part, whole, _ in edges:
        below.setdefault(whole, set()).add(part)
    for part, whole in document.graph.subject_objects(RDFS.subPropertyOf):
        if document.is_property(part, Kind.OBJECT):
            below.setdefault(document.inner(whole), set()).add(document.inner(part))
    for part, whole, chain in edges:
        if part == whole or _reaches(below, part, whole):
            yield Violation(Rule.REGULAR, chain)


def _edges(document: Document, chain: Triple) -> Iterator[tuple[Node, Node, Triple]]:
    """What a chain sets below its property; at one end of it, or as both, that one may stand."""
    whole = chain[0]
    parts = [document.inner(part) for part in document.members(chain[2]) or ()]
    if parts == [whole, whole]:
        return
    if parts[:1] == [whole]:
        parts = parts[1:]
    elif parts[-1:] == [whole]:
        parts = parts[:-1]
    for part in parts:
        yield part, whole, chain


def _reaches(below: dict[Node, set[Node]], top: Node, sought: Node) -> bool:
    """Whether what is sought lies below the top."""
    seen: set[Node] = set()
    front = {top}
    while front:
        if sought in front:
            return True
        seen |= front
        front = {part for node in front for part in below.get(node, ())} - seen
    return False
