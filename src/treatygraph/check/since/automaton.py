"""Which triples a verdict may look at: walks from a focus node, as an automaton.

A state says how far a walk has come. An arc leads over one triple with a given predicate, along
it or against it. All shapes share one automaton; who shares a value shape shares its states.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode

from treatygraph.check.since.paths import Either, InTurn, Inverse, Path, Repeated

State = int


@dataclass(frozen=True, slots=True)
class Arc:
    """From a state over a triple with a predicate: from its subject, or else from its object."""

    source: State
    predicate: NamedNode
    forward: bool


class Automaton:
    """States, and the arcs by where they lead: walks are followed backwards."""

    def __init__(self) -> None:
        self._count = 0
        self._arcs: defaultdict[State, list[Arc]] = defaultdict(list)
        self._silent: defaultdict[State, list[State]] = defaultdict(list)
        self._by_predicate: defaultdict[NamedNode, list[Arc]] = defaultdict(list)
        self._closed: list[tuple[State, frozenset[NamedNode]]] = []

    def state(self) -> State:
        """A new state."""
        self._count += 1
        return self._count

    def silently(self, source: State, target: State) -> None:
        """Who is at ``source`` is at ``target`` too."""
        self._silent[target].append(source)

    def over(self, source: State, predicate: NamedNode, target: State, forward: bool) -> None:
        """An arc."""
        arc = Arc(source, predicate, forward)
        self._arcs[target].append(arc)
        self._by_predicate[predicate].append(arc)

    def all_but(self, state: State, predicates: Iterable[NamedNode]) -> None:
        """At a state every triple of the node is looked at, save those with these predicates."""
        self._closed.append((state, frozenset(predicates)))

    def along(self, source: State, path: Path, target: State, forward: bool = True) -> None:
        """Arcs for a path, or for the path walked from its end.

        pySHACL takes the steps of a sequence in the wrong order when it walks it from its end, so
        both orders are followed.
        """
        match path:
            case Inverse(inner):
                self.along(source, inner, target, not forward)
            case InTurn(paths):
                self._in_turn(source, paths, target, forward)
                if not forward:
                    self._in_turn(source, paths[::-1], target, forward)
            case Either(paths):
                for each in paths:
                    self.along(source, each, target, forward)
            case Repeated():
                self._repeated(source, path, target, forward)
            case _:
                self.over(source, path, target, forward)

    def _in_turn(
        self, source: State, paths: tuple[Path, ...], target: State, forward: bool
    ) -> None:
        for path in paths:
            between = self.state()
            self.along(source, path, between, forward)
            source = between
        self.silently(source, target)

    def _repeated(self, source: State, path: Repeated, target: State, forward: bool) -> None:
        after = self.state()
        self.along(source, path.path, after, forward)
        if path.many:
            self.along(after, path.path, after, forward)
        if path.none:
            self.silently(source, after)
        self.silently(after, target)

    def looking_at(self, predicate: NamedNode) -> Iterator[tuple[State, bool]]:
        """The states that look at triples with a predicate, and whether from the subject."""
        for arc in self._by_predicate.get(predicate, ()):
            yield arc.source, arc.forward
        for state, others in self._closed:
            if predicate not in others:
                yield state, True

    def arcs_into(self, state: State) -> Iterable[Arc]:
        """The arcs that lead to a state."""
        return self._arcs.get(state, ())

    def silent_into(self, state: State) -> Iterable[State]:
        """The states that are also this one."""
        return self._silent.get(state, ())
