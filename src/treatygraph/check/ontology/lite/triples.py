"""Triples by their predicate: each is one that the mapping of OWL 1 can make (4.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rdflib import OWL, RDF, RDFS, BNode, Literal, URIRef
from rdflib.term import Node

from treatygraph.check.ontology.lite.document import (
    COMPONENTS,
    FORBIDDEN,
    NO_AXIOM_KINDS,
    PROPERTY_KINDS,
    Document,
    Kind,
    is_reserved,
)
from treatygraph.check.ontology.lite.properties import (
    wrong_class_name,
    wrong_filler,
    wrong_property_subject,
)
from treatygraph.check.ontology.lite.rules import Rule, Triple, Violation


def check_predicates(document: Document) -> Iterator[Violation]:
    """Every triple is one that the mapping can make (4.1)."""
    for triple in document.graph:
        rule = _wrong_triple(document, triple)
        if rule is not None:
            yield Violation(rule, triple)


def _wrong_triple(document: Document, triple: Triple) -> Rule | None:
    predicate = triple[1]
    if predicate == RDF.type:
        return None
    if predicate in FORBIDDEN:
        return Rule.CONSTRUCT
    if predicate in POSITIONS:
        return POSITIONS[predicate](document, triple)
    if document.is_a(predicate, Kind.ANNOTATION):
        return _wrong_annotation(document, triple)
    if document.is_a(predicate, Kind.ONTOLOGY_PROPERTY):
        return _wrong_ontology_statement(document, triple)
    if document.is_a(predicate, *PROPERTY_KINDS):
        return _wrong_fact(document, triple)
    return Rule.VOCABULARY if is_reserved(predicate) else Rule.DECLARATION


def _wrong_class_axiom(document: Document, triple: Triple) -> Rule | None:
    subject, _, other = triple
    if isinstance(subject, BNode):
        return Rule.ANONYMOUS
    if not document.is_class_name(subject):
        return Rule.DECLARATION
    if document.is_description(other):
        return None
    return Rule.ANONYMOUS if isinstance(other, BNode) else Rule.DECLARATION


def _wrong_intersection(document: Document, triple: Triple) -> Rule | None:
    subject, _, members = triple
    if isinstance(subject, BNode):
        return Rule.ANONYMOUS
    if not document.is_class_name(subject):
        return Rule.DECLARATION
    return None if _all_in_list(document, members, document.is_description) else Rule.LIST


def _wrong_members(document: Document, triple: Triple) -> Rule | None:
    subject, _, members = triple
    if not document.is_all_different(subject):
        return Rule.POSITION
    return None if _all_in_list(document, members, _named_individual(document)) else Rule.LIST


def _named_individual(document: Document) -> Callable[[Node], bool]:
    return lambda node: isinstance(node, URIRef) and document.is_individual(node)


def _all_in_list(document: Document, head: Node, accepts: Callable[[Node], bool]) -> bool:
    """Whether a node is a well-formed list of accepted members."""
    seen: set[Node] = set()
    while head != RDF.nil:
        firsts = list(document.graph.objects(head, RDF.first))
        rests = list(document.graph.objects(head, RDF.rest))
        if head in seen or len(firsts) != 1 or len(rests) != 1 or not accepts(firsts[0]):
            return False
        seen.add(head)
        head = rests[0]
    return True


def _wrong_property_axiom(document: Document, triple: Triple) -> Rule | None:
    subject, _, other = triple
    for node in (subject, other):
        if document.is_a(node, *NO_AXIOM_KINDS):
            return Rule.ANNOTATION
        if not document.is_a(node, *PROPERTY_KINDS):
            return Rule.DECLARATION
    same = document.kinds[subject] == document.kinds[other]
    return None if same else Rule.POSITION


def _wrong_inverse(document: Document, triple: Triple) -> Rule | None:
    rule = _wrong_property_axiom(document, triple)
    if rule is None and not document.is_a(triple[0], Kind.OBJECT):
        return Rule.POSITION
    return rule


def _wrong_domain(document: Document, triple: Triple) -> Rule | None:
    return wrong_property_subject(document, triple[0]) or wrong_class_name(document, triple[2])


def _wrong_range(document: Document, triple: Triple) -> Rule | None:
    subject, _, range_ = triple
    return wrong_property_subject(document, subject) or wrong_filler(document, subject, range_)


def _wrong_identity(document: Document, triple: Triple) -> Rule | None:
    named = _named_individual(document)
    if named(triple[0]) and named(triple[2]):
        return None
    kinds = document.kinds.get(triple[0]) or document.kinds.get(triple[2])
    return Rule.POSITION if kinds and Kind.INDIVIDUAL not in kinds else Rule.DECLARATION


def _wrong_restriction_part(document: Document, triple: Triple) -> Rule | None:
    return None if document.is_restriction(triple[0]) else Rule.RESTRICTION


def _wrong_list_part(document: Document, triple: Triple) -> Rule | None:
    return None if isinstance(triple[0], BNode) else Rule.LIST


def _wrong_version(document: Document, triple: Triple) -> Rule | None:
    subject, predicate, version = triple
    once = len(list(document.graph.objects(subject, predicate))) == 1
    named = isinstance(subject, URIRef) and isinstance(version, URIRef)
    return None if once and named and document.is_a(subject, Kind.ONTOLOGY) else Rule.VERSION


def _wrong_annotation(document: Document, triple: Triple) -> Rule | None:
    subject, _, value = triple
    if not document.kinds.get(subject) or document.is_restriction(subject):
        return Rule.POSITION if isinstance(subject, BNode) else Rule.DECLARATION
    if isinstance(value, BNode) and not document.is_individual(value):
        return Rule.POSITION
    return None


def _wrong_ontology_statement(document: Document, triple: Triple) -> Rule | None:
    subject, _, other = triple
    kinds = document.kinds.get(other, {Kind.ONTOLOGY})
    fits = isinstance(other, URIRef) and kinds == {Kind.ONTOLOGY}
    return None if fits and document.is_a(subject, Kind.ONTOLOGY) else Rule.POSITION


def _wrong_fact(document: Document, triple: Triple) -> Rule | None:
    subject, predicate, value = triple
    if not document.is_individual(subject):
        return Rule.DECLARATION
    literal = isinstance(value, Literal)
    if literal is not document.is_a(predicate, Kind.DATA):
        return Rule.POSITION
    return None if literal or document.is_individual(value) else Rule.DECLARATION


POSITIONS: dict[Node, Callable[[Document, Triple], Rule | None]] = {
    RDFS.subClassOf: _wrong_class_axiom,
    OWL.equivalentClass: _wrong_class_axiom,
    OWL.intersectionOf: _wrong_intersection,
    OWL.distinctMembers: _wrong_members,
    RDFS.subPropertyOf: _wrong_property_axiom,
    OWL.equivalentProperty: _wrong_property_axiom,
    OWL.inverseOf: _wrong_inverse,
    RDFS.domain: _wrong_domain,
    RDFS.range: _wrong_range,
    OWL.sameAs: _wrong_identity,
    OWL.differentFrom: _wrong_identity,
    OWL.onProperty: _wrong_restriction_part,
    **dict.fromkeys(COMPONENTS, _wrong_restriction_part),
    RDF.first: _wrong_list_part,
    RDF.rest: _wrong_list_part,
    OWL.versionIRI: _wrong_version,
}
