"""How blank nodes are written: inside what refers to them, or under a label."""

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from pyoxigraph import BlankNode, NamedNode

from treatygraph.turtle.comments import Comments
from treatygraph.turtle.document import Subject, Term
from treatygraph.turtle.statements import Statements
from treatygraph.turtle.terms import RDF_FIRST, RDF_NIL

_DEEPEST: Final = 20
_ROUNDS: Final = 200_000
_TRIED: Final = 16
_WORTH_TRYING: Final = 200

Colours = dict[BlankNode, str]


class BlankNodes:
    """Which blank nodes need a label, and an order among blank nodes.

    A node is written in brackets where exactly one triple refers to it, and anonymously where
    none does. It needs a label where several do, where it lies on a cycle, or where brackets
    would nest more than _DEEPEST deep.

    Labelled nodes are told apart by what is said of them and by them (colour refinement: each
    round hashes a node's surroundings). Where equal colours remain, one node is singled out and
    the rest refined again, the one that gives the smallest outcome of at most _TRIED. That is
    exact for nodes that can be swapped without changing the graph, and for the usual rest; in
    large regular graphs made of nothing but blank nodes, or where telling nodes apart takes more
    than _ROUNDS steps, the order of appearance may show.
    """

    def __init__(self, statements: Statements, comments: Comments) -> None:
        self._statements = statements
        self._comments = comments
        self.cells = statements.cells() if statements.referring else {}
        self.labelled: dict[BlankNode, None] = {}
        self._find_labelled()
        self._mentions = {node: list[tuple[Subject, str]]() for node in self.labelled}
        if self.labelled:
            for subject in filter(self.is_root, statements.of):
                self._find_mentions(subject)
        self.colours = self._distinguish(self._refine(dict.fromkeys(self.labelled, "")))

    def is_root(self, subject: Subject) -> bool:
        """Whether what is stated of a subject is a paragraph of its own."""
        if not isinstance(subject, BlankNode):
            return True
        return subject in self.labelled or not self._statements.referring[subject]

    def items(self, cell: Term) -> list[tuple[BlankNode, Term]]:
        """The cells of the list that begins with a cell, each with its item."""
        found = []
        while isinstance(cell, BlankNode) and cell in self.cells and cell not in self.labelled:
            found.append((cell, next(iter(self._statements.of[cell][RDF_FIRST]))))
            cell = self.cells[cell]
        return found

    def is_list(self, term: Term) -> bool:
        """Whether a term is written as a collection."""
        return term == RDF_NIL or (term in self.cells and term not in self.labelled)

    def description(self, term: Term, colours: Colours | None = None) -> str:
        """What a term is, all that brackets hold included; equal for what is written alike."""
        colours = self.colours if colours is None else colours
        if not isinstance(term, BlankNode):
            return str(term)
        if term in self.labelled:
            return f"_:{colours[term]}"
        if term in self.cells:
            items = (
                f"{self.description(item, colours)}{self._comments.of(cell)}"
                for cell, item in self.items(term)
            )
            return f"({' '.join(items)})"
        return self.content(term, colours)

    def content(self, node: BlankNode, colours: Colours | None = None) -> str:
        """All that is stated of a blank node, then its comments, then where they stand."""
        told = sorted(
            (f"{predicate} {self.description(term, colours)}", self._remarks(node, predicate, term))
            for predicate, objects in self._statements.of.get(node, {}).items()
            for term in objects
        )
        remarks = self._comments.of(node)
        places = [pair for pair in told if pair[1]] if remarks else ""
        return f"[{'; '.join(text for text, _ in told)}]{remarks}{places}"

    def _remarks(self, node: Subject, predicate: NamedNode, term: Term) -> list[str]:
        """Comments at an object; at the only one, it and its predicate share a line."""
        remarks = self._comments.at(node, predicate, term)
        if len(self._statements.of[node][predicate]) > 1:
            return remarks
        return sorted(remarks + self._comments.at(node, predicate))

    def _find_labelled(self) -> None:
        referring = self._statements.referring
        self.labelled.update((node, None) for node, told in referring.items() if len(told) > 1)
        seen: set[Subject] = set()
        self._descend(list(filter(self.is_root, self._statements.of)), seen)
        for node in referring:
            if node not in seen:
                circle = self._circle_above(node)
                self.labelled.update(dict.fromkeys(circle))
                self._descend(circle, seen)

    def _descend(self, roots: Sequence[Subject], seen: set[Subject]) -> None:
        """Go down from roots through brackets, and label what lies too deep."""
        reached = [(root, 0) for root in roots]
        while reached:
            subject, depth = reached.pop()
            seen.add(subject)
            for term in self._objects(subject):
                if isinstance(term, BlankNode) and term not in seen:
                    within = depth + (self.cells.get(subject) != term)
                    if within > _DEEPEST:
                        self.labelled[term] = None
                    reached.append((term, 0 if term in self.labelled else within))

    def _circle_above(self, node: BlankNode) -> list[BlankNode]:
        """The circle that leads to a node which no root leads to; one triple refers to each."""
        passed: dict[BlankNode, int] = {}
        while node not in passed:
            passed[node] = len(passed)
            above = next(iter(self._statements.referring[node]))[0]
            assert isinstance(above, BlankNode), "whatever a name leads to has a root"
            node = above
        return list(passed)[passed[node] :]

    def _objects(self, subject: Subject) -> list[Term]:
        stated = self._statements.of.get(subject, {})
        return [term for objects in stated.values() for term in objects]

    def _find_mentions(self, root: Subject) -> None:
        """Where below a root, by which path of predicates, labelled nodes are referred to."""
        reached: list[tuple[Subject, str]] = [(root, "")]
        while reached:
            subject, path = reached.pop()
            for predicate, objects in self._statements.of.get(subject, {}).items():
                for term in objects:
                    remarks = self._remarks(subject, predicate, term)
                    below = _hash(path, str(predicate), *remarks)
                    if isinstance(term, BlankNode) and term in self.labelled:
                        self._mentions[term].append((root, below))
                    elif isinstance(term, BlankNode):
                        reached.append((term, below))

    def _refine(self, colours: Colours) -> Colours:
        """Colours that tell apart whatever surroundings tell apart."""
        classes = len(set(colours.values()))
        for _ in range(max(4, _ROUNDS // max(len(colours), 1))):
            colours = {node: self._surroundings(node, colours) for node in colours}
            found = len(set(colours.values()))
            if found == classes:
                break
            classes = found
        return colours

    def _surroundings(self, node: BlankNode, colours: Colours) -> str:
        mentions = sorted(
            _hash(self._root(root, colours), path) for root, path in self._mentions[node]
        )
        return _hash(colours[node], self.content(node, colours), *mentions)

    def _root(self, root: Subject, colours: Colours) -> str:
        if not isinstance(root, BlankNode):
            return str(root)
        return colours[root] if root in self.labelled else self.content(root, colours)

    def _distinguish(self, colours: Colours) -> Colours:
        while True:
            counted = Counter(colours.values())
            equal = sorted(colour for colour, count in counted.items() if count > 1)
            if not equal:
                return colours
            nodes = [node for node, colour in colours.items() if colour == equal[0]]
            tried = _TRIED if len(colours) <= _WORTH_TRYING else 1
            outcomes = [self._singled_out(colours, node) for node in nodes[:tried]]
            colours = min(outcomes, key=lambda outcome: sorted(outcome.values()))

    def _singled_out(self, colours: Colours, node: BlankNode) -> Colours:
        return self._refine(colours | {node: _hash(colours[node], "singled out")})


def _hash(*parts: str) -> str:
    return sha256("\x00".join(parts).encode()).hexdigest()
