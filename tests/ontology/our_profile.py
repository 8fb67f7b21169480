"""What this ontology forbids itself beyond OWL Lite, so that it lies in OWL 2 RL too."""

from collections.abc import Iterator

from rdflib import OWL, RDFS, XSD, Graph, Literal
from rdflib.term import Node

from treatygraph.check.ontology.lite.document import NO_AXIOM_KINDS, Document
from treatygraph.check.ontology.lite.rules import Triple

ONE = Literal("1", datatype=XSD.nonNegativeInteger)
NO_RANGE: frozenset[Node] = frozenset(
    {
        OWL.Thing,
        RDFS.Literal,
        XSD.date,
        XSD.gYearMonth,
        XSD.gYear,
        XSD.dateTime,
        XSD.time,
        XSD.gMonth,
        XSD.gDay,
        XSD.gMonthDay,
    }
)
NO_PREDICATE = frozenset({OWL.cardinality, OWL.minCardinality, OWL.someValuesFrom, OWL.inverseOf})
AXIOMS = frozenset({RDFS.domain, RDFS.range, RDFS.subPropertyOf, OWL.equivalentProperty})


def profile_violations(graph: Graph) -> list[Triple]:
    """The triples that OWL Lite allows and the rules of this project do not.

    OWL 2 Profiles, section 4.2, has the grammar of RL: no minimum or exact cardinality anywhere,
    no existential on the superclass side, owl:Thing in no range here, and a functional property
    or a maximum of one as the only counts. Dates have no range, for RL lacks xsd:date. Of two
    inverse properties we keep one, from child to parent.
    """
    return sorted(set(_found(graph)), key=lambda triple: [str(term) for term in triple])


def _found(graph: Graph) -> Iterator[Triple]:
    document = Document(graph)
    for triple in graph:
        if any(rule(document, triple) for rule in RULES):
            yield triple


def _outside_rl(_document: Document, triple: Triple) -> bool:
    return triple[1] in NO_PREDICATE


def _maximum_other_than_one(_document: Document, triple: Triple) -> bool:
    return triple[1] == OWL.maxCardinality and triple[2] != ONE


def _empty_domain_or_range(_document: Document, triple: Triple) -> bool:
    return triple[1] in (RDFS.domain, RDFS.range) and triple[2] in NO_RANGE


def _axiom_on_an_annotation_property(document: Document, triple: Triple) -> bool:
    return triple[1] in AXIOMS and document.is_a(triple[0], *NO_AXIOM_KINDS)


RULES = (
    _outside_rl,
    _maximum_other_than_one,
    _empty_domain_or_range,
    _axiom_on_an_annotation_property,
)
