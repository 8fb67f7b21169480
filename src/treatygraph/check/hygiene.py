"""Hygiene: queries over the whole dataset that must find nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from treatygraph.check.finding import Finding, Severity, Term
from treatygraph.queries import QueryDocument, load_queries
from treatygraph.store import EmbeddedStore


def run_hygiene(store: EmbeddedStore, folder: Path) -> list[Finding]:
    """A finding for each row of each query; columns ``?focus ?path ?value ?message``."""
    return [
        _finding(name, query, row)
        for name, query in load_queries(folder).items()
        for row in store.select(query.text).dicts()
    ]


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
        hint=query.header.get("hint"),
    )
