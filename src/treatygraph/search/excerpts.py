"""Why something was found: a piece of the text as it was written, with what was met marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from treatygraph.search.folding import Run, Word, runs
from treatygraph.search.question import Clause, Question

LONGEST = 240
"""Characters of an excerpt."""

_BEFORE = 70
"""Characters that it has before the first mark."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A part of a text; ``marks`` are from where to before where it met the question.

    ``cut`` tells whether something was left out before it, and behind it.
    """

    text: str
    lang: str
    property: str
    marks: tuple[tuple[int, int], ...] = ()
    cut: tuple[bool, bool] = (False, False)

    def pieces(self) -> Iterator[tuple[str, bool]]:
        """The text in pieces, each with whether it is marked."""
        at = 0
        for start, end in self.marks:
            if start > at:
                yield self.text[at:start], False
            yield self.text[start:end], True
            at = end
        if at < len(self.text):
            yield self.text[at:], False


def marked(text: str, question: Question) -> list[tuple[int, int]]:
    """Where a text meets the clauses of a question, in order, none within another."""
    found = list(runs(text))
    spans = sorted(span for clause in question.clauses for span in _spans(found, clause))
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _spans(found: Sequence[Run], clause: Clause) -> Iterator[tuple[int, int]]:
    """Where a clause is met: by its words, or written together where either is in parts."""
    words = [word for run in found for word in run.words]
    wholes = [(run.joined, run.words[0].start, run.words[-1].end) for run in found if run.joined]
    for sought in (clause.words, (clause.joined,)) if clause.joined else (clause.words,):
        for at in range(len(words) - len(sought) + 1):
            part = words[at : at + len(sought)]
            if _meets([word.text for word in part], sought, begins=clause.begins):
                yield part[0].start, _end(part[-1], clause)
        for joined, start, end in wholes:
            if _meets([joined], sought, begins=clause.begins):
                yield start, end


def _meets(words: Sequence[str], sought: tuple[str, ...], *, begins: bool) -> bool:
    *others, last = sought
    if list(words[:-1]) != others:
        return False
    return words[-1].startswith(last) if begins else words[-1] == last


def _end(word: Word, clause: Clause) -> int:
    """Where a mark ends: a pair of Han that was met by its first character is marked so far."""
    alone = len(word.text) == word.end - word.start == 2 and len(clause.words[-1]) == 1
    return word.start + 1 if alone and word.text[0] >= "\u2e80" else word.end


def excerpt(text: str, lang: str, property_: str, question: Question) -> Excerpt:
    """The part of a text around what it met first, cut between words."""
    marks = marked(text, question)
    if len(text) <= LONGEST:
        return Excerpt(text, lang, property_, tuple(marks))
    first = marks[0][0] if marks else 0
    start = _word_start(text, max(0, first - _BEFORE), first)
    end = _word_end(text, min(len(text), start + LONGEST))
    kept = tuple((max(a, start) - start, min(b, end) - start) for a, b in marks
                 if a < end and b > start)  # fmt: skip
    return Excerpt(text[start:end], lang, property_, kept, (start > 0, end < len(text)))


def _word_start(text: str, at: int, before: int) -> int:
    if at == 0:
        return 0
    space = text.find(" ", at, before)
    return space + 1 if space >= 0 else at


def _word_end(text: str, at: int) -> int:
    if at == len(text):
        return at
    space = text.rfind(" ", at - 40, at)
    return space if space >= 0 else at
