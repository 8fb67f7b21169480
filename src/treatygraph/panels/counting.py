"""What the rows of all panels are counted with: units, and the years in which agreements hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from treatygraph.panels.codes import COW, GW, Codes, iso3
from treatygraph.panels.columns import Cell
from treatygraph.panels.holding import Holder, Holding
from treatygraph.panels.records import Actor, Membership, Norm, Records
from treatygraph.panels.years import Mask, Tally, Years, digits, window_of

T = TypeVar("T")

SHARED_ROLES: Final = frozenset(("each-party", "all-parties-jointly"))
PARTY_ROLES: Final = SHARED_ROLES | {"other-party", "party-not-attacked", "attacked-party"}
UN_MEMBERS: Final = "un-members"


Cells = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """The rows of one unit, from a year on."""

    first: int
    unit: Callable[[int], Cells]
    """The cells that name the unit, in a year."""
    years: Sequence[Cells | None]
    """The cells after the year, for one year after the other; None where there is no row."""

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """Each year that has a row, with the cells after it."""
        return ((year, cells) for year, cells in enumerate(self.years, self.first)
                if cells is not None)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows: in which years, and of one actor if it is named."""

    years: Years
    actor: str = ""


class Counting:
    """Counts the records of a release, as far as they go, in the years of a panel."""

    def __init__(self, records: Records, years: Years, wanted: Wanted) -> None:
        self.records, self.years, self.wanted = records, years, wanted
        self.shown = years.between(wanted.years.first, wanted.years.last)
        self._holder = Holder(years)
        self._codes = Codes(records.actors.values())
        self._units: dict[str, list[Cells]] = {}
        self.by_agreement = _grouped(records.memberships, lambda one: one.agreement.iri)
        self.by_actor = _grouped(records.memberships, lambda one: one.actor)
        self._norms = _grouped(records.norms, lambda one: one.agreement.iri)

    def order(self, actor: str) -> tuple[str, str]:
        """Where an actor stands among others: by its key."""
        known = self.records.actors.get(actor)
        return (known.key if known else actor, actor)

    def name(self, actor: str) -> Callable[[int], Cells]:
        """The cells that name an actor, in a year."""
        cells = self._units.get(actor)
        if cells is None:
            one = self.records.actors.get(actor) or Actor(actor, actor, "Actor", "")
            fixed = (one.key, one.name, one.kind, iso3(one) or None)
            cells = self._units[actor] = [
                (*fixed, self._codes.of(one, COW, year), self._codes.of(one, GW, year))
                for year in range(self.years.first, self.years.last + 1)
            ]
        first = self.years.first
        return lambda year: cells[year - first]

    def holding(self, one: Membership, norm: Norm | None = None) -> Holding | None:
        """How an agreement, or a norm of it, holds for a participant."""
        return self._holder.of(one, norm)

    def norms_of(self, one: Membership) -> list[tuple[Norm, Mask]]:
        """The norms that a participant bears, each with the years in which it is in force."""
        found = []
        for norm in self._norms.get(one.agreement.iri, ()):
            if self.bears(norm, one.actor):
                held = self.holding(one, norm)
                found.append((norm, held.in_force if held else 0))
        return found

    def norms_stated(self, agreement: str) -> bool:
        """Whether any norm of an agreement is recorded."""
        return agreement in self._norms

    def block(
        self, tally: Tally, names: Sequence[str], unit: Callable[[int], Cells]
    ) -> Iterator[Block]:
        """The rows of a unit that has been counted, if it has any."""
        held = tally.held & self.shown
        if held:
            window = window_of(held)
            counts, none = tally.counts(window), [0] * len(window)
            columns = [counts.get(name, none) for name in names]
            yield self.laid_out([*columns, tally.sources_in(window)], held, unit)

    def laid_out(
        self, columns: Sequence[Sequence[Cell]], held: Mask, unit: Callable[[int], Cells]
    ) -> Block:
        """Columns of the years from the first to the last that are held, as rows of those held."""
        window = window_of(held)
        rows = zip(*columns, strict=True)
        years = [cells if digit else None
                 for digit, cells in zip(digits(held, window), rows, strict=True)]  # fmt: skip
        return Block(self.years.first + window.start, unit, years)

    def statuses(self, norm: Norm) -> dict[str, Mask]:
        """The years of each status of a norm."""
        return self._holder.of_norm(norm)

    def bears(self, norm: Norm, actor: str) -> bool:
        """Whether a participant bears a norm: by a role, or by name where no role is of all."""
        if norm.roles & PARTY_ROLES or (UN_MEMBERS in norm.roles and actor in self.records.states):
            return True
        return actor in norm.bearers


def _grouped(items: Iterable[T], key: Callable[[T], str]) -> dict[str, list[T]]:
    found: defaultdict[str, list[T]] = defaultdict(list)
    for item in items:
        found[key(item)].append(item)
    return dict(found)
