"""What searching has to know of things beside the one that it looks at: gathered in a first pass.

Of most things nothing is kept but how often they are pointed at, and that outside of memory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Final

from treatygraph.iris import Base
from treatygraph.namespaces import expand
from treatygraph.search.pointing import Pointing
from treatygraph.search.subject import Subject

_ACTORS: Final = frozenset(map(expand, ("tg:State", "tg:Organization", "tg:NonStateActor",
                                        "tg:Person", "tg:Actor")))  # fmt: skip
_TOPIC, _BROADER = expand("tg:topic"), expand("skos:broader")
_PARTICIPANT, _CONCERNS = expand("tg:participant"), expand("tg:concerns")
_EVIDENCE, _IN_SCHEME = expand("tg:evidence"), expand("skos:inScheme")
_OF_CONCEPTS: Final = (_BROADER, _IN_SCHEME)

Links = set[tuple[str, str]]


class Surroundings:
    """What a thing's facets are told by: topics, actors, participants, years of wholes."""

    def __init__(self, subjects: Iterable[Subject], base: Base, aside: Path | None) -> None:
        self._stem, self.pointing = f"{base.root}id/", Pointing(aside)
        self._concepts: dict[str, Links] = {}
        self._used: set[str] = set()
        self._actors: set[str] = set()
        self._participants: defaultdict[str, set[str]] = defaultdict(set)
        self._years: dict[str, str] = {}
        for subject in subjects:
            self._note(subject)

    def _note(self, subject: Subject) -> None:
        iri, whole = subject.iri, self.whole(subject.iri)
        self.pointing.add([target for _, target in subject.links])
        if not _ACTORS.isdisjoint(subject.types):
            self._actors.add(iri)
        if whole == iri and (year := subject.year):
            self._years[iri] = year
        for link in subject.links:
            if link[0] in _OF_CONCEPTS:
                self._concepts.setdefault(iri, set()).add(link)
            elif link[0] == _TOPIC:
                self._used.add(link[1])
            elif link[0] == _PARTICIPANT:
                self._participants[whole].add(link[1])

    def topics(self, subject: Subject) -> list[str]:
        """Its topics, and the broader ones: a topic takes in those below it."""
        reached = {target for predicate, target in subject.links if predicate == _TOPIC}
        if subject.iri in self._all_topics:
            reached.add(subject.iri)
        left = list(reached)
        while left:
            above = {target for predicate, target in self._concepts.get(left.pop(), ())
                     if predicate == _BROADER} - reached  # fmt: skip
            reached |= above
            left += above
        return sorted(reached)

    @cached_property
    def _all_topics(self) -> frozenset[str]:
        """Concepts of the scheme that topics are of, used or not."""
        schemes = {link for topic in self._used for link in self._concepts.get(topic, ())
                   if link[0] == _IN_SCHEME}  # fmt: skip
        return frozenset(iri for iri, links in self._concepts.items() if links & schemes) | (
            self._used
        )

    def actors(self, subject: Subject) -> list[str]:
        """Whoever it names; of an agreement, whoever takes part."""
        named = {target for _, target in subject.links} | {subject.iri}
        return sorted((named | self._participants.get(subject.iri, set())) & self._actors)

    def sources(self, subject: Subject) -> list[str]:
        """The sources of its evidence; the source that it is, or stands in."""
        evidence = (target for predicate, target in subject.links if predicate == _EVIDENCE)
        wholes = {self.whole(one) for one in (*evidence, subject.iri)}
        return sorted(one for one in wholes if one.startswith(f"{self._stem}source/"))

    def year(self, subject: Subject) -> str:
        """The year of the thing, else of what it is a part of, or concerns."""
        concerned = sorted(target for predicate, target in subject.links if predicate == _CONCERNS)
        wholes = map(self.whole, (subject.iri, *concerned))
        return subject.year or next(filter(None, map(self._year_of, wholes)), "")

    def _year_of(self, whole: str) -> str:
        return self._years.get(whole, "")

    def whole(self, iri: str) -> str:
        """The agreement of a norm, the source of a claim: the first two parts of its path."""
        stem = self._stem
        if not iri.startswith(stem):
            return iri
        parts = iri[len(stem) :].split("/", 2)
        return f"{stem}{parts[0]}/{parts[1]}" if len(parts) > 2 else iri
