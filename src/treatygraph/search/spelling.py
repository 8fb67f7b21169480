"""What may have been meant where nothing is found: known words that differ by a letter or two."""

from __future__ import annotations

import sqlite3

from treatygraph.search.folding import fold
from treatygraph.search.question import Clause, Question, ask
from treatygraph.search.writing import is_spelled, pieces_of

_NEAREST = """
SELECT spelling.text, things FROM pieces JOIN spelling ON spelling.number = pieces.rowid
JOIN word ON word.text = spelling.text WHERE pieces MATCH ? ORDER BY rank LIMIT 60
"""
_LONG = 7
"""Characters from which on a word may differ by two letters."""


def corrected(index: sqlite3.Connection, question: Question) -> Question | None:
    """A question with other words for those that nothing has; None where there are none."""
    text, changed = question.text, False
    for clause in question.clauses:
        better = _nearest(index, clause)
        if better:
            text, changed = text.replace(clause.asked, better, 1), True
    return ask(text) if changed else None


def _nearest(index: sqlite3.Connection, clause: Clause) -> str | None:
    """The known word that is nearest to one that is not known; among several the commonest."""
    word = fold(clause.asked)
    if len(clause.words) > 1 or not is_spelled(word) or _is_known(index, clause):
        return None
    pieces = " OR ".join(f'"{piece}"' for piece in pieces_of(word))
    most = 2 if len(word) >= _LONG else 1
    found = ((distance(word, text, most), -things, text)
             for text, things in index.execute(_NEAREST, (pieces,)))  # fmt: skip
    best = min(found, default=(most + 1, 0, ""))
    return best[2] if best[0] <= most else None


def _is_known(index: sqlite3.Connection, clause: Clause) -> bool:
    last = clause.words[-1]
    after = last + "\U0010ffff" if clause.begins else last
    query = "SELECT 1 FROM word WHERE text BETWEEN ? AND ? LIMIT 1"
    return index.execute(query, (last, after)).fetchone() is not None


def distance(one: str, other: str, most: int) -> int:
    """How many letters are to be changed, added, left out or swapped; more than ``most`` is
    told as one more.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        before, last, row = row, before, [at]
        for to, against in enumerate(other, 1):
            cost = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != against))
            if at > 1 < to and letter == other[to - 2] and one[at - 2] == against:
                cost = min(cost, last[to - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
