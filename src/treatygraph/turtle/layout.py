"""Paragraphs of Turtle: a subject, its predicates and objects, and their comments."""

from collections.abc import Iterable
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from treatygraph.turtle.blank_nodes import BlankNodes
from treatygraph.turtle.comments import Comments
from treatygraph.turtle.document import Subject, Term
from treatygraph.turtle.house_order import object_key, predicate_key
from treatygraph.turtle.spelling import Speller
from treatygraph.turtle.statements import Statements
from treatygraph.turtle.terms import RDF_FIRST, RDF_NIL, RDF_REST, RDF_TYPE

_INDENT: Final = " " * 4
_LONGEST_LIST: Final = 100

Lines = list[str]
"""Lines without the indentation of what they stand in; a text of several lines is one of them."""


class Layout:
    """Lays out what is stated of subjects."""

    def __init__(
        self, statements: Statements, nodes: BlankNodes, comments: Comments, speller: Speller
    ) -> None:
        self.labels: dict[BlankNode, int] = {}
        self._statements = statements
        self._nodes = nodes
        self._comments = comments
        self._speller = speller

    def paragraph(self, subject: Subject) -> str:
        """All that is stated of a subject."""
        above, beside = self._comments.take((subject,))
        lines = [*above, self._subject(subject) + beside]
        lines += _indented(self._predicates(subject))
        lines += _indented(self._comments.take_foot(subject))
        return "\n".join([*lines, "."])

    def _subject(self, subject: Subject) -> str:
        if isinstance(subject, NamedNode):
            return self._speller.iri(subject.value)
        return self._label(subject) if subject in self._nodes.labelled else "[]"

    def _label(self, node: BlankNode) -> str:
        """Labels are numbered in the order in which the file mentions them."""
        return f"_:b{self.labels.setdefault(node, len(self.labels) + 1)}"

    def _predicates(self, subject: Subject) -> Lines:
        stated = [
            (predicate_key(predicate.value, self._verb(predicate)), predicate)
            for predicate in self._statements.of.get(subject, ())
        ]
        stated.sort(key=lambda pair: pair[0])
        return [line for _, predicate in stated for line in self._objects(subject, predicate)]

    def _verb(self, predicate: NamedNode) -> str:
        return "a" if predicate == RDF_TYPE else self._speller.iri(predicate.value)

    def _objects(self, subject: Subject, predicate: NamedNode) -> Lines:
        objects = self._statements.of[subject][predicate]
        if len(objects) == 1:
            return self._only_object(subject, predicate, next(iter(objects)))
        above, beside = self._comments.take((subject, predicate))
        lines: Lines = [*above, self._verb(predicate) + beside]
        *others, last = sorted(objects, key=self._object_key)
        for term in others:
            lines += _indented(self._ended(subject, predicate, term, " ,"))
        return lines + _indented(self._ended(subject, predicate, last, " ;"))

    def _only_object(self, subject: Subject, predicate: NamedNode, term: Term) -> Lines:
        owners = (subject, predicate), (subject, predicate, term)
        above, beside = self._comments.take(*owners)
        first, *more = self._term(term)
        lines = [f"{self._verb(predicate)} {first}", *more]
        return [*above, *_with_end(lines, f" ;{beside}")]

    def _ended(self, subject: Subject, predicate: NamedNode, term: Term, end: str) -> Lines:
        above, beside = self._comments.take((subject, predicate, term))
        return [*above, *_with_end(self._term(term), end + beside)]

    def _object_key(self, term: Term) -> tuple[object, ...]:
        if isinstance(term, BlankNode):
            return (2, self._nodes.description(term))
        return object_key(term)

    def _term(self, term: Term) -> Lines:
        if isinstance(term, Literal):
            return [self._speller.literal(term)]
        if self._nodes.is_list(term):
            return self._list(term)
        if isinstance(term, NamedNode):
            return [self._speller.iri(term.value)]
        return [self._label(term)] if term in self._nodes.labelled else self._brackets(term)

    def _brackets(self, node: BlankNode) -> Lines:
        above, beside = self._comments.take((node,))
        foot = self._comments.take_foot(node)
        inner = [*above, *([beside.strip()] if beside else []), *self._predicates(node), *foot]
        if not inner:
            return ["[]"]
        if len(inner) == 1 and inner[0].endswith(" ;") and "\n" not in inner[0]:
            return [f"[ {inner[0].removesuffix(' ;')} ]"]
        return ["[", *_indented(inner), "]"]

    def _list(self, head: Term) -> Lines:
        items = self._nodes.items(head)
        lines: Lines = []
        foot: Lines = []
        commented = False
        for cell, item in items:
            if self._nodes.cells[cell] == RDF_NIL:
                foot, _ = self._comments.take((cell, RDF_REST, RDF_NIL))
            beside = self._beside_item(cell, item)
            above = self._comments.take_all(cell)
            commented = commented or bool(above or beside or foot)
            lines += [*above, *_with_end(self._term(item), beside)]
        joined = f"( {' '.join(lines)} )" if lines else "()"
        if commented or len(lines) > len(items) or "\n" in joined or len(joined) > _LONGEST_LIST:
            return ["(", *_indented(lines + foot), ")"]
        return [joined]

    def _beside_item(self, cell: BlankNode, item: Term) -> str:
        owner = (cell, RDF_FIRST, item)
        if len(self._comments.beside.get(owner, ())) != 1:
            return ""
        return " " + self._comments.beside.pop(owner)[0]


def _with_end(lines: Lines, end: str) -> Lines:
    return [*lines[:-1], lines[-1] + end]


def _indented(lines: Iterable[str]) -> Lines:
    return [_INDENT + line for line in lines]
