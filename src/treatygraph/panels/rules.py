"""Whether an agreement, a membership or a norm is in force on a day, by the rules of the queries.

A panel asks this of each year, some millions of times, which no query can answer in time. So the
rules of ``library/status-on-day``, ``library/participants-on-day`` and ``library/binding-on-day``
stand here a second time; tests hold them equal, day by day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from treatygraph.panels.records import Agreement, Membership, Norm

IN, OUT, UNKNOWN, DISPUTED = "in force", "not in force", "unknown", "disputed"

NO_CONSENT: Final = "no consent to be bound is recorded"
NO_PARTICIPATION: Final = "no participation is recorded"
NOT_BINDING: Final = "not-binding"
_LEAVING: Final = ("withdrawal", "denunciation")


@dataclass(frozen=True, slots=True)
class Standing:
    """A status, and why, in the words of the query."""

    status: str
    why: str = ""


def agreement_status(one: Agreement, on: str) -> str:
    """The status on a day, written as ``2025-12-31``: the rule of ``library/status-on-day``."""
    made, begins, ends = one.concluded, one.begins, one.ends
    entered = bool(begins) and begins <= on and not _vague(begins, on)
    ended = bool(ends) and ends < on and not _vague(ends, on)
    unmade = made > on
    early = unmade or begins > on
    if any(end < on and not early and (not ended or end == ends) for end in one.contested_ends):
        return DISPUTED
    if any(beginning <= on and not unmade and not ended and (not entered or beginning == begins)
           for beginning in one.contested_beginnings):  # fmt: skip
        return DISPUTED
    vague = _vague(begins, on) or _vague(ends, on) or (_vague(made, on) and entered)
    if not early and not ended and vague:
        return UNKNOWN
    if early or ended:
        return OUT
    if entered:
        return IN
    return OUT if not begins and on <= one.attested else UNKNOWN


def norm_status(norm: Norm, on: str) -> str:
    """The status of a norm on a day: that of its agreement, narrowed by dates of the norm's own."""
    found = agreement_status(norm.agreement, on)
    ended = bool(norm.ends) and norm.ends < on and not _vague(norm.ends, on)
    if found == OUT or norm.begins > on or ended:
        return OUT
    if _vague(norm.begins, on) or _vague(norm.ends, on):
        return UNKNOWN if found == IN else found
    return found


def _vague(date: str, on: str) -> bool:
    """Whether a day lies within a month or a year that is all that is recorded."""
    return bool(date) and date < on and on.startswith(date)


class MembershipRule:
    """How an agreement, or a norm of it, stands for an actor; many days can be asked.

    The rule of ``library/participants-on-day``; with a norm that of ``library/binding-on-day``. A
    membership without an IRI is of an actor that is bound by a norm and takes no part.
    """

    def __init__(self, one: Membership, norm: Norm | None) -> None:
        of = one.agreement
        self._one = one
        self._loose = of.force == NOT_BINDING
        self._made = of.concluded
        self._from = one.begins or of.begins
        self._start = norm.begins if norm else ""
        self._ends = [date for date in (of.ends, one.ends, norm.ends if norm else "") if date]
        self._known = one.attested or of.attested
        beginnings = (*of.contested_beginnings, *one.contested_beginnings)
        ends = (*of.contested_ends, *one.contested_ends)
        self._contested_beginnings = (*beginnings, *(norm.contested_beginnings if norm else ()))
        self._contested_ends = (*ends, *(norm.contested_ends if norm else ()))
        consents = [act for act in one.acts if act.consents]
        self._consented = bool(consents)
        self._first = min((act.earliest for act in consents), default="")
        self._sure = min((act.latest for act in consents), default="")
        self._left = min((act.earliest for act in one.acts if act.kind in _LEAVING), default=None)

    @property
    def joined_in_time(self) -> bool:
        """Whether it was bound from the beginning, or has a beginning of its own."""
        if self._one.begins:
            return True
        begins = self._from
        return self._consented and (self._first <= begins or self._first.startswith(begins))

    def on(self, on: str) -> Standing:
        """The standing on a day, written as ``2025-12-31``."""
        begins, start = self._from, self._start
        vague_from = _vague(begins, on) or _vague(start, on)
        over = [end for end in self._ends if end < on and not on.startswith(end)]
        vague_until = any(_vague(end, on) for end in self._ends)
        entered = bool(begins) and begins <= on and start <= on and not vague_from
        ended, unmade = bool(over), self._made > on
        early = unmade or begins > on or start > on
        if self._end_is_contested(on, early, over):
            return Standing(DISPUTED, "an end is asserted and denied")
        if self._beginning_is_contested(on, entered, unmade or ended):
            return Standing(DISPUTED, "a beginning is asserted and denied")
        if not early and not ended:
            if vague_from:
                return Standing(UNKNOWN, "the day of entry into force is not recorded")
            if vague_until:
                return Standing(UNKNOWN, "the day of the end is not recorded")
            if _vague(self._made, on) and entered:
                return Standing(UNKNOWN, "the day of conclusion is not recorded")
        if unmade:
            return Standing(OUT, "not yet concluded")
        if early:
            return Standing(OUT, "not yet entered into force")
        if ended:
            return Standing(OUT, "ended")
        return self._by_consent(on, entered)

    def _end_is_contested(self, on: str, early: bool, over: list[str]) -> bool:
        return not early and any(end < on and all(one == end for one in over)
                                 for end in self._contested_ends)  # fmt: skip

    def _beginning_is_contested(self, on: str, entered: bool, settled: bool) -> bool:
        return not settled and any(
            day <= on and (not entered or day in (self._from, self._start))
            for day in self._contested_beginnings
        )

    def _by_consent(self, on: str, entered: bool) -> Standing:
        """What remains where the dates of force leave it open."""
        own = self._one.attested
        if not self._loose and self._consented and self._first > on:
            return Standing(OUT, "not yet consented to")
        if not entered and not self._from and on <= self._known:
            return Standing(OUT, "no entry into force up to this day")
        if not entered:
            return Standing(UNKNOWN, "no entry into force is recorded")
        if self._loose:
            return Standing(IN, "entered into force")
        if not self._one.iri:
            return Standing(UNKNOWN, NO_PARTICIPATION)
        if not self._consented:
            if on <= own:
                return Standing(OUT, "no consent up to this day")
            return Standing(UNKNOWN, NO_CONSENT)
        if self._sure > on:
            return Standing(UNKNOWN, "the day of consent is not recorded")
        if self._left is not None and self._left <= on and not self._one.ends:
            return Standing(UNKNOWN, "it left, and the day of the end is not recorded")
        if not self.joined_in_time:
            return Standing(UNKNOWN, "it joined late, and since which day it is bound is not "
                                     "recorded")  # fmt: skip
        return Standing(IN, "entered into force")
