"""What a search gives: things, and what else they can be narrowed by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from treatygraph.search.excerpts import Excerpt
from treatygraph.search.question import Question


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found: the name to show, and another text that was met, if there is one."""

    iri: str
    name: Excerpt
    text: Excerpt | None
    kind: str
    year: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet: how many of what was found have it, and whether it is chosen."""

    value: str
    things: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """The values of a facet; where they count only the first things, how many those are."""

    values: tuple[Choice, ...] = ()
    among: int | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """What was found: ``total`` things, or ``more``; those of one page; what narrows them."""

    question: Question
    total: int
    more: bool
    reachable: int
    hits: tuple[Hit, ...] = ()
    choices: Mapping[str, Choices] = field(default_factory=dict)
    meant: str = ""
    """The question as it may have been meant, where nothing was found."""
