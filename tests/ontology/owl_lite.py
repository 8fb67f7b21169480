"""A syntax checker for OWL Lite in RDF graphs.

It follows OWL 1 Semantics and Abstract Syntax: what the Lite grammar allows (section 2, with the
restrictions on complex properties of 2.3.1.3), how that maps to triples (section 4.1), and which
graphs are OWL Lite ontologies (section 4.2, with its separated vocabulary).
See https://www.w3.org/TR/owl-semantics/mapping.html.

One term of OWL 2 is let through: `owl:versionIRI`, once, on a named ontology.
The checker looks at one graph, which stands for the whole imports closure.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from functools import cached_property
from typing import NamedTuple

from rdflib import OWL, RDF, RDFS, XSD, BNode, Graph, Literal, URIRef
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


class Violation(NamedTuple):
    """One triple that breaks one rule."""

    rule: Rule
    triple: Triple


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


Check = Callable[[Document], Iterator[Violation]]


def violations(graph: Graph) -> list[Violation]:
    """All violations of the OWL Lite syntax in a graph, each with its rule and its triple.

    An empty list means that the graph is an OWL Lite ontology in the sense of section 4.2.
    """
    document = Document(graph)
    found = {violation for check in CHECKS for violation in check(document)}
    return sorted(found, key=lambda violation: (violation.rule.name, _n3(violation.triple)))


def _n3(triple: Triple) -> list[str]:
    return [term.n3() for term in triple]


# Names and their kinds


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


# Triples by their predicate


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
    return _wrong_property_subject(document, triple[0]) or _wrong_class_name(document, triple[2])


def _wrong_range(document: Document, triple: Triple) -> Rule | None:
    subject, _, range_ = triple
    return _wrong_property_subject(document, subject) or _wrong_filler(document, subject, range_)


def _wrong_property_subject(document: Document, subject: Node) -> Rule | None:
    if document.is_a(subject, *NO_AXIOM_KINDS):
        return Rule.ANNOTATION
    return None if document.is_a(subject, *PROPERTY_KINDS) else Rule.DECLARATION


def _wrong_class_name(document: Document, node: Node) -> Rule | None:
    if document.is_class_name(node):
        return None
    if isinstance(node, BNode):
        return Rule.ANONYMOUS
    return Rule.POSITION if document.kinds.get(node) else Rule.DECLARATION


def _wrong_filler(document: Document, property_: Node, filler: Node) -> Rule | None:
    """A class name for an object property, a datatype for a datatype property (2.3.1.2)."""
    if document.is_a(property_, Kind.OBJECT):
        return _wrong_class_name(document, filler)
    if isinstance(filler, BNode):
        return Rule.CONSTRUCT
    if document.is_a(filler, Kind.DATATYPE):
        return None
    return Rule.POSITION if document.kinds.get(filler) else Rule.DECLARATION


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

# Blank nodes


def check_restrictions(document: Document) -> Iterator[Violation]:
    """A restriction has one property, one component and one use (2.3.1.2, 4.1)."""
    for node in document.graph.subjects(RDF.type, OWL.Restriction):
        typing = (node, RDF.type, OWL.Restriction)
        components = [t for t in document.graph.triples((node, None, None)) if t[1] in COMPONENTS]
        properties = list(document.graph.objects(node, OWL.onProperty))
        if len(properties) != 1 or len(components) != 1:
            yield Violation(Rule.RESTRICTION, typing)
            continue
        yield from _wrong_component(document, properties[0], components[0])
        yield from _wrong_extras(document, node)


def _wrong_component(document: Document, property_: Node, component: Triple) -> Iterator[Violation]:
    node, predicate, value = component
    rule = _wrong_property_subject(document, property_)
    if rule is not None:
        yield Violation(rule, (node, OWL.onProperty, property_))
    elif predicate in CARDINALITIES:
        if value not in LITE_CARDINALITIES:
            yield Violation(Rule.CARDINALITY, component)
    else:
        rule = _wrong_filler(document, property_, value)
        if rule is not None:
            yield Violation(rule, component)


def _wrong_extras(document: Document, node: Node) -> Iterator[Violation]:
    allowed_types = {OWL.Restriction, OWL.Class, RDFS.Class}
    for triple in document.graph.triples((node, None, None)):
        _, predicate, value = triple
        part = predicate in COMPONENTS or predicate == OWL.onProperty
        if not part and not (predicate == RDF.type and value in allowed_types):
            yield Violation(Rule.RESTRICTION, triple)


def check_all_different(document: Document) -> Iterator[Violation]:
    """An owl:AllDifferent node has one list of members and nothing else (4.1)."""
    for node in document.graph.subjects(RDF.type, OWL.AllDifferent):
        others = set(document.graph.predicates(node)) - {RDF.type}
        lists = list(document.graph.objects(node, OWL.distinctMembers))
        if others != {OWL.distinctMembers} or len(lists) != 1 or document.uses(node):
            yield Violation(Rule.POSITION, (node, RDF.type, OWL.AllDifferent))


def check_list_nodes(document: Document) -> Iterator[Violation]:
    """A list node has one first, one rest and nothing else (4.1)."""
    for node in set(document.graph.subjects()):
        if not document.is_list(node) or node == RDF.nil:
            continue
        counts = [len(list(document.graph.objects(node, p))) for p in (RDF.first, RDF.rest)]
        for triple in document.graph.triples((node, None, None)):
            own = triple[1] in (RDF.first, RDF.rest) or triple[1:] == (RDF.type, RDF.List)
            if counts != [1, 1] or not own:
                yield Violation(Rule.LIST, triple)


def check_blank_nodes(document: Document) -> Iterator[Violation]:
    """The mapping makes a new blank node for each use, so none is shared or cyclic (4.1)."""
    for node in set(document.graph.all_nodes()):
        if isinstance(node, BNode):
            yield from _wrong_uses(document, node)


def _wrong_uses(document: Document, node: BNode) -> Iterator[Violation]:
    uses = document.uses(node)
    if len(uses) > 1 or (uses and _reaches_itself(document, node)):
        for triple in uses:
            yield Violation(Rule.SHARED, triple)
    if not uses and document.is_restriction(node):
        yield Violation(Rule.RESTRICTION, (node, RDF.type, OWL.Restriction))
    if not uses and document.is_list(node):
        yield Violation(Rule.LIST, next(document.graph.triples((node, None, None))))


def _reaches_itself(document: Document, node: BNode) -> bool:
    """Whether a chain of blank subjects leads from a node back to it."""
    seen: set[Node] = set()
    front: set[Node] = {node}
    while front:
        subjects = {triple[0] for n in front for triple in document.uses(n)}
        if node in subjects:
            return True
        seen |= front
        front = {s for s in subjects if isinstance(s, BNode) and s not in seen}
    return False


# Complex properties


def check_complex_properties(document: Document) -> Iterator[Violation]:
    """No transitive property is complex (2.3.1.3).

    Complex is a property that is functional or inverse functional, or has a cardinality
    restriction, or whose inverse or super-property is complex.
    """
    complex_ = _complex_properties(document.graph)
    for node in document.graph.subjects(RDF.type, OWL.TransitiveProperty):
        if node in complex_:
            yield Violation(Rule.COMPLEX, (node, RDF.type, OWL.TransitiveProperty))


def _complex_properties(graph: Graph) -> set[Node]:
    found = set(graph.subjects(RDF.type, OWL.FunctionalProperty))
    found |= set(graph.subjects(RDF.type, OWL.InverseFunctionalProperty))
    for predicate in CARDINALITIES:
        for node in graph.subjects(predicate):
            found |= set(graph.objects(node, OWL.onProperty))
    while more := _made_complex_by(graph, found) - found:
        found |= more
    return found


def _made_complex_by(graph: Graph, found: set[Node]) -> set[Node]:
    more: set[Node] = set()
    for node in found:
        more |= set(graph.subjects(RDFS.subPropertyOf, node))
        for predicate in (OWL.inverseOf, OWL.equivalentProperty):
            more |= set(graph.subjects(predicate, node)) | set(graph.objects(node, predicate))
    return more


CHECKS: tuple[Check, ...] = (
    check_separation,
    check_types,
    check_reserved_subjects,
    check_literals,
    check_predicates,
    check_restrictions,
    check_all_different,
    check_list_nodes,
    check_blank_nodes,
    check_complex_properties,
)
