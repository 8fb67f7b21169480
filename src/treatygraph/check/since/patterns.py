"""SPARQL constraints of the plainest form: triple patterns, all of them joined, and filters.

Of such a query it is known which triples a solution rests on: each variable is reached from
``$this`` over patterns that all match. Whatever is not surely of this form is refused; OPTIONAL,
UNION, EXISTS, paths and the like would need more thought than they are worth here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from treatygraph.check.since.shapes_graph import CannotTell
from treatygraph.namespaces import expand

_TOKEN: Final = re.compile(
    r"""
    (?P<skip>    \s+ | \#[^\n\r]* )
  | (?P<iri>     <[^<>"{}|^`\\\x00-\x20]*> )
  | (?P<string>  (?: '''(?:'{0,2}[^'\\]|\\.)*''' | \"\"\"(?:"{0,2}(?:[^"\\]|\\.))*\"\"\"
                 | '(?:[^'\\\n\r]|\\.)*' | "(?:[^"\\\n\r]|\\.)*" )
                 (?: @[A-Za-z0-9-]+ )? )
  | (?P<var>     [?$]\w+ )
  | (?P<name>    (?:[A-Za-z][\w-]*+)?:[\w-]*+ (?! [:%\\] | \.+[\w:%\\-] ) )
  | (?P<number>  [0-9]+(?:\.[0-9]+)? )
  | (?P<word>    [A-Za-z][A-Za-z0-9_]* )
  | (?P<sign>    \^\^ | && | \|\| | [!<>]= | [{}().;,=<>!*/+-] )
    """,
    re.VERBOSE | re.DOTALL,
)
_TYPE: Final = NamedNode(expand("rdf:type"))
_OF_SHACL: Final = frozenset(["PATH", "shapesGraph", "currentShape"])
THIS: Final = "this"

Variable = str
Token = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A triple pattern: variables by name, None for a term that is given."""

    subject: Variable | None
    predicate: NamedNode
    object: Variable | None


def read_patterns(query: str, prefixes: Mapping[str, str]) -> list[Pattern]:
    """The triple patterns of a query, each joined to ``$this``. Raises CannotTell."""
    if "\\u" in query or "\\U" in query:
        raise CannotTell("its query has escaped characters")
    patterns = list(_Reader(list(_tokens(query)), dict(prefixes)).patterns())
    _demand_joined(patterns)
    return patterns


def _tokens(query: str) -> Iterator[Token]:
    at = 0
    while at < len(query):
        match = _TOKEN.match(query, at)
        if match is None or match.lastgroup is None:
            raise CannotTell("its query is not of the plainest form")
        if match.lastgroup == "var" and match.group()[1:] in _OF_SHACL:
            raise CannotTell(f"its query speaks of {match.group()}")
        if match.lastgroup != "skip":
            yield match.lastgroup, match.group()
        at = match.end()


def _demand_joined(patterns: list[Pattern]) -> None:
    joined, before = {THIS}, 0
    while len(joined) != before:
        before = len(joined)
        for pattern in patterns:
            ends = {end for end in (pattern.subject, pattern.object) if end is not None}
            if ends & joined:
                joined |= ends
    if not all({pattern.subject, pattern.object} & joined for pattern in patterns):
        raise CannotTell("its query has patterns that are not joined to $this")


class _Reader:
    """Reads ``SELECT … WHERE { … }`` and nothing else."""

    def __init__(self, tokens: list[Token], prefixes: dict[str, str]) -> None:
        self._tokens, self._at, self._prefixes = tokens, 0, prefixes

    def patterns(self) -> Iterator[Pattern]:
        while self._accept("PREFIX"):
            (_, name), (_, iri) = self._take("name"), self._take("iri")
            self._prefixes[name.removesuffix(":")] = iri[1:-1]
        self._select()
        self._accept("WHERE")
        self._sign("{")
        while not self._is_sign("}"):
            if self._accept("FILTER"):
                self._filter()
            elif self._accept("BIND"):
                self._bracketed()
            else:
                yield from self._triples()
            self._skip_sign(".")
        self._sign("}")
        if self._at != len(self._tokens):
            self._refuse()

    def _select(self) -> None:
        if not self._accept("SELECT"):
            self._refuse()
        _ = self._accept("DISTINCT") or self._accept("REDUCED")
        while self._kind() == "var" or self._is_sign("*") or self._is_sign("("):
            if self._is_sign("("):
                self._bracketed()
            else:
                self._at += 1

    def _filter(self) -> None:
        if self._kind() in ("word", "name", "iri"):
            self._no_exists()
            self._at += 1
        self._bracketed()

    def _bracketed(self) -> None:
        """An expression in brackets, in which no pattern stands."""
        self._sign("(")
        depth = 1
        while depth:
            self._no_exists()
            if self._is_sign("{") or self._is_sign("}"):
                self._refuse()
            depth += self._is_sign("(") - self._is_sign(")")
            self._at += 1

    def _no_exists(self) -> None:
        kind, text = self._next()
        if kind == "word" and text.upper() in ("EXISTS", "NOT"):
            following = self._tokens[self._at + 1 : self._at + 2]
            if text.upper() == "EXISTS" or following != [("word", "IN")]:
                raise CannotTell("its query has EXISTS")

    def _triples(self) -> Iterator[Pattern]:
        subject = self._node()
        while True:
            predicate = self._predicate()
            yield Pattern(subject, predicate, self._node())
            while self._skip_sign(","):
                yield Pattern(subject, predicate, self._node())
            if not self._skip_sign(";"):
                return
            while self._skip_sign(";"):
                pass
            if self._is_sign(".") or self._is_sign("}"):
                return

    def _node(self) -> Variable | None:
        kind, text = self._next()
        if kind not in ("var", "iri", "name", "string", "number") and text not in (
            "true", "false"
        ):  # fmt: skip
            self._refuse()
        self._at += 1
        if kind == "string" and self._skip_sign("^^"):
            self._node()
        return text[1:] if kind == "var" else None

    def _predicate(self) -> NamedNode:
        kind, text = self._next()
        self._at += 1
        if (kind, text) == ("word", "a"):
            return _TYPE
        if kind == "iri":
            return self._iri(text[1:-1])
        prefix, _, local = text.partition(":")
        if kind != "name" or prefix not in self._prefixes:
            self._refuse()
        return self._iri(self._prefixes[prefix] + local)

    def _iri(self, iri: str) -> NamedNode:
        if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", iri):
            raise CannotTell("its query has a relative IRI")
        return NamedNode(iri)

    def _next(self) -> Token:
        if self._at >= len(self._tokens):
            self._refuse()
        return self._tokens[self._at]

    def _kind(self) -> str:
        return self._next()[0]

    def _take(self, kind: str) -> Token:
        token = self._next()
        if token[0] != kind:
            self._refuse()
        self._at += 1
        return token

    def _accept(self, word: str) -> bool:
        kind, text = self._next()
        found = kind == "word" and text.upper() == word
        self._at += found
        return found

    def _is_sign(self, sign: str) -> bool:
        return self._next() == ("sign", sign)

    def _skip_sign(self, sign: str) -> bool:
        found = self._is_sign(sign)
        self._at += found
        return found

    def _sign(self, sign: str) -> None:
        if not self._skip_sign(sign):
            self._refuse()

    def _refuse(self) -> None:
        raise CannotTell("its query is not of the plainest form")
