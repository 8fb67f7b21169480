"""Text to search words: the one way from what stands in the data, and from what is typed.

Texts and questions are folded and split here alone, so that they meet. Letters are compared without
case, width and, where people leave them out, marks; Arabic letters by their Persian form; digits
of every script by their value. Chinese and Japanese are written without spaces: there each pair
of neighbours is a word, and the last character of a run, so that any part of a run can be found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

_ALIKE = str.maketrans(
    {
        # Arabic letters as a Persian keyboard writes them; what is left out in haste, too.
        "ي": "ی", "ى": "ی", "ې": "ی", "ك": "ک", "ە": "ه", "ة": "ه", "ہ": "ه", "ھ": "ه",
        "ٱ": "ا", "ـ": "",
        # Russian is printed without the dots of ё; й is a letter of its own.
        "ё": "е",
        # Latin letters that have no parts in Unicode.
        "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe",
        "ə": "e",
    }
)  # fmt: skip
_UNMARKED = ("LATIN", "GREEK", "ARABIC", "HEBREW")
"""Scripts whose marks are left out; elsewhere (Devanagari, Thai) marks are vowels."""

_STRESS = "\u0300\u0301"
"""Marks that Cyrillic has in dictionaries alone; the others make letters (й, ї, ў)."""

_RUNS_ON = (
    (0x3005, 0x3007), (0x3040, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF), (0xFF66, 0xFF9F), (0x1B000, 0x1B16F), (0x20000, 0x3FFFF),
)  # fmt: skip
"""Han and Kana: written without spaces between words."""

_JOINERS = "-‐‑'’ʼ\u200c"
"""Hyphens, apostrophes and the zero-width non-joiner: they may stand within a word."""

_SAME = 4
"""Rounds in which folding comes to rest; two are enough for all that Unicode has today."""


def fold(text: str) -> str:
    """A text as it is compared: folding it once more changes nothing."""
    for _ in range(_SAME):
        folded = _fold_once(text)
        if folded == text:
            break
        text = folded
    return text


def _fold_once(text: str) -> str:
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_ALIKE)
    parts: list[str] = []
    unmarked = cyrillic = False
    for character in unicodedata.normalize("NFD", plain):
        if unicodedata.category(character) == "Mn":
            if unmarked or (cyrillic and character in _STRESS):
                continue
        else:
            script = _script(character)
            unmarked, cyrillic = script in _UNMARKED, script == "CYRILLIC"
        parts.append(_digit(character))
    return unicodedata.normalize("NFC", "".join(parts)).translate(_ALIKE)


@lru_cache(maxsize=4096)
def _script(character: str) -> str:
    """The first word of a character's name: its script, of letters."""
    return unicodedata.name(character, "").partition(" ")[0]


@lru_cache(maxsize=4096)
def _digit(character: str) -> str:
    """A decimal digit of any script as 0 to 9; everything else as it is."""
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Word:
    """A search word, and where it stands in the text: ``start`` to before ``end``."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a text without spaces: its words; what they are when written together.

    ``ideographic`` runs are of Han and Kana; ``joined`` is empty where there is one part alone.
    """

    words: tuple[Word, ...]
    joined: str = ""
    ideographic: bool = False


class _Kinds(dict[int, str]):
    """What each character is to a word, as ``str.translate`` asks for it; each looked up once."""

    def __missing__(self, code: int) -> str:
        kind = self[code] = _kind(code)
        return kind


def _kind(code: int) -> str:
    """w for letters, marks and digits, h for those of scripts without spaces, j for joiners, z for
    what is not seen, and a dot for what parts words.
    """
    character = chr(code)
    category = unicodedata.category(character)
    if character in _JOINERS:
        return "j"
    if any(first <= code <= last for first, last in _RUNS_ON) and category[0] in "LMN":
        return "h"
    if character == "ـ" or category == "Cf":
        return "z"
    return "w" if category[0] in "LMN" else "."


_KINDS = _Kinds()
_RUN = re.compile(r"h+|w[wz]*(?:j+w[wz]*)*")
_PART = re.compile(r"[wz]+")
_PLAIN = re.compile(r"[a-z0-9]+(?:[-']+[a-z0-9]+)*")
_PLAIN_JOINED = re.compile(r"[a-z0-9]+(?:[-']+[a-z0-9]+)+")
_PLAIN_PART = re.compile(r"[a-z0-9]+")


def runs(text: str) -> Iterator[Run]:
    """The runs of a text, in order."""
    if text.isascii():
        lower = text.lower()
        for found in _PLAIN.finditer(lower):
            yield _plain_run(found)
        return
    kinds = text.translate(_KINDS)
    for found in _RUN.finditer(kinds):
        run = _pairs(text, found) if found[0][0] == "h" else _parts(text, found)
        if run.words:
            yield run


def _plain_run(found: re.Match[str]) -> Run:
    whole, at = found[0], found.start()
    if whole.isalnum():
        return Run((Word(whole, at, found.end()),))
    parts = tuple(Word(p[0], at + p.start(), at + p.end()) for p in _PLAIN_PART.finditer(whole))
    return Run(parts, "".join(part.text for part in parts))


def _parts(text: str, found: re.Match[str]) -> Run:
    """A run of letters: its parts between hyphens and the like, and all of them together."""
    words = []
    for part in _PART.finditer(found[0]):
        start, end = found.start() + part.start(), found.start() + part.end()
        folded = _bare(text[start:end])
        if folded:
            words.append(Word(folded, start, end))
    joined = "".join(word.text for word in words) if len(words) > 1 else ""
    return Run(tuple(words), joined)


def _pairs(text: str, found: re.Match[str]) -> Run:
    """A run of Han or Kana: each pair of neighbours, and the last character."""
    start, end = found.span()
    one = [_bare(character) or character for character in text[start:end]]
    pairs = [Word(one[i] + one[i + 1], start + i, start + i + 2) for i in range(len(one) - 1)]
    return Run((*pairs, Word(one[-1], end - 1, end)), ideographic=True)


@lru_cache(maxsize=50_000)
def _bare(part: str) -> str:
    """A part of a word, folded, with nothing in it that parts words."""
    return "".join(one for one in fold(part) if _KINDS[ord(one)] in "wh")


def words(text: str) -> list[str]:
    """What a text is found by: its words in order; behind them, what was written in parts."""
    if text.isascii():  # most are, and this takes a third of the time
        lower = text.lower()
        joined = ("".join(_PLAIN_PART.findall(run)) for run in _PLAIN_JOINED.findall(lower))
        return [*_PLAIN_PART.findall(lower), *joined]
    pieces = list(map(_of_piece, text.split()))
    return [*chain.from_iterable(own for own, _ in pieces),
            *chain.from_iterable(joined for _, joined in pieces)]  # fmt: skip


@lru_cache(maxsize=100_000)
def _of_piece(piece: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of a text without spaces, and what of it was written in parts.

    No run reaches over a space, and most pieces of a collection's texts come again.
    """
    found = list(runs(piece))
    own = tuple(word.text for run in found for word in run.words)
    return own, tuple(run.joined for run in found if run.joined)
