"""One search of the index: what matches, in its order, and what else it can be narrowed by."""

from __future__ import annotations

import json
import sqlite3
import sys
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from heapq import nsmallest
from typing import Any, Final

from treatygraph.search.excerpts import Excerpt, excerpt
from treatygraph.search.found import Choice, Choices, Hit, Results
from treatygraph.search.question import Clause, Question
from treatygraph.search.ranking import Candidate, Measure, met, ranked
from treatygraph.search.spelling import corrected
from treatygraph.search.subject import NAMES
from treatygraph.search.things import FACETS
from treatygraph.search.writing import hash_of, spelled

RANKED: Final = 300
"""Of more things that match, the first so many by standing are ranked and can be paged through."""

COUNTED: Final = 3_000
"""Of more things that match, it is only told that there are more, and choices count these."""

OPENED: Final = 1_000
"""The same for the values that could be added to a facet that is narrowed."""

SHOWN_CHOICES: Final = 12
"""Values of a facet that are told, those with the most things."""

_SPELLED_OUT: Final = 20
"""Words that a beginning is asked as, if it has no more: FTS5 reads them no further than needed."""

_INDEXED: Final = 3
"""Characters of the longest beginning that the index knows as such."""

_SUGGESTED: Final = 200
"""Things of which suggestions are the best."""

Chosen = Mapping[str, Sequence[str]]
"""The values that each facet is narrowed to: any one of them will do."""

_THINGS: Final = """
SELECT thing.number, standing, thing.names, thing.texts FROM words
JOIN thing ON thing.number = words.rowid WHERE words MATCH ? LIMIT ?
"""
_CHOICES: Final = """
SELECT choices FROM words JOIN facet ON facet.number = words.rowid WHERE words MATCH ? LIMIT ?
"""
_ALIKE: Final = """
SELECT thing.number, standing, names, texts, choices FROM exact
JOIN thing ON thing.number = exact.number JOIN facet ON facet.number = exact.number
WHERE hash = ? LIMIT 50
"""


def number_of(index: sqlite3.Connection, facet: str, value: str) -> int | None:
    query = "SELECT number FROM choice WHERE (facet, value) = (?, ?)"
    found = index.execute(query, (facet, value)).fetchone()
    return int(found[0]) if found else None


class Search:
    """One search on one connection."""

    def __init__(
        self, index: sqlite3.Connection, measure: Measure, question: Question, chosen: Chosen
    ) -> None:
        self._index, self._measure, self._question = index, measure, question
        self._chosen = {facet: self._numbers(facet, values) for facet, values in chosen.items()
                        if values}  # fmt: skip

    def _numbers(self, facet: str, values: Sequence[str]) -> list[int]:
        """The numbers of values; 0, which no thing has, for one that there is not."""
        return [number_of(self._index, facet, value) or 0 for value in values]

    def results(self, first: int, size: int) -> Results:
        """See :meth:`SearchIndex.search`."""
        if not self._question.clauses and not self._chosen:
            return Results(self._question, 0, False, 0)
        counted, total = self._count(COUNTED)
        choices = self._choices(counted, COUNTED if total > COUNTED else None)
        if not total:
            return Results(self._question, 0, False, 0, choices=choices, meant=self._meant())
        found = self._ranked(self._candidates(total))
        hits = tuple(self._hits(found[first : first + size]))
        more = total > COUNTED
        return Results(self._question, min(total, COUNTED), more, len(found), hits, choices)

    def suggestions(self, size: int) -> list[Hit]:
        """See :meth:`SearchIndex.suggest`."""
        matching = f"names : ({self._asked})"
        found = {one.number: one for one in (*self._alike(), *self._some(matching, _SUGGESTED))}
        names: dict[str, Hit] = {}
        for one in self._ranked(found.values(), by_name=True)[: 4 * size]:
            hit = next(self._hits([one], suggested=True))
            names.setdefault(hit.name.text, hit)
            if len(names) == size:
                break
        return list(names.values())

    # What matches ---------------------------------------------------------------------

    @cached_property
    def _asked(self) -> str:
        """The question as FTS5 reads it."""
        return " AND ".join(map(self._sought, self._question.clauses))

    def _sought(self, clause: Clause) -> str:
        """A clause; a beginning of few words as those, else FTS5 would first join all they have."""
        (*others, last), whole = clause.words, clause.match()
        if others or clause.joined or not clause.begins or len(last) <= _INDEXED:
            return whole
        query = "SELECT text FROM word WHERE text >= ? AND text < ? LIMIT ?"
        found = self._index.execute(query, (last, last + "\U0010ffff", _SPELLED_OUT + 1)).fetchall()
        words = " OR ".join(f'"{word}"' for (word,) in found)
        return f"({words})" if 0 < len(found) <= _SPELLED_OUT else whole

    def _match(self, *, but: str = "", names: bool = False) -> str:
        """The question with what is chosen, as FTS5 reads it; one facet may be left open."""
        asked = self._asked
        parts = [f"(names : ({asked}))" if names else f"({asked})"] if asked else []
        for facet, numbers in self._chosen.items():
            if facet != but:
                words = " OR ".join(f'"{spelled(number)}"' for number in numbers)
                parts.append(f"(facets : ({words}))")
        return " AND ".join(parts)

    def _candidates(self, total: int) -> Iterable[Candidate]:
        """All things that match; where they are too many to rank, RANKED of them.

        Those that are called what was asked, those that have it in a name, then all others.
        """
        if total <= RANKED:
            return self._some(self._match(), RANKED)
        found = {one.number: one for one in self._alike()}
        for names in (True, False) if self._question.clauses else (False,):
            if len(found) < RANKED:
                matching = self._some(self._match(names=names), RANKED)
                found |= {one.number: one for one in matching}
        return list(found.values())[:RANKED]

    def _some(self, matching: str, most: int) -> Iterator[Candidate]:
        rows = self._index.execute(_THINGS, (matching, most))
        return (Candidate(*row) for row in rows)

    def _alike(self) -> Iterator[Candidate]:
        """Things with a name that is what was asked, as far as they have what is chosen."""
        whole = " ".join(self._question.words)
        if whole:
            for *row, choices in self._index.execute(_ALIKE, (hash_of(whole),)):
                held = set(_unpacked(choices))
                if all(held.intersection(numbers) for numbers in self._chosen.values()):
                    yield Candidate(*row)

    def _ranked(self, found: Iterable[Candidate], *, by_name: bool = False) -> list[Candidate]:
        rarities = [self._measure.rarity(self._things_with(clause))
                    for clause in self._question.clauses]  # fmt: skip
        return ranked(found, self._question, rarities, self._measure, by_name=by_name)

    def _things_with(self, clause: Clause) -> int:
        """About how many things meet a clause: at most as many as have its rarest word."""
        *others, last = clause.words
        if clause.begins:
            query = ("SELECT sum(things) FROM (SELECT things FROM word WHERE text >= ? AND text < ?"
                     " LIMIT 200)")  # fmt: skip
            row = self._index.execute(query, (last, last + "\U0010ffff")).fetchone()
        else:
            row = self._row_of(last)
        rows = [row, *map(self._row_of, others)]
        most = min((row[0] if row and row[0] else 0) for row in rows)
        return min(most, self._measure.things)

    def _row_of(self, word: str) -> Any:
        return self._index.execute("SELECT things FROM word WHERE text = ?", (word,)).fetchone()

    # Facets ---------------------------------------------------------------------------

    def _count(self, most: int, but: str = "") -> tuple[Counter[int], int]:
        """How many of the first things have each value, and how many things there are.

        Of more than ``most`` things it is told as one more that there are more.
        """
        matching = self._match(but=but)
        if not matching:
            return Counter(), 0
        rows = self._index.execute(_CHOICES, (matching, most + 1)).fetchall()
        return Counter(_unpacked(b"".join([row for (row,) in rows[:most]]))), len(rows)

    def _choices(self, counted: Counter[int], among: int | None) -> dict[str, Choices]:
        """The values of each facet; of one that is narrowed, those too that could be added."""
        facets = {facet: Choices(self._told(facet, own), among)
                  for facet, own in _by_facet(counted).items()}  # fmt: skip
        for facet in self._chosen:
            opened, total = self._count(OPENED, facet)
            own = _by_facet(opened)[facet]
            facets[facet] = Choices(self._told(facet, own), OPENED if total > OPENED else None)
        return facets

    def _told(self, facet: str, counted: Mapping[int, int]) -> tuple[Choice, ...]:
        """The values with the most things, and those that are chosen."""
        chosen = [one for one in self._chosen.get(facet, ()) if one]
        most = nsmallest(SHOWN_CHOICES, counted, key=lambda one: (-counted[one], one))
        told = dict.fromkeys((*most, *chosen))
        query = f"SELECT number, value FROM choice WHERE number IN ({','.join('?' * len(told))})"
        values = dict(self._index.execute(query, tuple(told)))
        return tuple(Choice(values[one], counted.get(one, 0), one in chosen) for one in told)

    # What is shown --------------------------------------------------------------------

    def _hits(self, found: Sequence[Candidate], *, suggested: bool = False) -> Iterator[Hit]:
        query = "SELECT iri, said, choices FROM shown JOIN facet USING (number) WHERE number = ?"
        for one in found:
            iri, said, choices = self._index.execute(query, (one.number,)).fetchone()
            told = self._single_values(_unpacked(choices))
            texts = [Excerpt(text, lang, property_) for property_, lang, text in json.loads(said)]
            best = self._telling(texts, met(one, self._question), suggested=suggested)
            name, text = (self._cut(each) if each else None for each in best)
            nameless = Excerpt(iri.rstrip("/").rpartition("/")[2], "", "")
            yield Hit(iri, name or nameless, text, told.get("kind", ""), told.get("year", ""))

    def _single_values(self, numbers: Iterable[int]) -> dict[str, str]:
        """The kind and the year among the numbers of a thing's values."""
        kept = [one for one in numbers if FACETS[one % len(FACETS)] in ("kind", "year")]
        query = f"SELECT facet, value FROM choice WHERE number IN ({','.join('?' * len(kept))})"
        return dict(self._index.execute(query, kept))

    def _telling(
        self, texts: Sequence[Excerpt], meets: Sequence[int], *, suggested: bool
    ) -> tuple[Excerpt | None, Excerpt | None]:
        """A name and another text: the first name, or for suggestions the one that is met best.

        The other is the one that is met best; where none is, the first text that is no name.
        """
        weighed = list(zip(texts, meets, strict=True))
        names = [pair for pair in weighed if pair[0].property in NAMES]
        name = max(names, key=_meets) if suggested and names else next(iter(names), (None, 0))
        others = [pair for pair in weighed if pair[0] is not name[0]]
        best = max(others, key=_meets, default=(None, 0))
        if not best[1]:
            best = next((pair for pair in others if pair[0].property not in NAMES), (None, 0))
        return name[0], best[0]

    def _cut(self, text: Excerpt) -> Excerpt:
        return excerpt(text.text, text.lang, text.property, self._question)

    def _meant(self) -> str:
        """The question with its unknown words spelled as known ones, if that finds something."""
        better = corrected(self._index, self._question)
        if better is None:
            return ""
        rows = self._index.execute(_THINGS, (better.match(), 1)).fetchall()
        return better.text if rows else ""


def _by_facet(counted: Mapping[int, int]) -> dict[str, dict[int, int]]:
    """The values of each facet with their numbers, apart."""
    apart: list[dict[int, int]] = [{} for _ in FACETS]
    many = len(FACETS)
    for one, things in counted.items():
        apart[one % many][one] = things
    return dict(zip(FACETS, apart, strict=True))


def _meets(weighed: tuple[Excerpt, int]) -> int:
    return weighed[1]


def _unpacked(numbers: bytes) -> array[int]:
    """What :func:`treatygraph.search.writing.packed` packed."""
    found = array("I", numbers)
    if sys.byteorder == "big":
        found.byteswap()
    return found
