"""Which statements the rules look at: all others need not be in memory when rules are applied."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

Asked = Mapping[str, frozenset[str] | None] | None
"""The IRIs of properties, each with the values that are asked for, or None for any; None where it
cannot be told, so that everything is asked for."""

_UNTOLD: Final = frozenset({"Graph", "GraphGraphPattern", "ServiceGraphPattern"})
"""What looks at graphs by name, or elsewhere."""


class _Anything(Exception):
    """A query may look at any statement."""


def asked_by(queries: Iterable[str]) -> Asked:
    """What queries look at, read from their algebra (SPARQL 1.1, 18.2).

    A pattern with a property that is a variable may look at anything; so may a path of no length,
    which leads from everything to itself; so may what cannot be read.
    """
    found: dict[str, set[str] | None] = {}
    try:
        for query in queries:
            for predicate, value in _patterns(query):
                values = found.setdefault(predicate, set())
                if value is None or values is None:
                    found[predicate] = None
                else:
                    values.add(value)
    except _Anything:
        return None
    return {iri: None if of is None else frozenset(of) for iri, of in found.items()}


def pattern_of(asked: Asked) -> re.Pattern[bytes]:
    """What finds the lines of the statements that are asked for."""
    if asked is None:
        return re.compile(rb".+\n")
    terms = [
        f"<{predicate}> " + (f"<{value}> " if value else "")
        for predicate, values in sorted(asked.items())
        for value in ([""] if values is None else sorted(values))
    ]
    choice = b"|".join(re.escape(term.encode()) for term in terms)
    return re.compile(rb"(?m)^[^ \n]+ (?:%b).*\n" % choice if terms else rb"(?!)")


def _patterns(query: str) -> Iterator[tuple[str, str | None]]:
    """Each property that is asked for, with the value where that is an IRI."""
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


def _asked(predicate: Any, value: Any) -> Iterator[tuple[str, str | None]]:
    from rdflib import URIRef
    from rdflib.paths import Path

    if isinstance(predicate, URIRef):
        yield str(predicate), str(value) if isinstance(value, URIRef) else None
    elif isinstance(predicate, Path) and not _may_be_empty(predicate):
        for step in _steps(predicate):
            yield str(step), None
    else:
        raise _Anything


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
