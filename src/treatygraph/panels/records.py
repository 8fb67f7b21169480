"""What panels are counted from: agreements, who takes part, what they did, what they owe."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

CURATED: Final = "curated"
"""The collection of what no program made."""


@dataclass(slots=True)
class Agreement:
    """An agreement. Dates are texts as recorded, empty where none is: days, months or years."""

    iri: str
    collection: str
    """The set that it was imported from, or :data:`CURATED`."""
    types: tuple[str, ...] = ()
    force: str = ""
    """``binding``, ``not-binding``, another key of legal force, or empty."""
    concluded: str = ""
    begins: str = ""
    ends: str = ""
    attested: str = ""
    contested_beginnings: tuple[str, ...] = ()
    contested_ends: tuple[str, ...] = ()
    participants: int = 0
    """How many actors are recorded to take part."""


@dataclass(frozen=True, slots=True)
class Act:
    """An act of a participant. The bounds of its day are texts, empty where they are open."""

    kind: str
    consents: bool
    earliest: str
    latest: str

    @property
    def year(self) -> int | None:
        """The year, if it is known."""
        first, last = self.earliest[:4], self.latest[:4]
        return int(first) if first and first == last else None

    @property
    def years(self) -> tuple[int, int] | None:
        """The first and the last year that it can be of, if both are known."""
        first, last = self.earliest[:4], self.latest[:4]
        return (int(first), int(last)) if first and last else None


@dataclass(slots=True)
class Membership:
    """A participation: an actor in an agreement, with dates of its own where it has some."""

    iri: str
    actor: str
    agreement: Agreement
    begins: str = ""
    ends: str = ""
    attested: str = ""
    contested_beginnings: tuple[str, ...] = ()
    contested_ends: tuple[str, ...] = ()
    acts: list[Act] = field(default_factory=list)


@dataclass(slots=True)
class Norm:
    """A norm; roles and types are keys, actors are IRIs."""

    iri: str
    agreement: Agreement
    label: str = ""
    classes: frozenset[str] = frozenset()
    """Local names of its classes, the inferred ones too."""
    types: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    bearers: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    counterparties: frozenset[str] = frozenset()
    counterparty_roles: frozenset[str] = frozenset()
    begins: str = ""
    ends: str = ""
    contested_beginnings: tuple[str, ...] = ()
    contested_ends: tuple[str, ...] = ()
    confidence: str = ""
    collection: str = CURATED


@dataclass(slots=True)
class Actor:
    """An actor: its key in addresses, its kind, its English name, what is recorded of codes."""

    iri: str
    key: str
    kind: str = ""
    name: str = ""
    identifiers: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Records:
    """All of a release that panels count."""

    agreements: dict[str, Agreement]
    memberships: list[Membership]
    norms: list[Norm]
    actors: dict[str, Actor]
    states: frozenset[str]
    """The IRIs of all States."""
    merged: int = 0
    """How many records are left out since another is of the same agreement."""
