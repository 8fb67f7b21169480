"""The files of an ontology, read so that each triple is known by its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple
from rdflib import BNode, Graph, URIRef
from rdflib import Literal as RdflibLiteral
from rdflib.term import Node

from treatygraph.check.finding import Finding, Term
from treatygraph.collection import RdfFile, load_files
from treatygraph.collection.files import FORMATS, display_name, find_rdf_files
from treatygraph.errors import NothingToRead
from treatygraph.iris import Base
from treatygraph.turtle import LocatedTriple, parse_turtle

_LINE_BREAK = re.compile(r"\r\n?|\n")
_LOCATED = (RdfFormat.TURTLE, RdfFormat.N_TRIPLES)


@dataclass(frozen=True, slots=True)
class Statement:
    """A triple of an ontology file, its blank nodes told apart by file, and where it stands."""

    triple: Triple
    file: str
    line_texts: tuple[str, ...]
    located: LocatedTriple

    def put(self, finding: Finding, part: int) -> Finding:
        """A finding at the subject, predicate or object of this triple (0, 1 or 2)."""
        spans = (self.located.subject_at, self.located.predicate_at, self.located.object_at)
        at = spans[part].start
        line = self.line_texts[at.line - 1] if at.line <= len(self.line_texts) else None
        return replace(finding, file=self.file, line=at.line, column=at.column, source_line=line)


@dataclass(frozen=True)
class OntologySource:
    """The statements of some ontology files, which stand for the whole imports closure."""

    statements: tuple[Statement, ...]
    files: int

    @cached_property
    def by_triple(self) -> dict[Triple, Statement]:
        """Where each triple is said first."""
        found: dict[Triple, Statement] = {}
        for statement in self.statements:
            found.setdefault(statement.triple, statement)
        return found

    @cached_property
    def by_node(self) -> dict[tuple[Node, Node, Node], Statement]:
        """The same by rdflib's terms."""
        return {_nodes(triple): statement for triple, statement in self.by_triple.items()}

    @cached_property
    def graph(self) -> Graph:
        """All statements as one rdflib graph, literals as they are written."""
        graph = Graph(bind_namespaces="none")
        for nodes in self.by_node:
            graph.add(nodes)
        return graph


def read_ontology(paths: Sequence[Path]) -> OntologySource:
    """Read ontology files, and those below the folders named.

    Raises UnreadableFiles with every fault, NothingToRead for what is not Turtle or N-Triples.
    """
    files = list(dict.fromkeys(path for path, _ in find_rdf_files(paths)))
    for path in files:
        if FORMATS[path.suffix.lower()] not in _LOCATED:
            raise NothingToRead(path, "Turtle or N-Triples, in which faults can be located")
    named = [RdfFile(path, display_name(path), None, RdfFormat.TURTLE) for path in files]
    load_files(named, Base())
    found = [s for number, file in enumerate(named) for s in _statements(file, number)]
    return OntologySource(tuple(found), len(files))


def _statements(file: RdfFile, number: int) -> Iterator[Statement]:
    text = file.path.read_text(encoding="utf-8-sig")
    lines = tuple(_LINE_BREAK.split(text))
    for located in parse_turtle(text, base_iri=file.path.resolve().as_uri()).triples:
        object_ = located.object
        triple = Triple(
            _apart(located.subject, number),
            located.predicate,
            object_ if isinstance(object_, Literal) else _apart(object_, number),
        )
        yield Statement(triple, file.name, lines, located)


def _apart(term: NamedNode | BlankNode, number: int) -> NamedNode | BlankNode:
    """Blank nodes of two files may have one label, and are two."""
    return BlankNode(f"f{number}-{term.value}") if isinstance(term, BlankNode) else term


def _nodes(triple: Triple) -> tuple[Node, Node, Node]:
    return to_node(triple.subject), to_node(triple.predicate), to_node(triple.object)


def to_node(term: Term) -> Node:
    """A term as rdflib has it, a literal's text left as it is written."""
    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if isinstance(term, BlankNode):
        return BNode(term.value)
    if isinstance(term, Literal):
        if term.language:
            return RdflibLiteral(term.value, lang=term.language)
        datatype = None if term.datatype.value.endswith("#string") else URIRef(term.datatype.value)
        return RdflibLiteral(term.value, datatype=datatype, normalize=False)
    raise TypeError(f"a triple is no term of RDF 1.1: {term}")
