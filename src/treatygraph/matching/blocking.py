"""Which pairs are compared at all: those that share a day, a number, a title or rare words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from treatygraph.matching.records import AgreementRecord

_MOST: Final = 200
"""A key that more records of one side have tells too little to compare all of them."""

_RARE: Final = 60
"""A word in more titles of one side than that says little."""

_WORDS: Final = 2
"""So many rare words are to be shared, or one that is very rare."""

Pair = tuple[int, int]
"""Places in the two sequences of records."""


def pairs_to_compare(
    one: Sequence[AgreementRecord], other: Sequence[AgreementRecord]
) -> list[Pair]:
    """The pairs that share something telling, in order; each once, and the same either way."""
    found: set[Pair] = set()
    for keys in (_days, _forces, _numbers, _whole_titles):
        found.update(_sharing(one, other, keys))
    found.update(_sharing_words(one, other))
    return sorted(found)


def _days(record: AgreementRecord) -> Iterable[str]:
    return (record.concluded,) if len(record.concluded) == 10 else ()


def _forces(record: AgreementRecord) -> Iterable[str]:
    return (record.in_force,) if len(record.in_force) == 10 else ()


def _numbers(record: AgreementRecord) -> Iterable[str]:
    return (f"{series} {one}" for series, several in record.numbers.items() for one in several)


def _whole_titles(record: AgreementRecord) -> Iterable[str]:
    return {f"{title.language} {title.spelled}" for title in record.titles}


def _telling(record: AgreementRecord) -> Iterable[str]:
    return {f"{title.language} {word}" for title in record.titles for word in title.telling}


Keys = Callable[[AgreementRecord], Iterable[str]]


def _index(records: Sequence[AgreementRecord], keys: Keys) -> dict[str, list[int]]:
    index: defaultdict[str, list[int]] = defaultdict(list)
    for place, record in enumerate(records):
        for key in keys(record):
            index[key].append(place)
    return index


def _sharing(
    one: Sequence[AgreementRecord], other: Sequence[AgreementRecord], keys: Keys
) -> Iterator[Pair]:
    left, right = _index(one, keys), _index(other, keys)
    for key in left.keys() & right.keys():
        if max(len(left[key]), len(right[key])) <= _MOST:
            yield from ((a, b) for a in left[key] for b in right[key])


def _sharing_words(
    one: Sequence[AgreementRecord], other: Sequence[AgreementRecord]
) -> Iterator[Pair]:
    """Pairs whose titles share rare words of one language."""
    left, right = _index(one, _telling), _index(other, _telling)
    shared: Counter[Pair] = Counter()
    for word in left.keys() & right.keys():
        if max(len(left[word]), len(right[word])) <= _RARE:
            rare = _WORDS if len(left[word]) * len(right[word]) <= 25 else 1
            for a in left[word]:
                for b in right[word]:
                    shared[a, b] += rare
    return (pair for pair, count in shared.items() if count >= _WORDS)
