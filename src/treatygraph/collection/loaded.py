"""One file: its text, and the quads that it holds."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from urllib.parse import quote

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from treatygraph.collection.files import RdfFile
from treatygraph.collection.nesting import nesting_fault
from treatygraph.collection.plain import is_plain_turtle
from treatygraph.errors import SourceFault
from treatygraph.iris import Base, rebase
from treatygraph.namespaces import expand

_ANY_URI = NamedNode(expand("xsd:anyURI"))

Term = NamedNode | BlankNode | Literal | Triple


@dataclass(frozen=True)
class LoadedFile:
    """A file as read, and the quads that it holds, in the order written."""

    file: RdfFile
    text: bytes = field(repr=False)
    base: Base

    @cached_property
    def quads(self) -> tuple[Quad, ...]:
        """Parsed when first asked for. Raises SyntaxError or UnicodeDecodeError."""
        return tuple(_quads(self))

    def read_quads(self) -> Iterable[Quad]:
        """As ``quads``, but not kept: a large collection has more than fit in memory."""
        return self.__dict__.get("quads") or _quads(self)

    @cached_property
    def is_plain(self) -> bool:
        """Whether it is Turtle that can stand between other Turtle as it is."""
        return self.file.format == RdfFormat.TURTLE and is_plain_turtle(self.text)

    @cached_property
    def too_deep(self) -> SourceFault | None:
        """Where its brackets nest too deeply to be followed; plain Turtle has none."""
        may_nest = self.file.format == RdfFormat.TURTLE and not self.is_plain
        return nesting_fault(self.file, self.text) if may_nest else None

    @classmethod
    def holding(cls, file: RdfFile, quads: Iterable[Quad], base: Base) -> LoadedFile:
        """A file whose quads are known from elsewhere; it has no text."""
        loaded = cls(file, b"", base)
        loaded.__dict__["quads"] = tuple(quads)  # where cached_property keeps them
        return loaded

    @property
    def graph(self) -> NamedNode | DefaultGraph:
        """The graph of the file under the base."""
        name = self.file.graph
        return NamedNode(rebase(name, self.base)) if name else DefaultGraph()

    @property
    def location(self) -> str:
        """The ``file:`` IRI against which relative IRIs are resolved."""
        return "file://" + quote(os.fsencode(os.path.abspath(self.file.where)))


def _quads(loaded: LoadedFile) -> Iterator[Quad]:
    """The quads of a file under a base, its blank nodes named by file and order of appearance."""
    graph = loaded.graph
    local = _Localizer(_blank_label(loaded.file), loaded.base)
    for quad in parse(loaded.text, format=loaded.file.format, base_iri=loaded.location):
        inner = quad.graph_name
        yield Quad(
            local.subject(quad.subject),
            local.iri(quad.predicate),
            local.term(quad.object),
            graph if isinstance(inner, DefaultGraph) else local.subject(inner),
        )


def _blank_label(file: RdfFile) -> str:
    """What the blank nodes of a file are called: the same wherever the file lies."""
    name = file.graph.partition("/graph/")[2] if file.graph else file.name
    return re.sub(r"\W+", "-", name).strip("-")


class _Localizer:
    """Moves terms under a base and makes blank node labels reproducible."""

    def __init__(self, label: str, base: Base) -> None:
        self._label = label
        self._blank: dict[str, BlankNode] = {}
        self._base = base
        self.iri = lru_cache(maxsize=65536)(self._iri)

    def _iri(self, term: NamedNode) -> NamedNode:
        moved = rebase(term.value, self._base)
        return term if moved == term.value else NamedNode(moved)

    def subject(self, term: NamedNode | BlankNode | Triple) -> NamedNode | BlankNode:
        if isinstance(term, BlankNode):
            new = BlankNode(f"{self._label}-{len(self._blank)}")
            return self._blank.setdefault(term.value, new)
        if isinstance(term, Triple):
            raise SyntaxError("a triple as a subject is not RDF 1.1")
        return self.iri(term)

    def term(self, term: Term) -> Term:
        if isinstance(term, Literal):
            return self._literal(term)
        return self.subject(term)

    def _literal(self, term: Literal) -> Literal:
        """Addresses are moved too: the namespaces that the prefixes document declares."""
        if term.datatype != _ANY_URI:
            return term
        return Literal(rebase(term.value, self._base), datatype=_ANY_URI)
