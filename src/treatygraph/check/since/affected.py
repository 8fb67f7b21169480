"""From changed triples back to the focus nodes whose verdict may look at them.

If the verdict on a focus node differs between the old data and the new, a walk from it comes to a
changed triple: in the old data to a removed one, or in the new to an added one. Up to the first of
them it leads over triples that did not change. These the data as it is holds too, so walking
backwards in it finds each such node.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, NamedNode, Triple

from treatygraph.check.since.automaton import Arc, Automaton, State
from treatygraph.check.since.shapes_graph import Term
from treatygraph.store import EmbeddedStore

Position = tuple[Term, State]


def affected(
    automaton: Automaton,
    roots: Iterable[State],
    changed: Iterable[Triple],
    store: EmbeddedStore,
) -> dict[State, set[Term]]:
    """The nodes at each root from which a walk may look at a changed triple.

    ``store`` is the data as it is; literals of one value may be one in it.
    """
    seen: set[Position] = set(_looking(automaton, changed))
    waiting = list(seen)
    while waiting:
        for position in _before(automaton, waiting.pop(), store):
            if position not in seen:
                seen.add(position)
                waiting.append(position)
    return _at(frozenset(roots), seen)


def _at(roots: frozenset[State], seen: Iterable[Position]) -> dict[State, set[Term]]:
    found: defaultdict[State, set[Term]] = defaultdict(set)
    for node, state in seen:
        if state in roots:
            found[state].add(node)
    return dict(found)


def _looking(automaton: Automaton, changed: Iterable[Triple]) -> Iterator[Position]:
    for triple in changed:
        for state, forward in automaton.looking_at(triple.predicate):
            yield (triple.subject if forward else triple.object), state


def _before(automaton: Automaton, position: Position, store: EmbeddedStore) -> Iterator[Position]:
    node, state = position
    for silent in automaton.silent_into(state):
        yield node, silent
    for arc in automaton.arcs_into(state):
        for origin in _origins(arc, node, store):
            yield origin, arc.source


def _origins(arc: Arc, node: Term, store: EmbeddedStore) -> Iterator[Term]:
    """The nodes from which an arc leads to a node."""
    if arc.forward:
        return (quad.subject for quad in store.quads(None, arc.predicate, node))
    if isinstance(node, NamedNode | BlankNode):
        return (quad.object for quad in store.quads(node, arc.predicate))
    return iter(())
