"""Search: an index over names and texts in every script, ranked, explained, narrowed by facets."""

from treatygraph.search.excerpts import Excerpt
from treatygraph.search.folding import fold, words
from treatygraph.search.found import Choice, Choices, Hit, Results
from treatygraph.search.index import FILE, SearchIndex
from treatygraph.search.question import Clause, Question, ask
from treatygraph.search.things import FACETS
from treatygraph.search.writing import (
    SearchUnavailable,
    check_fts5,
    write_search,
    write_search_of_dataset,
)

__all__ = [
    "FACETS",
    "FILE",
    "Choice",
    "Choices",
    "Clause",
    "Excerpt",
    "Hit",
    "Question",
    "Results",
    "SearchIndex",
    "SearchUnavailable",
    "ask",
    "check_fts5",
    "fold",
    "words",
    "write_search",
    "write_search_of_dataset",
]
