"""How alike two titles are, from 0 to 1: the one module that knows rapidfuzz."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from rapidfuzz.distance import JaroWinkler
from rapidfuzz.fuzz import token_set_ratio, token_sort_ratio

from treatygraph.matching.titles import Title

_COGNATE: Final = 0.9
"""How alike two words of different languages are that have one origin."""

_FEWEST: Final = 3
"""A title with fewer telling words is found in many others by chance."""


def same_language(one: Title, other: Title) -> float:
    """How alike two titles of one language are.

    Where all words of a title that is long enough stand in the other, that counts somewhat less
    than if they were the same: one source gives the place or the parties, another leaves them out.
    """
    if one.text == other.text:
        return 1.0  # of signs alone, too
    whole = token_sort_ratio(one.spelled, other.spelled) / 100
    if min(len(one.telling), len(other.telling)) < _FEWEST:
        return float(whole)
    return float(max(whole, 0.92 * token_set_ratio(one.spelled, other.spelled) / 100))


def across_languages(one: Title, other: Title) -> float:
    """The share of the shorter title's telling words that look like a word of the longer."""
    shorter, longer = sorted((one.telling, other.telling), key=lambda words: (len(words), words))
    if len(shorter) < _FEWEST:
        return 0.0
    return sum(any(_cognate(word, mate) for mate in longer) for word in shorter) / len(shorter)


@lru_cache(maxsize=200_000)
def _cognate(one: str, other: str) -> bool:
    if len(one) < 5 or len(other) < 5:
        return one == other and one.isdigit()
    return one[0] == other[0] and JaroWinkler.similarity(one, other) >= _COGNATE
