"""The facts of one side, by subject: what is said of each thing, whichever file says it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from treatygraph.namespaces import ONTOLOGY, expand

Subject = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal | Triple
Spo = tuple[Subject, NamedNode, Term]
Properties = Mapping[NamedNode, set[Term]]

TYPE = NamedNode(expand("rdf:type"))
LABEL = NamedNode(expand("skos:prefLabel"))


class Facts:
    """An index of triples by subject and property."""

    def __init__(self, triples: Iterable[Spo]) -> None:
        self._of: defaultdict[Subject, defaultdict[NamedNode, set[Term]]]
        self._of = defaultdict(lambda: defaultdict(set))
        for subject, predicate, object_ in triples:
            self._of[subject][predicate].add(object_)

    def __len__(self) -> int:
        return sum(len(values) for of in self._of.values() for values in of.values())

    def __contains__(self, subject: object) -> bool:
        return subject in self._of

    def subjects(self) -> set[Subject]:
        """Everything of which something is said."""
        return set(self._of)

    def of(self, subject: Subject) -> Properties:
        """All that is said of a thing: nothing, for one that is not here."""
        return self._of.get(subject, {})

    def triples(self) -> Iterator[Spo]:
        """Every triple, once."""
        for subject, properties in self._of.items():
            for predicate, values in properties.items():
                for value in values:
                    yield subject, predicate, value

    def values(self, subject: Term, name: str) -> list[Term]:
        """The values of a property given by its prefixed name, in order of text."""
        if not isinstance(subject, NamedNode | BlankNode):
            return []
        return sorted(self.of(subject).get(NamedNode(expand(name)), ()), key=str)

    def things(self, subject: Term, name: str) -> list[NamedNode]:
        """The values that are IRIs."""
        return [term for term in self.values(subject, name) if isinstance(term, NamedNode)]

    def thing(self, subject: Term, name: str) -> NamedNode | None:
        """The first of them."""
        return next(iter(self.things(subject, name)), None)

    def text(self, subject: Term, name: str) -> str | None:
        """The text of a property: English first, else one without a language, else any."""
        found = [term for term in self.values(subject, name) if isinstance(term, Literal)]
        ranked = sorted(found, key=lambda term: (term.language != "en", term.language or ""))
        return ranked[0].value if ranked else None

    def cls(self, subject: Term) -> NamedNode | None:
        """A thing's class: one of ours before one of others."""
        ours = f"{ONTOLOGY}#"
        found = self.things(subject, "rdf:type")
        return next((cls for cls in found if cls.value.startswith(ours)), next(iter(found), None))
