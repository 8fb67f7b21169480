"""Parts of long lists: what one of several pages shows, and what is said of the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from treatygraph.errors import TreatygraphError

PAGE: Final = 200
"""How many of each list a page shows."""

S = TypeVar("S")
T = TypeVar("T")


class NoSuchPage(TreatygraphError):
    """A page behind the last."""

    def __init__(self, page: int, last: int) -> None:
        super().__init__(f"there is no page {page}: the last one is {last}")


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """What one page shows of a long list: items, the number of the first of them, and of all."""

    items: tuple[T, ...]
    first: int
    total: int
    size: int = PAGE
    """The most that a page shows."""

    @property
    def is_whole(self) -> bool:
        """Whether it shows all."""
        return len(self.items) == self.total

    @property
    def page(self) -> int:
        """Which page shows it, from 1."""
        return 1 + (self.first - 1) // self.size

    @property
    def pages(self) -> int:
        """How many pages the list has."""
        return max(1, -(-self.total // self.size))


def pages_of(*lists: Sequence[object], size: int = PAGE) -> int:
    """How many pages lists need that go on side by side; an empty one needs one too."""
    return max(1, -(-max(map(len, lists)) // size))


def check_page(page: int, pages: int) -> int:
    """The page, if it is one. Raises NoSuchPage."""
    if page > pages:
        raise NoSuchPage(page, pages)
    return page


def part_of(
    found: Sequence[S], shown: Callable[[S], T], page: int = 1, size: int = PAGE
) -> Part[T]:
    """A page's part of a list; only what it shows is looked up. It may be empty."""
    start = (page - 1) * size
    return Part(tuple(map(shown, found[start : start + size])), start + 1, len(found), size)
