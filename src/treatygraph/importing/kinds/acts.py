"""Which act a depositary's table means: the head of a column, and the letter behind a day."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from treatygraph.importing.faults import Refused

# The first that an alternative's words hold decides.
_WORDS: Final = (
    ("provisional application", "provisional-application"),
    ("definitive signature", "definitive-signature"),
    ("confirmation of signature", "definitive-signature"),
    ("signature", "signature"),
    ("formal confirmation", "ratification"),
    ("ratification", "ratification"),
    ("accession", "accession"),
    ("succession", "succession"),
    ("acceptance", "acceptance"),
    ("approval", "approval"),
    ("consent to be bound", "consent-to-be-bound"),
    ("simplified procedure", "consent-to-be-bound"),
    ("participation", "consent-to-be-bound"),
    ("application", "consent-to-be-bound"),
)
_LETTERS: Final = {
    "a": "accession", "d": "succession", "A": "acceptance", "AA": "approval",
    "s": "definitive-signature", "n": "provisional-application", "c": "ratification",
}  # fmt: skip
"""What the depositary's letters mean where the head of a column does not say."""
_CONSENT: Final = frozenset(kind for _, kind in _WORDS) - {"provisional-application", "signature"}
_PLAIN: Final = frozenset(
    ("signature", "definitive signature", "ratification", "accession", "succession", "acceptance",
     "approval", "provisional application", "definitive acceptance")
)  # fmt: skip
_ALTERNATIVE = re.compile(r"\s*(.*?)\s*(?:\(([A-Za-z]{1,2})\))?\s*\Z", re.DOTALL)


def act_of(head: str, letter: str) -> tuple[str, str]:
    """The action type of a cell under a head, and a note where the head's words say more.

    ``Ratification, Accession(a)`` with the letter ``a`` is an accession, without one a
    ratification. Raises Refused where the column tells no act, or does not say which.
    """
    meant = [words for words, its in _alternatives(head) if its == letter]
    if not meant and letter:
        return _by_letter(letter)
    if len(meant) != 1:
        only = _alternatives(head)
        meant = [only[0][0]] if len(only) == 1 and not letter else meant
    kinds = {_kind(words) for words in meant}
    if len(kinds) > 1 and kinds <= _CONSENT:
        kinds = {"consent-to-be-bound"}
    if len(kinds) != 1:
        raise Refused("the head of the column names several acts without a letter", head)
    kind = kinds.pop()
    if not kind:
        raise Refused("the column tells no act of a party", head)
    said = meant[0] if len(meant) == 1 else " or ".join(meant)
    return kind, "" if said.lower() in _PLAIN else f"The source calls it: {said}."


def _by_letter(letter: str) -> tuple[str, str]:
    if letter not in _LETTERS:
        raise Refused("the letter behind the day is not known", letter)
    return _LETTERS[letter], ""


@lru_cache(maxsize=512)
def _alternatives(head: str) -> tuple[tuple[str, str], ...]:
    """The acts that a head names, each with its letter; a comma parts them."""
    found = []
    for part in head.split(", "):
        match = _ALTERNATIVE.match(part)
        if match and match[1]:
            found.append((match[1], match[2] or ""))
    return tuple(found)


def _kind(words: str) -> str:
    lower = words.lower()
    if lower.startswith("notification"):
        return ""
    return next((kind for word, kind in _WORDS if word in lower), "")
