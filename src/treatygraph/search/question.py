"""What is typed, as what is looked for: words, phrases in quotes, the last word perhaps unfinished.

Nothing that is typed is an operator: every word goes to the index in quotes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from treatygraph.search.folding import Run, Word, runs

LONGEST = 300
"""Characters of a question."""

MOST_CLAUSES = 16
"""Words and phrases of a question that are looked for."""

_QUOTED = re.compile(
    r'"([^"]*)"|“([^”“]*)”|«([^»«]*)»|„([^“”„]*)[“”]|「([^」「]*)」|《([^》《]*)》'
)


def in_quotes(text: str) -> str:
    """What was typed, in quotes that are no others': a phrase is in its own, which are not doubled.

    Where a phrase stands among other words they are told as they were typed.
    """
    phrase = _QUOTED.fullmatch(text)
    if phrase and (inner := next(filter(None, phrase.groups()), "")):
        return f"“{inner.strip()}”"
    return text if _QUOTED.search(text) else f"“{text}”"


@dataclass(frozen=True)
class Clause:
    """Words that stand one after the other; ``begins`` where the last may go on.

    ``joined`` is the same written as one word; ``asked`` is how it was typed.
    """

    words: tuple[str, ...]
    begins: bool = False
    joined: str = ""
    asked: str = ""

    def match(self) -> str:
        """The clause as FTS5 reads it."""
        star = " *" if self.begins else ""
        phrase = f'"{" ".join(self.words)}"{star}'
        return f'({phrase} OR "{self.joined}"{star})' if self.joined else phrase

    @cached_property
    def needles(self) -> tuple[str, ...]:
        """What a text of words with a space around each has in it where it has all of these."""
        phrases = (" ".join(self.words), self.joined) if self.joined else (" ".join(self.words),)
        return tuple(f" {phrase} " for phrase in phrases)


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for: all clauses, in any order."""

    text: str
    clauses: tuple[Clause, ...] = field(default=())
    left_out: int = 0
    """Words behind the last one that is looked for."""

    @property
    def words(self) -> tuple[str, ...]:
        """All words in the order typed."""
        return tuple(word for clause in self.clauses for word in clause.words)

    def match(self) -> str:
        """The question as FTS5 reads it; empty where nothing is looked for."""
        return " AND ".join(clause.match() for clause in self.clauses)


def ask(text: str) -> Question:
    """Read what was typed; a last word without a space or a quote behind it may go on."""
    clauses: list[Clause] = []
    at = 0
    for found in _QUOTED.finditer(text):
        clauses += _each(text[at : found.start()], unfinished=False)
        clauses += _together(next(part for part in found.groups() if part is not None))
        at = found.end()
    rest = text[at:]
    clauses += _each(rest, unfinished=bool(rest) and not rest[-1].isspace())
    once = list(dict.fromkeys(clauses))
    return Question(text, tuple(once[:MOST_CLAUSES]), max(0, len(once) - MOST_CLAUSES))


def _each(text: str, *, unfinished: bool) -> list[Clause]:
    """A clause for each run; the last one may go on, unless more than a joiner stands behind it."""
    found = list(runs(text))
    clauses = [_clause(run, text) for run in found]
    if clauses and unfinished and found[-1].words[-1].end == len(text):
        last = clauses[-1]
        begins = last.begins or not found[-1].ideographic
        clauses[-1] = Clause(last.words, begins, last.joined, last.asked)
    return clauses


def _clause(run: Run, text: str) -> Clause:
    asked = text[run.words[0].start : run.words[-1].end]
    return Clause(*_found_by(run.words, run), run.joined, asked)


def _together(text: str) -> list[Clause]:
    """What stands in quotes, as one clause."""
    found = list(runs(text))
    if not found:
        return []
    words = tuple(word for run in found for word in run.words)
    joined = found[0].joined if len(found) == 1 else ""
    return [Clause(*_found_by(words, found[-1]), joined, text.strip())]


def _found_by(words: tuple[Word, ...], last: Run) -> tuple[tuple[str, ...], bool]:
    """Words, and whether the last may go on.

    The last character of a run of Han is a word only where the run ends there. So it is left out
    behind a pair, which holds it, and alone it is looked for as the beginning of a pair.
    """
    texts = tuple(word.text for word in words)
    if not last.ideographic:
        return texts, False
    return (texts[:-1], False) if len(last.words) > 1 else (texts, True)
