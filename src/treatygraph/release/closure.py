"""The closure of what our OWL Lite ontology uses, compiled from it and run over lines.

RDFS entailment for subclass, subproperty, domain and range (RDF Semantics, rules rdfs2, 3, 5, 7,
9, 11), and OWL's symmetric, transitive and inverse properties. A functional property merges
nothing: two values are a fault, which the shapes report before anything is inferred.

A fact is a line, ``subject predicate object`` as N-Triples spells them: a million of them take a
fifth of the time and memory that objects do. What one fact entails by itself is compiled for each
property, so that files can be closed one by one; only chains of a transitive property need all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass

from pyoxigraph import Quad

from treatygraph.namespaces import expand

Term = bytes
"""A term as N-Triples spells it."""

Fact = bytes
"""Three terms with a space between them; only the third may hold spaces."""

Relation = Mapping[Term, frozenset[Term]]

_NONE: frozenset[Term] = frozenset()


def _spelled(name: str) -> Term:
    return f"<{expand(name)}>".encode()


TYPE = _spelled("rdf:type")
_SUBCLASS, _SUBPROPERTY = _spelled("rdfs:subClassOf"), _spelled("rdfs:subPropertyOf")
_DOMAIN, _RANGE = _spelled("rdfs:domain"), _spelled("rdfs:range")
_INVERSE = _spelled("owl:inverseOf")
_SYMMETRIC, _TRANSITIVE = _spelled("owl:SymmetricProperty"), _spelled("owl:TransitiveProperty")


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
class Effects:
    """What a fact with a property entails: other properties, either way round; classes of both."""

    forward: frozenset[Term] = _NONE
    backward: frozenset[Term] = _NONE
    of_subject: frozenset[Term] = _NONE
    of_object: frozenset[Term] = _NONE


@dataclass(frozen=True, slots=True)
class Rules:
    """What an ontology entails, in the form in which it is applied."""

    superclasses: Relation
    of_links: Mapping[Term, Effects]
    """By property, where the value is a thing."""
    of_values: Mapping[Term, Effects]
    """By property, where the value is a literal, of which nothing can be said."""
    transitive: frozenset[Term]

    @classmethod
    def of(cls, ontology: Iterable[Quad]) -> Rules:
        """Compile the axioms of an ontology."""
        return _Axioms(ontology).compiled()

    def alone(self, facts: Iterable[Fact]) -> Iterator[Fact]:
        """What each fact entails by itself, through as many steps as it takes; some of it twice."""
        for fact in facts:
            subject, predicate, object_ = fact.split(b" ", 2)
            is_value = object_.startswith((b'"', b"<<"))
            effects = (self.of_values if is_value else self.of_links).get(predicate)
            if predicate == TYPE:
                for above in self.superclasses.get(object_, ()):
                    yield b"%b %b %b" % (subject, TYPE, above)
            if effects is not None:
                yield from _effects(subject, object_, effects)

    def spelled(self) -> str:
        """The same text for the same rules, whatever the order of sets."""
        classes = sorted((term, sorted(above)) for term, above in self.superclasses.items())
        properties = [
            sorted((term, [*map(sorted, astuple(of))]) for term, of in effects.items())
            for effects in (self.of_links, self.of_values)
        ]
        return repr((classes, properties, sorted(self.transitive)))

    def links(self, facts: Iterable[Fact]) -> Iterator[Fact]:
        """Those facts that can be links of a chain."""
        for fact in facts:
            if fact.split(b" ", 2)[1] in self.transitive:
                yield fact


def _effects(subject: Term, object_: Term, effects: Effects) -> Iterator[Fact]:
    for predicate in effects.forward:
        yield b"%b %b %b" % (subject, predicate, object_)
    for predicate in effects.backward:
        yield b"%b %b %b" % (object_, predicate, subject)
    for cls in effects.of_subject:
        yield b"%b %b %b" % (subject, TYPE, cls)
    for cls in effects.of_object:
        yield b"%b %b %b" % (object_, TYPE, cls)


class _Axioms:
    """An ontology's axioms, while they are compiled."""

    def __init__(self, ontology: Iterable[Quad]) -> None:
        self._facts = [
            (str(quad.subject).encode(), str(quad.predicate).encode(), str(quad.object).encode())
            for quad in ontology
        ]
        self._superclasses = transitive_closure(self._pairs(_SUBCLASS))
        self._superproperties = transitive_closure(self._pairs(_SUBPROPERTY))
        self._domains, self._ranges = _grouped(self._pairs(_DOMAIN)), _grouped(self._pairs(_RANGE))
        inverse = self._pairs(_INVERSE)
        symmetric = [(term, term) for term in self._of_kind(_SYMMETRIC)]
        self._inverses = _grouped([*inverse, *((o, s) for s, o in inverse), *symmetric])

    def _pairs(self, predicate: Term) -> list[tuple[Term, Term]]:
        return [(s, o) for s, p, o in self._facts if p == predicate]

    def _of_kind(self, kind: Term) -> list[Term]:
        return [s for s, o in self._pairs(TYPE) if o == kind]

    def compiled(self) -> Rules:
        related = (self._superproperties, self._domains, self._ranges, self._inverses)
        properties = {term for relation in related for term in relation}
        return Rules(
            superclasses=self._superclasses,
            of_links={term: self._of_link(term) for term in properties},
            of_values={term: self._of_value(term) for term in properties},
            transitive=frozenset(self._of_kind(_TRANSITIVE)),
        )

    def _of_link(self, term: Term) -> Effects:
        either = self._reached(term)
        forward = {one for one, turned in either if not turned}
        backward = {one for one, turned in either if turned}
        return Effects(
            frozenset(forward - {term}),
            frozenset(backward),
            self._classes(self._domains, forward) | self._classes(self._ranges, backward),
            self._classes(self._ranges, forward) | self._classes(self._domains, backward),
        )

    def _of_value(self, term: Term) -> Effects:
        forward = {term, *self._superproperties.get(term, ())}
        classes = self._classes(self._domains, forward)
        return Effects(frozenset(forward - {term}), of_subject=classes)

    def _reached(self, term: Term) -> set[tuple[Term, bool]]:
        """Every property that holds because one does, and whether it holds the other way round."""
        seen: set[tuple[Term, bool]] = set()
        waiting = [(term, False)]
        while waiting:
            one, turned = waiting.pop()
            if (one, turned) not in seen:
                seen.add((one, turned))
                waiting += [(above, turned) for above in self._superproperties.get(one, ())]
                waiting += [(other, not turned) for other in self._inverses.get(one, ())]
        return seen

    def _classes(self, relation: Relation, properties: Iterable[Term]) -> frozenset[Term]:
        found = {cls for term in properties for cls in relation.get(term, ())}
        return frozenset(found.union(*(self._superclasses.get(cls, ()) for cls in found)))


def _grouped(pairs: Iterable[tuple[Term, Term]]) -> dict[Term, frozenset[Term]]:
    grouped: defaultdict[Term, set[Term]] = defaultdict(set)
    for first, second in pairs:
        grouped[first].add(second)
    return {first: frozenset(seconds) for first, seconds in grouped.items()}


def infer(facts: Iterable[Fact], rules: Rules) -> set[Fact]:
    """What the rules add to the facts; nothing that is among the facts already."""
    known = set(facts)
    derived = set(rules.alone(known))
    derived |= chained({*rules.links(known), *rules.links(derived)}, rules)
    return derived - known


def chained(links: set[Fact], rules: Rules) -> set[Fact]:
    """What chains of links add, with all that follows from that; ``links`` grows by theirs."""
    added: set[Fact] = set()
    while fresh := _chains(links) - links:
        derived = {*fresh, *rules.alone(fresh)}
        links.update(rules.links(derived))
        added |= derived
    return added


def _chains(links: Iterable[Fact]) -> set[Fact]:
    pairs: defaultdict[Term, list[tuple[Term, Term]]] = defaultdict(list)
    for link in links:
        subject, predicate, object_ = link.split(b" ", 2)
        pairs[predicate].append((subject, object_))
    return {
        b"%b %b %b" % (start, predicate, end)
        for predicate, edges in pairs.items()
        for start, ends in transitive_closure(_leading_on(edges)).items()
        for end in ends
    }


def _leading_on(edges: list[tuple[Term, Term]]) -> list[tuple[Term, Term]]:
    """Those edges that are in a chain of two or more: of most things nothing leads on."""
    starts, ends = {start for start, _ in edges}, {end for _, end in edges}
    return [(start, end) for start, end in edges if start in ends or end in starts]
