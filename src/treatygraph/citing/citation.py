"""A citation: whose work, what of it, in which release, where it stays, and how it is checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

PROJECT: Final = "treatygraph: a knowledge graph of treaties as open linked data"
PROJECT_AUTHORS: Final = ("The treatygraph authors",)
"""What CITATION.cff says of the project; a test holds these to it."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What an answer is checked by: ``sha256-HEX`` of the question and of what was answered."""

    query: str
    result: str


@dataclass(frozen=True, slots=True)
class Citation:
    """All that is told of what is cited; ``writing`` puts it in the forms that others read."""

    title: str
    work: str
    authors: tuple[str, ...]
    version: str
    released: datetime | None
    """When the release became the present one; None where nobody kept that."""
    address: str
    """The permanent link, with the proof behind ``#`` where there is one."""
    accessed: date
    language: str = ""
    sources: tuple[str, ...] = ()
    """What a thing rests on, the weightiest first."""
    proof: Proof | None = None

    @property
    def issued(self) -> date:
        """The day of the release; where that is not known, the day of access."""
        return self.released.date() if self.released else self.accessed


def work_of(
    title: str, makers: tuple[str, ...] = (), *, curated: bool
) -> tuple[str, tuple[str, ...]]:
    """What a collection is called and who made it, as it says of itself.

    Nobody is named for a collection that has a title of its own and tells no makers, nor for files
    that are served as they are.
    """
    if title:
        return title, makers
    if curated:
        return PROJECT, makers or PROJECT_AUTHORS
    return "Files served by treatygraph", makers
