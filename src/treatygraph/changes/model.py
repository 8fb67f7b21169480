"""What a comparison finds, in the order in which it is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from treatygraph.changes.facts import Term

KINDS = ("added", "removed", "changed", "renamed")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line: ``same`` on both sides, ``removed`` or ``added``."""

    kind: str
    text: str


Line = tuple[Piece, ...]
"""A text with what was taken out of it and put into it."""


@dataclass(frozen=True, slots=True)
class Detail:
    """One property of a thing, whose values differ."""

    property: str
    phrase: str
    weight: int
    """The lighter, the earlier it is told."""
    remark: bool = False
    """Whether it is said in brackets, after what it goes with."""
    lines: tuple[Line, ...] = ()
    removed: tuple[Term, ...] = ()
    added: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class ThingChange:
    """A thing whose triples differ."""

    iri: str
    cls: str
    """The local name of its class; empty where it has none."""
    change: str
    """One of :data:`KINDS`."""
    sentence: str
    """What is told below the heading of the group."""
    alone: str
    """The same sentence for a place where no heading says which agreement or document it is of."""
    details: tuple[Detail, ...] = ()
    was: str = ""
    """The IRI that a renamed thing had."""

    @property
    def lines(self) -> Iterator[Line]:
        """What is shown below the sentence."""
        return (line for detail in self.details for line in detail.lines)


@dataclass(frozen=True, slots=True)
class Group:
    """The changes within one agreement or document, or of one sort of thing."""

    iri: str
    """The agreement or document; empty for a sort of thing."""
    label: str
    things: tuple[ThingChange, ...]


@dataclass(frozen=True, slots=True)
class SupportChange:
    """A thing that claims began or ceased to bear out, or to contradict."""

    iri: str
    relation: str
    """``supports`` or ``disputes``."""
    sentence: str
    gained: tuple[str, ...]
    """The IRIs of the claims that do so now, and did not."""
    lost: tuple[str, ...]


Row = tuple[Term | None, ...]
"""The terms of a solution; None where a variable is not bound."""


@dataclass(frozen=True, slots=True)
class QueryChange:
    """A saved query that answers differently; rows in an order of their own, each as often as it
    is more or less."""

    name: str
    summary: str
    variables: tuple[str, ...]
    added: tuple[Row, ...]
    removed: tuple[Row, ...]
    lines: tuple[Piece, ...]
    """The first of them, as a reader sees them."""

    @property
    def left_out(self) -> int:
        """How many rows the lines do not show."""
        return len(self.added) + len(self.removed) - len(self.lines)


@dataclass(frozen=True, slots=True)
class SideName:
    """What was compared: as it was named, what it is, its commit or version, its triples."""

    name: str
    title: str
    kind: str
    id: str
    triples: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything in which two sides differ."""

    a: SideName
    b: SideName
    groups: tuple[Group, ...]
    support: tuple[SupportChange, ...]
    triples_added: int
    triples_removed: int
    queries: tuple[QueryChange, ...] | None = None
    """None where no query was asked."""

    @property
    def things(self) -> Iterator[ThingChange]:
        """Every change, in order."""
        return (thing for group in self.groups for thing in group.things)

    @property
    def empty(self) -> bool:
        """Whether no fact and no answer differs."""
        return not self.groups and not self.queries

    def counts(self) -> dict[str, int]:
        """How many things there are of each kind of change."""
        found = Counter(thing.change for thing in self.things)
        return {kind: found[kind] for kind in KINDS}
