"""The features by which two agreements are compared: each finds one of a few outcomes, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Final

from treatygraph.matching.likeness import across_languages, same_language
from treatygraph.matching.records import AgreementRecord
from treatygraph.matching.titles import Title

Compared = tuple[str, str]
"""An outcome's name, and what it rests on in words of this pair, which may be empty."""

_FULL: Final = 10
"""Length of a day that is known: YYYY-MM-DD."""

_TWO: Final = 2
_MANY: Final = 5
"""What has two parties, and what has so many at least, is not the same."""


@dataclass(frozen=True, slots=True)
class Commonness:
    """How many records of each collection each party is in: what is rare tells most."""

    one: Counter[str]
    other: Counter[str]
    ones: int
    others: int

    @classmethod
    def of(cls, one: Iterable[AgreementRecord], other: Iterable[AgreementRecord]) -> Commonness:
        """Counted over two collections."""
        left, right = tuple(one), tuple(other)
        return cls(_count(left), _count(right), len(left), len(right))

    def by_chance(self, party: str) -> float:
        """The probability that it is a party to both of two records drawn at random."""
        return self.one[party] * self.other[party] / max(1, self.ones * self.others)


def _count(records: tuple[AgreementRecord, ...]) -> Counter[str]:
    return Counter(chain.from_iterable(record.parties for record in records))


Feature = Callable[[AgreementRecord, AgreementRecord, Commonness], Compared | None]
"""None where one of the two says nothing that could be compared."""


def conclusion(one: AgreementRecord, other: AgreementRecord, _: Commonness) -> Compared | None:
    """The day on which they were concluded."""
    if not (one.concluded and other.concluded):
        return None
    if one.concluded == other.concluded:
        return ("same" if len(one.concluded) == _FULL else "vaguely same"), one.concluded
    told = _both(one.concluded, other.concluded)
    if one.concluded.startswith(other.concluded) or other.concluded.startswith(one.concluded):
        return "vaguely same", told
    apart = _days(one.concluded, other.concluded)
    if apart is not None and apart <= 31:
        return "within a month", told
    near = abs(int(one.concluded[:4]) - int(other.concluded[:4])) <= 1
    return ("within a year or so" if near else "far apart"), told


def entry_into_force(
    one: AgreementRecord, other: AgreementRecord, _: Commonness
) -> Compared | None:
    """The day on which they entered into force; for a State it may be a later one."""
    if not (one.in_force and other.in_force):
        return None
    told = _both(one.in_force, other.in_force)
    if one.in_force.startswith(other.in_force) or other.in_force.startswith(one.in_force):
        return "same", told
    return "other", told


def place(one: AgreementRecord, other: AgreementRecord, _: Commonness) -> Compared | None:
    """Where they were concluded."""
    if not (one.place and other.place):
        return None
    told = _both(*(name.place.rpartition("/")[2] for name in (one, other)))
    return ("same" if one.place == other.place else "other"), told


def numbers(one: AgreementRecord, other: AgreementRecord, _: Commonness) -> Compared | None:
    """Their registered numbers, where both have some of one series."""
    series = sorted(one.numbers.keys() & other.numbers.keys())
    shared = [f"{name} {number}" for name in series
              for number in sorted(one.numbers[name] & other.numbers[name])]  # fmt: skip
    if shared:
        return "shared", ", ".join(shared)
    return ("other", ", ".join(series)) if series else None


def title(one: AgreementRecord, other: AgreementRecord, _: Commonness) -> Compared | None:
    """Their titles, in the language in which they are most alike."""
    pairs = _title_pairs(one, other, same=True)
    if not pairs:
        return None
    best, language = max((same_language(a, b), a.language) for a, b in pairs)
    told = f"{best:.0%} alike in {language or 'no language'}"
    for least, name in ((0.97, "same"), (0.88, "nearly same"), (0.75, "alike"), (0.6, "similar")):
        if best >= least:
            return name, told
    return "other", told


def title_across(one: AgreementRecord, other: AgreementRecord, _: Commonness) -> Compared | None:
    """Their titles, where they have none in one language: words of one origin."""
    if _title_pairs(one, other, same=True):
        return None
    pairs = _title_pairs(one, other, same=False)
    if not pairs:
        return None
    best = max(across_languages(a, b) for a, b in pairs)
    told = f"{best:.0%} of the words of the shorter"
    for least, name in ((0.6, "many words"), (0.4, "some words"), (0.2, "few words")):
        if best >= least:
            return name, told
    return "no words", told


def _title_pairs(
    one: AgreementRecord, other: AgreementRecord, *, same: bool
) -> list[tuple[Title, Title]]:
    return [(a, b) for a in one.titles for b in other.titles if (a.language == b.language) == same]


def instrument(one: AgreementRecord, other: AgreementRecord, _: Commonness) -> Compared | None:
    """What their titles say they are, or do, to another: a protocol, an amendment, an end."""
    left, right = _marks(one), _marks(other)
    if left is None or right is None:
        return None
    if left == right:
        return ("same" if left else "neither"), ", ".join(sorted(left))
    return "other", "only one is " + ", ".join(sorted(left ^ right))


def sides(one: AgreementRecord, other: AgreementRecord, _: Commonness) -> Compared | None:
    """Whether their titles say between whom they are, as those of two parties do."""
    if not (one.titles and other.titles):
        return None
    left, right = (any(title.has_sides for title in record.titles) for record in (one, other))
    if left != right:
        return "only one", ""
    return ("both" if left else "neither"), ""


def _marks(record: AgreementRecord) -> frozenset[str] | None:
    """What any of its titles says: translations differ in what they leave out."""
    if not record.titles:
        return None
    return frozenset.union(*(title.marks for title in record.titles))


def numerals(one: AgreementRecord, other: AgreementRecord, _: Commonness) -> Compared | None:
    """Numbers in their titles: that of a regulation, an annex, a protocol."""
    left, right = _numerals(one), _numerals(other)
    if not left or not right:
        return None
    if left & right:
        return "shared", ", ".join(sorted(left & right))
    return "other", _both(", ".join(sorted(left)), ", ".join(sorted(right)))


def _numerals(record: AgreementRecord) -> frozenset[str]:
    """Numbers but those of the day, which is compared by itself."""
    day = {part.lstrip("0") for part in record.concluded.split("-")}
    return frozenset(chain.from_iterable(title.numbers for title in record.titles)) - day


def parties(one: AgreementRecord, other: AgreementRecord, common: Commonness) -> Compared | None:
    """Their parties: sources name some and leave out others, so the shorter list is looked at."""
    if not (one.parties and other.parties):
        return None
    shared = one.parties & other.parties
    fewer, more = sorted((len(one.parties), len(other.parties)))
    told = f"{len(shared)} of {fewer} named"
    if shared and fewer == _TWO and more >= _MANY:
        return "two against many", f"{fewer} and {more}"
    if len(shared) < fewer:
        return ("none" if not shared else "most" if len(shared) * 2 >= fewer else "few"), told
    return _how_rare(min(map(common.by_chance, shared))), told


def _how_rare(chance: float) -> str:
    for most, name in ((0.002, "all, rare"), (0.02, "all, less common"), (0.2, "all, common")):
        if chance <= most:
            return name
    return "all, in most records"


def _both(one: str, other: str) -> str:
    """Two values in words, the same whichever comes first."""
    return one if one == other else " and ".join(sorted((one, other)))


def _days(one: str, other: str) -> int | None:
    try:
        return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)
    except ValueError:
        return None


FEATURES: Final[dict[str, Feature]] = {
    "day of conclusion": conclusion,
    "title": title,
    "title in other languages": title_across,
    "instrument": instrument,
    "sides in the title": sides,
    "numbers in the title": numerals,
    "parties": parties,
    "registered numbers": numbers,
    "entry into force": entry_into_force,
    "place": place,
}
"""Each by the name that evidence has for it."""
