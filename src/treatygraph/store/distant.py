"""A release in another's store as pages read it: thing by thing, with few and large questions.

A page asks some hundred small questions. Each would be an exchange over the network, so whoever
asks for a thing gets with it, in the same exchange, what the things read before have named: pages
mostly read what they have just met. A release never changes, so what was read is kept.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Final, Generic, TypeVar

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad

from treatygraph.store.answers import Answer, Dataset, Rows, Term
from treatygraph.store.remote import RemoteStore

Subject = NamedNode | BlankNode
Pattern = tuple[NamedNode | None, Term | None, NamedNode | None]

AT_ONCE: Final = 200
"""Things that are read in one exchange."""

_HELD = 250_000
"""Statements of things that are held, and those of other questions: some 150 MB."""

_EXTENT: Final = 5_000
"""Statements of a property that are so few are read all at once. There are some hundred properties,
most of them of few statements."""

_AHEAD = 20_000
"""Things that were named and not read yet, of those that are remembered."""

_NAMES: Final = ("p", "o", "g")
_THINGS = "SELECT ?s ?p ?o ?g WHERE {{ VALUES ?s {{ {} }} GRAPH ?g {{ ?s ?p ?o }} {} }}"
_OF_ONE = 'FILTER(STRSTARTS(STR(?g), "{0.iri}/") && ?g != <{0.everything}> && ?g != <{0.walks}>)'
_ANYTHING: Pattern = (None, None, None)
_SUBJECTS = "SELECT DISTINCT ?s WHERE { ?s ?p ?o FILTER(isIRI(?s)) }"


K = TypeVar("K")


class _Held(Generic[K]):
    """Quads by key; past so many those not asked for longest are forgotten. It has no lock."""

    def __init__(self, most: int) -> None:
        self._most, self._count = most, 0
        self._held: OrderedDict[K, tuple[Quad, ...]] = OrderedDict()

    def __contains__(self, key: K) -> bool:
        return key in self._held

    def get(self, key: K) -> tuple[Quad, ...] | None:
        """What is held under a key."""
        if key in self._held:
            self._held.move_to_end(key)
        return self._held.get(key)

    def put(self, key: K, quads: tuple[Quad, ...]) -> None:
        """Hold them; what takes more than all may is not held."""
        self._count += len(quads) + 1 - self._weight(self._held.pop(key, None))
        self._held[key] = quads
        while self._count > self._most:
            self._count -= self._weight(self._held.popitem(last=False)[1])

    @staticmethod
    def _weight(quads: tuple[Quad, ...] | None) -> int:
        return 0 if quads is None else len(quads) + 1


class DistantDataset:
    """The quads of a release's named graphs, and queries over it; for many threads.

    ``statements`` is how many quads there are, as its manifest says.
    """

    def __init__(self, remote: RemoteStore, graphs: Iterable[str], statements: int) -> None:
        self.remote, self._everything = remote, remote.raw()
        release = remote.scope.release
        self._held_as = {graph: release.copy_of(graph) if release else graph for graph in graphs}
        self._named = {held: NamedNode(graph) for graph, held in self._held_as.items()}
        self._narrowed = _OF_ONE.format(release) if release else ""
        self._statements = statements
        self._lock = threading.Lock()
        self._things: _Held[str] = _Held(_HELD)
        self._patterns: _Held[Pattern] = _Held(_HELD)
        self._extents: dict[NamedNode, dict[Term, tuple[Quad, ...]]] = {}
        self._large: set[NamedNode] = set()
        self._ahead: OrderedDict[str, None] = OrderedDict()
        self._further: OrderedDict[str, None] = OrderedDict()

    def __len__(self) -> int:
        return self._statements

    def named_graphs(self) -> list[str]:
        """The IRIs of the graphs held, sorted."""
        return sorted(self._held_as)

    def answer(
        self,
        query: str,
        *,
        solutions: str = "json",
        graphs: str = "turtle",
        dataset: Dataset = Dataset(),
        client: str | None = None,
    ) -> Answer:
        """See :meth:`treatygraph.store.protocol.Store.answer`."""
        return self.remote.answer(query, solutions=solutions, graphs=graphs, dataset=dataset)

    def select(self, query: str, values: Mapping[str, Term] | None = None) -> Rows:
        """See :meth:`treatygraph.store.protocol.Store.select`."""
        rows = self.remote.select(query, values)
        told = (term.value for row in rows.rows for term in row if isinstance(term, NamedNode))
        self._look_ahead(told, self._ahead)
        return rows

    def subjects(self) -> set[str]:
        """Every IRI that something is said of."""
        rows = self.remote.select(_SUBJECTS).rows
        return {term.value for (term,) in rows if isinstance(term, NamedNode)}

    def quads(
        self,
        subject: Subject | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
        graph: NamedNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """The quads that match a pattern; None matches anything.

        Blank nodes have no names that last from one answer to the next: of them nothing can be
        asked, and none is found.
        """
        if isinstance(subject, BlankNode) or isinstance(graph, DefaultGraph):
            return iter(())
        if subject is None:
            return iter(self._matching((predicate, object, graph)))
        return (
            quad for quad in self._of(subject.value) if _matches(quad, predicate, object, graph)
        )

    # Things ---------------------------------------------------------------------------

    def _of(self, subject: str) -> tuple[Quad, ...]:
        """Everything that is said of a thing."""
        with self._lock:
            found = self._things.get(subject)
            if found is None:
                together = self._with_others(subject)
        if found is None:
            read = self._read(together)
            with self._lock:
                for iri in together:
                    self._things.put(iri, read.get(iri, ()))
            found = read.get(subject, ())
            self._look_ahead(_named_by(chain.from_iterable(read.values())), self._further)
        self._look_ahead(_named_by(found), self._ahead)
        return found

    def _with_others(self, subject: str) -> list[str]:
        """A thing, and the latest of those that were named and not read yet: nearest first."""
        together = [subject]
        for named in (self._ahead, self._further):
            named.pop(subject, None)
            while named and len(together) < AT_ONCE:
                iri, _ = named.popitem()
                if iri not in self._things and iri not in together:
                    together.append(iri)
        return together

    def _read(self, iris: list[str]) -> dict[str, tuple[Quad, ...]]:
        asked = " ".join(str(NamedNode(iri)) for iri in iris)
        found: dict[str, list[Quad]] = {}
        for quad in self._rows(_THINGS.format(asked, self._narrowed)):
            if isinstance(quad.subject, NamedNode):
                found.setdefault(quad.subject.value, []).append(quad)
        return {iri: tuple(quads) for iri, quads in found.items()}

    def _look_ahead(self, iris: Iterable[str], named: OrderedDict[str, None]) -> None:
        """Note things that are likely to be asked for next."""
        with self._lock:
            for iri in iris:
                if iri not in self._things:
                    named[iri] = None
                    named.move_to_end(iri)
            while len(named) > _AHEAD:
                named.popitem(last=False)

    # Other questions ------------------------------------------------------------------

    def _matching(self, pattern: Pattern) -> tuple[Quad, ...]:
        with self._lock:
            found = self._patterns.get(pattern)
        if found is None:
            found = self._extent(pattern)
            if found is None:
                found = tuple(self._rows(self._asked(pattern), pattern))
            with self._lock:
                self._patterns.put(pattern, found)
        self._look_ahead((quad.subject.value for quad in found
                          if isinstance(quad.subject, NamedNode)), self._ahead)  # fmt: skip
        return found

    def _extent(self, pattern: Pattern) -> tuple[Quad, ...] | None:
        """The same out of all statements of its property; None where these are too many.

        Whoever asks what points to one thing asks the same of its neighbours.
        """
        predicate, object_, graph = pattern
        if predicate is None or object_ is None or graph is not None:
            return None
        whole: Pattern = (predicate, None, None)
        with self._lock:
            held, is_large = self._extents.get(predicate), predicate in self._large
        if held is None and not is_large:
            held = self._read_extent(predicate, whole)
        return None if held is None else held.get(object_, ())

    def _read_extent(
        self, predicate: NamedNode, whole: Pattern
    ) -> dict[Term, tuple[Quad, ...]] | None:
        rows = list(self._rows(f"{self._asked(whole)} LIMIT {_EXTENT + 1}", whole))
        found: dict[Term, list[Quad]] = {}
        for quad in rows:
            found.setdefault(quad.object, []).append(quad)
        held = {object_: tuple(quads) for object_, quads in found.items()}
        with self._lock:
            if len(rows) > _EXTENT:
                self._large.add(predicate)
                return None
            self._extents[predicate] = held
        return held

    def _asked(self, pattern: Pattern) -> str:
        """A question for what is open in a pattern."""
        pairs = list(zip(_NAMES, pattern, strict=True))
        wanted = " ".join(f"?{name}" for name, term in pairs if term is None)
        predicate, object_, _ = (str(term) if term else f"?{name}" for name, term in pairs)
        graph = self._held_as.get(pattern[2].value, pattern[2].value) if pattern[2] else None
        place, narrowed = (str(NamedNode(graph)), "") if graph else ("?g", self._narrowed)
        found = f"GRAPH {place} {{ ?s {predicate} {object_} }} {narrowed}"
        return f"SELECT ?s {wanted} WHERE {{ {found} }}"

    def _rows(self, query: str, known: Pattern = _ANYTHING) -> Iterator[Quad]:
        """Quads of the release's graphs: the store may hold others, which are passed over."""
        for row in self._everything.select(query).dicts():
            subject, held = row.get("s"), row.get("g")
            predicate, object_ = known[0] or row.get("p"), known[1] or row.get("o")
            graph = known[2] or (
                self._named.get(held.value) if isinstance(held, NamedNode) else None
            )
            if (
                graph is not None
                and isinstance(predicate, NamedNode)
                and isinstance(subject, NamedNode | BlankNode)
                and object_ is not None
            ):
                yield Quad(subject, predicate, object_, graph)


def _matches(
    quad: Quad, predicate: NamedNode | None, object_: Term | None, graph: NamedNode | None
) -> bool:
    return (
        (predicate is None or quad.predicate == predicate)
        and (object_ is None or quad.object == object_)
        and (graph is None or quad.graph_name == graph)
    )


def _named_by(quads: Iterable[Quad]) -> set[str]:
    """The IRIs of properties and values."""
    return {term.value for quad in quads for term in (quad.predicate, quad.object)
            if isinstance(term, NamedNode)}  # fmt: skip
