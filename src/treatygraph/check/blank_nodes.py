"""Which blank node of one reading of a file is which of another: they have nothing but their place.

Both readings hold the same triples. Nodes are told apart by what is said of them, step by step
farther out (colour refinement); nodes that stay alike are alike in every way that a rule can see,
save in rare symmetric graphs, and are paired in order of appearance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import blake2b

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

Term = NamedNode | BlankNode | Literal | Triple
Statement = tuple[Term, NamedNode, Term]
Colours = dict[BlankNode, str]


def same_nodes(one: Sequence[Statement], other: Sequence[Statement]) -> dict[BlankNode, BlankNode]:
    """The blank nodes of ``one``, each with its like in ``other``."""
    alike: defaultdict[str, list[BlankNode]] = defaultdict(list)
    for node, colour in colours(other).items():
        alike[colour].append(node)
    pairs: dict[BlankNode, BlankNode] = {}
    for node, colour in colours(one).items():
        if alike[colour]:
            pairs[node] = alike[colour].pop(0)
    return pairs


def colours(statements: Sequence[Statement]) -> Colours:
    """A digest for each blank node, the same for every reading of the same triples."""
    about = [s for s in statements if isinstance(s[0], BlankNode) or isinstance(s[2], BlankNode)]
    nodes = dict.fromkeys(term for s, _, o in about for term in (s, o)
                          if isinstance(term, BlankNode))  # fmt: skip
    found: Colours = dict.fromkeys(nodes, "")
    different = 1
    while True:
        found = _refined(about, found)
        count = len(set(found.values()))
        if (count <= different and different != 1) or count == len(found):
            return found
        different = max(count, 2)


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
