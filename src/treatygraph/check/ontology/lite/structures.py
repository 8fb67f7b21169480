"""Blank nodes: restrictions, lists and AllDifferent, each with its parts and one use (4.1)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import OWL, RDF, RDFS, BNode
from rdflib.term import Node

from treatygraph.check.ontology.lite.document import (
    CARDINALITIES,
    COMPONENTS,
    LITE_CARDINALITIES,
    Document,
)
from treatygraph.check.ontology.lite.properties import wrong_filler, wrong_property_subject
from treatygraph.check.ontology.lite.rules import Rule, Triple, Violation


def check_restrictions(document: Document) -> Iterator[Violation]:
    """A restriction has one property, one component and one use (2.3.1.2, 4.1)."""
    for node in document.graph.subjects(RDF.type, OWL.Restriction):
        typing = (node, RDF.type, OWL.Restriction)
        components = [t for t in document.graph.triples((node, None, None)) if t[1] in COMPONENTS]
        properties = list(document.graph.objects(node, OWL.onProperty))
        if len(properties) != 1 or len(components) != 1:
            yield Violation(Rule.RESTRICTION, typing)
            continue
        yield from _wrong_component(document, properties[0], components[0])
        yield from _wrong_extras(document, node)


def _wrong_component(document: Document, property_: Node, component: Triple) -> Iterator[Violation]:
    node, predicate, value = component
    rule = wrong_property_subject(document, property_)
    if rule is not None:
        yield Violation(rule, (node, OWL.onProperty, property_))
    elif predicate in CARDINALITIES:
        if value not in LITE_CARDINALITIES:
            yield Violation(Rule.CARDINALITY, component)
    else:
        rule = wrong_filler(document, property_, value)
        if rule is not None:
            yield Violation(rule, component)


def _wrong_extras(document: Document, node: Node) -> Iterator[Violation]:
    allowed_types = {OWL.Restriction, OWL.Class, RDFS.Class}
    for triple in document.graph.triples((node, None, None)):
        _, predicate, value = triple
        part = predicate in COMPONENTS or predicate == OWL.onProperty
        if not part and not (predicate == RDF.type and value in allowed_types):
            yield Violation(Rule.RESTRICTION, triple)


def check_all_different(document: Document) -> Iterator[Violation]:
    """An owl:AllDifferent node has one list of members and nothing else (4.1)."""
    for node in document.graph.subjects(RDF.type, OWL.AllDifferent):
        others = set(document.graph.predicates(node)) - {RDF.type}
        lists = list(document.graph.objects(node, OWL.distinctMembers))
        if others != {OWL.distinctMembers} or len(lists) != 1 or document.uses(node):
            yield Violation(Rule.POSITION, (node, RDF.type, OWL.AllDifferent))


def check_list_nodes(document: Document) -> Iterator[Violation]:
    """A list node has one first, one rest and nothing else (4.1)."""
    for node in set(document.graph.subjects()):
        if not document.is_list(node) or node == RDF.nil:
            continue
        counts = [len(list(document.graph.objects(node, p))) for p in (RDF.first, RDF.rest)]
        for triple in document.graph.triples((node, None, None)):
            own = triple[1] in (RDF.first, RDF.rest) or triple[1:] == (RDF.type, RDF.List)
            if counts != [1, 1] or not own:
                yield Violation(Rule.LIST, triple)


def check_blank_nodes(document: Document) -> Iterator[Violation]:
    """The mapping makes a new blank node for each use, so none is shared or cyclic (4.1)."""
    for node in set(document.graph.all_nodes()):
        if isinstance(node, BNode):
            yield from _wrong_uses(document, node)


def _wrong_uses(document: Document, node: BNode) -> Iterator[Violation]:
    uses = document.uses(node)
    if len(uses) > 1 or (uses and _reaches_itself(document, node)):
        for triple in uses:
            yield Violation(Rule.SHARED, triple)
    if not uses and document.is_restriction(node):
        yield Violation(Rule.RESTRICTION, (node, RDF.type, OWL.Restriction))
    if not uses and document.is_list(node):
        yield Violation(Rule.LIST, next(document.graph.triples((node, None, None))))


def _reaches_itself(document: Document, node: BNode) -> bool:
    """Whether a chain of blank subjects leads from a node back to it."""
    seen: set[Node] = set()
    front: set[Node] = {node}
    while front:
        subjects = {triple[0] for n in front for triple in document.uses(n)}
        if node in subjects:
            return True
        seen |= front
        front = {s for s in subjects if isinstance(s, BNode) and s not in seen}
    return False
