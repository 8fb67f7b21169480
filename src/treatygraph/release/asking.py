"""Which statements the rules look at: all others need not be in memory when rules are applied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from treatygraph.release.lines import Line

_UNTOLD: Final = frozenset({"Graph", "GraphGraphPattern", "ServiceGraphPattern"})
"""What looks at graphs by name, or elsewhere."""


class _Anything(Exception):
    """A query may look at any statement."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked at: statements with some properties, and with others where the value is one
    of some things; all of them as N-Triples spells them. Without properties: everything."""

    properties: frozenset[bytes] | None
    values: Mapping[bytes, frozenset[bytes]] = field(default_factory=dict)

    @classmethod
    def by(cls, queries: Iterable[str]) -> Asked:
        """What queries look at, read from their algebra (SPARQL 1.1, 18.2).

        A pattern with a property that is a variable may look at anything; so may a path of no
        length, which leads from everything to itself; so may what cannot be read.
        """
        try:
            found = {pattern for query in queries for pattern in _patterns(query)}
        except _Anything:
            return cls(None)
        whole = frozenset(predicate for predicate, value in found if not value)
        narrow = {predicate for predicate, value in found} - whole
        return cls(whole, {predicate: frozenset(value for of, value in found if of == predicate)
                           for predicate in narrow})  # fmt: skip

    def among(self, lines: Iterable[Line]) -> list[Line]:
        """Those of lines, in graphs or marked, that are looked at."""
        if self.properties is None:
            return [*lines]
        found: list[Line] = []
        for line in lines:  # one loop, since there are millions
            _, predicate, value, _ = line.split(b" ", 3)
            if predicate in self.properties or value in self.values.get(predicate, ()):
                found.append(line)
        return found

    def spelled(self) -> str:
        """The same text for the same, whatever the order of sets."""
        values = sorted((predicate, sorted(of)) for predicate, of in self.values.items())
        return repr((self.properties and sorted(self.properties), values))


def _patterns(query: str) -> Iterator[tuple[bytes, bytes]]:
    """Each property that is asked for, with the value where that is an IRI, else with nothing."""
    from rdflib.plugins.sparql.algebra import translateQuery  # a build alone waits for it
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        algebra = translateQuery(parseQuery(query)).algebra
    except Exception as error:  # whatever its parser makes of what it does not know
        raise _Anything from error
    if algebra.datasetClause:
        raise _Anything
    for _, predicate, value in _triples(algebra.p):
        yield from _asked(predicate, value)


def _triples(part: Any) -> Iterator[tuple[Any, Any, Any]]:
    """The triple patterns in a part of an algebra."""
    if isinstance(part, dict):
        if getattr(part, "name", "") in _UNTOLD:
            raise _Anything
        for key, inner in part.items():
            if key == "triples":
                yield from _whole(inner)
            else:
                yield from _triples(inner)
    elif isinstance(part, list | tuple):
        for inner in part:
            yield from _triples(inner)


def _whole(triples: Any) -> Iterator[tuple[Any, Any, Any]]:
    """Triples one by one, or term after term: so they stay inside of an expression."""
    for terms in triples:
        for at in range(0, len(terms), 3):
            subject, predicate, value = terms[at : at + 3]
            yield subject, predicate, value


def _asked(predicate: Any, value: Any) -> Iterator[tuple[bytes, bytes]]:
    from rdflib import URIRef
    from rdflib.paths import Path

    if isinstance(predicate, URIRef):
        yield _spelled(predicate), _spelled(value) if isinstance(value, URIRef) else b""
    elif isinstance(predicate, Path) and not _may_be_empty(predicate):
        for step in _steps(predicate):
            yield _spelled(step), b""
    else:
        raise _Anything


def _spelled(iri: Any) -> bytes:
    return f"<{iri}>".encode()


def _may_be_empty(path: Any) -> bool:
    from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath

    match path:
        case MulPath(path=inner, mod=mod):
            return mod != "+" or _may_be_empty(inner)
        case InvPath(arg=inner):
            return _may_be_empty(inner)
        case SequencePath(args=steps):
            return all(map(_may_be_empty, steps))
        case AlternativePath(args=ways):
            return any(map(_may_be_empty, ways))
    return False


def _steps(path: Any) -> Iterator[Any]:
    from rdflib import URIRef
    from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath

    match path:
        case URIRef():
            yield path
        case MulPath(path=inner) | InvPath(arg=inner):
            yield from _steps(inner)
        case SequencePath(args=parts) | AlternativePath(args=parts):
            for part in parts:
                yield from _steps(part)
        case _:  # all but some properties
            raise _Anything
