"""Names and facts: what rdf:type says, and triples whose predicate is a property of our own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rdflib import OWL, RDF, RDFS, XSD, BNode
from rdflib.term import Node

from treatygraph.check.ontology.lite.document import Kind, is_reserved
from treatygraph.check.ontology.rl.axioms import BY_PREDICATE
from treatygraph.check.ontology.rl.document import (
    BESIDE,
    BUILT_IN,
    CHARACTERISTICS,
    CONSTRUCTS,
    KIND_OF_TYPE,
    PROPERTIES,
    RESTRICTION_PARTS,
    STRUCTURES,
    Document,
)
from treatygraph.check.ontology.rl.expressions import Place, Side, check_class, check_value
from treatygraph.check.ontology.rl.rules import Rule, Triple, Violation

_FACETS = frozenset(
    {XSD.minInclusive, XSD.maxInclusive, XSD.minExclusive, XSD.maxExclusive, XSD.length,
     XSD.minLength, XSD.maxLength, XSD.pattern}
)  # fmt: skip
_APART = ({Kind.OBJECT, Kind.DATA, Kind.ANNOTATION}, {Kind.CLASS, Kind.DATATYPE})
_INDIVIDUALS = frozenset({OWL.NamedIndividual})
_CLASS_AXIOMS = (RDFS.subClassOf, OWL.equivalentClass, OWL.disjointWith, OWL.hasKey)
_ON_EXPRESSIONS = (
    CONSTRUCTS | RESTRICTION_PARTS | {RDF.type, OWL.withRestrictions} | set(_CLASS_AXIOMS)
)
_NEGATIVE = (OWL.sourceIndividual, OWL.assertionProperty)
_AXIOM_PARTS: dict[Node, tuple[tuple[Node, ...], ...]] = {
    OWL.AllDifferent: ((OWL.members,), (OWL.distinctMembers,)),
    OWL.AllDisjointClasses: ((OWL.members,),),
    OWL.AllDisjointProperties: ((OWL.members,),),
    OWL.NegativePropertyAssertion: (
        (*_NEGATIVE, OWL.targetIndividual),
        (*_NEGATIVE, OWL.targetValue),
    ),
}


def check_triples(document: Document) -> Iterator[Violation]:
    """Every triple is part of an axiom, a fact or an annotation that RL has."""
    for triple in document.graph:
        predicate = triple[1]
        if predicate == RDF.type:
            yield from _check_type(document, triple)
        elif predicate in BY_PREDICATE:
            yield from BY_PREDICATE[predicate](document, triple)
        else:
            yield from _check_fact(document, triple)


def _check_type(document: Document, triple: Triple) -> Iterator[Violation]:
    subject, _, type_ = triple
    if type_ == OWL.ReflexiveProperty:
        yield Violation(Rule.AXIOM, triple)
    elif type_ in CHARACTERISTICS:
        if not document.is_property(subject, *CHARACTERISTICS[type_]):
            yield Violation(_unfit(document, subject), triple)
    elif type_ in BESIDE:
        if not isinstance(subject, BNode) and not document.is_a(subject, *BESIDE[type_]):
            yield Violation(_unfit(document, subject), triple)
    elif type_ in STRUCTURES:
        if not isinstance(subject, BNode) and subject != RDF.nil:
            yield Violation(Rule.STRUCTURE, triple)
    elif type_ not in KIND_OF_TYPE and type_ not in _INDIVIDUALS:
        yield from _check_membership(document, triple)


def _check_membership(document: Document, triple: Triple) -> Iterator[Violation]:
    type_ = triple[2]
    if is_reserved(type_) and type_ not in BUILT_IN:
        yield Violation(Rule.VOCABULARY, triple)
    else:
        yield from check_class(document, type_, Place(triple, Side.SUPER))


def _unfit(document: Document, node: Node) -> Rule:
    return Rule.POSITION if document.kinds.get(node) else Rule.DECLARATION


def _check_fact(document: Document, triple: Triple) -> Iterator[Violation]:
    """A fact, or an annotation, which may say anything: it has no meaning to a reasoner."""
    predicate = triple[1]
    if document.is_a(predicate, *PROPERTIES):
        yield from check_value(document, predicate, triple)
    elif predicate not in _FACETS and not document.is_a(predicate, Kind.ANNOTATION):
        reserved = is_reserved(predicate)
        yield Violation(Rule.VOCABULARY if reserved else Rule.DECLARATION, triple)


def check_declarations(document: Document) -> Iterator[Violation]:
    """No name is of two kinds that are kept apart, and no reserved name gets another kind."""
    for triple in document.graph.triples((None, RDF.type, None)):
        node, _, type_ = triple
        if type_ not in KIND_OF_TYPE:
            continue
        kinds = document.kinds[node]
        if any(len(kinds & apart) > 1 for apart in _APART):
            yield Violation(Rule.SEPARATION, triple)
        if is_reserved(node) and KIND_OF_TYPE[type_] not in BUILT_IN.get(node, ()):
            yield Violation(Rule.RESERVED, triple)


def check_expressions(document: Document) -> Iterator[Violation]:
    """No expression stands alone, for its use is what checks it, and none has parts it lacks."""
    for type_ in (OWL.Restriction, OWL.Class, RDFS.Datatype, OWL.DataRange):
        for node in document.with_type(type_):
            if not isinstance(node, BNode):
                continue
            if not _in_use(document, node):
                yield Violation(Rule.STRUCTURE, (node, RDF.type, type_))
            for triple in document.graph.triples((node, None, None)):
                if triple[1] not in _ON_EXPRESSIONS:
                    yield Violation(Rule.STRUCTURE, triple)


def _in_use(document: Document, node: BNode) -> bool:
    return (None, None, node) in document.graph or any(
        (node, predicate, None) in document.graph for predicate in _CLASS_AXIOMS
    )


def check_axiom_nodes(document: Document) -> Iterator[Violation]:
    """A blank node that makes an axiom has the parts of it, once each (Mapping, table 16)."""
    for type_, parts in _AXIOM_PARTS.items():
        for node in document.with_type(type_):
            found = [t[1] for t in document.graph.triples((node, None, None)) if t[1] != RDF.type]
            if not any(Counter(found) == Counter(whole) for whole in parts):
                yield Violation(Rule.STRUCTURE, (node, RDF.type, type_))
