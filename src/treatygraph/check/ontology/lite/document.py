"""A graph as OWL Lite sees it: the kinds of its names, and its restrictions and lists."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property

from rdflib import OWL, RDF, RDFS, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from treatygraph.check.ontology.lite.rules import Triple


class Kind(Enum):
    """The parts of the separated vocabulary."""

    CLASS = auto()
    DATATYPE = auto()
    OBJECT = auto()
    DATA = auto()
    ANNOTATION = auto()
    ONTOLOGY_PROPERTY = auto()
    ONTOLOGY = auto()
    INDIVIDUAL = auto()


PROPERTY_KINDS = frozenset({Kind.OBJECT, Kind.DATA})
NO_AXIOM_KINDS = frozenset({Kind.ANNOTATION, Kind.ONTOLOGY_PROPERTY})

KIND_OF_TYPE: dict[Node, Kind] = {
    OWL.Class: Kind.CLASS,
    RDFS.Datatype: Kind.DATATYPE,
    OWL.ObjectProperty: Kind.OBJECT,
    OWL.SymmetricProperty: Kind.OBJECT,
    OWL.TransitiveProperty: Kind.OBJECT,
    OWL.InverseFunctionalProperty: Kind.OBJECT,
    OWL.DatatypeProperty: Kind.DATA,
    OWL.AnnotationProperty: Kind.ANNOTATION,
    OWL.OntologyProperty: Kind.ONTOLOGY_PROPERTY,
    OWL.Ontology: Kind.ONTOLOGY,
}
# Types that the mapping lets stand beside one of the kinds on the right, and never alone.
SECOND_TYPES: dict[Node, frozenset[Kind]] = {
    OWL.FunctionalProperty: PROPERTY_KINDS,
    OWL.DeprecatedProperty: PROPERTY_KINDS,
    OWL.DeprecatedClass: frozenset({Kind.CLASS, Kind.DATATYPE}),
    RDFS.Class: frozenset({Kind.CLASS, Kind.DATATYPE}),
    RDF.Property: PROPERTY_KINDS | NO_AXIOM_KINDS,
}
STRUCTURE_TYPES = frozenset({OWL.Restriction, OWL.AllDifferent, RDF.List})
FORBIDDEN = frozenset(
    {OWL.oneOf, OWL.unionOf, OWL.complementOf, OWL.disjointWith, OWL.hasValue, OWL.DataRange}
)
CARDINALITIES = frozenset({OWL.cardinality, OWL.minCardinality, OWL.maxCardinality})
COMPONENTS = CARDINALITIES | {OWL.allValuesFrom, OWL.someValuesFrom}
LITE_CARDINALITIES = frozenset(Literal(n, datatype=XSD.nonNegativeInteger) for n in ("0", "1"))

_XSD_NAMES = (
    "string boolean decimal float double dateTime time date gYearMonth gYear gMonthDay gDay gMonth "
    "hexBinary base64Binary anyURI normalizedString token language NMTOKEN Name NCName integer "
    "nonPositiveInteger negativeInteger long int short byte nonNegativeInteger unsignedLong "
    "unsignedInt unsignedShort unsignedByte positiveInteger"
)
BUILT_IN: dict[Node, Kind] = {
    OWL.Thing: Kind.CLASS,
    OWL.Nothing: Kind.CLASS,
    RDFS.Literal: Kind.DATATYPE,
    RDF.XMLLiteral: Kind.DATATYPE,
    **{URIRef(str(XSD) + name): Kind.DATATYPE for name in _XSD_NAMES.split()},
    OWL.versionInfo: Kind.ANNOTATION,
    RDFS.label: Kind.ANNOTATION,
    RDFS.comment: Kind.ANNOTATION,
    RDFS.seeAlso: Kind.ANNOTATION,
    RDFS.isDefinedBy: Kind.ANNOTATION,
    OWL.imports: Kind.ONTOLOGY_PROPERTY,
    OWL.priorVersion: Kind.ONTOLOGY_PROPERTY,
    OWL.backwardCompatibleWith: Kind.ONTOLOGY_PROPERTY,
    OWL.incompatibleWith: Kind.ONTOLOGY_PROPERTY,
}
# Names of RDF that 4.2 lets an ontology declare as its own.
DECLARABLE = frozenset(
    {RDF.Statement, RDF.Seq, RDF.Bag, RDF.Alt, RDF.subject, RDF.predicate, RDF.object, RDF.nil}
)
NAMESPACES = tuple(str(namespace) for namespace in (RDF, RDFS, OWL, XSD))


def is_reserved(node: Node) -> bool:
    """Whether a node is a name of RDF, RDFS, OWL or XSD (4.2)."""
    return isinstance(node, URIRef) and str(node).startswith(NAMESPACES)


@dataclass(frozen=True)
class Document:
    """A graph, with the kinds that its names have."""

    graph: Graph

    @cached_property
    def kinds(self) -> dict[Node, set[Kind]]:
        """The kinds of every name and of every blank individual or ontology."""
        found: dict[Node, set[Kind]] = {name: {kind} for name, kind in BUILT_IN.items()}
        for subject, _, type_ in self.graph.triples((None, RDF.type, None)):
            kind = self._kind_by(type_)
            if kind is not None:
                found.setdefault(subject, set()).add(kind)
        return found

    def _kind_by(self, type_: Node) -> Kind | None:
        if type_ in KIND_OF_TYPE:
            return KIND_OF_TYPE[type_]
        if type_ in SECOND_TYPES or type_ in STRUCTURE_TYPES or type_ in FORBIDDEN:
            return None
        return Kind.INDIVIDUAL

    def is_a(self, node: Node, *kinds: Kind) -> bool:
        """Whether a node is of one of the kinds."""
        return not self.kinds.get(node, set()).isdisjoint(kinds)

    def is_restriction(self, node: Node) -> bool:
        """Whether a node is typed owl:Restriction."""
        return (node, RDF.type, OWL.Restriction) in self.graph

    def is_all_different(self, node: Node) -> bool:
        """Whether a node is typed owl:AllDifferent."""
        return (node, RDF.type, OWL.AllDifferent) in self.graph

    def is_list(self, node: Node) -> bool:
        """Whether a node is rdf:nil or has a part of a list."""
        return (
            node == RDF.nil
            or (node, RDF.first, None) in self.graph
            or (node, RDF.rest, None) in self.graph
            or (node, RDF.type, RDF.List) in self.graph
        )

    def is_class_name(self, node: Node) -> bool:
        """Whether a node is a declared or built-in classID."""
        return isinstance(node, URIRef) and self.is_a(node, Kind.CLASS)

    def is_description(self, node: Node) -> bool:
        """Whether a node is what Lite allows as a super: a classID or a restriction."""
        return self.is_class_name(node) or self.is_restriction(node)

    def is_individual(self, node: Node) -> bool:
        """Whether a node is a typed individual, named or blank."""
        return self.is_a(node, Kind.INDIVIDUAL)

    def uses(self, node: Node) -> list[Triple]:
        """The triples whose object a node is."""
        return list(self.graph.triples((None, None, node)))
