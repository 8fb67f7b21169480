"""Statements as far as searching looks at them: of quads, or of the lines of a release."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

Told = tuple[str, str, str, str | None]
"""The IRIs of subject and property, and the value: an IRI where the fourth is None, else a text,
with its language, which may be empty."""

_MANY: Final = 100_000
"""IRIs that are remembered."""

_ESCAPE: Final = re.compile(r'\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([tbnrf"\'\\]))')
_PLAIN: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


def told_by_quads(quads: Iterable[Quad]) -> Iterator[Told]:
    """What quads tell of things that have an IRI."""
    for quad in quads:
        subject, value = quad.subject, quad.object
        if not isinstance(subject, NamedNode):
            continue
        if isinstance(value, NamedNode):
            yield subject.value, quad.predicate.value, value.value, None
        elif isinstance(value, Literal):
            yield subject.value, quad.predicate.value, value.value, value.language or ""


class _Iris(dict[bytes, str]):
    """IRIs by their spelling; each is decoded once, since most lines speak of what others did."""

    def __missing__(self, term: bytes) -> str:
        if len(self) > _MANY:
            self.clear()
        found = self[term] = term[1:-1].decode()
        return found


def told_by_lines(lines: Iterable[bytes], texts: Container[str]) -> Iterator[Told]:
    """What lines of N-Quads, each with a graph, tell of things that have an IRI.

    Of values that are texts, those of the properties ``texts`` alone: most are never searched.
    """
    iris = _Iris()
    for line in lines:
        subject, predicate, value, _ = line.split(b" ", 3)
        if not subject.startswith(b"<"):
            continue
        if value.startswith(b"<"):
            if not value.startswith(b"<<"):
                yield iris[subject], iris[predicate], iris[value], None
        elif value.startswith(b'"') and iris[predicate] in texts:
            start, end = len(subject) + len(predicate) + 3, line.rindex(b'"')
            mark = line[end + 1 : line.rindex(b" ", 0, -3)]
            language = mark[1:].decode().partition("--")[0] if mark[:1] == b"@" else ""
            yield iris[subject], iris[predicate], _unescaped(line[start:end].decode()), language


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(found: re.Match[str]) -> str:
    if number := found[1] or found[2]:
        return chr(int(number, 16))
    return _PLAIN.get(found[3], found[3])
