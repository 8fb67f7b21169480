"""Class expressions and data ranges by where they stand (OWL 2 Profiles, 4.2.3 and 4.2.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum

from rdflib import OWL, RDF, RDFS, XSD, BNode, Literal, URIRef
from rdflib.term import Node

from treatygraph.check.ontology.lite.document import Kind
from treatygraph.check.ontology.rl.document import PROPERTIES, RL_DATATYPES, Document, owl
from treatygraph.check.ontology.rl.rules import Rule, Triple, Violation


class Side(Enum):
    """Where a class expression stands, with the rule that speaks of it."""

    SUB = Rule.SUBCLASS
    SUPER = Rule.SUPERCLASS
    EQUIVALENT = Rule.EQUIVALENT


ALLOWED: dict[Side, frozenset[Node]] = {
    Side.SUB: frozenset(
        {OWL.intersectionOf, OWL.unionOf, OWL.oneOf, OWL.someValuesFrom, OWL.hasValue}
    ),
    Side.SUPER: frozenset(
        {OWL.intersectionOf, OWL.complementOf, OWL.allValuesFrom, OWL.hasValue, OWL.maxCardinality,
         owl("maxQualifiedCardinality")}
    ),
    Side.EQUIVALENT: frozenset({OWL.intersectionOf, OWL.hasValue}),
}  # fmt: skip
MAXIMA = frozenset(Literal(n, datatype=XSD.nonNegativeInteger) for n in ("0", "1"))


@dataclass(frozen=True)
class Place:
    """Where an expression stands: the triple that leads to it, the side, what it lies within."""

    via: Triple
    side: Side
    thing: bool = False  # owl:Thing may fill someValuesFrom and a qualified maximum
    within: frozenset[Node] = frozenset()


def check_class(document: Document, node: Node, place: Place) -> Iterator[Violation]:
    """Whether a node is a class expression that RL allows in its place."""
    if isinstance(node, URIRef):
        yield from _check_named(document, node, place)
    elif isinstance(node, BNode) and node not in place.within:
        constructs = document.constructs(node)
        if len(constructs) == 1:
            yield from check_construct(document, constructs[0], place)
        else:
            yield Violation(Rule.STRUCTURE, place.via)
    else:
        yield Violation(Rule.STRUCTURE, place.via)


def _check_named(document: Document, node: URIRef, place: Place) -> Iterator[Violation]:
    if not document.is_a(node, Kind.CLASS):
        known = document.kinds.get(node) or document.is_datatype(node)
        yield Violation(Rule.POSITION if known else Rule.DECLARATION, place.via)
    elif node == OWL.Thing and not place.thing:
        yield Violation(place.side.value, place.via)


def check_construct(document: Document, construct: Triple, place: Place) -> Iterator[Violation]:
    """Whether RL allows a construct in its place, with all that is nested in it."""
    node, predicate, _ = construct
    if predicate not in ALLOWED[place.side]:
        yield Violation(place.side.value, construct)
        return
    inside = replace(place, via=construct, thing=False, within=place.within | {node})
    yield from PARTS[predicate](document, construct, inside)


def _members(document: Document, construct: Triple, place: Place) -> Iterator[Violation]:
    members = document.members(construct[2])
    if members is None:
        yield Violation(Rule.STRUCTURE, construct)
    for member in members or ():
        yield from check_class(document, member, place)


def _complement(document: Document, construct: Triple, place: Place) -> Iterator[Violation]:
    return check_class(document, construct[2], replace(place, side=Side.SUB))


def _individuals(document: Document, construct: Triple, _place: Place) -> Iterator[Violation]:
    members = document.members(construct[2])
    if members is None:
        yield Violation(Rule.STRUCTURE, construct)
    if any(isinstance(member, Literal) for member in members or ()):
        yield Violation(Rule.POSITION, construct)


def _values_from(document: Document, construct: Triple, place: Place) -> Iterator[Violation]:
    node, predicate, filler = construct
    property_, faults = on_property(document, node)
    yield from faults
    if property_ is None:
        return
    if document.is_property(property_, Kind.DATA):
        yield from check_range(document, filler, construct)
    else:
        thing = predicate == OWL.someValuesFrom
        yield from check_class(document, filler, replace(place, thing=thing))


def _has_value(document: Document, construct: Triple, _place: Place) -> Iterator[Violation]:
    property_, faults = on_property(document, construct[0])
    yield from faults
    if property_ is not None:
        yield from check_value(document, property_, construct)


def _maximum(document: Document, construct: Triple, place: Place) -> Iterator[Violation]:
    node, _, count = construct
    property_, faults = on_property(document, node)
    yield from faults
    if count not in MAXIMA:
        yield Violation(Rule.COUNT, construct)
    if property_ is None:
        return
    for triple in document.graph.triples((node, owl("onDataRange"), None)):
        yield from check_range(document, triple[2], triple)
    for triple in document.graph.triples((node, owl("onClass"), None)):
        inside = replace(place, via=triple, side=Side.SUB, thing=True)
        yield from check_class(document, triple[2], inside)


PARTS: dict[Node, Callable[[Document, Triple, Place], Iterator[Violation]]] = {
    OWL.intersectionOf: _members,
    OWL.unionOf: _members,
    OWL.oneOf: _individuals,
    OWL.complementOf: _complement,
    OWL.someValuesFrom: _values_from,
    OWL.allValuesFrom: _values_from,
    OWL.hasValue: _has_value,
    OWL.maxCardinality: _maximum,
    owl("maxQualifiedCardinality"): _maximum,
}


def on_property(document: Document, node: Node) -> tuple[Node | None, list[Violation]]:
    """The property of a restriction; None and what is wrong where it is not one, declared."""
    triples = list(document.graph.triples((node, OWL.onProperty, None)))
    if len(triples) != 1 or (node, RDF.type, OWL.Restriction) not in document.graph:
        return None, [Violation(Rule.STRUCTURE, document.constructs(node)[0])]
    property_ = triples[0][2]
    if document.is_property(property_, *PROPERTIES):
        return property_, []
    known = document.kinds.get(property_)
    return None, [Violation(Rule.POSITION if known else Rule.DECLARATION, triples[0])]


def check_value(document: Document, property_: Node, triple: Triple) -> Iterator[Violation]:
    """Whether a triple's object is a value that a property can have, of a datatype that RL has."""
    value = triple[2]
    if isinstance(value, Literal) is not document.is_property(property_, Kind.DATA):
        yield Violation(Rule.POSITION, triple)
    elif isinstance(value, Literal):
        yield from check_literal(document, triple)


def check_literal(document: Document, triple: Triple) -> Iterator[Violation]:
    """Whether the datatype of a literal is one that RL has, or one that is defined by such."""
    literal = triple[2]
    if isinstance(literal, Literal) and literal.datatype is not None:
        yield from _check_datatype(document, literal.datatype, triple)


def check_range(
    document: Document, node: Node, via: Triple, within: frozenset[Node] = frozenset()
) -> Iterator[Violation]:
    """Whether a node is a data range of RL: a datatype, or an intersection of some (4.2.4)."""
    if isinstance(node, URIRef):
        yield from _check_datatype(document, node, via)
        return
    triples = document.constructs(node)
    if len(triples) != 1 or node in within:
        yield Violation(Rule.STRUCTURE, via)
    elif triples[0][1] != OWL.intersectionOf:
        yield Violation(Rule.DATA_RANGE, triples[0])
    else:
        for member in document.members(triples[0][2]) or ():
            yield from check_range(document, member, triples[0], within | {node})


def _check_datatype(document: Document, node: Node, via: Triple) -> Iterator[Violation]:
    if node in RL_DATATYPES:
        return
    if not document.is_datatype(node):
        rule = Rule.POSITION if document.kinds.get(node) else Rule.DECLARATION
        yield Violation(rule, via)
    elif not is_defined(document, node):
        yield Violation(Rule.DATATYPE, via)


def is_defined(document: Document, node: Node) -> bool:
    """Whether an axiom defines a datatype of our own; what defines it is checked there."""
    typed = (node, RDF.type, RDFS.Datatype) in document.graph
    return typed and (node, OWL.equivalentClass, None) in document.graph
