"""What pages are made of: texts with a language, links with a label, facts with a place."""

from __future__ import annotations

from dataclasses import dataclass

from treatygraph.release.locations import Place

_RIGHT_TO_LEFT = frozenset(["ar", "fa", "he", "ur", "ps", "ckb", "dv", "sd", "ug", "yi"])


@dataclass(frozen=True, slots=True)
class Text:
    """A text and its language tag; ``lang`` is empty for a plain string."""

    value: str
    lang: str = ""

    @property
    def dir(self) -> str:
        """The direction it is written in, as HTML's ``dir`` attribute wants it."""
        return "rtl" if self.lang.split("-")[0] in _RIGHT_TO_LEFT else "ltr"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Link:
    """Something with an IRI: its label, the local name of its most specific class, its key."""

    iri: str
    label: Text
    cls: str = ""

    def __hash__(self) -> int:
        """By the IRI alone: a release has one label for each."""
        return hash(self.iri)

    @property
    def key(self) -> str:
        """The last part of the IRI: what a curator calls it."""
        return self.iri.rstrip("/").rpartition("/")[2].rpartition("#")[2]


@dataclass(frozen=True, slots=True)
class Value:
    """The value of a fact: a link, or a text with its datatype's local name."""

    link: Link | None = None
    text: Text | None = None
    datatype: str = ""
    place: Place | None = None
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A property of a thing and its values."""

    property: Link
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """What points here by one property; ``total`` counts those that are not shown too."""

    property: Link
    subjects: tuple[Link, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that something rests on, and the source it stands in."""

    passage: Link
    locator: str
    source: Link
    url: str | None
    published: str | None
    publisher: Link | None
    official: bool


@dataclass(frozen=True, slots=True)
class Thing:
    """Everything that the dataset says of a thing, in the order in which a page shows it."""

    iri: str
    title: Text
    labels: tuple[Text, ...]
    classes: tuple[Link, ...]
    facts: tuple[Fact, ...]
    references: tuple[Reference, ...]
    place: Place | None
    notes: tuple[Text, ...]

    @property
    def pointing(self) -> int:
        """How many statements point to it."""
        return sum(reference.total for reference in self.references)
