"""Reads the records that panels count, by the queries ``panels/…`` of the release."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from pyoxigraph import Literal

from treatygraph.errors import TreatygraphError
from treatygraph.iris import Base, kind_and_key
from treatygraph.namespaces import ONTOLOGY, expand
from treatygraph.panels.records import (
    CURATED,
    Act,
    Actor,
    Agreement,
    Membership,
    Norm,
    Records,
)
from treatygraph.release import Release
from treatygraph.store.answers import Term

_IMPORT: Final = "import-"
_BEGINS, _ENDS = expand("tg:inForceFrom"), expand("tg:inForceUntil")


class PanelUnavailable(TreatygraphError):
    """A panel that cannot be made; the reason says what to do."""


class UnknownCollection(PanelUnavailable):
    """A collection that a release has not."""


class NoSuchYears(PanelUnavailable):
    """Years that no panel has."""


Row = Mapping[str, str]
Values = dict[str, list[str]]
"""The values of a thing by property."""


def read_records(release: Release, collection: str = "") -> Records:
    """All that panels count, of one collection if one is named.

    Records that a curator accepted as the same agreement are counted once: by the curated one, else
    the one with the most participants, else the first by its IRI.
    Raises PanelUnavailable for a release without the queries, or a collection that it lacks.
    """
    reading = _Reading(release)
    agreements = reading.agreements()
    memberships = reading.memberships(agreements)
    norms = list(reading.norms(agreements))
    left_out = _merged(agreements, memberships, reading.rows("same"))
    kept = {iri: one for iri, one in agreements.items() if iri not in left_out}
    if collection:
        known = {one.collection for one in kept.values()}
        if collection not in known:
            raise UnknownCollection(f"there is no collection “{collection}” in this release: there "
                                    f"is {', '.join(sorted(known))}")  # fmt: skip
        kept = {iri: one for iri, one in kept.items() if one.collection == collection}
    actors = reading.actors()
    return Records(
        agreements=kept,
        memberships=[one for one in memberships if one.agreement.iri in kept],
        norms=[one for one in norms if one.agreement.iri in kept],
        actors=actors,
        states=frozenset(iri for iri, one in actors.items() if one.kind == "State"),
        merged=len(left_out),
    )


class KeptRecords:
    """The records of a release, read once for each collection that is asked for."""

    def __init__(self, release: Release) -> None:
        self._release = release
        self._lock = threading.Lock()
        self._known: dict[str, Records] = {}

    def of(self, collection: str) -> Records:
        """See :func:`read_records`; while one thread reads, others wait."""
        with self._lock:
            if collection not in self._known:
                self._known[collection] = read_records(self._release, collection)
            return self._known[collection]


class _Reading:
    def __init__(self, release: Release) -> None:
        self._release = release
        self._base = release.base
        self._contested = self._contests()

    def rows(self, name: str) -> Iterator[Row]:
        """The rows of a query, each with the texts of its bound variables.

        Those with a text in another language than English come last: engines order them as they
        like (SPARQL 1.1, 15.1), and the first text is what a panel tells.
        """
        query = self._release.queries.get(f"panels/{name}")
        if query is None:
            raise PanelUnavailable("this release carries no queries for panels: build it again")
        found = self._release.store.select(query.text).dicts()
        for row in sorted(found, key=_is_foreign):
            yield {key: str(getattr(term, "value", term)) for key, term in row.items()}

    def _contests(self) -> dict[tuple[str, str], tuple[str, ...]]:
        found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for row in self.rows("contested"):
            found[row["subject"], row["property"]].append(row["value"])
        return {key: tuple(values) for key, values in found.items()}

    def _of(self, iri: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The contested beginnings and ends of a thing."""
        return self._contested.get((iri, _BEGINS), ()), self._contested.get((iri, _ENDS), ())

    def agreements(self) -> dict[str, Agreement]:
        found: dict[str, Agreement] = {}
        for row in self.rows("agreements"):
            iri = row["agreement"]
            one = found.get(iri)
            if one is None:
                beginnings, ends = self._of(iri)
                one = found[iri] = Agreement(
                    iri, _collection(row.get("made", "")), (), _key(row.get("force", "")),
                    row.get("concluded", ""), row.get("from", ""), row.get("until", ""),
                    row.get("attested", ""), beginnings, ends,
                )  # fmt: skip
            type_ = _key(row.get("type", ""))
            if type_ and type_ not in one.types:
                one.types = (*one.types, type_)
        return found

    def memberships(self, agreements: Mapping[str, Agreement]) -> list[Membership]:
        found: dict[str, Membership] = {}
        for row in self.rows("participations"):
            iri = row["participation"]
            beginnings, ends = self._of(iri)
            found[iri] = Membership(
                iri, row["actor"], agreements[row["agreement"]], row.get("from", ""),
                row.get("until", ""), row.get("attested", ""), beginnings, ends,
            )  # fmt: skip
        for row in self.rows("acts"):
            if one := found.get(row["participation"]):
                act = Act(_key(row["kind"]), row["consents"] == "true", row.get("earliest", ""),
                          row.get("latest", ""))  # fmt: skip
                one.acts.append(act)
        actors = {(one.agreement.iri, one.actor) for one in found.values()}
        for iri, number in Counter(iri for iri, _ in actors).items():
            agreements[iri].participants = number
        return list(found.values())

    def norms(self, agreements: Mapping[str, Agreement]) -> Iterator[Norm]:
        of: dict[str, Agreement] = {}
        values: dict[str, Values] = {}
        for row in self.rows("norms"):
            of[row["norm"]] = agreements[row["agreement"]]
            told = values.setdefault(row["norm"], {})
            told.setdefault(row["property"], []).append(row["value"])
        for row in (*self.rows("bearers"), *self.rows("subjects")):
            if row["norm"] in values:
                told = values[row["norm"]]
                told.setdefault(row["property"], []).append(row["value"])
        for iri, told in values.items():
            yield self._norm(iri, of[iri], told)

    def _norm(self, iri: str, agreement: Agreement, told: Values) -> Norm:
        def keys(name: str) -> tuple[str, ...]:
            return tuple(dict.fromkeys(map(_key, told.get(expand(name), ()))))

        def first(name: str) -> str:
            return next(iter(told.get(expand(name), ())), "")

        beginnings, ends = self._of(iri)
        ours = (cls for cls in told.get(expand("rdf:type"), ()) if cls.startswith(f"{ONTOLOGY}#"))
        return Norm(
            iri, agreement, first("skos:prefLabel"),
            frozenset(cls.rpartition("#")[2] for cls in ours), keys("tg:normType"),
            keys("tg:topic"), frozenset(told.get(expand("tg:bearer"), ())),
            frozenset(keys("tg:bearerRole")), frozenset(told.get(expand("tg:counterparty"), ())),
            frozenset(keys("tg:counterpartyRole")), first("tg:inForceFrom"),
            first("tg:inForceUntil"), beginnings, ends, _key(first("tg:confidence")),
            _collection(first("prov:wasGeneratedBy")),
        )  # fmt: skip

    def actors(self) -> dict[str, Actor]:
        values: dict[str, Values] = {}
        for row in self.rows("actors"):
            told = values.setdefault(row["actor"], {})
            told.setdefault(row["property"], []).append(row["value"])
        return {iri: _actor(iri, told, self._base) for iri, told in values.items()}


_KINDS = ("State", "Organization", "NonStateActor", "Person")


def _actor(iri: str, told: Values, base: Base) -> Actor:
    kind, key = kind_and_key(iri, base) or ("", iri)
    classes = {cls.rpartition("#")[2] for cls in told.get(expand("rdf:type"), ())}
    return Actor(
        iri,
        key if kind == "state" else f"{kind}/{key}".lstrip("/"),
        next((one for one in _KINDS if one in classes), "Actor"),
        next(iter(told.get(expand("skos:prefLabel"), ())), ""),
        tuple(told.get(expand("dcterms:identifier"), ())),
        tuple(told.get(expand("skos:editorialNote"), ())),
    )


def _is_foreign(row: Mapping[str, Term]) -> bool:
    return any(isinstance(term, Literal) and term.language not in (None, "en")
               for term in row.values())  # fmt: skip


def _key(iri: str) -> str:
    return iri.rpartition("/")[2]


def _collection(event: str) -> str:
    """The set that an import of it is named after."""
    return _key(event).removeprefix(_IMPORT) if event else CURATED


def _merged(
    agreements: Mapping[str, Agreement], memberships: Iterable[Membership], same: Iterable[Row]
) -> set[str]:
    """The records that another stands for."""
    leader: dict[str, str] = {}

    def lead(iri: str) -> str:
        while (above := leader.setdefault(iri, iri)) != iri:
            iri = above
        return iri

    for row in same:
        leader[lead(row["one"])] = lead(row["other"])
    joined = Counter(one.agreement.iri for one in memberships)
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for iri in [*leader]:
        groups[lead(iri)].append(iri)
    left_out: set[str] = set()
    for group in groups.values():
        chosen = min(group, key=lambda iri: (agreements[iri].collection != CURATED, -joined[iri],
                                             iri))  # fmt: skip
        left_out |= set(group) - {chosen}
    return left_out
