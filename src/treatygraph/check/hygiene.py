"""Hygiene: queries over the whole dataset that must find nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from treatygraph.check.finding import Finding, Severity, Term
from treatygraph.queries import QueryDocument, load_queries
from treatygraph.store import EmbeddedStore

Run = Callable[
    [Callable[[tuple[str, QueryDocument]], list[Finding]], Iterable[tuple[str, QueryDocument]]],
    Iterable[list[Finding]],
]
"""What applies a function to each of several queries, in their order."""


def run_hygiene(store: EmbeddedStore, folder: Path, run: Run = map) -> list[Finding]:
    """A finding for each row of each query of a folder; as :func:`run_queries`."""
    return run_queries(store, load_queries(folder), run)


def run_queries(
    store: EmbeddedStore, queries: Mapping[str, QueryDocument], run: Run = map
) -> list[Finding]:
    """A finding for each row of each query; columns ``?focus ?path ?value ?message``.

    ``run`` is :func:`map`, or one that works on several queries at a time.
    """
    found = run(partial(_findings, store), queries.items())
    return [finding for findings in found for finding in findings]


def _findings(store: EmbeddedStore, named: tuple[str, QueryDocument]) -> list[Finding]:
    name, query = named
    return [_finding(name, query, row) for row in store.select(query.text).dicts()]


def _finding(name: str, query: QueryDocument, row: Mapping[str, Term]) -> Finding:
    path = row.get("path")
    message = row.get("message")
    return Finding(
        severity=Severity.of(query.header.get("severity", "Violation")),
        rule=f"hygiene/{name}",
        message=message.value if isinstance(message, Literal) else query.summary,
        focus=row.get("focus"),
        path=path.value if isinstance(path, NamedNode) else None,
        value=row.get("value"),
        blames_property=query.header.get("place") == "property",
        hint=query.header.get("hint"),
        name=query.summary,
    )
