"""The index of a release, opened to be read: search, suggestions, and what can be chosen from."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from treatygraph.search.connections import Connections
from treatygraph.search.found import Hit, Results
from treatygraph.search.question import Question
from treatygraph.search.ranking import Measure
from treatygraph.search.searching import Chosen, Search, number_of

FILE: Final = "search.sqlite"
"""The index of a release."""


class SearchIndex:
    """An index that is open; safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        self._connections = Connections(path)
        with self._connections.lent() as index:
            self._measure = Measure(*index.execute("SELECT * FROM measure").fetchone())

    def close(self) -> None:
        """Close its connections."""
        self._connections.close()

    def search(
        self, question: Question, chosen: Chosen, *, first: int = 0, size: int = 20
    ) -> Results:
        """The results from the ``first`` on. Raises QueryStopped or StoreUnavailable."""
        with self._connections.lent() as index:
            return Search(index, self._measure, question, chosen).results(first, size)

    def suggest(self, question: Question, size: int = 8) -> list[Hit]:
        """The best things whose names have all that is typed, each name once."""
        if not question.clauses:
            return []
        with self._connections.lent() as index:
            return Search(index, self._measure, question, {}).suggestions(size)

    def has(self, facet: str, value: str) -> bool:
        """Whether anything has a value of a facet."""
        with self._connections.lent() as index:
            return number_of(index, facet, value) is not None

    def values(self, facet: str) -> list[str]:
        """All values of a facet that has few."""
        with self._connections.lent() as index:
            query = "SELECT value FROM choice WHERE facet = ? ORDER BY value LIMIT 1000"
            return [value for (value,) in index.execute(query, (facet,))]
