"""The agreements that a form offers: all of a small collection; of a large one they are typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from treatygraph.describe import Link
from treatygraph.web.site import site

MOST_OFFERED: Final = 500
"""Agreements that a form lists; a list of thousands is megabytes, and nobody finds one in it."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What a form lists, and of how many."""

    links: tuple[Link, ...]
    total: int

    @property
    def is_whole(self) -> bool:
        """Whether all are listed; where not, a field takes their keys."""
        return self.total <= MOST_OFFERED

    @property
    def example(self) -> Link:
        """One to show how a key looks."""
        return site().listed("Agreement")[0]


def agreements_offered(chosen: Iterable[str] = ()) -> Offered:
    """All agreements, in order of label; those that were chosen alone where they are too many."""
    every = site().listed("Agreement")
    if len(every) <= MOST_OFFERED:
        return Offered(every, len(every))
    return Offered(site().reader.links(chosen), len(every))
