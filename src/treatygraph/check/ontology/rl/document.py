"""A graph as OWL 2 DL sees it: the kinds of its names (Mapping, tables 5 to 7), and its parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from rdflib import OWL, RDF, RDFS, XSD, BNode, Graph, URIRef
from rdflib.term import Node

from treatygraph.check.ontology.lite.document import Kind
from treatygraph.check.ontology.rl.rules import Triple


def owl(name: str) -> URIRef:
    """A term of OWL 2; rdflib's own list lacks some."""
    return URIRef(f"{OWL}{name}")


KIND_OF_TYPE: dict[Node, Kind] = {
    OWL.Class: Kind.CLASS,
    RDFS.Datatype: Kind.DATATYPE,
    OWL.ObjectProperty: Kind.OBJECT,
    OWL.DatatypeProperty: Kind.DATA,
    OWL.AnnotationProperty: Kind.ANNOTATION,
    OWL.OntologyProperty: Kind.ANNOTATION,
    OWL.Ontology: Kind.ONTOLOGY,
    # OWL 1 let these declare a property, and so does the mapping of OWL 2.
    OWL.SymmetricProperty: Kind.OBJECT,
    OWL.TransitiveProperty: Kind.OBJECT,
    OWL.InverseFunctionalProperty: Kind.OBJECT,
}
CHARACTERISTICS: dict[Node, frozenset[Kind]] = {
    OWL.FunctionalProperty: frozenset({Kind.OBJECT, Kind.DATA}),
    OWL.InverseFunctionalProperty: frozenset({Kind.OBJECT}),
    OWL.SymmetricProperty: frozenset({Kind.OBJECT}),
    OWL.AsymmetricProperty: frozenset({Kind.OBJECT}),
    OWL.TransitiveProperty: frozenset({Kind.OBJECT}),
    OWL.IrreflexiveProperty: frozenset({Kind.OBJECT}),
    OWL.ReflexiveProperty: frozenset({Kind.OBJECT}),
}
# Types that stand beside a declaration and say nothing more.
BESIDE: dict[Node, frozenset[Kind]] = {
    RDFS.Class: frozenset({Kind.CLASS, Kind.DATATYPE}),
    OWL.DeprecatedClass: frozenset({Kind.CLASS}),
    RDF.Property: frozenset({Kind.OBJECT, Kind.DATA, Kind.ANNOTATION}),
    OWL.DeprecatedProperty: frozenset({Kind.OBJECT, Kind.DATA, Kind.ANNOTATION}),
}
# Types of the blank nodes that make an expression, a list or an axiom.
STRUCTURES = frozenset(
    {OWL.Restriction, RDF.List, OWL.AllDifferent, OWL.AllDisjointClasses, OWL.DataRange,
     OWL.AllDisjointProperties, OWL.NegativePropertyAssertion, OWL.Axiom, OWL.Annotation}
)  # fmt: skip
CONSTRUCTS = frozenset(
    {OWL.intersectionOf, OWL.unionOf, OWL.complementOf, OWL.oneOf, OWL.someValuesFrom,
     OWL.allValuesFrom, OWL.hasValue, owl("hasSelf"), OWL.cardinality, OWL.minCardinality,
     OWL.maxCardinality, owl("qualifiedCardinality"), owl("minQualifiedCardinality"),
     owl("maxQualifiedCardinality"), owl("onDatatype"), owl("datatypeComplementOf")}
)  # fmt: skip
RESTRICTION_PARTS = frozenset(
    {OWL.onProperty, owl("onProperties"), owl("onClass"), owl("onDataRange")}
)
PROPERTIES = (Kind.OBJECT, Kind.DATA)

_XSD_NAMES = (
    "decimal integer nonNegativeInteger nonPositiveInteger positiveInteger negativeInteger long "
    "int short byte unsignedLong unsignedInt unsignedShort unsignedByte float double string "
    "normalizedString token language Name NCName NMTOKEN boolean hexBinary base64Binary anyURI "
    "dateTime dateTimeStamp"
)
RL_DATATYPES: frozenset[Node] = frozenset(
    {RDFS.Literal, RDF.XMLLiteral, RDF.PlainLiteral}
    | {URIRef(f"{XSD}{name}") for name in _XSD_NAMES.split()}
)
_ANNOTATIONS = (
    RDFS.label, RDFS.comment, RDFS.seeAlso, RDFS.isDefinedBy, OWL.versionInfo, OWL.deprecated,
    OWL.priorVersion, OWL.backwardCompatibleWith, OWL.incompatibleWith,
)  # fmt: skip
BUILT_IN: dict[Node, frozenset[Kind]] = {
    OWL.Thing: frozenset({Kind.CLASS}),
    OWL.Nothing: frozenset({Kind.CLASS}),
    owl("topObjectProperty"): frozenset({Kind.OBJECT}),
    owl("bottomObjectProperty"): frozenset({Kind.OBJECT}),
    owl("topDataProperty"): frozenset({Kind.DATA}),
    owl("bottomDataProperty"): frozenset({Kind.DATA}),
    **dict.fromkeys(_ANNOTATIONS, frozenset({Kind.ANNOTATION})),
    **dict.fromkeys(RL_DATATYPES, frozenset({Kind.DATATYPE})),
}


@dataclass(frozen=True)
class Document:
    """A graph, with the kinds that its names have."""

    graph: Graph

    @cached_property
    def kinds(self) -> dict[Node, set[Kind]]:
        """The kinds of every name that is declared or built in; individuals need none."""
        found: dict[Node, set[Kind]] = {name: set(kinds) for name, kinds in BUILT_IN.items()}
        for subject, _, type_ in self.graph.triples((None, RDF.type, None)):
            if type_ in KIND_OF_TYPE:
                found.setdefault(subject, set()).add(KIND_OF_TYPE[type_])
        return found

    def is_a(self, node: Node, *kinds: Kind) -> bool:
        """Whether a node is of one of the kinds."""
        return not self.kinds.get(node, set()).isdisjoint(kinds)

    def is_datatype(self, node: Node) -> bool:
        """Whether a node names a datatype, even one that OWL 2 RL lacks."""
        named = str(node).startswith((str(XSD), f"{OWL}r")) or node == RDF.langString
        return self.is_a(node, Kind.DATATYPE) or (isinstance(node, URIRef) and named)

    def inner(self, property_: Node) -> Node:
        """The named property of a property expression: of an inverse, what it is inverse of."""
        if isinstance(property_, BNode):
            return next(self.graph.objects(property_, OWL.inverseOf), property_)
        return property_

    def is_property(self, node: Node, *kinds: Kind) -> bool:
        """Whether a node is a named property of one of the kinds, or the inverse of an object's."""
        if isinstance(node, BNode):
            return Kind.OBJECT in kinds and self.is_a(self.inner(node), Kind.OBJECT)
        return isinstance(node, URIRef) and self.is_a(node, *kinds)

    def constructs(self, node: Node) -> list[Triple]:
        """The triples of a blank node that make it an expression: one, where it is well written."""
        return [t for t in self.graph.triples((node, None, None)) if t[1] in CONSTRUCTS]

    def members(self, head: Node) -> list[Node] | None:
        """The members of a list; None where it is not one (Mapping, 3.2.4)."""
        found: list[Node] = []
        seen: set[Node] = set()
        while head != RDF.nil:
            firsts = list(self.graph.objects(head, RDF.first))
            rests = list(self.graph.objects(head, RDF.rest))
            if head in seen or len(firsts) != 1 or len(rests) != 1:
                return None
            seen.add(head)
            found += firsts
            head = rests[0]
        return found

    def with_type(self, type_: Node) -> Iterator[Node]:
        """The subjects of a type."""
        return self.graph.subjects(RDF.type, type_)
