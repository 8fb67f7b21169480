"""What can be found: from statements to the names, the texts and the facets of each thing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from treatygraph.iris import Base, is_fixed
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

KINDS: Final = (
    "tg:Agreement", "tg:State", "tg:Organization", "tg:NonStateActor", "tg:Person", "tg:Initiative",
    "tg:System", "tg:Place", "skos:Concept", "tg:Disagreement", "tg:Provision", "tg:Norm",
    "tg:Source", "tg:Claim", "tg:PartyAction", "tg:Event", "tg:Tenure", "tg:Participation",
    "tg:Passage",
)  # fmt: skip
"""The kinds of things, those that are looked for most first: their standing."""

MODALITIES: Final = (
    "tg:ObligationOfConduct", "tg:Prohibition", "tg:Obligation", "tg:Permission", "tg:Intention",
    "tg:Affirmation", "tg:ConstitutiveRule",
)  # fmt: skip
"""How a norm binds, a narrower class before the wider one."""

FACETS: Final = ("kind", "topic", "actor", "source", "modality", "year")
"""What results can be narrowed by."""

_ACTORS: Final = frozenset(map(expand, ("tg:State", "tg:Organization", "tg:NonStateActor",
                                        "tg:Person", "tg:Actor")))  # fmt: skip
_DATES: Final = tuple(map(expand, ("tg:date", "tg:concludedOn", "tg:publishedOn", "tg:earliest")))
_SAID: Final = {expand(name): name for name in (*NAMES, *TEXTS)}
SEARCHED: Final = frozenset([*_SAID, *_DATES])
"""Properties whose values are looked at where they are texts or days."""

_TYPE, _TOPIC, _BROADER = expand("rdf:type"), expand("tg:topic"), expand("skos:broader")
_EVIDENCE, _PARTICIPANT = expand("tg:evidence"), expand("tg:participant")
_CONCERNS, _IN_SCHEME = expand("tg:concerns"), expand("skos:inScheme")
_KIND_IRIS: Final = tuple(map(expand, KINDS))
_MODALITY_IRIS: Final = tuple(map(expand, MODALITIES))


@dataclass(frozen=True, slots=True)
class Said:
    """A text that a thing is found by: the property's prefixed name, the language, the text."""

    property: str
    lang: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """A thing that can be found. ``standing`` is the place of its kind in KINDS, or behind all."""

    iri: str
    standing: int
    names: tuple[Said, ...]
    texts: tuple[Said, ...]
    facets: tuple[tuple[str, str], ...]


class Gathering:
    """The statements of a release, as far as searching needs them."""

    def __init__(self, told: Iterable[Told], base: Base) -> None:
        self._base = base
        self._said: defaultdict[str, set[tuple[str, str, str]]] = defaultdict(set)
        self._types: defaultdict[str, set[str]] = defaultdict(set)
        self._links: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        self._days: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self._actor_iris: dict[str, bool] = {}
        self._note(told)
        self._pointing = Counter(target for links in self._links.values() for _, target in links)

    def _note(self, told: Iterable[Told]) -> None:
        """One loop, since there are millions."""
        types, links, said, days = self._types, self._links, self._said, self._days
        for subject, predicate, value, language in told:
            if language is None:
                if predicate == _TYPE:
                    types[subject].add(value)
                else:
                    links[subject].add((predicate, value))
            elif name := _SAID.get(predicate):
                said[subject].add((name, language, value))
            elif predicate in _DATES:
                of = days[subject]
                of[predicate] = min(value, of.get(predicate, value))

    def things(self) -> Iterator[Found]:
        """Everything that has a name or a text, in the order of its standing: most is first."""
        found = [self._found(iri) for iri in sorted(self._said) if self._is_sought(iri)]
        yield from sorted(found, key=self._order)

    def _is_sought(self, iri: str) -> bool:
        """Words of the ontology have a page of their own; a file is found by what it is about."""
        return not is_fixed(iri) and not iri.startswith(f"{self._base.root}graph/")

    def _order(self, found: Found) -> tuple[int, int, int, str]:
        shortest = min((len(name.text) for name in found.names), default=1_000)
        return found.standing, -self._pointing[found.iri], shortest, found.iri

    def _found(self, iri: str) -> Found:
        said = sorted((Said(*one) for one in self._said[iri]), key=_place)
        names: dict[tuple[str, str], Said] = {}  # a label is often told by two properties
        for one in said:
            if one.property in NAMES:
                names.setdefault((one.lang, one.text), one)
        texts = tuple(one for one in said if one.property in TEXTS)
        kinds = [kind for kind in _KIND_IRIS if kind in self._types[iri]]
        standing = _KIND_IRIS.index(kinds[0]) if kinds else len(_KIND_IRIS)
        facets = tuple(dict.fromkeys(self._facets(iri, kinds)))
        return Found(iri, standing, tuple(names.values()), texts, facets)

    # Facets ---------------------------------------------------------------------------

    def _facets(self, iri: str, kinds: list[str]) -> Iterator[tuple[str, str]]:
        types = self._types[iri]
        for kind in kinds[:1] or sorted(types)[:1]:
            yield "kind", kind
        yield from (("topic", topic) for topic in self._topics(iri))
        yield from (("actor", actor) for actor in sorted(self._actors(iri)))
        yield from (("source", source) for source in sorted(self._sources(iri)))
        for modality in [one for one in _MODALITY_IRIS if one in types][:1]:
            yield "modality", modality
        if year := self._year(iri):
            yield "year", year

    def _topics(self, iri: str) -> list[str]:
        """Its topics, and the broader ones: a topic takes in those below it."""
        reached = {target for predicate, target in self._links[iri] if predicate == _TOPIC}
        if iri in self._all_topics:
            reached.add(iri)
        left = list(reached)
        while left:
            above = {target for predicate, target in self._links.get(left.pop(), ())
                     if predicate == _BROADER} - reached  # fmt: skip
            reached |= above
            left += above
        return sorted(reached)

    @cached_property
    def _all_topics(self) -> frozenset[str]:
        """Concepts of the scheme that topics are of, used or not."""
        used = {target for links in self._links.values() for predicate, target in links
                if predicate == _TOPIC}  # fmt: skip
        schemes = {link for topic in used for link in self._links.get(topic, ())
                   if link[0] == _IN_SCHEME}  # fmt: skip
        return frozenset(iri for iri, links in self._links.items() if links & schemes) | used

    def _actors(self, iri: str) -> set[str]:
        """Whoever it names; of an agreement, whoever takes part."""
        named = {target for _, target in self._links[iri]} | self._participants.get(iri, set())
        actors = {target for target in named if self._is_actor(target)}
        return actors | {iri} if self._is_actor(iri) else actors

    def _is_actor(self, iri: str) -> bool:
        known = self._actor_iris.get(iri)
        if known is None:
            known = self._actor_iris[iri] = not _ACTORS.isdisjoint(self._types.get(iri, ()))
        return known

    @cached_property
    def _participants(self) -> Mapping[str, set[str]]:
        found: defaultdict[str, set[str]] = defaultdict(set)
        for subject, links in self._links.items():
            whole = self._whole(subject)
            found[whole].update(target for predicate, target in links if predicate == _PARTICIPANT)
        return found

    def _sources(self, iri: str) -> set[str]:
        """The sources of its evidence; the source that it is, or stands in."""
        evidence = (target for predicate, target in self._links[iri] if predicate == _EVIDENCE)
        wholes = {self._whole(one) for one in (*evidence, iri)}
        return {whole for whole in wholes if whole.startswith(f"{self._base.root}id/source/")}

    def _year(self, iri: str) -> str:
        """The year of the thing, else of what it is a part of, or concerns."""
        concerned = sorted(target for predicate, target in self._links[iri]
                           if predicate == _CONCERNS)  # fmt: skip
        for one in (iri, self._whole(iri), *map(self._whole, concerned)):
            days = self._days.get(one, {})
            for predicate in _DATES:
                year = days.get(predicate, "")[:4]
                if len(year) == 4 and year.isascii() and year.isdigit():
                    return year
        return ""

    def _whole(self, iri: str) -> str:
        """The agreement of a norm, the source of a claim: the first two parts of its path."""
        stem = f"{self._base.root}id/"
        parts = iri[len(stem) :].split("/", 2) if iri.startswith(stem) else []
        return f"{stem}{parts[0]}/{parts[1]}" if len(parts) > 2 else iri


def _place(said: Said) -> tuple[int, bool, str, str]:
    """The order in which names and texts are told: by property, English first."""
    order = (*NAMES, *TEXTS)
    return order.index(said.property), said.lang != "en", said.lang, said.text
