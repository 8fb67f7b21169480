"""Queries of ours that an engine cannot answer, answered here from the triples that they speak of.

A query whose patterns name their predicates has, from the triples of these alone, the answers that
it has from all: so they are asked for once, kept, and asked in this process, as those of the
embedded store are. Only queries that we wrote belong here, for nothing bounds them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from treatygraph.store.answers import Rows, Term
from treatygraph.store.embedded import EmbeddedStore
from treatygraph.store.engines.naming import predicates
from treatygraph.store.engines.reading import NotRead

Ask = Callable[[str], Rows]

MOST = 2_000_000
"""Triples that are kept at most: about a gigabyte."""


class Gathered:
    """The triples of some predicates of a release, which never change. Safe for many threads."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._store = EmbeddedStore()
        self._held: set[str] = set()
        self._lock = threading.Lock()

    def select(self, query: str, ask: Ask) -> Rows | None:
        """The solutions of a SELECT query; None where its triples cannot be told, or are too many.

        ``ask`` gets what is not held yet. Raises what it raises.
        """
        try:
            wanted = predicates(query)
        except NotRead:
            return None
        with self._lock:
            missing = sorted(wanted - self._held)
            if missing and not self._gather(missing, ask):
                return None
            self._held |= wanted
        return self._store.select(query)

    def _gather(self, missing: Iterable[str], ask: Ask) -> bool:
        """Get the triples of predicates, unless that makes too many; whether it did."""
        listed = " ".join(f"<{iri}>" for iri in missing)
        pattern = f"VALUES ?p {{ {listed} }} ?s ?p ?o"
        (told,) = ask(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}").rows
        number = told[0].value if isinstance(told[0], Literal) else "0"
        if len(self._store) + int(number) > self._most:
            return False
        self._store.add(_quads(ask(f"SELECT ?s ?p ?o {{ {pattern} }}").rows))
        return True


def _quads(rows: Iterable[tuple[Term | None, ...]]) -> Iterator[Quad]:
    """Rows of subject, predicate and object as triples."""
    for subject, predicate, object_ in rows:
        if isinstance(subject, NamedNode | BlankNode) and isinstance(predicate, NamedNode):
            yield Quad(subject, predicate, object_)  # type: ignore[arg-type]
