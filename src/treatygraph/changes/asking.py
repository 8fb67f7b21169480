"""The whole question: two sides, what differs, and what that does to the answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from treatygraph.changes.answers import query_changes, saved_queries, store_of
from treatygraph.changes.comparing import compare
from treatygraph.changes.facts import Facts
from treatygraph.changes.model import Difference, QueryChange
from treatygraph.changes.naming import Names
from treatygraph.changes.sides import Side
from treatygraph.collection import Collection, load_shipped
from treatygraph.collection.loading import Progress, silent
from treatygraph.iris import Base


def difference(
    a: Side, b: Side, ontology: Path, queries: Path | None, *, progress: Progress = silent
) -> Difference:
    """What differs from one side to the other, in facts and in the answers to saved queries.

    Both sides are inferred from with the same ontology and asked the same queries, so that what
    differs comes from the data. ``queries`` is their folder; None asks none.
    """
    shipped = load_shipped(ontology, Base())
    words = Facts((quad.subject, quad.predicate, quad.object) for quad in shipped.quads())  # type: ignore[misc]
    progress("comparing", 1, 4)
    found = compare(a, b, words)
    if queries is None:
        return found
    if set(a.collection.quads()) == set(b.collection.quads()):
        return replace(found, queries=())
    answers = _answers(a, b, words, shipped, ontology, queries, progress)
    return replace(found, queries=answers)


def _answers(
    a: Side,
    b: Side,
    words: Facts,
    shipped: Collection,
    ontology: Path,
    queries: Path,
    progress: Callable[[str, int, int], None],
) -> tuple[QueryChange, ...]:
    saved = saved_queries(queries)
    stores = []
    for done, side in enumerate((a, b), start=2):
        progress("inferring", done, 4)
        stores.append(store_of(side, shipped, ontology))
    progress("asking", 4, 4)
    names = Names(a.facts, b.facts, words), Names(b.facts, a.facts, words)
    return tuple(query_changes(saved, stores[0], stores[1], names))
