"""The ontology and its vocabularies are OWL Lite; and the checker that says so is right."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from our_profile import profile_violations
from rdflib import OWL, RDF, BNode, Graph, Literal, Namespace, URIRef

from treatygraph.check.ontology.lite import Rule, violations

ROOT = Path(__file__).resolve().parents[2]
TG = Namespace("https://w3id.org/treatygraph/ontology#")
GRAPHS = "https://w3id.org/treatygraph/graph/"

DECLARED = """
PREFIX ex: <https://example.org/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
ex:o a owl:Ontology .
ex:A a owl:Class . ex:B a owl:Class .
ex:p a owl:ObjectProperty . ex:q a owl:ObjectProperty .
ex:d a owl:DatatypeProperty . ex:e a owl:DatatypeProperty .
ex:note a owl:AnnotationProperty .
ex:i a ex:A . ex:j a ex:A .
"""


@dataclass(frozen=True)
class Case:
    """A construct, with Turtle that OWL Lite allows and Turtle that it forbids by a rule."""

    name: str
    good: str
    bad: str
    rule: Rule


def restriction(parts: str, *, on: str = "ex:p") -> str:
    """A class axiom with one restriction."""
    return f"ex:A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty {on} ; {parts} ] ."


def count(kind: str, number: str, *, on: str = "ex:p") -> str:
    """A class axiom with one cardinality."""
    return restriction(f'owl:{kind} "{number}"^^xsd:nonNegativeInteger', on=on)


CASES = [
    # Declarations
    Case("class", "ex:k a ex:B .", "ex:k a ex:Undeclared .", Rule.DECLARATION),
    Case("superclass", "ex:A rdfs:subClassOf ex:B .", "ex:A rdfs:subClassOf ex:C .",
         Rule.DECLARATION),
    Case("subclass", "ex:A rdfs:subClassOf owl:Thing .", "ex:C rdfs:subClassOf ex:A .",
         Rule.DECLARATION),
    Case("property", "ex:i ex:p ex:j .", "ex:i ex:undeclared ex:j .", Rule.DECLARATION),
    Case("individual as object", "ex:i ex:p ex:j .", "ex:i ex:p ex:k .", Rule.DECLARATION),
    Case("individual as subject", "ex:k a owl:Thing ; ex:d 1 .", "ex:k ex:d 1 .",
         Rule.DECLARATION),
    Case("annotation's subject", "ex:A ex:note 1 .", "ex:k ex:note 1 .", Rule.DECLARATION),
    Case("datatype of a literal", 'ex:i ex:d "x"^^xsd:token .', 'ex:i ex:d "x"^^ex:dt .',
         Rule.DECLARATION),
    Case("own datatype", 'ex:dt a rdfs:Datatype . ex:i ex:d "x"^^ex:dt .',
         'ex:i ex:d "P1D"^^xsd:duration .', Rule.DECLARATION),
    Case("rdf:Property", "ex:r a rdf:Property , owl:ObjectProperty .", "ex:r a rdf:Property .",
         Rule.DECLARATION),
    Case("rdfs:Class", "ex:C a rdfs:Class , owl:Class .", "ex:C a rdfs:Class .",
         Rule.DECLARATION),
    Case("functional alone", "ex:r a owl:ObjectProperty , owl:FunctionalProperty .",
         "ex:r a owl:FunctionalProperty .", Rule.DECLARATION),
    # Kinds apart
    Case("class as individual", "ex:i ex:note ex:A .", "ex:A ex:p ex:i . ex:A a ex:B .",
         Rule.SEPARATION),
    Case("class as value", "ex:i ex:p ex:j .", "ex:i ex:p ex:A .", Rule.DECLARATION),
    Case("property as individual", "ex:i ex:note ex:p .", "ex:p a ex:A .", Rule.SEPARATION),
    Case("property as value", "ex:i ex:note ex:d .", "ex:i ex:p ex:d .", Rule.DECLARATION),
    Case("property as class", "ex:r a owl:ObjectProperty .",
         "ex:r a owl:ObjectProperty , owl:Class .", Rule.SEPARATION),
    Case("object and datatype property", "ex:r a owl:DatatypeProperty .",
         "ex:p a owl:DatatypeProperty .", Rule.SEPARATION),
    Case("datatype and annotation property", "ex:r a owl:AnnotationProperty .",
         "ex:d a owl:AnnotationProperty .", Rule.SEPARATION),
    Case("object and annotation property", "ex:r a owl:ObjectProperty .",
         "ex:note a owl:ObjectProperty .", Rule.SEPARATION),
    Case("class and datatype", "ex:dt a rdfs:Datatype .", "ex:A a rdfs:Datatype .",
         Rule.SEPARATION),
    Case("ontology and individual", "ex:i a ex:B .", "ex:o a ex:A .", Rule.SEPARATION),
    Case("literal for a thing", "ex:i ex:p ex:j .", 'ex:i ex:p "j" .', Rule.POSITION),
    Case("thing for a literal", 'ex:i ex:d "j" .', "ex:i ex:d ex:j .", Rule.POSITION),
    # Classes
    Case("oneOf", "ex:A rdfs:subClassOf ex:B .", "ex:A owl:oneOf ( ex:i ex:j ) .",
         Rule.CONSTRUCT),
    Case("unionOf", "ex:A owl:equivalentClass ex:B .", "ex:A owl:unionOf ( ex:B ) .",
         Rule.CONSTRUCT),
    Case("complementOf", "ex:A rdfs:subClassOf owl:Nothing .", "ex:A owl:complementOf ex:B .",
         Rule.CONSTRUCT),
    Case("disjointWith", "ex:i owl:differentFrom ex:j .", "ex:A owl:disjointWith ex:B .",
         Rule.CONSTRUCT),
    Case("intersectionOf on a name",
         "ex:A owl:intersectionOf ( ex:B [ a owl:Restriction ; owl:onProperty ex:p ;"
         " owl:allValuesFrom ex:B ] ) .",
         "ex:A owl:equivalentClass [ a owl:Class ; owl:intersectionOf ( ex:B ) ] .",
         Rule.ANONYMOUS),
    Case("intersectionOf's members", "ex:A owl:intersectionOf ( ex:B owl:Thing ) .",
         "ex:A owl:intersectionOf ( ex:B ex:i ) .", Rule.LIST),
    Case("anonymous subclass", restriction("owl:allValuesFrom ex:B"),
         "[ a owl:Restriction ; owl:onProperty ex:p ; owl:allValuesFrom ex:B ]"
         " rdfs:subClassOf ex:A .", Rule.ANONYMOUS),
    Case("anonymous superclass", restriction("owl:someValuesFrom ex:B"),
         "ex:A rdfs:subClassOf [ a owl:Class ] .", Rule.ANONYMOUS),
    Case("equivalentClass",
         "ex:A owl:equivalentClass [ a owl:Restriction ; owl:onProperty ex:p ;"
         " owl:someValuesFrom ex:B ] .",
         "[ a owl:Restriction ; owl:onProperty ex:p ; owl:someValuesFrom ex:B ]"
         " owl:equivalentClass ex:A .", Rule.ANONYMOUS),
    Case("type", "ex:i a [ a owl:Restriction ; owl:onProperty ex:p ; owl:allValuesFrom ex:B ] .",
         "ex:i a [ a owl:Class ] .", Rule.ANONYMOUS),
    Case("deprecated class", "ex:A a owl:DeprecatedClass .", "ex:C a owl:DeprecatedClass .",
         Rule.DECLARATION),
    Case("deprecated property", "ex:p a owl:DeprecatedProperty .",
         "ex:r a owl:DeprecatedProperty .", Rule.DECLARATION),
    # Restrictions
    Case("hasValue", restriction("owl:allValuesFrom ex:B"), restriction("owl:hasValue ex:i"),
         Rule.CONSTRUCT),
    Case("cardinality", count("cardinality", "1"), count("cardinality", "2"), Rule.CARDINALITY),
    Case("minCardinality", count("minCardinality", "0"), count("minCardinality", "3"),
         Rule.CARDINALITY),
    Case("maxCardinality", count("maxCardinality", "1"), count("maxCardinality", "10"),
         Rule.CARDINALITY),
    Case("cardinality's datatype", count("maxCardinality", "0", on="ex:d"),
         restriction("owl:maxCardinality 1"), Rule.CARDINALITY),
    Case("someValuesFrom a class", restriction("owl:someValuesFrom ex:B"),
         restriction("owl:someValuesFrom xsd:string"), Rule.POSITION),
    Case("someValuesFrom a datatype", restriction("owl:someValuesFrom xsd:string", on="ex:d"),
         restriction("owl:someValuesFrom ex:B", on="ex:d"), Rule.POSITION),
    Case("allValuesFrom a class", restriction("owl:allValuesFrom ex:B"),
         restriction("owl:allValuesFrom [ a owl:Restriction ; owl:onProperty ex:q ;"
                     " owl:allValuesFrom ex:B ]"), Rule.ANONYMOUS),
    Case("allValuesFrom a datatype", restriction("owl:allValuesFrom xsd:integer", on="ex:d"),
         restriction("owl:allValuesFrom ex:Undeclared"), Rule.DECLARATION),
    Case("restriction on an annotation property", restriction("owl:allValuesFrom ex:B"),
         restriction("owl:allValuesFrom ex:B", on="ex:note"), Rule.ANNOTATION),
    Case("two components", restriction("owl:allValuesFrom ex:B"),
         restriction("owl:allValuesFrom ex:B ; owl:someValuesFrom ex:B"), Rule.RESTRICTION),
    Case("two properties", restriction("owl:allValuesFrom ex:B"),
         restriction("owl:onProperty ex:q ; owl:allValuesFrom ex:B"), Rule.RESTRICTION),
    Case("no component", restriction("owl:allValuesFrom ex:B"),
         "ex:A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty ex:p ] .", Rule.RESTRICTION),
    Case("something else in it", restriction("a owl:Class ; owl:allValuesFrom ex:B"),
         restriction('rdfs:label "x" ; owl:allValuesFrom ex:B'), Rule.RESTRICTION),
    Case("typed as a restriction", restriction("owl:allValuesFrom ex:B"),
         "ex:A rdfs:subClassOf [ owl:onProperty ex:p ; owl:allValuesFrom ex:B ] .",
         Rule.RESTRICTION),
    Case("named restriction", restriction("owl:allValuesFrom ex:B"),
         "ex:R a owl:Restriction ; owl:onProperty ex:p ; owl:allValuesFrom ex:B .",
         Rule.RESTRICTION),
    Case("orphan restriction", restriction("owl:allValuesFrom ex:B"),
         "[] a owl:Restriction ; owl:onProperty ex:p ; owl:allValuesFrom ex:B .",
         Rule.RESTRICTION),
    Case("shared restriction", restriction("owl:allValuesFrom ex:B"),
         "ex:A rdfs:subClassOf _:r . ex:B rdfs:subClassOf _:r ."
         " _:r a owl:Restriction ; owl:onProperty ex:p ; owl:allValuesFrom ex:B .", Rule.SHARED),
    # Complex properties
    Case("transitive and counted", "ex:p a owl:TransitiveProperty . " + restriction(
        "owl:allValuesFrom ex:B"),
        "ex:p a owl:TransitiveProperty . " + count("maxCardinality", "1"), Rule.COMPLEX),
    Case("transitive and functional", "ex:q a owl:TransitiveProperty .",
         "ex:q a owl:TransitiveProperty , owl:FunctionalProperty .", Rule.COMPLEX),
    Case("counted above", "ex:q a owl:TransitiveProperty . ex:p rdfs:subPropertyOf ex:q . "
         + count("maxCardinality", "1"),
         "ex:q a owl:TransitiveProperty ; rdfs:subPropertyOf ex:p . "
         + count("minCardinality", "1"), Rule.COMPLEX),
    Case("counted inverse", "ex:q a owl:TransitiveProperty ; owl:inverseOf ex:p .",
         "ex:q a owl:TransitiveProperty . ex:p a owl:FunctionalProperty ; owl:inverseOf ex:q .",
         Rule.COMPLEX),
    Case("counted equal", "ex:q a owl:TransitiveProperty ; owl:equivalentProperty ex:p .",
         "ex:q a owl:TransitiveProperty ; owl:equivalentProperty ex:p ."
         " ex:p a owl:InverseFunctionalProperty .", Rule.COMPLEX),
    # Properties
    Case("subPropertyOf", "ex:p rdfs:subPropertyOf ex:q . ex:d rdfs:subPropertyOf ex:e .",
         "ex:d rdfs:subPropertyOf ex:p .", Rule.POSITION),
    Case("equivalentProperty", "ex:d owl:equivalentProperty ex:e .",
         "ex:p owl:equivalentProperty ex:d .", Rule.POSITION),
    Case("inverseOf", "ex:p owl:inverseOf ex:q .", "ex:d owl:inverseOf ex:e .", Rule.POSITION),
    Case("symmetric", "ex:r a owl:SymmetricProperty .", "ex:d a owl:SymmetricProperty .",
         Rule.SEPARATION),
    Case("transitive", "ex:r a owl:TransitiveProperty .", "ex:d a owl:TransitiveProperty .",
         Rule.SEPARATION),
    Case("functional", "ex:p a owl:FunctionalProperty . ex:d a owl:FunctionalProperty .",
         "ex:note a owl:FunctionalProperty .", Rule.ANNOTATION),
    Case("inverse functional", "ex:r a owl:InverseFunctionalProperty .",
         "ex:d a owl:InverseFunctionalProperty .", Rule.SEPARATION),
    Case("domain", "ex:p rdfs:domain ex:A . ex:d rdfs:domain owl:Thing .",
         "ex:p rdfs:domain xsd:string .", Rule.POSITION),
    Case("domain's name", "ex:p rdfs:domain ex:A .",
         "ex:p rdfs:domain [ a owl:Restriction ; owl:onProperty ex:q ; owl:allValuesFrom ex:B ] .",
         Rule.ANONYMOUS),
    Case("range of things", "ex:p rdfs:range ex:A , owl:Thing .", "ex:p rdfs:range xsd:string .",
         Rule.POSITION),
    Case("range of literals", "ex:d rdfs:range xsd:date . ex:e rdfs:range rdfs:Literal .",
         "ex:d rdfs:range ex:A .", Rule.POSITION),
    Case("range undeclared", "ex:dt a rdfs:Datatype . ex:d rdfs:range ex:dt .",
         "ex:d rdfs:range ex:dt .", Rule.DECLARATION),
    Case("enumerated range", "ex:d rdfs:range xsd:string .",
         'ex:d rdfs:range [ a owl:DataRange ; owl:oneOf ( "a" "b" ) ] .', Rule.CONSTRUCT),
    # Annotations and the header
    Case("annotation's value", 'ex:A ex:note "x" , ex:anywhere , ex:i .',
         "ex:A ex:note [ a owl:Restriction ; owl:onProperty ex:p ; owl:allValuesFrom ex:B ] .",
         Rule.POSITION),
    Case("subproperty of an annotation property", "ex:note rdfs:label 'a note' .",
         "ex:note rdfs:subPropertyOf rdfs:comment .", Rule.ANNOTATION),
    Case("domain of an annotation property", "ex:p rdfs:domain ex:A .",
         "ex:note rdfs:domain ex:A .", Rule.ANNOTATION),
    Case("range of an annotation property", "ex:d rdfs:range xsd:string .",
         "ex:note rdfs:range xsd:string .", Rule.ANNOTATION),
    Case("imports", "ex:o owl:imports ex:other . ex:other a owl:Ontology .",
         "ex:A owl:imports ex:other .", Rule.POSITION),
    Case("priorVersion", 'ex:o owl:priorVersion ex:o0 ; owl:versionInfo "1" .',
         'ex:o owl:priorVersion "0" .', Rule.POSITION),
    Case("incompatibleWith", "ex:o owl:incompatibleWith ex:o0 ; owl:backwardCompatibleWith ex:o1 .",
         "ex:o owl:incompatibleWith ex:A .", Rule.POSITION),
    Case("own ontology property", "ex:x a owl:OntologyProperty . ex:o ex:x ex:other .",
         "ex:x a owl:OntologyProperty ; rdfs:domain ex:A .", Rule.ANNOTATION),
    Case("versionIRI in the header", "ex:o owl:versionIRI ex:o1 .", "ex:A owl:versionIRI ex:o1 .",
         Rule.VERSION),
    Case("one versionIRI", "ex:o owl:versionIRI ex:o1 .", "ex:o owl:versionIRI ex:o1 , ex:o2 .",
         Rule.VERSION),
    Case("versionIRI declared", "ex:o owl:versionIRI ex:o1 .",
         "owl:versionIRI a owl:OntologyProperty .", Rule.RESERVED),
    # Individuals
    Case("sameAs", "ex:i owl:sameAs ex:j .", "ex:A owl:sameAs ex:B .", Rule.POSITION),
    Case("differentFrom", "ex:i owl:differentFrom ex:j .", "ex:i owl:differentFrom ex:k .",
         Rule.DECLARATION),
    Case("AllDifferent", "[] a owl:AllDifferent ; owl:distinctMembers ( ex:i ex:j ) .",
         "[] a owl:AllDifferent ; owl:distinctMembers ( ex:i ex:A ) .", Rule.LIST),
    Case("AllDifferent's list", "[] a owl:AllDifferent ; owl:distinctMembers ( ex:i ) .",
         "[] a owl:AllDifferent .", Rule.POSITION),
    Case("distinctMembers", "[] a owl:AllDifferent ; owl:distinctMembers ( ex:j ) .",
         "ex:i owl:distinctMembers ( ex:i ex:j ) .", Rule.POSITION),
    Case("anonymous individual", "ex:i ex:p [ a ex:A ; ex:d 1 ] .", "ex:i ex:p [ ex:d 1 ] .",
         Rule.DECLARATION),
    Case("shared individual", "ex:i ex:p [ a ex:A ] .",
         "ex:i ex:p _:x . ex:j ex:p _:x . _:x a ex:A .", Rule.SHARED),
    Case("cycle of blank nodes", "_:x a ex:A ; ex:p [ a ex:A ] .",
         "_:x a ex:A ; ex:p _:y . _:y a ex:A ; ex:p _:x .", Rule.SHARED),
    # Lists
    Case("typed list", "ex:A owl:intersectionOf [ a rdf:List ; rdf:first ex:B ; rdf:rest () ] .",
         "ex:A owl:intersectionOf [ a rdf:List ; rdf:first ex:B ] .", Rule.LIST),
    Case("one first", "ex:A owl:intersectionOf ( ex:B ) .",
         "ex:A owl:intersectionOf [ rdf:first ex:A , ex:B ; rdf:rest () ] .", Rule.LIST),
    Case("one rest", "ex:A owl:intersectionOf ( ex:B ) .",
         "ex:A owl:intersectionOf [ rdf:first ex:B ; rdf:rest () , ( ex:B ) ] .", Rule.LIST),
    Case("named list", "ex:A owl:intersectionOf ( ex:B ) .",
         "ex:A owl:intersectionOf ex:l . ex:l rdf:first ex:B ; rdf:rest () .", Rule.LIST),
    Case("list without use", "ex:A owl:intersectionOf () .",
         "[] rdf:first ex:B ; rdf:rest () .", Rule.LIST),
    Case("shared list", "ex:A owl:intersectionOf ( ex:B ) .",
         "ex:A owl:intersectionOf _:l . ex:B owl:intersectionOf _:l ."
         " _:l rdf:first owl:Thing ; rdf:rest () .", Rule.SHARED),
    Case("cyclic list", "ex:A owl:intersectionOf ( ex:B ) .",
         "ex:A owl:intersectionOf _:l . _:l rdf:first ex:B ; rdf:rest _:l .", Rule.SHARED),
    # Reserved names
    Case("label redefined", "rdfs:label a owl:AnnotationProperty .",
         "rdfs:label rdfs:subPropertyOf ex:note .", Rule.RESERVED),
    Case("built-in datatype", "xsd:string a rdfs:Datatype .", "xsd:string rdfs:subClassOf ex:A .",
         Rule.RESERVED),
    Case("type redefined", "ex:i a ex:A .", "rdf:type a owl:ObjectProperty .", Rule.RESERVED),
    Case("owl:Class redefined", "ex:C a owl:Class .", "owl:Class rdfs:subClassOf ex:A .",
         Rule.RESERVED),
    Case("statement of RDF", "rdf:Statement a owl:Class . ex:k a rdf:Statement .",
         "ex:k a rdfs:Container .", Rule.VOCABULARY),
    Case("term of OWL 2", "ex:p a owl:SymmetricProperty .", "ex:p owl:propertyDisjointWith ex:q .",
         Rule.VOCABULARY),
    Case("class of OWL 2", "ex:k a owl:Thing .", "ex:k a owl:NamedIndividual .",
         Rule.VOCABULARY),
]  # fmt: skip


def parse(turtle: str) -> Graph:
    """The graph of some Turtle below the common declarations."""
    return Graph().parse(data=DECLARED + turtle, format="turtle")


def ontology() -> Graph:
    """The ontology together with every vocabulary."""
    graph = Graph().parse(ROOT / "ontology" / "treatygraph.ttl")
    for path in sorted((ROOT / "ontology" / "vocabularies").glob("*.ttl")):
        graph.parse(path)
    return graph


def test_the_ontology_with_its_vocabularies_is_owl_lite() -> None:
    assert violations(ontology()) == []


def test_the_ontology_is_within_our_profile() -> None:
    assert profile_violations(ontology()) == []


def test_the_ontology_has_no_blank_node() -> None:
    assert [node for node in ontology().all_nodes() if isinstance(node, BNode)] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_owl_lite_allows(case: Case) -> None:
    assert violations(parse(case.good)) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_owl_lite_forbids(case: Case) -> None:
    assert case.rule in {violation.rule for violation in violations(parse(case.bad))}


def test_every_rule_has_a_case() -> None:
    assert {case.rule for case in CASES} == set(Rule)


def test_a_violation_names_its_triple() -> None:
    (violation,) = violations(parse("ex:A owl:disjointWith ex:B ."))
    example = Namespace("https://example.org/")
    assert violation == (Rule.CONSTRUCT, (example.A, OWL.disjointWith, example.B))


@pytest.mark.parametrize(
    "turtle",
    [
        count("cardinality", "1"),
        count("minCardinality", "1"),
        count("maxCardinality", "0"),
        restriction("owl:someValuesFrom ex:B"),
        "ex:p rdfs:range owl:Thing .",
        "ex:p rdfs:domain owl:Thing .",
        "ex:d rdfs:range rdfs:Literal .",
        "ex:d rdfs:range xsd:date .",
        "ex:d rdfs:range xsd:gYear .",
        "ex:d rdfs:range xsd:gYearMonth .",
        "ex:note rdfs:domain ex:A .",
        "ex:note rdfs:subPropertyOf rdfs:comment .",
    ],
)
def test_our_profile_forbids_what_lite_may_allow(turtle: str) -> None:
    assert len(profile_violations(parse(turtle))) == 1


@pytest.mark.parametrize(
    "turtle",
    [
        count("maxCardinality", "1"),
        restriction("owl:allValuesFrom ex:B"),
        "ex:p a owl:FunctionalProperty ; rdfs:range ex:A .",
        "ex:d rdfs:range xsd:integer .",
    ],
)
def test_our_profile_allows(turtle: str) -> None:
    assert violations(parse(turtle)) == []
    assert profile_violations(parse(turtle)) == []


def curated() -> Graph:
    """All curated files."""
    graph = Graph()
    for path in sorted((ROOT / "data" / "triples").rglob("*.ttl")):
        graph.parse(path)
    return graph


def test_the_curated_data_uses_only_declared_terms() -> None:
    """Predicates and classes are declared, individuals typed, nothing is blank.

    The description of a file's own graph has annotations only, and what `owl:sameAs` and the
    mapping properties of SKOS lead to lies outside.
    """
    terms, data = ontology(), curated()
    outward = [OWL.sameAs, *(URIRef(f"http://www.w3.org/2004/02/skos/core#{name}Match")
                             for name in ("exact", "close", "broad"))]  # fmt: skip
    outside = {value for predicate in outward for value in data.objects(None, predicate)}
    found = violations(terms + data)
    inside = [v for v in found if v.triple[2] not in outside and not is_about_a_graph(v.triple[0])]
    assert inside == []
    assert {p for p in data.predicates() if p.startswith(TG)} <= set(terms.subjects(RDF.type))


def is_about_a_graph(subject: object) -> bool:
    """Whether a subject is the name of a curated file's graph."""
    return isinstance(subject, URIRef) and subject.startswith(GRAPHS)


def test_the_curated_data_has_no_blank_node() -> None:
    assert not any(isinstance(node, BNode) for node in curated().all_nodes())


def test_a_lower_case_language_tag_is_on_every_text() -> None:
    tags = {node.language for node in ontology().objects() if isinstance(node, Literal)} - {None}
    assert tags == {"en"}
