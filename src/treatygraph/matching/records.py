"""What is compared of an agreement: its titles, days, parties, numbers and place."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from treatygraph.collection import load_collection
from treatygraph.errors import TreatygraphError
from treatygraph.iris import Base
from treatygraph.matching.titles import Title, title_of
from treatygraph.namespaces import expand

_INNER: Final = ("data/triples", "current/dataset.nq", "dataset.nq")
"""What is read of a collection, of a build folder with its current release, of a release."""

_PART: Final = re.compile(r"^(.*/id/agreement/[^/]+)/")
_OWN: Final = frozenset(
    map(
        expand,
        (
            "skos:prefLabel", "dcterms:title", "dcterms:identifier", "tg:concludedOn",
            "tg:concludedAt", "tg:inForceFrom",
        ),
    )
)  # fmt: skip
_TITLES: Final = (expand("dcterms:title"), expand("skos:prefLabel"))
_PARTICIPANT: Final = expand("tg:participant")
_TYPE: Final = expand("rdf:type")
_AGREEMENT: Final = expand("tg:Agreement")
_CREATED: Final = expand("dcterms:created")
_SCHEME: Final = re.compile(r"^[^0-9]*")
_BLANKS: Final = re.compile(r"\s+")


class CannotMatch(TreatygraphError):
    """What was named cannot be compared; the message is the sentence to show."""


@dataclass(frozen=True, slots=True)
class AgreementRecord:
    """One agreement, as far as it is compared.

    ``concluded`` and ``in_force`` are as precise as the source: YYYY, YYYY-MM or YYYY-MM-DD, and
    empty where nothing is known. ``numbers`` maps each series, such as ``UN Registration``, to
    the numbers that it has there.
    """

    iri: str
    label: str
    titles: tuple[Title, ...] = ()
    concluded: str = ""
    in_force: str = ""
    place: str = ""
    parties: frozenset[str] = frozenset()
    numbers: dict[str, frozenset[str]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The last part of its address."""
        return self.iri.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Records:
    """The agreements of a collection, by address; ``day`` is that of its newest file."""

    shown: str
    all: tuple[AgreementRecord, ...]
    day: str = ""


def read_records(folder: Path) -> Records:
    """The agreements of a collection, a release, a build folder, or any folder or file of RDF.

    Raises CannotMatch where there is none, and what reading a collection raises.
    """
    if not folder.exists():
        raise CannotMatch(f"{folder} is not there: name a collection, or a folder of Turtle")
    inner = next((place for name in _INNER if (place := folder / name).exists()), folder)
    quads = load_collection(inner, Base()).quads()
    found = records_of(quads, str(folder))
    if not found.all:
        raise CannotMatch(f"{folder} holds no agreement: nothing has the type tg:Agreement")
    return found


def records_of(quads: Iterable[Quad], shown: str = "") -> Records:
    """The agreements that quads describe."""
    gathered: defaultdict[str, _Gathered] = defaultdict(_Gathered)
    day = ""
    for quad in quads:
        subject, predicate = quad.subject, quad.predicate.value
        if not isinstance(subject, NamedNode):
            continue
        if predicate in _OWN or predicate == _TYPE:
            gathered[subject.value].add(predicate, quad.object)
        elif predicate == _PARTICIPANT and isinstance(quad.object, NamedNode):
            whole = _PART.match(subject.value)
            if whole:
                gathered[whole[1]].parties.add(quad.object.value)
        elif predicate == _CREATED and isinstance(quad.object, Literal):
            day = max(day, quad.object.value)
    agreements = ((iri, one) for iri, one in gathered.items() if one.is_agreement)
    return Records(shown, tuple(one.record(iri) for iri, one in sorted(agreements)), day)


class _Gathered:
    """What was read of one thing so far."""

    __slots__ = ("is_agreement", "parties", "values")

    def __init__(self) -> None:
        self.is_agreement = False
        self.values: defaultdict[str, list[NamedNode | Literal]] = defaultdict(list)
        self.parties: set[str] = set()

    def add(self, predicate: str, value: object) -> None:
        if predicate == _TYPE:
            self.is_agreement |= isinstance(value, NamedNode) and value.value == _AGREEMENT
        elif isinstance(value, NamedNode | Literal):
            self.values[predicate].append(value)

    def record(self, iri: str) -> AgreementRecord:
        return AgreementRecord(
            iri,
            self._label(iri),
            tuple(self._titles()),
            concluded=self._one("tg:concludedOn"),
            in_force=self._one("tg:inForceFrom"),
            place=self._one("tg:concludedAt"),
            parties=frozenset(self.parties),
            numbers=numbers_of(one.value for one in self.values[expand("dcterms:identifier")]),
        )

    def _one(self, name: str) -> str:
        return min((one.value for one in self.values[expand(name)]), default="")

    def _label(self, iri: str) -> str:
        labels = [one for one in self.values[_TITLES[1]] if isinstance(one, Literal)]
        english = sorted(one.value for one in labels if one.language == "en")
        return (english or sorted(one.value for one in labels) or [iri])[0]

    def _titles(self) -> Iterator[Title]:
        """Its official titles; its labels where it has none, for they may be made up."""
        own: Sequence[NamedNode | Literal] = self.values[_TITLES[0]] or self.values[_TITLES[1]]
        told = {(one.language or "", one.value) for one in own if isinstance(one, Literal)}
        for language, text in sorted(told):
            yield title_of(text, language)


def numbers_of(identifiers: Iterable[str]) -> dict[str, frozenset[str]]:
    """Registered numbers by series: what stands before the first digit names the series."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for identifier in identifiers:
        text = _BLANKS.sub(" ", identifier.strip())
        series = _SCHEME.match(text)
        number = text[series.end() :] if series else ""
        if series and number:
            found[series[0].strip(" :.-").casefold()].add(number.casefold())
    return {series: frozenset(found[series]) for series in sorted(found)}
