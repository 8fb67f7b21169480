"""Names: each is declared, of one kind, and none of RDF, RDFS, OWL and XSD is described anew."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import OWL, RDF, BNode, Literal, URIRef
from rdflib.term import Node

from treatygraph.check.ontology.lite.document import (
    BUILT_IN,
    DECLARABLE,
    FORBIDDEN,
    KIND_OF_TYPE,
    NO_AXIOM_KINDS,
    SECOND_TYPES,
    STRUCTURE_TYPES,
    Document,
    Kind,
    is_reserved,
)
from treatygraph.check.ontology.lite.rules import Rule, Triple, Violation


def check_separation(document: Document) -> Iterator[Violation]:
    """Each name is of one kind (4.2)."""
    for node, kinds in document.kinds.items():
        if len(kinds) > 1:
            for triple in document.graph.triples((node, RDF.type, None)):
                yield Violation(Rule.SEPARATION, triple)


def check_types(document: Document) -> Iterator[Violation]:
    """The object of rdf:type is a declaration, a declared class or a restriction (4.1)."""
    for triple in document.graph.triples((None, RDF.type, None)):
        rule = _wrong_type(document, triple)
        if rule is not None:
            yield Violation(rule, triple)


def _wrong_type(document: Document, triple: Triple) -> Rule | None:
    subject, _, type_ = triple
    if type_ in FORBIDDEN:
        return Rule.CONSTRUCT
    if type_ in STRUCTURE_TYPES:
        blank = isinstance(subject, BNode) or (subject, type_) == (RDF.nil, RDF.List)
        return None if blank else Rule.RESTRICTION
    if type_ in SECOND_TYPES:
        return _wrong_second_type(document, subject, SECOND_TYPES[type_])
    if type_ in KIND_OF_TYPE:
        return _wrong_declaration(document, subject, type_)
    if document.is_class_name(type_) or document.is_restriction(type_):
        return None
    if isinstance(type_, BNode):
        return Rule.ANONYMOUS
    return Rule.VOCABULARY if is_reserved(type_) else Rule.DECLARATION


def _wrong_second_type(document: Document, subject: Node, beside: frozenset[Kind]) -> Rule | None:
    if document.is_restriction(subject) or document.is_a(subject, *beside):
        return None
    return Rule.ANNOTATION if document.is_a(subject, *NO_AXIOM_KINDS) else Rule.DECLARATION


def _wrong_declaration(document: Document, subject: Node, type_: Node) -> Rule | None:
    if isinstance(subject, URIRef) or type_ == OWL.Ontology:
        return None
    return None if document.is_restriction(subject) and type_ == OWL.Class else Rule.ANONYMOUS


def check_reserved_subjects(document: Document) -> Iterator[Violation]:
    """Built-in names may be declared as what they are, and annotated; no more (4.2)."""
    for triple in document.graph:
        subject, predicate, _ = triple
        if not is_reserved(subject) or subject in DECLARABLE:
            continue
        if subject not in BUILT_IN or (
            predicate != RDF.type
            and BUILT_IN[subject] is not Kind.CLASS
            and not document.is_a(predicate, Kind.ANNOTATION)
        ):
            yield Violation(Rule.RESERVED, triple)


def check_literals(document: Document) -> Iterator[Violation]:
    """The datatype of a literal is built in or declared (2.1, 4.2)."""
    for triple in document.graph:
        literal = triple[2]
        if isinstance(literal, Literal) and literal.datatype is not None:
            tagged = literal.language is not None
            if not tagged and not document.is_a(literal.datatype, Kind.DATATYPE):
                yield Violation(Rule.DECLARATION, triple)
