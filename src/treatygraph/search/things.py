"""What can be found: from statements to the names, the texts and the facets of each thing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, tee
from pathlib import Path
from typing import Final

from pyoxigraph import Quad

from treatygraph.iris import Base, is_fixed
from treatygraph.namespaces import expand
from treatygraph.search.pointing import place_of
from treatygraph.search.subject import NAMES, TEXTS, Subject, subjects_of
from treatygraph.search.surroundings import Surroundings
from treatygraph.search.told import Told, told_by_quads
from treatygraph.sorting import Runs

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

_MOST: Final = 10**12 - 1
"""More than anything is pointed at."""

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
    """The statements of a release, as far as searching needs them.

    ``told`` begins to tell them, each time that it is called; what is told of a thing comes
    together, and things come in the order of :func:`.pointing.place_of`. They are told twice: what
    is found is known by its own statements and by what lies around it. Of all this a part alone is
    in memory where there is a folder ``aside``.
    """

    def __init__(
        self, told: Callable[[], Iterable[Told]], base: Base, aside: Path | None = None
    ) -> None:
        self._told, self._base, self._aside = told, base, aside
        self._around = Surroundings(subjects_of(told()), base, aside)

    def things(self) -> Iterator[Found]:
        """Everything that has a name or a text, in the order of its standing: most is first."""
        ordered = Runs(self._aside)
        sought = (one for one in subjects_of(self._told()) if self._is_sought(one))
        subjects, again = tee(sought)
        pointing = self._around.pointing.of(one.iri for one in again)
        for subject, pointed in zip(subjects, pointing, strict=True):
            ordered.add(_put_by(self._found(subject), pointed))
        return map(_taken_up, chain.from_iterable(ordered.blocks()))

    def _is_sought(self, subject: Subject) -> bool:
        """Words of the ontology have a page of their own; a file is found by what it is about."""
        iri = subject.iri
        return bool(
            subject.said and not is_fixed(iri) and not iri.startswith(f"{self._base.root}graph/")
        )

    def _found(self, subject: Subject) -> Found:
        said = sorted((Said(*one) for one in subject.said), key=_place)
        names: dict[tuple[str, str], Said] = {}  # a label is often told by two properties
        for one in said:
            if one.property in NAMES:
                names.setdefault((one.lang, one.text), one)
        texts = tuple(one for one in said if one.property in TEXTS)
        kinds = [kind for kind in _KIND_IRIS if kind in subject.types]
        standing = _KIND_IRIS.index(kinds[0]) if kinds else len(_KIND_IRIS)
        facets = tuple(dict.fromkeys(self._facets(subject, kinds)))
        return Found(subject.iri, standing, tuple(names.values()), texts, facets)

    def _facets(self, subject: Subject, kinds: list[str]) -> Iterator[tuple[str, str]]:
        around = self._around
        for kind in kinds[:1] or sorted(subject.types)[:1]:
            yield "kind", kind
        yield from (("topic", topic) for topic in around.topics(subject))
        yield from (("actor", actor) for actor in around.actors(subject))
        yield from (("source", source) for source in around.sources(subject))
        for modality in [one for one in _MODALITY_IRIS if one in subject.types][:1]:
            yield "modality", modality
        if year := around.year(subject):
            yield "year", year


def things_of_quads(quads: Iterable[Quad], base: Base) -> Iterator[Found]:
    """What can be found of quads, which come in any order."""
    told = sorted(told_by_quads(quads), key=lambda one: place_of(one[0]))
    return Gathering(lambda: told, base).things()


def _put_by(found: Found, pointed: int) -> bytes:
    """A line that comes in the order in which things are told: of those of the same standing, what
    is pointed at most often, then what has the shortest name, first."""
    shortest = min((len(name.text) for name in found.names), default=1_000)
    key = f"{found.standing:02}{_MOST - pointed:012}{shortest:09}{found.iri}"
    names, texts = map(_plain, found.names), map(_plain, found.texts)
    told = [found.iri, found.standing, [*names], [*texts], found.facets]
    return f"{key}\t{json.dumps(told, ensure_ascii=False)}\n".encode("utf-8", "surrogatepass")


def _plain(said: Said) -> tuple[str, str, str]:
    return said.property, said.lang, said.text


def _taken_up(line: bytes) -> Found:
    told = line[line.index(b"\t") :].decode("utf-8", "surrogatepass")
    iri, standing, names, texts, facets = json.loads(told)
    return Found(
        iri,
        standing,
        tuple(Said(*one) for one in names),
        tuple(Said(*one) for one in texts),
        tuple((facet, value) for facet, value in facets),
    )


def _place(said: Said) -> tuple[int, bool, str, str]:
    """The order in which names and texts are told: by property, English first."""
    order = (*NAMES, *TEXTS)
    return order.index(said.property), said.lang != "en", said.lang, said.text
