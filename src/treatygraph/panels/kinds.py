"""The four panels: what a row of each is, its columns, and how its rows are counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from treatygraph.panels.columns import (
    ALLIANCE,
    BEARERS,
    DATES,
    DUTIES,
    IN_FORCE,
    NORMS,
    OWN_ACTS,
    SOURCES,
    SUBJECTS,
    YEAR,
    Cell,
    Column,
    Held,
    Measure,
    actor_columns,
)
from treatygraph.panels.counting import PARTY_ROLES, UN_MEMBERS, Block, Cells, Counting
from treatygraph.panels.holding import Holding, start_of, together
from treatygraph.panels.records import Membership, Norm
from treatygraph.panels.years import Mask, Tally, digits, window_of

Contribution = tuple[tuple[tuple[str, ...], Mask], ...]
"""Columns, each time with the years in which they are one more."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A panel: its name, its title, what a row is, its columns, its rows."""

    name: str
    title: str
    row: str
    unit: tuple[Column, ...]
    measures: tuple[Column, ...]
    rows: Callable[[Counting], Iterator[Block]]

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns, in order."""
        return (*self.unit, YEAR, *self.measures, SOURCES)


def _told(measures: Iterable[Measure], unit: str, whom: str, owed: str) -> tuple[Measure, ...]:
    """Measures with their meanings said of a unit."""
    return tuple(replace(one, meaning=one.meaning.format(unit=unit, whom=whom, owed=owed))
                 for one in measures)  # fmt: skip


def _contribution(held: Held, measures: Iterable[Measure]) -> Contribution:
    alike: dict[Mask, list[str]] = {}
    apart: list[tuple[tuple[str, ...], Mask]] = []
    for measure in measures:
        for mask in filter(None, measure.of(held)):
            names = alike.setdefault(mask, [])
            if measure.name in names:
                apart.append(((measure.name,), mask))
            else:
                names.append(measure.name)
    return (*((tuple(names), mask) for mask, names in alike.items()), *apart)


def _count(tally: Tally, of: Contribution, collection: str) -> None:
    years = 0
    for columns, mask in of:
        tally.add(columns, mask)
        years |= mask
    if years:
        tally.add_source(collection, years)


# Actor and year ---------------------------------------------------------------------------

_OF_ACTORS = _told((*OWN_ACTS, *IN_FORCE, *ALLIANCE, *DUTIES), "the actor takes part", "the actor",
                   "borne by the actor")  # fmt: skip


def _actor_years(counting: Counting) -> Iterator[Block]:
    names = [measure.name for measure in _OF_ACTORS]
    for actor in sorted(counting.by_actor, key=counting.order):
        if counting.wanted.actor in ("", actor):
            tally = Tally()
            for one in counting.by_actor[actor]:
                holding = counting.holding(one)
                if holding:
                    held = Held(holding, counting.years, one, tuple(counting.norms_of(one)))
                    _count(tally, _contribution(held, _OF_ACTORS), one.agreement.collection)
            yield from counting.block(tally, names, counting.name(actor))


# Dyad and year ----------------------------------------------------------------------------

_OF_DYADS = _told((*IN_FORCE, *ALLIANCE), "both take part", "both", "borne by one of the two and "
                  "owed to the other")  # fmt: skip
_OF_DIRECTED = _told((*IN_FORCE, *ALLIANCE, *DUTIES), "both take part", "both",
                     "borne by the first and owed to the second")  # fmt: skip


class _Pairs:
    """What an agreement adds to pairs of its participants; found once for all that are alike."""

    def __init__(self, counting: Counting, measures: tuple[Measure, ...], *, directed: bool):
        self._counting, self._measures, self._directed = counting, measures, directed
        self._known: dict[tuple[int, int], Contribution] = {}
        self._norms: dict[str, list[tuple[Norm, Mask]]] = {}

    def of(self, one: Membership, other: Membership) -> Contribution:
        """What two participations in one agreement add."""
        mine, theirs = self._counting.holding(one), self._counting.holding(other)
        if not mine or not theirs:
            return ()
        if self._counting.norms_stated(one.agreement.iri):
            return self._found(mine, theirs, one, other)
        key = (id(mine), id(theirs))
        if key not in self._known:
            self._known[key] = self._found(mine, theirs, one, other)
        return self._known[key]

    def _found(
        self, mine: Holding, theirs: Holding, one: Membership, other: Membership
    ) -> Contribution:
        both = together(mine, theirs)
        norms = self._owed(one, other)
        if not self._directed:
            norms += self._owed(other, one)
        owed = tuple((norm, mask & both.in_force) for norm, mask in norms)
        return _contribution(Held(both, self._counting.years, None, owed), self._measures)

    def _owed(self, bearer: Membership, to: Membership) -> list[tuple[Norm, Mask]]:
        """The norms that one bears and owes to the other."""
        borne = self._norms.get(bearer.iri)
        if borne is None:
            borne = self._norms[bearer.iri] = self._counting.norms_of(bearer)
        return [(norm, mask) for norm, mask in borne if is_owed(norm, to.actor)]


def is_owed(norm: Norm, actor: str) -> bool:
    """Whether a norm is owed to another participant: it is named; or a role of the parties is; or
    nobody is, so that it is owed to all others."""
    if norm.counterparties:
        return actor in norm.counterparties
    roles = norm.counterparty_roles
    return not roles or bool(roles & PARTY_ROLES) or UN_MEMBERS in roles


def _dyad_years(
    counting: Counting, measures: tuple[Measure, ...], *, directed: bool
) -> Iterator[Block]:
    names = [measure.name for measure in measures]
    pairs = _Pairs(counting, measures, directed=directed)
    order = {actor: at for at, actor in enumerate(sorted(counting.by_actor, key=counting.order))}
    wanted = counting.wanted.actor
    for actor in order:
        tallies: defaultdict[str, Tally] = defaultdict(Tally)
        for one in counting.by_actor[actor]:
            for other in counting.by_agreement[one.agreement.iri]:
                if other.actor == actor or (wanted and wanted not in (actor, other.actor)):
                    continue
                if directed or order[other.actor] > order[actor]:
                    _count(tallies[other.actor], pairs.of(one, other), one.agreement.collection)
        for partner in sorted(tallies, key=order.__getitem__):
            unit = _both(counting, actor, partner)
            yield from counting.block(tallies[partner], names, unit)


def _both(counting: Counting, one: str, other: str) -> Callable[[int], Cells]:
    first, second = counting.name(one), counting.name(other)
    return lambda year: (*first(year), *second(year))


# Norm and year ----------------------------------------------------------------------------

_NORM_COLUMNS: Final = (
    Column("norm", "string", "Key of the norm in this collection.", (NORMS,)),
    Column("label", "string", "What the norm is called, in English where it has such a name.",
           (NORMS,)),
    Column("agreement", "string", "Key of the agreement that states it.", (NORMS,)),
    Column("modality", "string", "Its class: Obligation, ObligationOfConduct, Prohibition, "
           "Permission, Intention, Affirmation, ConstitutiveRule or Norm.", (NORMS,)),
    Column("types", "string", "Keys of its types, with a semicolon and a space between.",
           (SUBJECTS,), may_be_empty=True),
    Column("topics", "string", "Keys of its topics, in the same way.", (SUBJECTS,),
           may_be_empty=True),
    Column("confidence", "string", "How sure it is that the text says so: high, medium or low. "
           "What a program derived from a code has low.", (NORMS,), may_be_empty=True),
)  # fmt: skip
_OF_NORMS: Final = (*DATES, NORMS, BEARERS)
_NORM_MEASURES: Final = (
    Column("status", "string", "Whether the norm was in force on the last day of the year, by the "
           "dates of its agreement and its own: in force, not in force, unknown or disputed.",
           _OF_NORMS),
    Column("bearers", "integer", "Actors that bear it, by name or by a role, whether it is in "
           "force for them or not.", _OF_NORMS),
    Column("bearers_in_force", "integer", "Those for which it was in force on the last day of the "
           "year, whether their consent to be bound is recorded or not.", _OF_NORMS),
    Column("bearers_bound", "integer", "Those of bearers_in_force that are participants of a "
           "binding instrument and whose consent to be bound is recorded.", _OF_NORMS),
    Column("bearers_unknown", "integer", "Those of which it is not known whether it was in force "
           "for them.", _OF_NORMS),
    Column("bearers_disputed", "integer", "Those of which that is disputed.", _OF_NORMS),
)  # fmt: skip
_MODALITIES: Final = ("Prohibition", "ObligationOfConduct", "Obligation", "Permission", "Intention",
                      "Affirmation", "ConstitutiveRule")  # fmt: skip


def _norm_years(counting: Counting) -> Iterator[Block]:
    for norm in sorted(counting.records.norms, key=lambda norm: norm.iri):
        bearers = _bearers(counting, norm)
        if counting.wanted.actor and counting.wanted.actor not in {one.actor for one in bearers}:
            continue
        start = start_of(Membership("", "", norm.agreement))
        if start is not None:
            shown = counting.years.since(start) & counting.shown
            if shown:
                yield _norm(counting, norm, bearers, shown)


def _bearers(counting: Counting, norm: Norm) -> list[Membership]:
    """Who bears a norm; those that take no part have a membership without an IRI."""
    joined = counting.by_agreement.get(norm.agreement.iri, [])
    found = {one.actor: one for one in joined if counting.bears(norm, one.actor)}
    named = set() if norm.roles & PARTY_ROLES else set(norm.bearers)
    named |= set(counting.records.states) if UN_MEMBERS in norm.roles else set()
    for actor in sorted(named - found.keys()):
        found[actor] = Membership("", actor, norm.agreement)
    return list(found.values())


def _norm(counting: Counting, norm: Norm, bearers: list[Membership], shown: Mask) -> Block:
    tally = Tally()
    for one in bearers:
        tally.add(("bearers",), shown)
        held = counting.holding(one, norm)
        if held:
            tally.add(("bearers_in_force",), held.in_force)
            tally.add(("bearers_bound",), held.bound)
            tally.add(("bearers_unknown",), held.unknown)
            tally.add(("bearers_disputed",), held.disputed)
    window = window_of(shown)
    counts, none = tally.counts(window), [0] * len(window)
    numbers = [counts.get(column.name, none) for column in _NORM_MEASURES[1:]]
    sources = [norm.collection] * len(window)
    columns: list[Sequence[Cell]] = [_statuses(counting, norm, window), *numbers, sources]
    return counting.laid_out(columns, shown, _norm_unit(norm))


def _statuses(counting: Counting, norm: Norm, window: range) -> list[str]:
    """The status of a norm in each year."""
    found = counting.statuses(norm)
    masks = [(name, digits(mask, window)) for name, mask in found.items()]
    return [next(name for name, of in masks if of[at]) for at in range(len(window))]


def _norm_unit(norm: Norm) -> Callable[[int], Cells]:
    modality = next((cls for cls in _MODALITIES if cls in norm.classes), "Norm")
    cells = (norm.iri.partition("/id/")[2], norm.label, norm.agreement.iri.rpartition("/")[2],
             modality, "; ".join(norm.types) or None, "; ".join(norm.topics) or None,
             norm.confidence or None)  # fmt: skip
    return lambda _: cells


_ABSENT = ("A year without a row is one in which nothing that is counted is recorded: it is no "
           "evidence that there was nothing.")  # fmt: skip

KINDS: Final = {
    one.name: one
    for one in (
        Kind("actor-year", "Actors by year", f"A row is an actor and a year. {_ABSENT}",
             actor_columns("", "the actor"), _OF_ACTORS, _actor_years),
        Kind("dyad-year", "Pairs of actors by year, undirected",
             "A row is an undirected pair of actors that take part in one agreement, and a year. "
             f"Each pair stands once, the actor whose key comes first as the first. {_ABSENT}",
             (*actor_columns("_1", "the first actor"), *actor_columns("_2", "the second actor")),
             _OF_DYADS, lambda counting: _dyad_years(counting, _OF_DYADS, directed=False)),
        Kind("directed-dyad-year", "Pairs of actors by year, directed",
             "A row is a directed pair of actors that take part in one agreement, and a year: the "
             "first bears norms, and owes them to the second. Each pair stands twice, once in each "
             f"direction; what is no norm is the same in both. {_ABSENT}",
             (*actor_columns("_1", "the bearer"), *actor_columns("_2", "the one to whom is owed")),
             _OF_DIRECTED, lambda counting: _dyad_years(counting, _OF_DIRECTED, directed=True)),
        Kind("norm-year", "Norms by year",
             "A row is a norm and a year, from the first of which anything is recorded of its "
             "agreement.", _NORM_COLUMNS, _NORM_MEASURES, _norm_years),
    )
}  # fmt: skip
"""All panels by name."""
