"""What an importer makes of a record, before it is written: plain values, no RDF."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from treatygraph.importing.dates import Date
from treatygraph.importing.faults import one_line

UNDETERMINED: Final = "http://rightsstatements.org/vocab/UND/1.0/"
"""For a set without a licence: whether it may be copied could not be found out."""

Text = tuple[str, str]
"""A text and the language that it is in (BCP 47, small letters)."""


@dataclass(frozen=True, slots=True)
class SetDescription:
    """A set of records: what it is, who made it, and what may be done with it.

    ``day`` is that of the edition: what is known of it is known up to then. ``withheld`` says why
    the set may not be published, and is empty where it may.
    """

    key: str
    title: str
    publisher: Text
    """Its key as an organization, and its name."""
    url: str
    day: str
    licence: str
    rights: str
    withheld: str = ""
    is_official: bool = False
    """Whether a public authority published it itself: then it is no report of others."""


@dataclass(slots=True)
class Source:
    """The document of one record: its text, or the page of an authority that holds it."""

    label: str
    url: str = ""
    kind: str = "web-page"
    languages: tuple[str, ...] = ()
    is_text: bool = False
    locator: str = "body"


@dataclass(slots=True)
class Act:
    """One dated act of a participant. ``statement`` is told in words of ours."""

    kind: str
    date: Date | None = None
    statement: str = ""
    confidence: str = "medium"
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Participation:
    """One actor's standing; ``actor`` is the IRI path below ``id/``, such as ``state/RUS``."""

    actor: str
    label: str
    acts: list[Act] = field(default_factory=list)
    in_force_from: Date | None = None
    in_force_until: Date | None = None
    notes: list[str] = field(default_factory=list)
    confidence: str = "medium"

    @property
    def key(self) -> str:
        """What its address ends with: ``RUS``, or the key of an organization."""
        return self.actor.rpartition("/")[2]


@dataclass(slots=True)
class Provision:
    """A numbered part. ``key`` is ``article-3``; ``above`` the key of what it is part of."""

    key: str
    number: str
    ordinal: int
    headings: list[Text] = field(default_factory=list)
    kind: str = "Article"
    above: str = ""
    label: str = ""
    aliases: list[Text] = field(default_factory=list)


@dataclass(slots=True)
class Norm:
    """What a program took a code of a source to say that the agreement lays down."""

    key: str
    kind: str
    label: str
    action: str
    norm_type: str
    bearers: tuple[str, ...] = ()
    role: str = ""
    condition: str = ""
    notes: list[str] = field(default_factory=list)
    confidence: str = "low"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A part of a record that the collection does not hold, and why."""

    what: str
    reason: str
    detail: str


@dataclass(slots=True)
class Record:
    """An agreement with all that belongs to it; written as one file."""

    key: str
    short: str
    """How labels of its parts call it: ``UN treaty IV-13``."""
    label: str
    source: Source | None = None
    labels: list[Text] = field(default_factory=list)
    titles: list[Text] = field(default_factory=list)
    identifiers: list[str] = field(default_factory=list)
    kind: str = "treaty"
    force: str = "binding"
    concluded: Date | None = None
    place: str = ""
    """Where it was concluded, by name."""
    in_force_from: Date | None = None
    in_force_until: Date | None = None
    as_of: Date | None = None
    duration_years: int | None = None
    topics: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    participations: dict[str, Participation] = field(default_factory=dict)
    provisions: list[Provision] = field(default_factory=list)
    norms: list[Norm] = field(default_factory=list)
    refers_to: list[str] = field(default_factory=list)
    confidence: str = "medium"
    locator: str = ""
    """Where in the set's own source the record stands, where it has no document of its own."""
    read: Counter[str] = field(default_factory=Counter)
    """How many parts of each kind the record has in the source."""
    left_out: list[LeftOut] = field(default_factory=list)
    kept: Counter[str] = field(default_factory=Counter)
    """How many of them the collection holds."""

    def keep(self, what: str, number: int = 1) -> None:
        """Count parts that were read and are held."""
        self.read[what] += number
        self.kept[what] += number

    def leave_out(self, what: str, reason: str, detail: object) -> None:
        """Count a part that was read and is not held, and say why."""
        self.read[what] += 1
        self.left_out.append(LeftOut(what, reason, one_line(detail)))

    def drop(self, what: str, reason: str, detail: object) -> None:
        """Take back a part that was kept."""
        self.kept[what] -= 1
        self.left_out.append(LeftOut(what, reason, one_line(detail)))


@dataclass(slots=True)
class ActorRecord:
    """A State, an organization or a place, from a list of such; written as one file."""

    path: str
    """Its address below ``id/``: ``state/RUS``."""
    label: str
    other_names: list[Text] = field(default_factory=list)
    identifiers: list[str] = field(default_factory=list)
    same_as: str = ""
    notes: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Its address below ``id/``, which no other has."""
        return self.path
