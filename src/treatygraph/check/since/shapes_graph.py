"""The shapes as a graph: what is said of each node, and the collections in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from treatygraph.namespaces import expand

Term = NamedNode | BlankNode | Literal | Triple
NIL = NamedNode(expand("rdf:nil"))
_FIRST, _REST = expand("rdf:first"), expand("rdf:rest")


class CannotTell(Exception):
    """What a shape depends on cannot be told; ``str()`` of it says why."""


class ShapesGraph:
    """Triples by subject and predicate; predicates are given as IRIs."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._said: defaultdict[Term, defaultdict[str, list[Term]]]
        self._said = defaultdict(lambda: defaultdict(list))
        for quad in quads:
            objects = self._said[quad.subject][quad.predicate.value]
            if quad.object not in objects:
                objects.append(quad.object)

    def __iter__(self) -> Iterator[Term]:
        return iter(self._said)

    def about(self, node: Term) -> Mapping[str, Sequence[Term]]:
        """What is said of a node."""
        return self._said.get(node, {})

    def objects(self, node: Term, predicate: str) -> Sequence[Term]:
        """The objects of a node and a predicate."""
        return self.about(node).get(predicate, ())

    def subjects(self, predicate: str, value: Term) -> list[Term]:
        """The nodes of which a statement is made."""
        return [node for node, said in self._said.items() if value in said.get(predicate, ())]

    def members(self, collection: Term) -> list[Term]:
        """The members of a collection. Raises CannotTell where it is none."""
        found: list[Term] = []
        seen: set[Term] = set()
        while collection != NIL:
            first, rest = self.objects(collection, _FIRST), self.objects(collection, _REST)
            if len(first) != 1 or len(rest) != 1 or collection in seen:
                raise CannotTell("a collection in it is broken")
            seen.add(collection)
            found += first
            collection = rest[0]
        return found
