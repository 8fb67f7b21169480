"""Names of parties, keys of things and texts: folded, so that one thing has one spelling."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_WORD = re.compile(r"\w+", re.UNICODE)
_ELIDED = re.compile(r"\b([ldLD])['’](?=\w)")
_NOT_IN_KEY = re.compile(r"[^a-z0-9]+")
_EMPTY_WORDS: Final = frozenset(
    ("the", "of", "and", "a", "an", "le", "la", "les", "l", "de", "du", "des", "et", "d", "der",
     "die", "das", "und", "von", "het")
)  # fmt: skip
_SAME: Final = {
    "st": "saint", "rep": "republic", "dem": "democratic", "fed": "federal", "is": "islands",
    "republique": "republic", "kgdm": "kingdom",
}  # fmt: skip
_TOO_LONG: Final = 80
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")


def parted(text: str) -> str:
    """A text in which French articles stand apart: ``l'Autriche`` is two words."""
    return _ELIDED.sub(r"\1 ", text)


def folded(text: str) -> str:
    """Without accents, case and compatibility forms."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(char for char in parts if not unicodedata.combining(char)).casefold()


@lru_cache(maxsize=65536)
def name_key(name: str) -> str:
    """What two spellings of one name have in common: its words, sorted, but for empty ones.

    ``NETHERLANDS THE`` and ``the Netherlands``, ``Korea, Republic of`` and ``Republic of Korea``
    are alike, ``Republic of Korea`` and ``Democratic People's Republic of Korea`` are not.
    """
    plain = folded(parted(name)).replace("'", "").replace("’", "").replace("_", " ")
    words = _WORD.findall(plain)
    kept = {_SAME.get(word, word) for word in words} - _EMPTY_WORDS
    return " ".join(sorted(kept or words))


def slug(text: str) -> str:
    """A key of small letters, digits and hyphens, as addresses have it; empty where none is left.

    A long text is cut at a word, so whoever needs keys to differ adds a number.
    """
    key = _NOT_IN_KEY.sub("-", folded(text)).strip("-")
    if len(key) <= _TOO_LONG:
        return key
    return key[:_TOO_LONG].rpartition("-")[0] or key[:_TOO_LONG]


def place_path(name: str) -> str:
    """The address below ``id/`` of a place that a source names; empty where it names none."""
    key = slug(name)
    return f"place/{key}" if key else ""


def clean(text: str) -> str:
    """A text as one line: control characters gone, blanks joined, none at the ends."""
    return " ".join(_UNPRINTABLE.sub(" ", text).split())
