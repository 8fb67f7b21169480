"""A file read again, with positions, and where in it a finding stands."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, NamedNode, RdfFormat

from treatygraph.check.blank_nodes import same_nodes
from treatygraph.check.finding import Finding, Term
from treatygraph.collection import LoadedFile
from treatygraph.namespaces import expand
from treatygraph.turtle import LINE_BREAK, LocatedTriple, parse_turtle

_IRI = re.compile(r"<([^<>]*)>")
_OF_LISTS = frozenset(expand(name) for name in ("rdf:first", "rdf:rest"))

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
        span = (triple.subject_at, triple.predicate_at, triple.object_at)[term]
        return cls(span.start.line, span.start.column, span.end.line, span.end.column)


@dataclass(frozen=True)
class Reread:
    """The triples of a file with positions. Blank nodes have the labels of the collection."""

    name: str
    lines: Sequence[str]
    by_subject: Mapping[Term, Sequence[tuple[LocatedTriple, Term]]]
    by_object: Mapping[Term, Sequence[tuple[LocatedTriple, Term]]] = field(repr=False)

    def line(self, number: int) -> str | None:
        """A line's text; None behind the end."""
        return self.lines[number - 1] if number <= len(self.lines) else None

    def places(self, finding: Finding, node: Term) -> Iterator[tuple[int, LocatedTriple, int]]:
        """Where a finding may stand in what is said of a node: a rank, a triple, and the term.

        The term is counted from 0. Places are worked out for the best alone.
        """
        predicates = predicates_of(finding)
        at_focus = node == finding.focus
        for triple, object_ in self.by_subject.get(node, ()):
            on_path = triple.predicate.value in predicates
            if finding.value is not None and object_ == finding.value:
                term = 1 if on_path and finding.blames_property else 2
                yield (VALUE if on_path else ELSEWHERE), triple, term
            elif on_path and at_focus:
                yield PROPERTY, triple, 1
            if at_focus:
                yield SUBJECT, triple, 0
        for triple, subject in self.by_object.get(node, ()) if at_focus else ():
            yield (INVERSE if subject == finding.value else OBJECT), triple, 2

    def next_nodes(self, node: Term, finding: Finding) -> list[Term]:
        """What to look at next: blank nodes and cells of collections, and along a long path."""
        predicates = predicates_of(finding)
        long = len(predicates) > 1
        return [
            object_
            for triple, object_ in self.by_subject.get(node, ())
            if isinstance(object_, BlankNode)
            or (long and triple.predicate.value in predicates and isinstance(object_, NamedNode))
        ]


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
        return Reread(loaded.file.name, (), {}, {})
    text = loaded.text.decode()
    triples = parse_turtle(text, base_iri=loaded.location).triples
    names = _names(loaded, triples) if not loaded.is_plain else {}

    def named(term: Term) -> Term:
        return names.get(term, term) if isinstance(term, BlankNode) else term

    by_subject: defaultdict[Term, list[tuple[LocatedTriple, Term]]] = defaultdict(list)
    by_object: defaultdict[Term, list[tuple[LocatedTriple, Term]]] = defaultdict(list)
    for triple in triples:
        subject, object_ = named(triple.subject), named(triple.object)
        by_subject[subject].append((triple, object_))
        by_object[object_].append((triple, subject))
    return Reread(loaded.file.name, tuple(LINE_BREAK.split(text)), by_subject, by_object)


def _names(loaded: LoadedFile, triples: Sequence[LocatedTriple]) -> Mapping[BlankNode, BlankNode]:
    """The collection's label for each blank node of this reading."""
    here = [(triple.subject, triple.predicate, triple.object) for triple in triples]
    there = [(quad.subject, quad.predicate, quad.object) for quad in loaded.quads]
    return same_nodes(here, there)
