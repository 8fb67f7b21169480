"""Columns of panels: each says what it is, and one that counts holds the rule by which it does.

The table, its codebook and its metadata are all made from these declarations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from treatygraph.panels.holding import BINDING, Holding
from treatygraph.panels.records import Membership, Norm
from treatygraph.panels.rules import NOT_BINDING
from treatygraph.panels.years import Mask, Years

AGREEMENTS, PARTICIPATIONS, ACTS, NORMS, BEARERS, SUBJECTS, ACTORS, CONTESTED = (
    f"panels/{name}" for name in
    ("agreements", "participations", "acts", "norms", "bearers", "subjects", "actors", "contested")
)  # fmt: skip
DATES: Final = (AGREEMENTS, PARTICIPATIONS, ACTS, CONTESTED)
"""The queries that tell whether an agreement is in force for a participant."""

Cell = str | int | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, ``string`` or ``integer``, its meaning, the queries that it rests on."""

    name: str
    type: str
    meaning: str
    queries: tuple[str, ...]
    may_be_empty: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """An agreement as one unit of a panel holds it, and the norms of it that count for the unit."""

    holding: Holding
    years: Years
    own: Membership | None = None
    """The participation, where the unit is one actor."""
    norms: tuple[tuple[Norm, Mask], ...] = ()
    """Each with the years in which it is in force for whom it binds."""


@dataclass(frozen=True, slots=True)
class Measure(Column):
    """A column that counts: ``of`` gives the years in which one agreement adds one, or several."""

    of: Callable[[Held], Iterable[Mask]] = lambda _: ()


def _measure(
    name: str, meaning: str, of: Callable[[Held], Iterable[Mask]], queries: tuple[str, ...] = DATES
) -> Measure:
    return Measure(name, "integer", meaning, queries, of=of)


def _in_force_if(suits: Callable[[Held], bool]) -> Callable[[Held], Iterable[Mask]]:
    return lambda held: (held.holding.in_force,) if suits(held) else ()


def _of_type(key: str) -> Callable[[Held], Iterable[Mask]]:
    return _in_force_if(lambda held: key in held.holding.agreement.types)


TYPES: Final = ("treaty", "agreement", "convention", "charter", "memorandum", "declaration",
                "plan-of-action", "programme", "resolution")  # fmt: skip

IN_FORCE: Final = (
    _measure("concluded", "Agreements concluded in the year, among those in which {unit}.",
             lambda held: (held.holding.concluded,)),
    _measure("entered", "Agreements that entered into force in the year for {whom}, where its year "
             "is recorded.", lambda held: (held.holding.entered,)),
    _measure("ended", "Agreements whose end, or the end of whose force for {whom}, is recorded to "
             "be in the year.", lambda held: (held.holding.ended,)),
    _measure("in_force", "Agreements in force on the last day of the year in which {unit}, none of "
             "the participants being known to be outside then. A participant of which it is not "
             "recorded since when it takes part, or that it consented, counts here from the "
             "agreement’s beginning on: bound counts only those of which it is.",
             lambda held: (held.holding.in_force,)),
    _measure("bound", "Those of in_force that are legally binding and for which the consent to be "
             "bound of {whom} is recorded.", lambda held: (held.holding.bound,)),
    _measure("unknown", "Agreements in which {unit} and of which it is not known whether they were "
             "in force on the last day of the year. They are in no other count of force.",
             lambda held: (held.holding.unknown,)),
    _measure("disputed", "Agreements in which {unit} and of which some sources say that they were "
             "in force on the last day of the year, and others deny it. They are in no other count "
             "of force.", lambda held: (held.holding.disputed,)),
    _measure("in_force_binding", "Those of in_force that are legally binding.",
             _in_force_if(lambda held: held.holding.agreement.force == BINDING)),
    _measure("in_force_not_binding", "Those of in_force that are not legally binding.",
             _in_force_if(lambda held: held.holding.agreement.force == NOT_BINDING)),
    _measure("in_force_bilateral", "Those of in_force of which two participants are recorded.",
             _in_force_if(lambda held: held.holding.agreement.participants == 2)),
    _measure("in_force_multilateral", "Those of in_force of which more than two participants are "
             "recorded.", _in_force_if(lambda held: held.holding.agreement.participants > 2)),
    *(_measure(f"in_force_{key.replace('-', '_')}",
               f"Those of in_force of the type {key.replace('-', ' ')}.", _of_type(key))
      for key in TYPES),
)  # fmt: skip


def _acts(*kinds: str, consents: bool = False) -> Callable[[Held], Iterable[Mask]]:
    """The years of acts of some kinds; of one agreement and year at most one counts."""

    def years(held: Held) -> Iterable[Mask]:
        acts = held.own.acts if held.own else ()
        found = {act.year for act in acts if act.kind in kinds or (consents and act.consents)}
        return [held.years.only(year) for year in found]

    return years


_COUNTED = ("signature", "definitive-signature", "withdrawal", "denunciation")


def _uncertain(held: Held) -> Iterable[Mask]:
    for act in held.own.acts if held.own else ():
        if act.year is None and act.years and (act.consents or act.kind in _COUNTED):
            yield held.years.between(*act.years)


OWN_ACTS: Final = (
    _measure("signed", "Agreements that the actor signed in the year, definitively or not.",
             _acts("signature", "definitive-signature"), (PARTICIPATIONS, ACTS)),
    _measure("consented", "Agreements to which the actor expressed its consent to be bound in the "
             "year, in whatever form.", _acts(consents=True), (PARTICIPATIONS, ACTS)),
    _measure("withdrew", "Agreements that the actor denounced or declared to leave in the year.",
             _acts("withdrawal", "denunciation"), (PARTICIPATIONS, ACTS)),
    _measure("acts_uncertain", "Acts of these kinds whose year is not known and that can have been "
             "done in the year, by the bounds that are recorded. They are in none of the three "
             "counts before. An act without both bounds is in no row.", _uncertain,
             (PARTICIPATIONS, ACTS)),
)  # fmt: skip


def _with(key: str) -> Callable[[Held], Iterable[Mask]]:
    """The years in which one of the norms is of a type; it counts once for each agreement."""

    def years(held: Held) -> Iterable[Mask]:
        found = 0
        for norm, mask in held.norms:
            found |= mask if key in norm.types else 0
        return (found,)

    return years


def _norms(suits: Callable[[Norm], bool]) -> Callable[[Held], Iterable[Mask]]:
    return lambda held: (mask for norm, mask in held.norms if suits(norm))


def _is(cls: str, *narrower: str) -> Callable[[Norm], bool]:
    return lambda norm: cls in norm.classes and not norm.classes & set(narrower)


ALLIANCE: Final = tuple(
    _measure(name, f"Those of in_force with a norm of the type {key} that is in force and "
             "{owed}.", _with(key), (*DATES, NORMS, BEARERS, SUBJECTS))
    for name, key in (("defence", "mutual-defence"), ("offence", "offence"),
                      ("neutrality", "neutrality"), ("non_aggression", "non-aggression"),
                      ("consultation", "consultation"))
)  # fmt: skip

_OF_NORMS: Final = (*DATES, NORMS, BEARERS)

DUTIES: Final = (
    _measure("obligations", "Norms that lay down an obligation, in force and {owed}; neither those "
             "of conduct nor prohibitions.",
             _norms(_is("Obligation", "ObligationOfConduct", "Prohibition")), _OF_NORMS),
    _measure("obligations_of_conduct", "Norms that lay down an obligation to strive, in force and "
             "{owed}.", _norms(_is("ObligationOfConduct")), _OF_NORMS),
    _measure("prohibitions", "Norms that prohibit, in force and {owed}.",
             _norms(_is("Prohibition")), _OF_NORMS),
    _measure("permissions", "Norms that permit, in force and {owed}.",
             _norms(_is("Permission")), _OF_NORMS),
)  # fmt: skip

SOURCES: Final = Column(
    "sources", "string", "The collections that the counts of the row are from, with a semicolon "
    "and a space between: `curated`, or the key of an imported set.", (AGREEMENTS, NORMS),
)  # fmt: skip
YEAR: Final = Column("year", "integer", "The calendar year, in UTC.", ())


def actor_columns(ending: str, who: str) -> tuple[Column, ...]:
    """The columns that name an actor; ``ending`` is what their names end with."""
    return (
        Column(f"actor{ending}", "string", f"Key of {who} in this collection: three letters of a "
               "State, all others by kind and key.", (ACTORS,)),
        Column(f"name{ending}", "string", f"English name of {who}.", (ACTORS,)),
        Column(f"kind{ending}", "string", f"What {who} is: State, Organization, NonStateActor, "
               "Person or Actor.", (ACTORS,)),
        Column(f"iso3{ending}", "string", f"ISO 3166-1 alpha-3 of {who}, as assigned today; empty "
               "where it has none.", (ACTORS,), may_be_empty=True),
        Column(f"cow{ending}", "integer", f"Correlates of War number of {who} in the year; empty "
               "where the list has it as no member of the state system in any part of the year. A "
               "membership that ends with the list goes on.", (ACTORS,), may_be_empty=True),
        Column(f"gw{ending}", "integer", f"Gleditsch-Ward number of {who} in the year, by the same "
               "rule.", (ACTORS,), may_be_empty=True),
    )  # fmt: skip
