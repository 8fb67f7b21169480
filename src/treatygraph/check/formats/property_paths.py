"""From a path as SPARQL writes it to a SHACL property path (SHACL, section 2.3.1)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from pyoxigraph import BlankNode, NamedNode, Triple

from treatygraph.namespaces import expand

Node = NamedNode | BlankNode

_TOKEN = re.compile(r"<[^<>]*>|[()|/^*+?]")
_SUFFIXES = {
    "*": NamedNode(expand("sh:zeroOrMorePath")),
    "+": NamedNode(expand("sh:oneOrMorePath")),
    "?": NamedNode(expand("sh:zeroOrOnePath")),
}
_INVERSE, _ALTERNATIVE = (
    NamedNode(expand(name)) for name in ("sh:inversePath", "sh:alternativePath")
)
_FIRST, _REST, _NIL = (NamedNode(expand(name)) for name in ("rdf:first", "rdf:rest", "rdf:nil"))


class NotAPath(ValueError):
    """A text that is no property path."""


def path_node(text: str, triples: list[Triple], new: Callable[[], BlankNode]) -> Node:
    """The node of a path; ``triples`` gets what is to be said of it. Raises NotAPath.

    A path of one predicate is given as that predicate's IRI without brackets.
    """
    if not text.startswith(("<", "(", "^")):
        try:
            return NamedNode(text)
        except ValueError:
            raise NotAPath(text) from None
    reader = _Reader(text, triples, new)
    node = reader.alternatives()
    if reader.tokens:
        raise NotAPath(text)
    return node


class _Reader:
    """Reads a path from left to right, as SPARQL 1.1 Query, section 19.8, rules 89 to 94."""

    def __init__(self, text: str, triples: list[Triple], new: Callable[[], BlankNode]) -> None:
        self.tokens = _TOKEN.findall(text)[::-1]
        self._text, self._triples, self._new = text, triples, new

    def alternatives(self) -> Node:
        """Paths with bars between them."""
        parts = self._joined("|", self._sequence)
        return parts[0] if len(parts) == 1 else self._said(_ALTERNATIVE, self._collection(parts))

    def _sequence(self) -> Node:
        parts = self._joined("/", self._inverted)
        return parts[0] if len(parts) == 1 else self._collection(parts)

    def _joined(self, sign: str, part: Callable[[], Node]) -> list[Node]:
        parts = [part()]
        while self._next(sign):
            parts.append(part())
        return parts

    def _inverted(self) -> Node:
        return self._said(_INVERSE, self._inverted()) if self._next("^") else self._repeated()

    def _repeated(self) -> Node:
        node = self._primary()
        for sign, predicate in _SUFFIXES.items():
            if self._next(sign):
                return self._said(predicate, node)
        return node

    def _primary(self) -> Node:
        if self._next("("):
            node = self.alternatives()
            if not self._next(")"):
                raise NotAPath(self._text)
            return node
        if not self.tokens or not self.tokens[-1].startswith("<"):
            raise NotAPath(self._text)
        return NamedNode(self.tokens.pop()[1:-1])

    def _next(self, sign: str) -> bool:
        if self.tokens and self.tokens[-1] == sign:
            self.tokens.pop()
            return True
        return False

    def _said(self, predicate: NamedNode, object_: Node) -> BlankNode:
        node = self._new()
        self._triples.append(Triple(node, predicate, object_))
        return node

    def _collection(self, parts: Iterable[Node]) -> Node:
        rest: Node = _NIL
        for part in reversed(list(parts)):
            cell = self._said(_FIRST, part)
            self._triples.append(Triple(cell, _REST, rest))
            rest = cell
        return rest
