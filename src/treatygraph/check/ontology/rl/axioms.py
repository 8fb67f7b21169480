"""Axioms by their predicate (OWL 2 Profiles, 4.2.5; OWL 2 Mapping to RDF, tables 16 to 18)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rdflib import OWL, RDF, RDFS, BNode, Literal, URIRef
from rdflib.term import Node

from treatygraph.check.ontology.lite.document import Kind
from treatygraph.check.ontology.rl.document import PROPERTIES, Document, owl
from treatygraph.check.ontology.rl.expressions import (
    Place,
    Side,
    check_class,
    check_construct,
    check_range,
    check_value,
)
from treatygraph.check.ontology.rl.rules import Rule, Triple, Violation

Check = Callable[[Document, Triple], Iterator[Violation]]


def _subclass(document: Document, triple: Triple) -> Iterator[Violation]:
    yield from check_class(document, triple[0], Place(triple, Side.SUB))
    yield from check_class(document, triple[2], Place(triple, Side.SUPER))


def _equivalent(document: Document, triple: Triple) -> Iterator[Violation]:
    subject, _, other = triple
    if document.is_a(subject, Kind.DATATYPE):
        yield from check_range(document, other, triple)
        return
    yield from check_class(document, subject, Place(triple, Side.EQUIVALENT))
    yield from check_class(document, other, Place(triple, Side.EQUIVALENT))


def _disjoint(document: Document, triple: Triple) -> Iterator[Violation]:
    yield from check_class(document, triple[0], Place(triple, Side.SUB))
    yield from check_class(document, triple[2], Place(triple, Side.SUB))


def _disjoint_union(_document: Document, triple: Triple) -> Iterator[Violation]:
    yield Violation(Rule.AXIOM, triple)


def _key(document: Document, triple: Triple) -> Iterator[Violation]:
    yield from check_class(document, triple[0], Place(triple, Side.SUB))
    yield from _properties_in_list(document, triple, PROPERTIES)


def _construct(document: Document, triple: Triple) -> Iterator[Violation]:
    """A construct on a name is an equivalence (Mapping, table 18); on a blank node, a part."""
    if isinstance(triple[0], URIRef):
        yield from check_class(document, triple[0], Place(triple, Side.EQUIVALENT))
        yield from check_construct(document, triple, Place(triple, Side.EQUIVALENT))


def _domain(document: Document, triple: Triple) -> Iterator[Violation]:
    if document.is_a(triple[0], Kind.ANNOTATION):
        return
    yield from _known_property(document, triple[0], triple, PROPERTIES)
    yield from check_class(document, triple[2], Place(triple, Side.SUPER))


def _range(document: Document, triple: Triple) -> Iterator[Violation]:
    subject, _, range_ = triple
    if document.is_a(subject, Kind.DATA):
        yield from check_range(document, range_, triple)
    elif not document.is_a(subject, Kind.ANNOTATION):
        yield from _known_property(document, subject, triple, (Kind.OBJECT,))
        yield from check_class(document, range_, Place(triple, Side.SUPER))


def _property_pair(document: Document, triple: Triple) -> Iterator[Violation]:
    """Two properties of one kind; annotation properties have subproperties and no more."""
    kinds = (*PROPERTIES, Kind.ANNOTATION) if triple[1] == RDFS.subPropertyOf else PROPERTIES
    known = [*_known_property(document, triple[0], triple, kinds),
             *_known_property(document, triple[2], triple, kinds)]  # fmt: skip
    yield from known[:1]
    alike = (all(document.is_property(node, kind) for node in triple[::2]) for kind in kinds)
    if not known and not any(alike):
        yield Violation(Rule.POSITION, triple)


def _inverse(document: Document, triple: Triple) -> Iterator[Violation]:
    if isinstance(triple[2], BNode):
        yield Violation(Rule.STRUCTURE, triple)
        return
    named = triple[::2] if isinstance(triple[0], URIRef) else triple[2:]
    for node in named:
        yield from _known_property(document, node, triple, (Kind.OBJECT,))


def _chain(document: Document, triple: Triple) -> Iterator[Violation]:
    yield from _known_property(document, triple[0], triple, (Kind.OBJECT,))
    yield from _properties_in_list(document, triple, (Kind.OBJECT,))


def _properties_in_list(
    document: Document, triple: Triple, kinds: tuple[Kind, ...]
) -> Iterator[Violation]:
    members = document.members(triple[2])
    if not members:
        yield Violation(Rule.STRUCTURE, triple)
    for member in members or ():
        yield from _known_property(document, member, triple, kinds)


def _known_property(
    document: Document, node: Node, triple: Triple, kinds: tuple[Kind, ...]
) -> Iterator[Violation]:
    if not document.is_property(node, *kinds):
        known = document.kinds.get(document.inner(node)) or isinstance(node, Literal)
        yield Violation(Rule.POSITION if known else Rule.DECLARATION, triple)


def _members(document: Document, triple: Triple) -> Iterator[Violation]:
    subject = triple[0]
    if (subject, RDF.type, OWL.AllDisjointProperties) in document.graph:
        yield from _properties_in_list(document, triple, PROPERTIES)
    elif (subject, RDF.type, OWL.AllDisjointClasses) in document.graph:
        for member in document.members(triple[2]) or ():
            yield from check_class(document, member, Place(triple, Side.SUB))
    elif (subject, RDF.type, OWL.AllDifferent) not in document.graph:
        yield Violation(Rule.STRUCTURE, triple)
    if document.members(triple[2]) is None:
        yield Violation(Rule.STRUCTURE, triple)


def _identity(document: Document, triple: Triple) -> Iterator[Violation]:
    if isinstance(triple[2], Literal):
        yield Violation(Rule.POSITION, triple)


def _negative_value(document: Document, triple: Triple) -> Iterator[Violation]:
    for property_ in document.graph.objects(triple[0], owl("assertionProperty")):
        yield from check_value(document, property_, triple)


def _on_ontology(document: Document, triple: Triple) -> Iterator[Violation]:
    if not document.is_a(triple[0], Kind.ONTOLOGY) or not isinstance(triple[2], URIRef):
        yield Violation(Rule.POSITION, triple)


def _blank_only(document: Document, triple: Triple) -> Iterator[Violation]:
    """A part of an expression, list or axiom: on a blank node, which its use checks."""
    if not isinstance(triple[0], BNode):
        yield Violation(Rule.STRUCTURE, triple)


def _negative_property(document: Document, triple: Triple) -> Iterator[Violation]:
    return _known_property(document, triple[2], triple, PROPERTIES)


BY_PREDICATE: dict[Node, Check] = {
    RDFS.subClassOf: _subclass,
    OWL.equivalentClass: _equivalent,
    OWL.disjointWith: _disjoint,
    owl("disjointUnionOf"): _disjoint_union,
    OWL.hasKey: _key,
    **dict.fromkeys((OWL.intersectionOf, OWL.unionOf, OWL.complementOf, OWL.oneOf), _construct),
    RDFS.domain: _domain,
    RDFS.range: _range,
    RDFS.subPropertyOf: _property_pair,
    OWL.equivalentProperty: _property_pair,
    owl("propertyDisjointWith"): _property_pair,
    OWL.inverseOf: _inverse,
    owl("propertyChainAxiom"): _chain,
    owl("members"): _members,
    OWL.distinctMembers: _members,
    OWL.sameAs: _identity,
    OWL.differentFrom: _identity,
    owl("assertionProperty"): _negative_property,
    owl("targetIndividual"): _negative_value,
    owl("targetValue"): _negative_value,
    OWL.imports: _on_ontology,
    OWL.versionIRI: _on_ontology,
    **dict.fromkeys(
        (RDF.first, RDF.rest, OWL.onProperty, owl("onProperties"), owl("onClass"),
         owl("onDataRange"), OWL.someValuesFrom, OWL.allValuesFrom, OWL.hasValue, owl("hasSelf"),
         OWL.cardinality, OWL.minCardinality, OWL.maxCardinality, owl("qualifiedCardinality"),
         owl("minQualifiedCardinality"), owl("maxQualifiedCardinality"), owl("onDatatype"),
         owl("withRestrictions"), owl("datatypeComplementOf"), owl("sourceIndividual"),
         owl("annotatedSource"), owl("annotatedProperty"), owl("annotatedTarget")),
        _blank_only,
    ),
}  # fmt: skip
