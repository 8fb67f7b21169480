"""The closure equals what owlrl entails from our ontology's constructs, in both directions."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import owlrl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize
from rdflib import OWL, RDF, RDFS, Graph, URIRef
from rdflib import Literal as RdflibLiteral

from support import Corpus
from treatygraph.namespaces import ONTOLOGY, expand
from treatygraph.release.closure import Fact, Rules, infer, transitive_closure

FILE = Path(__file__).resolve().parents[2] / "ontology/treatygraph.ttl"
TG = ONTOLOGY + "#"
AXIOMS = list(parse(path=str(FILE), format=RdfFormat.TURTLE))
RULES = Rules.of(AXIOMS)
TYPE = NamedNode(expand("rdf:type"))

# What the closure claims to do. A functional property merges nothing, so owlrl is not told of it.
APPLIED = {str(iri) for iri in (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range)}
KINDS_OF_TERM = {
    str(iri)
    for iri in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty,
                OWL.SymmetricProperty, OWL.TransitiveProperty)
}  # fmt: skip
NOT_APPLIED = {str(OWL.FunctionalProperty), str(OWL.Ontology)}


def _terms(kind: str) -> list[NamedNode]:
    types = (quad for quad in AXIOMS if quad.predicate == TYPE and quad.object == NamedNode(kind))
    return sorted((quad.subject for quad in types), key=str)


CLASSES = _terms(str(OWL.Class))
OBJECT_PROPERTIES = _terms(str(OWL.ObjectProperty))
DATATYPE_PROPERTIES = _terms(str(OWL.DatatypeProperty))
THINGS = [NamedNode(f"x:{name}") for name in "abcde"]

Spo = tuple[NamedNode, NamedNode, NamedNode | Literal]


def _facts(triples: Iterable[Spo]) -> set[Fact]:
    """Triples as the closure has them: lines."""
    return {" ".join(map(str, triple)).encode() for triple in triples}


def _axioms_for_owlrl() -> Graph:
    graph = Graph()
    for quad in AXIOMS:
        predicate, value = quad.predicate.value, str(getattr(quad.object, "value", ""))
        if predicate in APPLIED or (quad.predicate == TYPE and value in KINDS_OF_TERM):
            graph.add((URIRef(quad.subject.value), URIRef(predicate), URIRef(value)))
    return graph


def _by_owlrl(facts: Iterable[Spo]) -> set[tuple[object, object, object]]:
    graph = _axioms_for_owlrl()
    graph += _to_rdflib(facts)
    closure = owlrl.DeductiveClosure(
        owlrl.OWLRL_Semantics, rdfs_closure=False, axiomatic_triples=False, datatype_axioms=False
    )
    closure.expand(graph)
    return _ours_only(graph)


def _by_us(facts: set[Spo]) -> set[tuple[object, object, object]]:
    lines = _facts(facts)
    lines |= infer(lines, RULES)
    text = b"".join(line + b" .\n" for line in lines)
    return _ours_only(Graph().parse(data=text, format="nt"))


def _to_rdflib(facts: Iterable[Spo]) -> Graph:
    triples = [Triple(*fact) for fact in facts]
    return Graph().parse(data=serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")


def _ours_only(graph: Graph) -> set[tuple[object, object, object]]:
    """The triples about things that our vocabulary states; not owl:Thing, not the axioms."""
    return {
        (s, p, o)
        for s, p, o in graph
        if not isinstance(s, RdflibLiteral)
        and not str(s).startswith(TG)
        and (str(p).startswith(TG) or (p == RDF.type and str(o).startswith(TG)))
    }


LINKS = st.tuples(
    st.sampled_from(THINGS), st.sampled_from(OBJECT_PROPERTIES), st.sampled_from(THINGS)
)
CHAINS = st.tuples(
    st.sampled_from(THINGS),
    st.sampled_from([NamedNode(TG + name) for name in ("partOf", "relatedTo", "implements")]),
    st.sampled_from(THINGS),
)
VALUES = st.tuples(
    st.sampled_from(THINGS), st.sampled_from(DATATYPE_PROPERTIES), st.just(Literal("text"))
)
TYPES = st.tuples(st.sampled_from(THINGS), st.just(TYPE), st.sampled_from(CLASSES))
FACTS = st.sets(LINKS | CHAINS | VALUES | TYPES, min_size=4, max_size=16)


@settings(max_examples=5, deadline=None)
@given(FACTS)
def test_small_graphs_close_as_owlrl_closes_them(facts: set[Spo]) -> None:
    assert _by_us(facts) == _by_owlrl(facts)


def test_every_property_alone_closes_as_owlrl_closes_it() -> None:
    facts: set[Spo] = set()
    for number, term in enumerate([*OBJECT_PROPERTIES, *DATATYPE_PROPERTIES]):
        value = Literal("v") if term in DATATYPE_PROPERTIES else NamedNode(f"x:o{number}")
        facts.add((NamedNode(f"x:s{number}"), term, value))
    facts |= {(NamedNode(f"x:t{number}"), TYPE, term) for number, term in enumerate(CLASSES)}
    assert _by_us(facts) == _by_owlrl(facts)


def _sample(corpus: Corpus, every: int) -> set[Spo]:
    quads = corpus.release.store.quads()
    curated = [quad for quad in quads if "/graph/agreements/" in str(quad.graph_name)
               or "/graph/sources/" in str(quad.graph_name)]  # fmt: skip
    linked = [quad for quad in curated if quad.predicate.value.startswith(TG)
              and (every > 1 or not isinstance(quad.object, Literal))]  # fmt: skip
    return {(q.subject, q.predicate, q.object) for q in sorted(linked, key=str)[::every]}


def test_a_sample_of_the_corpus_closes_as_owlrl_closes_it(corpus: Corpus) -> None:
    facts = _sample(corpus, 40)
    assert len(facts) > 100
    assert _by_us(facts) == _by_owlrl(facts)


@pytest.mark.slow
def test_the_links_of_the_corpus_close_as_owlrl_closes_them(corpus: Corpus) -> None:
    facts = _sample(corpus, 1)
    assert len(facts) > 1000
    assert _by_us(facts) == _by_owlrl(facts)


def test_the_ontology_uses_no_construct_that_the_closure_passes_over() -> None:
    """A new construct, such as owl:equivalentClass, must be added to the closure and here."""
    schema = (str(RDFS), str(OWL))
    used = {quad.predicate.value for quad in AXIOMS if quad.predicate.value.startswith(schema)}
    told = {str(RDFS.isDefinedBy), str(RDFS.seeAlso), str(OWL.versionInfo), str(OWL.versionIRI)}
    assert used - told <= APPLIED
    types = {quad.object.value for quad in AXIOMS if quad.predicate == TYPE}
    assert types <= KINDS_OF_TERM | NOT_APPLIED


def test_inverse_properties_lead_both_ways() -> None:
    """Our ontology has none, so these are closed on axioms of their own."""
    inverse = NamedNode(str(OWL.inverseOf))
    rules = Rules.of([Quad(NamedNode("x:p"), inverse, NamedNode("x:q"))])
    a, b = THINGS[:2]
    p, q = NamedNode("x:p"), NamedNode("x:q")
    assert infer(_facts([(a, p, b)]), rules) == _facts([(b, q, a)])
    assert infer(_facts([(a, q, b)]), rules) == _facts([(b, p, a)])
    assert infer(_facts([(a, p, Literal("b"))]), rules) == set()


@given(FACTS)
def test_closing_what_is_closed_adds_nothing(facts: set[Spo]) -> None:
    closed = _facts(facts) | infer(_facts(facts), RULES)
    assert infer(closed, RULES) == set()


@given(FACTS, FACTS)
def test_more_facts_never_entail_less(some: set[Spo], more: set[Spo]) -> None:
    few, all_ = _facts(some), _facts(some | more)
    assert few | infer(few, RULES) <= all_ | infer(all_, RULES)


def test_nothing_is_inferred_that_is_known() -> None:
    facts = _facts([(THINGS[0], TYPE, NamedNode(TG + "State"))])
    inferred = infer(facts, RULES)
    assert inferred
    assert not inferred & facts


def test_a_chain_reaches_its_end_through_a_circle() -> None:
    a, b, c = (str(thing).encode() for thing in THINGS[:3])
    assert transitive_closure([(a, b), (b, a), (b, c)]) == {a: {a, b, c}, b: {a, b, c}}
