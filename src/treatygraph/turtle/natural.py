"""Natural order: article-3 before article-10, a/z before a-b/a."""

import re
from functools import lru_cache

_DIGITS = re.compile(r"([0-9]+)")

NaturalKey = tuple[tuple[str | tuple[int, str], ...], str]


@lru_cache(maxsize=65536)
def natural_key(text: str) -> NaturalKey:
    """A key that sorts runs of digits as numbers; equal keys mean equal texts.

    Numbers are compared by length and digits, since a run may be too long for an integer. A slash
    sorts before all else, so that what lies below `a` comes before what lies below `a-b`.
    """
    pieces: list[str | tuple[int, str]] = list(_DIGITS.split(text.replace("/", "\x00")))
    pieces[1::2] = [_number(str(digits)) for digits in pieces[1::2]]
    return tuple(pieces), text


def _number(digits: str) -> tuple[int, str]:
    significant = digits.lstrip("0")
    return len(significant), significant
