"""A file read again, with positions, and where in it a finding stands."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pyoxigraph import BlankNode, NamedNode, RdfFormat

from treatygraph.check.blank_nodes import same_nodes
from treatygraph.check.finding import Finding, Term
from treatygraph.collection import LoadedFile
from treatygraph.namespaces import expand
from treatygraph.turtle import LINE_BREAK, LocatedTriple, Span, parse_turtle

_IRI = re.compile(r"<([^<>]*)>")
_OF_LISTS = frozenset(expand(name) for name in ("rdf:first", "rdf:rest"))

_SPANS = ("subject_at", "predicate_at", "object_at")

Statement = tuple[LocatedTriple, Term]
"""A triple, and the node at its other end."""

VALUE, ELSEWHERE, INVERSE, PROPERTY, SUBJECT, OBJECT = range(6)
"""Ranks of places, the best first: the wrong value under its property; the value under another;
the statement that leads from the value here; the property; the subject; a mention as an object."""


@dataclass(frozen=True, slots=True)
class Place:
    """From one line and column to another, counted from 1; the end is behind the last sign."""

    line: int
    column: int
    end_line: int
    end_column: int

    @classmethod
    def of(cls, triple: LocatedTriple, term: int) -> Place:
        """Where a term of a triple stands."""
        span: Span = getattr(triple, _SPANS[term])  # each is worked out when it is asked for
        return cls(span.start.line, span.start.column, span.end.line, span.end.column)


@dataclass(frozen=True)
class Reread:
    """The triples of a file with positions. Blank nodes have the labels of the collection."""

    name: str
    lines: Sequence[str] = ()
    by_subject: Mapping[Term, Sequence[Statement]] = field(default_factory=dict, repr=False)
    by_object: Mapping[Term, Sequence[Statement]] = field(default_factory=dict, repr=False)
    by_property: Mapping[tuple[Term, str], Statement] = field(default_factory=dict, repr=False)
    """The first statement of each subject with each predicate."""
    by_ends: Mapping[tuple[Term, Term], Sequence[LocatedTriple]] = field(
        default_factory=dict, repr=False
    )
    """The statements between two nodes."""
    _next: dict[tuple[Term, frozenset[str]], list[Term]] = field(default_factory=dict, repr=False)

    def line(self, number: int) -> str | None:
        """A line's text; None behind the end."""
        return self.lines[number - 1] if number <= len(self.lines) else None

    def places(self, finding: Finding, node: Term) -> Iterator[tuple[int, LocatedTriple, int]]:
        """Where a finding may stand in what is said of a node: a rank, a triple, and the term.

        The term is counted from 0. Places are worked out for the best alone.
        """
        predicates, value = predicates_of(finding), finding.value
        for triple in self.by_ends.get((node, value), ()) if value is not None else ():
            if triple.predicate.value in predicates:
                yield VALUE, triple, (1 if finding.blames_property else 2)
            else:
                yield ELSEWHERE, triple, 2
        if node != finding.focus:
            return
        if value is not None:
            yield from ((INVERSE, triple, 2) for triple in self.by_ends.get((value, node), ()))
        on_path = [self.by_property.get((node, predicate)) for predicate in predicates]
        if begun := [triple for triple, _ in filter(None, on_path)]:
            yield PROPERTY, min(begun, key=_begins), 1
        yield from ((SUBJECT, triple, 0) for triple, _ in self.by_subject.get(node, ())[:1])
        yield from ((OBJECT, triple, 2) for triple, _ in self.by_object.get(node, ())[:1])

    def next_nodes(self, node: Term, finding: Finding) -> list[Term]:
        """What to look at next: blank nodes and cells of collections, and along a long path."""
        predicates = predicates_of(finding)
        along = predicates if len(predicates) > 1 else frozenset()
        if (node, along) not in self._next:
            self._next[node, along] = [
                object_
                for triple, object_ in self.by_subject.get(node, ())
                if isinstance(object_, BlankNode)
                or (triple.predicate.value in along and isinstance(object_, NamedNode))
            ]
        return self._next[node, along]


def _begins(triple: LocatedTriple) -> tuple[int, int]:
    start = triple.predicate_at.start
    return start.line, start.column


def predicates_of(finding: Finding) -> frozenset[str]:
    """The predicates that a finding's path names, and those that make collections."""
    path = finding.path
    if path is None:
        return frozenset()
    named = frozenset(_IRI.findall(path))
    return named | _OF_LISTS if named else frozenset([path])


def read_again(loaded: LoadedFile) -> Reread:
    """Read a Turtle file with positions; a file in another syntax has a name and no places."""
    if loaded.file.format != RdfFormat.TURTLE:
        return Reread(loaded.file.name)
    text = loaded.text.decode()
    triples = parse_turtle(text, base_iri=loaded.location).triples
    names = _names(loaded, triples) if not loaded.is_plain else {}

    def named(term: Term) -> Term:
        return names.get(term, term) if isinstance(term, BlankNode) else term

    return _indexed(
        Reread(loaded.file.name, tuple(LINE_BREAK.split(text))),
        [(triple, named(triple.subject), named(triple.object)) for triple in triples],
    )


def _indexed(reread: Reread, statements: Iterable[tuple[LocatedTriple, Term, Term]]) -> Reread:
    """A reading whose places are found at once, however much is said of one thing."""
    by_subject: defaultdict[Term, list[Statement]] = defaultdict(list)
    by_object: defaultdict[Term, list[Statement]] = defaultdict(list)
    by_ends: defaultdict[tuple[Term, Term], list[LocatedTriple]] = defaultdict(list)
    by_property: dict[tuple[Term, str], Statement] = {}
    for triple, subject, object_ in statements:
        by_subject[subject].append((triple, object_))
        by_object[object_].append((triple, subject))
        by_ends[subject, object_].append(triple)
        by_property.setdefault((subject, triple.predicate.value), (triple, object_))
    return replace(
        reread, by_subject=by_subject, by_object=by_object,
        by_ends=by_ends, by_property=by_property,
    )  # fmt: skip


def _names(loaded: LoadedFile, triples: Sequence[LocatedTriple]) -> Mapping[BlankNode, BlankNode]:
    """The collection's label for each blank node of this reading."""
    here = [(triple.subject, triple.predicate, triple.object) for triple in triples]
    there = [(quad.subject, quad.predicate, quad.object) for quad in loaded.quads]
    return same_nodes(here, there)
