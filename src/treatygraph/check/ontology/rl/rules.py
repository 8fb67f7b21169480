"""What can be wrong with an ontology that is meant to lie in OWL 2 RL."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from rdflib.term import Node

Triple = tuple[Node, Node, Node]


class Rule(StrEnum):
    """What can be wrong; the clause is of OWL 2 Profiles where no other document is named."""

    SUBCLASS = "this class expression may not stand where a subclass does (4.2.3)"
    SUPERCLASS = "this class expression may not stand where a superclass does (4.2.3)"
    EQUIVALENT = "this class expression may not stand in an equivalence (4.2.3)"
    COUNT = "a maximum is 0 or 1, as xsd:nonNegativeInteger (4.2.3)"
    DATATYPE = "RL lacks this datatype (4.2.1)"
    DATA_RANGE = "the only data ranges are datatypes and their intersections (4.2.4)"
    AXIOM = "RL has no disjoint union and no reflexive property (4.2.5)"
    DECLARATION = "every class, property and datatype is declared (Syntax, 5.8.1)"
    SEPARATION = "no name is two kinds of property, or class and datatype (Syntax, 5.8.1)"
    RESERVED = "no name of RDF, RDFS, OWL or XSD is declared anew (Syntax, 5.8.2)"
    VOCABULARY = "no RDF, RDFS or OWL term outside the mapping is used (Mapping, 3)"
    POSITION = "a term of this kind may not stand here (Mapping, 3)"
    STRUCTURE = "an expression, list or axiom is not written as the mapping has it (Mapping, 3)"
    SIMPLE = "no property that is, or lies above, a composite one is used so (Syntax, 11.2)"
    ANONYMOUS = "blank individuals stand in facts alone, and in no circle (Syntax, 11.2)"
    REGULAR = "property chains do not lead back to themselves (Syntax, 11.2)"


class Violation(NamedTuple):
    """One triple that breaks one rule."""

    rule: Rule
    triple: Triple


HINTS: dict[Rule, str] = {
    Rule.SUBCLASS: "as a subclass: a named class other than owl:Thing, intersectionOf, unionOf, "
    "oneOf, someValuesFrom, hasValue",
    Rule.SUPERCLASS: "as a superclass: a named class other than owl:Thing, intersectionOf, "
    "complementOf, allValuesFrom, hasValue, a maximum of 0 or 1",
    Rule.EQUIVALENT: "in an equivalence: a named class other than owl:Thing, intersectionOf, "
    "hasValue",
    Rule.COUNT: 'write "0"^^xsd:nonNegativeInteger or "1"^^xsd:nonNegativeInteger',
    Rule.DATATYPE: "leave the range out and let a shape check the values, "
    "or use a datatype such as xsd:string, xsd:integer or xsd:dateTime",
    Rule.DATA_RANGE: "name a datatype, and let a shape check what is narrower",
    Rule.AXIOM: "take it out; what is closed-world can be a SHACL shape",
    Rule.DECLARATION: "declare the term in these files, or mend its spelling",
    Rule.SEPARATION: "give one of the two a name of its own",
    Rule.RESERVED: "leave terms of RDF, RDFS, OWL and XSD as they are; describe one of your own",
    Rule.VOCABULARY: "take this triple out, or say it in a term of OWL 2",
    Rule.POSITION: "use a term of the right kind here, or declare this one so",
    Rule.STRUCTURE: "an expression is one blank node with one construct, a list one in parentheses",
    Rule.SIMPLE: "let the property be transitive or made by a chain, or use it so, not both",
    Rule.ANONYMOUS: "give the individual a name",
    Rule.REGULAR: "take one of the chains or subproperty axioms of the circle out",
}
