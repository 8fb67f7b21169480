"""Which blank node of one reading of a file is which of another: they have nothing but their place.

Both readings hold the same triples, mostly in the same order, and then that tells. Else nodes are
paired from named ones on, along what is said of them; among several under one property those that
look alike, near by, are paired, and else those that come in the same order. All of it takes time
in proportion to the triples, also for a list of a million members.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

Term = NamedNode | BlankNode | Literal | Triple
Statement = tuple[Term, NamedNode, Term]
Colours = dict[BlankNode, str]
Pair = tuple[BlankNode, BlankNode]

FARTHEST = 24
"""How many steps from a node it is looked at; a chain may be longer than anyone can wait for."""


def same_nodes(one: Sequence[Statement], other: Sequence[Statement]) -> dict[BlankNode, BlankNode]:
    """The blank nodes of ``one``, each with its like in ``other``."""
    pairs = _in_step(one, other)
    return _by_walking(one, other) if pairs is None else pairs


def _in_step(
    one: Sequence[Statement], other: Sequence[Statement]
) -> dict[BlankNode, BlankNode] | None:
    """The pairs that the order of statements gives; None where it does not give one to each."""
    pairs: dict[BlankNode, BlankNode] = {}
    if len(one) != len(other):
        return None
    for here, there in zip(one, other, strict=True):
        for term, like in zip(here, there, strict=True):
            if isinstance(term, BlankNode) and isinstance(like, BlankNode):
                if pairs.setdefault(term, like) != like:
                    return None
            elif term != like:
                return None
    return pairs if len(set(pairs.values())) == len(pairs) else None


def _by_walking(one: Sequence[Statement], other: Sequence[Statement]) -> dict[BlankNode, BlankNode]:
    left, right = _Reading.of(one), _Reading.of(other)
    pairs: dict[BlankNode, BlankNode] = {}
    waiting: list[tuple[Term, Term]] = [(node, node) for node in left.named]
    waiting += _alike(left.roots, right.roots, left, right)
    waiting += _alike(left.colours, right.colours, left, right)  # those on circles come last
    waiting.reverse()
    paired: set[BlankNode] = set()
    while waiting:
        node, like = waiting.pop()
        if isinstance(node, BlankNode) and isinstance(like, BlankNode):
            if node in pairs or like in paired:
                continue
            pairs[node] = like
            paired.add(like)
        for predicate, nodes in left.below.get(node, {}).items():
            waiting += _alike(nodes, right.below.get(like, {}).get(predicate, ()), left, right)
    return pairs


def lasting_names(nodes: Iterable[BlankNode], statements: Sequence[Statement]) -> Colours:
    """A name for each of these nodes, made of what is said of it and of the blank nodes around it.

    What stands elsewhere in the files changes nothing, nor does the order in which they tell it.
    """
    about: defaultdict[BlankNode, list[Statement]] = defaultdict(list)
    for statement in statements:
        for term in {statement[0], statement[2]}:
            if isinstance(term, BlankNode):
                about[term].append(statement)
    named: Colours = {}
    for node in nodes:
        if node in about and node not in named:
            named |= colours(_together(node, about))
    return named


def _together(node: BlankNode, about: Mapping[BlankNode, list[Statement]]) -> list[Statement]:
    """The statements about a node, and about all blank nodes that statements join to it."""
    found: dict[Statement, None] = {}
    waiting, seen = [node], {node}
    while waiting:
        for statement in about[waiting.pop()]:
            found[statement] = None
            for term in (statement[0], statement[2]):
                if isinstance(term, BlankNode) and term not in seen:
                    seen.add(term)
                    waiting.append(term)
    return list(found)


def colours(statements: Sequence[Statement]) -> Colours:
    """A digest for each blank node, the same for every reading of the same triples.

    It tells what is said within a few steps of the node, so that nodes may share one.
    """
    about = [s for s in statements if isinstance(s[0], BlankNode) or isinstance(s[2], BlankNode)]
    found: Colours = {term: "" for s, _, o in about for term in (s, o)
                      if isinstance(term, BlankNode)}  # fmt: skip
    count = 0
    for _ in range(FARTHEST):
        found = _refined(about, found)
        if len(set(found.values())) in (count, len(found)):
            return found
        count = len(set(found.values()))
    return found


def _refined(statements: Iterable[Statement], old: Colours) -> Colours:
    said: defaultdict[BlankNode, list[str]] = defaultdict(list)
    for subject, predicate, object_ in statements:
        for node, other, way in ((subject, object_, ">"), (object_, subject, "<")):
            if isinstance(node, BlankNode):
                seen = old[other] if isinstance(other, BlankNode) else str(other)
                said[node].append(f"{way} {predicate.value} {seen}")
    return {node: _digest([old[node], *sorted(said[node])]) for node in old}


def _digest(parts: Iterable[str]) -> str:
    return blake2b("\n".join(parts).encode(), digest_size=9).hexdigest()


@dataclass(frozen=True, slots=True)
class _Reading:
    """One reading: its blank nodes, what leads to them, and where a walk can begin."""

    colours: Colours
    below: dict[Term, dict[NamedNode, list[BlankNode]]]
    named: list[Term]
    roots: list[BlankNode]

    @classmethod
    def of(cls, statements: Sequence[Statement]) -> _Reading:
        below: defaultdict[Term, defaultdict[NamedNode, list[BlankNode]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for subject, predicate, object_ in statements:
            if isinstance(object_, BlankNode):
                below[subject][predicate].append(object_)
        led_to = {node for groups in below.values() for nodes in groups.values() for node in nodes}
        found = colours(statements)
        named = [subject for subject in below if not isinstance(subject, BlankNode)]
        return cls(found, below, named, [node for node in found if node not in led_to])  # type: ignore[arg-type]


def _alike(
    nodes: Iterable[BlankNode], others: Iterable[BlankNode], left: _Reading, right: _Reading
) -> Iterator[Pair]:
    """The nodes, each with one of the others: of its own colour, else the next that is left."""
    by_colour: defaultdict[str, list[BlankNode]] = defaultdict(list)
    for other in reversed([*dict.fromkeys(others)]):
        by_colour[right.colours[other]].append(other)
    unmatched: list[BlankNode] = []
    for node in dict.fromkeys(nodes):
        if like := by_colour[left.colours[node]]:
            yield node, like.pop()
        else:
            unmatched.append(node)
    rest = [other for group in by_colour.values() for other in reversed(group)]
    yield from zip(unmatched, rest, strict=False)
