"""What can be wrong with an ontology that is meant to be OWL Lite."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from rdflib.term import Node

Triple = tuple[Node, Node, Node]


class Rule(StrEnum):
    """What can be wrong, with the clause that says so."""

    DECLARATION = "every class, property, datatype and individual is declared (4.1, 4.2)"
    SEPARATION = "no name is of two kinds (4.2, separated vocabulary)"
    RESERVED = "no name of RDF, RDFS, OWL or XSD is described anew (4.2, disallowed vocabulary)"
    VOCABULARY = "no RDF, RDFS or OWL term outside the mapping is used (4.1)"
    CONSTRUCT = "OWL Lite lacks this construct (2.3.1)"
    POSITION = "this term may not stand here (4.1)"
    ANNOTATION = "annotation and ontology properties have no axioms (2.2, 2.3.1.3)"
    ANONYMOUS = "OWL Lite has no anonymous class but the restriction (2.3.1)"
    RESTRICTION = "a restriction is one blank node, one property, one component (2.3.1.2, 4.1)"
    CARDINALITY = 'a cardinality is "0" or "1" as xsd:nonNegativeInteger (2.3.1.2)'
    COMPLEX = "a transitive property has no cardinality, nor has one above it (2.3.1.3)"
    LIST = "a list is a chain of unshared blank nodes that ends in rdf:nil (4.1)"
    SHARED = "a blank node is the object of one triple, and in no cycle (4.1)"
    VERSION = "owl:versionIRI stands once, on the ontology, and names an IRI (OWL 2, 3.1)"


class Violation(NamedTuple):
    """One triple that breaks one rule."""

    rule: Rule
    triple: Triple


HINTS: dict[Rule, str] = {
    Rule.DECLARATION: "declare the term in these files, or mend its spelling",
    Rule.SEPARATION: "give one of the two a name of its own",
    Rule.RESERVED: "leave terms of RDF, RDFS, OWL and XSD as they are; describe a term of your own",
    Rule.VOCABULARY: "take this triple out, or say it in a term of OWL 1",
    Rule.CONSTRUCT: "take it out; what is closed-world can be a SHACL shape",
    Rule.POSITION: "use a term of the right kind here, or declare this one so",
    Rule.ANNOTATION: "take the axiom out, or declare the property an object or datatype property",
    Rule.ANONYMOUS: "name the class, and use its name here",
    Rule.RESTRICTION: "write [ a owl:Restriction ; owl:onProperty … ; one component ]",
    Rule.CARDINALITY: 'write "0"^^xsd:nonNegativeInteger or "1"^^xsd:nonNegativeInteger',
    Rule.COMPLEX: "let the property be transitive or counted, not both",
    Rule.LIST: "write the list in parentheses, of the kind of members that belongs here",
    Rule.SHARED: "give each use brackets of its own, or the thing a name",
    Rule.VERSION: "let one owl:versionIRI stand on the ontology",
}
