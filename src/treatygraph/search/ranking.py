"""Which of the things that match comes first.

A name that is what was asked, then names that have all of it, then the rest. Within each, by BM25
over names and texts (Robertson and Zaragoza, 2009): names count more, names that begin as what was
asked more still, and things of a higher standing too. So a person comes before what he is quoted
with, though a quotation begins with his name.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from treatygraph.search.question import Clause, Question
from treatygraph.search.writing import PARTING

_K1, _B = 1.2, 0.4
_NAMES, _TEXTS = 3.0, 1.0
"""What a word counts in a name, and in a text."""

_UNFINISHED = 0.3
"""What a word counts that only begins as the last one that was typed."""

_HIGHEST, _LOWER = 2.0, 0.07
"""What things of the highest standing count, and how much less those of each below it."""

_BEGINNING = 1.3
"""What a thing counts whose name begins as what was asked."""

IS, HAS, REST = range(3)
"""How a thing's names meet a question."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that matches: its number, its standing, its names and texts as search words."""

    number: int
    standing: int
    names: str
    texts: str


@dataclass(frozen=True, slots=True)
class Measure:
    """How many things an index has, and how many words a name and a text have on average."""

    things: int
    name: float
    text: float

    def rarity(self, things: int) -> float:
        """What a word counts that so many things have."""
        return math.log(1 + (self.things - things + 0.5) / (things + 0.5))


def ranked(
    candidates: Iterable[Candidate], question: Question, rarities: Sequence[float],
    measure: Measure, *, by_name: bool = False,
) -> list[Candidate]:  # fmt: skip
    """Candidates, the best first; ``rarities`` are those of the question's clauses.

    ``by_name`` leaves their texts out of account.
    """
    weighed = list(zip(question.clauses, rarities, strict=True))
    meeting = _Meeting(question)

    def key(one: Candidate) -> tuple[int, float, int]:
        names = one.names.split(PARTING) if one.names else []
        score = _NAMES * max((_score(name, weighed, measure.name) for name in names), default=0.0)
        if not by_name:
            score += _TEXTS * _score(one.texts, weighed, measure.text)
        score *= _HIGHEST - _LOWER * one.standing
        meets, begins = meeting.of(one.names, names)
        return meets, -score * (_BEGINNING if begins else 1), one.number

    return sorted(candidates, key=key)


class _Meeting:
    """How names meet a question: IS, HAS or REST."""

    def __init__(self, question: Question) -> None:
        whole, clauses = " ".join(question.words), question.clauses
        self._needles = [tuple(needle[:-1] if clause.begins else needle
                               for needle in clause.needles) for clause in clauses]  # fmt: skip
        self._whole = f" {whole} "
        self._begins = f" {whole}" if clauses and clauses[-1].begins else self._whole

    def of(self, names: str, each: list[str]) -> tuple[int, bool]:
        """How the names of a thing do, given together and each; whether one begins so."""
        if not self._needles or not all(any(needle in names for needle in one)
                                        for one in self._needles):  # fmt: skip
            return REST, False
        if self._begins not in names:
            return HAS, False
        begins = any(name.startswith(self._begins) for name in each)
        return (IS if self._whole in each else HAS), begins


def met(one: Candidate, question: Question) -> list[int]:
    """How many clauses of a question each name meets, and behind the names each text."""
    segments = [part for said in (one.names, one.texts) if said for part in said.split(PARTING)]
    return [sum(1 for clause in question.clauses if _times(segment, clause))
            for segment in segments]  # fmt: skip


def _score(words: str, weighed: list[tuple[Clause, float]], average: float) -> float:
    """BM25 of a text of search words with a space around each."""
    if not words:
        return 0.0
    long = 1 - _B + _B * (words.count(" ") - 1) / (average or 1)
    total = 0.0
    for clause, rarity in weighed:
        times = _times(words, clause)
        if times:
            total += rarity * times * (_K1 + 1) / (times + _K1 * long)
    return total


def _times(words: str, clause: Clause) -> float:
    """How often a text meets a clause; words that only begin so count less, and once."""
    whole = sum(words.count(needle) for needle in clause.needles)
    if not clause.begins:
        return whole
    begun = sum(words.count(needle[:-1]) for needle in clause.needles)
    return whole + _UNFINISHED * min(1, begun - whole)
