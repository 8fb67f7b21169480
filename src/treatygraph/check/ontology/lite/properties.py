"""What may stand at a property: as its domain, its range, or the filler of a restriction."""

from __future__ import annotations

from rdflib import BNode
from rdflib.term import Node

from treatygraph.check.ontology.lite.document import NO_AXIOM_KINDS, PROPERTY_KINDS, Document, Kind
from treatygraph.check.ontology.lite.rules import Rule


def wrong_property_subject(document: Document, subject: Node) -> Rule | None:
    if document.is_a(subject, *NO_AXIOM_KINDS):
        return Rule.ANNOTATION
    return None if document.is_a(subject, *PROPERTY_KINDS) else Rule.DECLARATION


def wrong_class_name(document: Document, node: Node) -> Rule | None:
    if document.is_class_name(node):
        return None
    if isinstance(node, BNode):
        return Rule.ANONYMOUS
    return Rule.POSITION if document.kinds.get(node) else Rule.DECLARATION


def wrong_filler(document: Document, property_: Node, filler: Node) -> Rule | None:
    """A class name for an object property, a datatype for a datatype property (2.3.1.2)."""
    if document.is_a(property_, Kind.OBJECT):
        return wrong_class_name(document, filler)
    if isinstance(filler, BNode):
        return Rule.CONSTRUCT
    if document.is_a(filler, Kind.DATATYPE):
        return None
    return Rule.POSITION if document.kinds.get(filler) else Rule.DECLARATION
