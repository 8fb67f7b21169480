"""Hygiene: queries over the whole dataset that must find nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from pyoxigraph import Literal, NamedNode

from treatygraph.check.finding import Finding, Severity, Term
from treatygraph.check.report import short
from treatygraph.check.scans import shared_scans
from treatygraph.queries import QueryDocument, load_queries
from treatygraph.store import EmbeddedStore

_Thing = TypeVar("_Thing")
_Made = TypeVar("_Made")


class Run(Protocol):
    """What applies a function to each of several things: :func:`map`, or one thing beside another.

    What it makes is in the order of the things.
    """

    def __call__(
        self, work: Callable[[_Thing], _Made], things: Iterable[_Thing], /
    ) -> Iterable[_Made]: ...


_EVERY_STATEMENT = re.compile(r"\bWHERE\b.*?[{}.]\s*\?\w+\s+\?\w+\s+\?\w+", re.DOTALL)
"""A pattern of three variables; what SELECT names before it is none."""
_IRI = re.compile(r"https?://\S+")


def run_hygiene(
    store: EmbeddedStore, folder: Path, run: Run = map, *, blank_nodes: bool = True
) -> list[Finding]:
    """A finding for each row of each query of a folder; as :func:`run_queries`."""
    return run_queries(store, load_queries(folder), run, blank_nodes=blank_nodes)


def run_queries(
    store: EmbeddedStore,
    queries: Mapping[str, QueryDocument],
    run: Run = map,
    *,
    blank_nodes: bool = True,
) -> list[Finding]:
    """A finding for each row of each query; columns ``?focus ?path ?value ?message``.

    ``run`` is :func:`map`, or one that works on several queries at a time. The dear ones come
    first, so that at the end none of them runs alone. Without ``blank_nodes`` in the dataset,
    queries that find nothing else are left out.
    """
    asked = {
        name: query
        for name, query in queries.items()
        if blank_nodes or query.header.get("only") != "blank-nodes"
    }
    shared = shared_scans(asked)
    waiting = [scan.name for scans in shared for scan in scans.scans]
    ask = partial(_findings, store, asked)
    idle = run(lambda scans: scans.idle(store), shared)
    at_once = sorted(asked.keys() - waiting, key=lambda name: (not _is_dear(asked[name]), name))
    found = dict(zip(at_once, run(ask, at_once), strict=True))
    nothing: set[str] = set().union(*idle)
    awake = [name for name in waiting if name not in nothing]
    found |= zip(awake, run(ask, awake), strict=True)
    return [finding for name in asked for finding in found.get(name, ())]


def _is_dear(query: QueryDocument) -> bool:
    """Whether a query looks at every statement, so that it takes far longer than most."""
    return _EVERY_STATEMENT.search(query.body) is not None


def _findings(
    store: EmbeddedStore, queries: Mapping[str, QueryDocument], name: str
) -> list[Finding]:
    query = queries[name]
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
