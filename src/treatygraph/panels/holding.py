"""How an agreement holds, year by year: for one participant, and for two together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from treatygraph.panels.records import Agreement, Membership, Norm
from treatygraph.panels.rules import (
    DISPUTED,
    IN,
    NO_CONSENT,
    NO_PARTICIPATION,
    OUT,
    UNKNOWN,
    MembershipRule,
    agreement_status,
    norm_status,
)
from treatygraph.panels.years import Mask, Years

BINDING: Final = "binding"
YEAR_END: Final = "{:04d}-12-31"


@dataclass(frozen=True, slots=True)
class Holding:
    """An agreement as it holds for an actor or for two; each mask is of years.

    Of the first three at most one has a year; in all other years it is not in force, or not yet
    known of.
    """

    agreement: Agreement
    in_force: Mask
    unknown: Mask
    disputed: Mask
    bound: Mask
    """In force, binding, and consent to be bound is recorded of all."""
    concluded: Mask
    entered: Mask
    ended: Mask

    @property
    def may_be(self) -> Mask:
        """The years in which it is in force, or is not known not to be."""
        return self.in_force | self.unknown | self.disputed


def years_of(dates: Iterable[str]) -> set[int]:
    """The years of dates that are recorded."""
    return {int(date[:4]) for date in dates if date[:4].isdigit()}


def start_of(one: Membership) -> int | None:
    """The first year of which anything is recorded of an agreement for a participant."""
    acts = (act.earliest for act in one.acts)
    dates = (one.agreement.concluded, one.agreement.begins, one.begins, *acts)
    return min(years_of(dates), default=None)


def by_year(years: Years, turns: Iterable[int], value: Callable[[str], str]) -> dict[str, Mask]:
    """The years in which a value is what, as of each year's last day.

    It changes at no other years than ``turns`` and those that follow them: the years of all dates
    that it is found from.
    """
    asked = {years.first, *(year + more for year in turns for more in (0, 1))}
    found: dict[str, Mask] = {}
    ordered = sorted(year for year in asked if years.first <= year <= years.last)
    for at, year in enumerate(ordered):
        until = ordered[at + 1] - 1 if at + 1 < len(ordered) else years.last
        told = value(YEAR_END.format(year))
        found[told] = found.get(told, 0) | years.between(year, until)
    return found


class Holder:
    """Finds how agreements hold for their participants, in the years of a panel."""

    def __init__(self, years: Years) -> None:
        self._years = years
        self._general: dict[str, dict[str, Mask]] = {}
        self._known: dict[tuple[object, ...], Holding | None] = {}

    def of(self, one: Membership, norm: Norm | None = None) -> Holding | None:
        """How an agreement, or a norm of it, holds for a participant; None without any date.

        Participants of whom the same is recorded share what is found.
        """
        apart = (norm.iri,) if norm and _has_dates(norm) else ()
        key = (one.agreement.iri, bool(one.iri), one.begins, one.ends, one.attested,
               one.contested_beginnings, one.contested_ends, tuple(one.acts), *apart)  # fmt: skip
        if key not in self._known:
            self._known[key] = self._found(one, norm if apart else None)
        return self._known[key]

    def _found(self, one: Membership, norm: Norm | None) -> Holding | None:
        start = start_of(one)
        if start is None:
            return None
        window, rule = self._years.since(start), MembershipRule(one, norm)
        of = one.agreement
        general, own = self.general(of), self._own(one, norm, rule)
        out = general.get(OUT, 0) | own.get(OUT, 0)
        disputed = (general.get(DISPUTED, 0) | own.get(DISPUTED, 0)) & ~out & window
        bound = own.get(IN, 0)
        in_force = general.get(IN, 0) & (bound | own.get(NO_CONSENT, 0)) & window & ~disputed & ~out
        unknown = window & ~(in_force | disputed | out)
        may = in_force | unknown | disputed
        return Holding(
            of, in_force, unknown, disputed, bound & in_force if of.force == BINDING else 0,
            self._years.only(_year(of.concluded)),
            self._years.only(_year(self._entered(one, rule))) & may,
            self._years.only(_year(min(filter(None, (of.ends, one.ends)), default=""))),
        )  # fmt: skip

    def general(self, of: Agreement) -> dict[str, Mask]:
        """The years of each status of an agreement."""
        known = self._general.get(of.iri)
        if known is None:
            dates = (of.concluded, of.begins, of.ends, of.attested, *of.contested_beginnings,
                     *of.contested_ends)  # fmt: skip
            known = by_year(self._years, years_of(dates), lambda on: agreement_status(of, on))
            self._general[of.iri] = known
        return known

    def of_norm(self, norm: Norm) -> dict[str, Mask]:
        """The years of each status of a norm."""
        if not (norm.begins or norm.ends):
            return self.general(norm.agreement)
        of = norm.agreement
        dates = (of.concluded, of.begins, of.ends, of.attested, *of.contested_beginnings,
                 *of.contested_ends, norm.begins, norm.ends)  # fmt: skip
        return by_year(self._years, years_of(dates), lambda on: norm_status(norm, on))

    def _own(self, one: Membership, norm: Norm | None, rule: MembershipRule) -> dict[str, Mask]:
        """The same for the participant; where nothing but consent is missing, that is said."""
        of, extra = one.agreement, _dates_of(norm) if norm else ()
        contests = (*of.contested_beginnings, *of.contested_ends, *one.contested_beginnings,
                    *one.contested_ends)  # fmt: skip
        acts = (day for act in one.acts for day in (act.earliest, act.latest))
        dates = (of.concluded, of.begins, of.ends, of.attested, one.begins, one.ends,
                 one.attested, *contests, *extra, *acts)  # fmt: skip

        def standing(on: str) -> str:
            found = rule.on(on)
            lacks = found.status == UNKNOWN and found.why in (NO_CONSENT, NO_PARTICIPATION)
            return NO_CONSENT if lacks else found.status

        return by_year(self._years, years_of(dates), standing)

    def _entered(self, one: Membership, rule: MembershipRule) -> str:
        """When it entered into force for the participant; empty where that is not recorded."""
        consented = any(act.consents for act in one.acts)
        if one.begins:
            return one.begins
        return one.agreement.begins if rule.joined_in_time or not consented else ""


def _has_dates(norm: Norm) -> bool:
    """Whether a norm has dates apart from those of its agreement."""
    return any(_dates_of(norm))


def _dates_of(norm: Norm) -> tuple[str, ...]:
    return (norm.begins, norm.ends, *norm.contested_beginnings, *norm.contested_ends)


def _year(date: str) -> int | None:
    return int(date[:4]) if date[:4].isdigit() else None


def together(one: Holding, other: Holding) -> Holding:
    """How an agreement holds between two participants: as for the one of whom less is known.

    It entered into force between them when it did for the later, and ended when it did for the
    first; either is known only where it is known of both, or of the one that ended it.
    """
    in_force = one.in_force & other.in_force
    may = one.may_be & other.may_be
    disputed = (one.disputed | other.disputed) & may
    both = bool(one.entered and other.entered)
    ended = one.ended | other.ended
    return Holding(
        one.agreement, in_force, may & ~(in_force | disputed), disputed, one.bound & other.bound,
        one.concluded, max(one.entered, other.entered) & may if both else 0, ended & -ended,
    )  # fmt: skip
