"""Shapes as triples by their subjects: which lean on which, and what lists hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from pyoxigraph import BlankNode, NamedNode

from treatygraph.check.finding import Term
from treatygraph.collection import LoadedFile
from treatygraph.namespaces import PREFIX, expand

SH: Final = PREFIX["sh"]
FIRST: Final = expand("rdf:first")
REST: Final = expand("rdf:rest")
NIL: Final = NamedNode(expand("rdf:nil"))

LEADING: Final = ("property", "node", "not", "qualifiedValueShape")
LISTING: Final = ("and", "or", "xone")
_SPEAKING: Final = {
    *LEADING, *LISTING, "path", "targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf",
    "declare", "prefix", "select", "ask", "parameter",
}  # fmt: skip
_SHAPES: Final = {NamedNode(SH + "NodeShape"), NamedNode(SH + "PropertyShape")}


class ShapesGraph:
    """The triples of shapes, for a few questions."""

    def __init__(self, files: Sequence[LoadedFile]) -> None:
        self._said: defaultdict[Term, defaultdict[str, list[Term]]]
        self._said = defaultdict(lambda: defaultdict(list))
        for loaded in files:
            for quad in loaded.quads:
                self._said[quad.subject][quad.predicate.value].append(quad.object)

    def objects(self, subject: Term, predicate: str) -> list[Term]:
        """The values of a property, by its IRI."""
        return self._said[subject][predicate] if subject in self._said else []

    def parameters(self, local: str) -> Iterator[tuple[Term, Term]]:
        """Each subject and value of a property of SHACL's."""
        for subject in list(self._said):
            for value in self.objects(subject, SH + local):
                yield subject, value

    def members(self, head: Term) -> list[Term]:
        """The members of a list, as far as it goes without coming back to itself."""
        found: list[Term] = []
        seen: set[Term] = set()
        while head != NIL and head not in seen:
            seen.add(head)
            found += self.objects(head, FIRST)
            head = next(iter(self.objects(head, REST)), NIL)
        return found

    def comes_back(self, head: Term) -> bool:
        """Whether a list leads into itself."""
        seen: set[Term] = set()
        while head != NIL and head not in seen:
            seen.add(head)
            head = next(iter(self.objects(head, REST)), NIL)
        return head != NIL

    def leaning_on(self, shape: Term) -> Iterator[tuple[str, Term]]:
        """The shapes that a shape leans on, each with the parameter that names it."""
        for local in LEADING:
            for other in self.objects(shape, SH + local):
                yield local, other
        for local in LISTING:
            for head in self.objects(shape, SH + local):
                for other in self.members(head):
                    yield local, other

    def shapes(self) -> list[Term]:
        """Whatever leans on shapes; others cannot be part of a circle."""
        wanted = {SH + local for local in (*LEADING, *LISTING)}
        return [subject for subject, said in self._said.items() if wanted & said.keys()]

    def speaks_of_shapes(self) -> bool:
        """Whether anything here is a shape or part of one."""
        wanted = {SH + local for local in _SPEAKING}
        return any(
            wanted & said.keys() or _SHAPES & set(said.get(expand("rdf:type"), ()))
            for said in self._said.values()
        )

    def name(self, term: Term) -> str:
        """A term in a message."""
        if isinstance(term, BlankNode):
            return "[…]"
        return str(getattr(term, "value", term))
