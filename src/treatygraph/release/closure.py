"""The closure of what our OWL Lite ontology uses, compiled from it and run over sets.

RDFS entailment for subclass, subproperty, domain and range (RDF Semantics, rules rdfs2, 3, 5, 7,
9, 11), and OWL's symmetric, transitive and inverse properties. A functional property merges
nothing: two values are a fault, which the shapes report before anything is inferred.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from treatygraph.namespaces import expand

Term = NamedNode | BlankNode | Literal | Triple
Spo = tuple[Term, NamedNode, Term]
Relation = Mapping[Term, frozenset[Term]]

_TYPE = NamedNode(expand("rdf:type"))
_SUBCLASS = NamedNode(expand("rdfs:subClassOf"))
_SUBPROPERTY = NamedNode(expand("rdfs:subPropertyOf"))
_DOMAIN = NamedNode(expand("rdfs:domain"))
_RANGE = NamedNode(expand("rdfs:range"))
_INVERSE = NamedNode(expand("owl:inverseOf"))
_SYMMETRIC = NamedNode(expand("owl:SymmetricProperty"))
_TRANSITIVE = NamedNode(expand("owl:TransitiveProperty"))


def transitive_closure(pairs: Iterable[tuple[Term, Term]]) -> dict[Term, frozenset[Term]]:
    """For each first member, everything that can be reached from it; cycles are allowed."""
    direct: defaultdict[Term, set[Term]] = defaultdict(set)
    for first, second in pairs:
        direct[first].add(second)
    return {start: frozenset(_reach(start, direct)) for start in direct}


def _reach(start: Term, direct: Mapping[Term, set[Term]]) -> set[Term]:
    seen: set[Term] = set()
    waiting = list(direct[start])
    while waiting:
        term = waiting.pop()
        if term not in seen:
            seen.add(term)
            waiting.extend(direct.get(term, ()))
    return seen


@dataclass(frozen=True, slots=True)
class Rules:
    """What an ontology entails, in the form in which it is applied."""

    superclasses: Relation
    superproperties: Relation
    domains: Relation
    ranges: Relation
    inverses: Relation
    transitive: frozenset[Term]

    @classmethod
    def of(cls, ontology: Iterable[Quad]) -> Rules:
        """Compile the axioms of an ontology."""
        facts: list[Spo] = [(quad.subject, quad.predicate, quad.object) for quad in ontology]
        pick = _picker(facts)
        symmetric = {s for s, o in pick(_TYPE) if o == _SYMMETRIC}
        inverses = [*pick(_INVERSE), *((o, s) for s, o in pick(_INVERSE))]
        inverses += [(term, term) for term in symmetric]
        return cls(
            superclasses=transitive_closure(pick(_SUBCLASS)),
            superproperties=transitive_closure(pick(_SUBPROPERTY)),
            domains=_grouped(pick(_DOMAIN)),
            ranges=_grouped(pick(_RANGE)),
            inverses=_grouped(inverses),
            transitive=frozenset(s for s, o in pick(_TYPE) if o == _TRANSITIVE),
        )


def _picker(facts: list[Spo]) -> Callable[[NamedNode], list[tuple[Term, Term]]]:
    return lambda predicate: [(s, o) for s, p, o in facts if p == predicate]


def _grouped(pairs: Iterable[tuple[Term, Term]]) -> dict[Term, frozenset[Term]]:
    grouped: defaultdict[Term, set[Term]] = defaultdict(set)
    for first, second in pairs:
        grouped[first].add(second)
    return {first: frozenset(seconds) for first, seconds in grouped.items()}


def infer(facts: Iterable[Spo], rules: Rules) -> set[Spo]:
    """What the rules add to the facts; nothing that is among the facts already."""
    known = set(facts)
    closed = _close_properties(known, rules)
    closed |= _types(closed, rules)
    return closed - known


def _close_properties(known: set[Spo], rules: Rules) -> set[Spo]:
    """Facts closed under superproperties, inverses, symmetry and transitivity."""
    closed = set(known)
    fresh = known
    while fresh:
        derived = {fact for old in fresh for fact in _from_one(old, rules)} - closed
        closed |= derived
        chains = _chains(closed, rules) - closed
        closed |= chains
        fresh = derived | chains
    return closed


def _from_one(fact: Spo, rules: Rules) -> Iterator[Spo]:
    subject, predicate, object_ = fact
    for above in rules.superproperties.get(predicate, ()):
        if isinstance(above, NamedNode):
            yield subject, above, object_
    if isinstance(object_, Literal):
        return
    for inverse in rules.inverses.get(predicate, ()):
        if isinstance(inverse, NamedNode):
            yield object_, inverse, subject


def _chains(facts: set[Spo], rules: Rules) -> set[Spo]:
    pairs: defaultdict[NamedNode, list[tuple[Term, Term]]] = defaultdict(list)
    for subject, predicate, object_ in facts:
        if predicate in rules.transitive:
            pairs[predicate].append((subject, object_))
    return {
        (start, predicate, end)
        for predicate, edges in pairs.items()
        for start, ends in transitive_closure(edges).items()
        for end in ends
    }


def _types(facts: set[Spo], rules: Rules) -> set[Spo]:
    types: set[tuple[Term, Term]] = set()
    for subject, predicate, object_ in facts:
        if predicate == _TYPE:
            types.add((subject, object_))
        types.update((subject, cls) for cls in rules.domains.get(predicate, ()))
        if not isinstance(object_, Literal):
            types.update((object_, cls) for cls in rules.ranges.get(predicate, ()))
    above = {(term, cls) for term, own in types for cls in rules.superclasses.get(own, ())}
    return {(term, _TYPE, cls) for term, cls in types | above}
