"""What is said of one thing, as far as searching looks at it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Final

from treatygraph.namespaces import expand
from treatygraph.search.told import Told

NAMES: Final = (
    "skos:prefLabel", "dcterms:title", "rdfs:label", "foaf:name", "skos:altLabel",
    "skos:hiddenLabel",
)  # fmt: skip
"""Properties whose values are names, the first of them to be shown."""

TEXTS: Final = (
    "tg:action", "tg:statement", "tg:condition", "tg:exception", "skos:definition",
    "skos:scopeNote", "rdfs:comment", "dcterms:description",
)  # fmt: skip
"""Properties whose values are what is said."""

_TYPE: Final = expand("rdf:type")
_DATES: Final = tuple(map(expand, ("tg:date", "tg:concludedOn", "tg:publishedOn", "tg:earliest")))
_SAID: Final = {expand(name): name for name in (*NAMES, *TEXTS)}
SEARCHED: Final = frozenset([*_SAID, *_DATES])
"""Properties whose values are looked at where they are texts or days."""


@dataclass(slots=True)
class Subject:
    """A thing, its classes, what it is linked to by which property, its texts, its days."""

    iri: str
    types: set[str] = field(default_factory=set)
    links: set[tuple[str, str]] = field(default_factory=set)
    said: set[tuple[str, str, str]] = field(default_factory=set)
    """The prefixed name of a property, a language and a text."""
    days: dict[str, str] = field(default_factory=dict)

    @property
    def year(self) -> str:
        """The year of the first of its days that tells one; empty where none does."""
        for predicate in _DATES:
            year = self.days.get(predicate, "")[:4]
            if len(year) == 4 and year.isascii() and year.isdigit():
                return year
        return ""


def subjects_of(told: Iterable[Told]) -> Iterator[Subject]:
    """The things that statements are about, which come together."""
    for iri, of in groupby(told, key=itemgetter(0)):
        subject = Subject(iri)
        types, links, said, days = subject.types, subject.links, subject.said, subject.days
        for _, predicate, value, language in of:  # one loop, since there are millions
            if language is None:
                if predicate == _TYPE:
                    types.add(value)
                else:
                    links.add((predicate, value))
            elif name := _SAID.get(predicate):
                said.add((name, language, value))
            elif predicate in _DATES:
                days[predicate] = min(value, days.get(predicate, value))
        yield subject
