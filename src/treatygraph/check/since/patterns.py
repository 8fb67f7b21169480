"""SPARQL constraints of the plainest form: triple patterns, all of them joined, and filters.

Of such a query it is known which triples a solution rests on: each variable is reached from
``$this`` over patterns that all match. A path whose steps are not repeated leads from one end to
the other, whichever way it takes; a filter by EXISTS is a join of which no variable is told.
Whatever is not surely of this form is refused; OPTIONAL, UNION, NOT EXISTS and the like would need
more thought than they are worth here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from pyoxigraph import NamedNode

from treatygraph.check.since.paths import Either, InTurn, Inverse, Path
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
  | (?P<sign>    \^\^ | && | \|\| | [!<>]= | [{}().;,=<>!*/+^|-] )
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
    path: Path
    object: Variable | None

    @property
    def variables(self) -> set[Variable]:
        """What it speaks of that is not given."""
        return {end for end in (self.subject, self.object) if end is not None}


def read_patterns(query: str, prefixes: Mapping[str, str]) -> list[Pattern]:
    """The triple patterns of a query, each joined to ``$this``. Raises CannotTell."""
    if "\\u" in query or "\\U" in query:
        raise CannotTell("its query has escaped characters")
    patterns = _Reader(list(_tokens(query)), dict(prefixes)).patterns()
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
            if pattern.variables & joined:
                joined |= pattern.variables
    if not all(pattern.variables & joined for pattern in patterns):
        raise CannotTell("its query has patterns that are not joined to $this")


def _apart(group: Iterable[Pattern], around: set[Variable], mark: int) -> Iterator[Pattern]:
    """The patterns of an EXISTS: its variables are others than those of the same name elsewhere.

    Only those of the group around it, and ``$this``, which is given everywhere, are the same.
    """

    def named(end: Variable | None) -> Variable | None:
        return end if end is None or end in around or end == THIS else f"{end} {mark}"

    for pattern in group:
        yield replace(pattern, subject=named(pattern.subject), object=named(pattern.object))


class _Reader:
    """Reads ``SELECT … WHERE { … }`` and nothing else."""

    def __init__(self, tokens: list[Token], prefixes: dict[str, str]) -> None:
        self._tokens, self._at, self._prefixes = tokens, 0, prefixes

    def patterns(self) -> list[Pattern]:
        while self._accept("PREFIX"):
            (_, name), (_, iri) = self._take("name"), self._take("iri")
            self._prefixes[name.removesuffix(":")] = iri[1:-1]
        self._select()
        self._accept("WHERE")
        found = self._group()
        if self._at != len(self._tokens):
            self._refuse()
        return found

    def _group(self) -> list[Pattern]:
        """What stands in braces, and what stands in every EXISTS of it."""
        found: list[Pattern] = []
        exist: list[tuple[int, list[Pattern]]] = []
        self._sign("{")
        while not self._is_sign("}"):
            if not self._accept("FILTER"):
                found += self._bound() if self._accept("BIND") else self._triples()
            elif self._accept("EXISTS"):
                exist.append((self._at, self._group()))
            else:
                self._filter()
            self._skip_sign(".")
        self._sign("}")
        around = {name for pattern in found for name in pattern.variables}
        return found + [each for at, group in exist for each in _apart(group, around, at)]

    def _bound(self) -> list[Pattern]:
        self._bracketed()
        return []

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
            path = self._path()
            yield Pattern(subject, path, self._node())
            while self._skip_sign(","):
                yield Pattern(subject, path, self._node())
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

    def _path(self) -> Path:
        paths = [self._in_turn()]
        while self._skip_sign("|"):
            paths.append(self._in_turn())
        return Either(tuple(paths)) if len(paths) > 1 else paths[0]

    def _in_turn(self) -> Path:
        paths = [self._step()]
        while self._skip_sign("/"):
            paths.append(self._step())
        return InTurn(tuple(paths)) if len(paths) > 1 else paths[0]

    def _step(self) -> Path:
        if self._skip_sign("^"):
            return Inverse(self._step())
        if not self._skip_sign("("):
            return self._predicate()
        path = self._path()
        self._sign(")")
        return path

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
