"""Hygiene: queries over the whole dataset that must find nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from treatygraph.check.finding import Finding, Severity, Term
from treatygraph.check.report import short
from treatygraph.queries import QueryDocument, load_queries
from treatygraph.store import EmbeddedStore

Run = Callable[
    [Callable[[tuple[str, QueryDocument]], list[Finding]], Iterable[tuple[str, QueryDocument]]],
    Iterable[list[Finding]],
]
"""What applies a function to each of several queries, in their order."""

_EVERY_STATEMENT = re.compile(r"\?\w+\s+\?\w+\s+\?\w+")
"""A pattern of three variables."""
_IRI = re.compile(r"https?://\S+")


def run_hygiene(store: EmbeddedStore, folder: Path, run: Run = map) -> list[Finding]:
    """A finding for each row of each query of a folder; as :func:`run_queries`."""
    return run_queries(store, load_queries(folder), run)


def run_queries(
    store: EmbeddedStore, queries: Mapping[str, QueryDocument], run: Run = map
) -> list[Finding]:
    """A finding for each row of each query; columns ``?focus ?path ?value ?message``.

    ``run`` is :func:`map`, or one that works on several queries at a time. The dear ones come
    first, so that at the end none of them runs alone.
    """
    order = sorted(queries.items(), key=lambda named: not _is_dear(named[1]))
    found = zip([name for name, _ in order], run(partial(_findings, store), order), strict=True)
    by_name = dict(found)
    return [finding for name in queries for finding in by_name[name]]


def _is_dear(query: QueryDocument) -> bool:
    """Whether a query looks at every statement, so that it takes far longer than most."""
    return _EVERY_STATEMENT.search(query.body) is not None


def _findings(store: EmbeddedStore, named: tuple[str, QueryDocument]) -> list[Finding]:
    name, query = named
    return [_finding(name, query, row) for row in store.select(query.text).dicts()]


def _finding(name: str, query: QueryDocument, row: Mapping[str, Term]) -> Finding:
    path = row.get("path")
    message = row.get("message")
    return Finding(
        severity=Severity.of(query.header.get("severity", "Violation")),
        rule=f"hygiene/{name}",
        message=_in_short(message.value) if isinstance(message, Literal) else query.summary,
        focus=row.get("focus"),
        path=path.value if isinstance(path, NamedNode) else None,
        value=row.get("value"),
        blames_property=query.header.get("place") == "property",
        hint=query.header.get("hint"),
        name=query.summary,
    )


def _in_short(message: str) -> str:
    """A query can only write whole IRIs; the messages of shapes have prefixed names."""
    return _IRI.sub(lambda found: short(found[0]), message)
