"""Texts side by side, word by word, and values as a reader wants to see them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from treatygraph.changes.model import Line, Piece

SHORT = 60
"""Up to so many characters, a text is quoted whole in a sentence."""
LONG = 240
"""No text in a sentence is longer than this."""
_FEW = 3


def plain(text: str) -> str:
    """A text on one line, without control characters: a terminal obeys them."""
    spaced = " ".join(text.split())
    return "".join(char for char in spaced if unicodedata.category(char) != "Cc")


def clipped(text: str, length: int = LONG) -> str:
    """A text cut to a length, at a word where there is one."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    space = cut.rfind(" ", length // 2)
    return (cut[:space] if space > 0 else cut) + "…"


def listed(names: Sequence[str], few: int = _FEW) -> str:
    """Names as one reads them out: ``A``, ``A and B``, ``A, B and C``, ``A, B and 7 more``."""
    if len(names) > few:
        names = [*names[: few - 1], f"{len(names) - few + 1} more"]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def word_diff(old: str, new: str) -> Line:
    """What of a text was replaced, word by word; the pieces of each side make up its text."""
    before, now = _words(old), _words(new)
    runs: list[tuple[bool, str, str]] = []
    for tag, i, j, k, m in SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
        same, gone, come = tag == "equal", "".join(before[i:j]), "".join(now[k:m])
        inner = i > 0 and (j, m) != (len(before), len(now))
        if same and inner and not gone.strip():
            same = False  # a space alone between two changes is part of them
        if runs and not same and not runs[-1][0]:
            _, gone_before, come_before = runs.pop()
            gone, come = gone_before + gone, come_before + come
        runs.append((same, gone, come))
    return tuple(piece for run in runs for piece in _pieces(*run))


def _pieces(same: bool, gone: str, come: str) -> Iterator[Piece]:
    if same:
        yield Piece("same", gone)
        return
    if gone:
        yield Piece("removed", gone)
    if come:
        yield Piece("added", come)


def _words(text: str) -> list[str]:
    """Words and what stands between them; signs are pieces of their own."""
    return re.findall(r"\w+|\s+|[^\w\s]", plain(text))


def alike(old: str, new: str) -> float:
    """How much of two texts is the same, between 0 and 1."""
    return SequenceMatcher(None, _words(old), _words(new), autojunk=False).ratio()
