"""A document's triples by subject and predicate, each once, and who refers to a blank node."""

from collections.abc import Iterable

from pyoxigraph import BlankNode, NamedNode

from treatygraph.turtle.document import LocatedTriple, Subject, Term
from treatygraph.turtle.terms import RDF_FIRST, RDF_NIL, RDF_REST


class Statements:
    """What is stated of each subject. `places` tells where a subject first stands."""

    def __init__(self, triples: Iterable[LocatedTriple]) -> None:
        self.of: dict[Subject, dict[NamedNode, dict[Term, None]]] = {}
        self.places: dict[Subject, int] = {}
        self.referring: dict[BlankNode, dict[tuple[Subject, NamedNode], None]] = {}
        for located in triples:
            self._add(located)

    def _add(self, located: LocatedTriple) -> None:
        subject, predicate, term = located.subject, located.predicate, located.object
        stated = self.of.get(subject)
        if stated is None:
            stated = self.of[subject] = {}
            self.places[subject] = located.places[0][0]
        stated.setdefault(predicate, {})[term] = None
        self.places[subject] = min(self.places[subject], located.places[0][0])
        for node in (subject, term):
            if isinstance(node, BlankNode):
                self.referring.setdefault(node, {})
        if isinstance(term, BlankNode):
            self.referring[term][subject, predicate] = None

    def value(self, subject: Subject, predicate: NamedNode) -> Term | None:
        """The object where there is exactly one."""
        objects = self.of.get(subject, {}).get(predicate, {})
        return next(iter(objects)) if len(objects) == 1 else None

    def cells(self) -> dict[Subject, Subject]:
        """The cells of well-formed lists, each with the cell after it or rdf:nil.

        A cell states one item and one rest and nothing else, and but for the first of its list
        only the cell before refers to it.
        """
        before: dict[Term, list[BlankNode]] = {}
        for node in self.referring:
            if self._looks_like_cell(node):
                before.setdefault(next(iter(self.of[node][RDF_REST])), []).append(node)
        found: dict[Subject, Subject] = {}
        reached: list[Subject] = [RDF_NIL]
        while reached:
            rest = reached.pop()
            if isinstance(rest, BlankNode) and len(self.referring[rest]) > 1:
                continue
            cells = before.get(rest, [])
            found.update(dict.fromkeys(cells, rest))
            reached.extend(cells)
        return found

    def _looks_like_cell(self, node: BlankNode) -> bool:
        stated = self.of.get(node, {})
        return stated.keys() == {RDF_FIRST, RDF_REST} and all(
            len(objects) == 1 for objects in stated.values()
        )
