"""The global restrictions on blank individuals (OWL 2 Syntax, 11.2)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import OWL, BNode
from rdflib.term import Node

from treatygraph.check.ontology.lite.document import Kind
from treatygraph.check.ontology.rl.document import Document
from treatygraph.check.ontology.rl.rules import Rule, Violation

# Where an individual must have a name.
_NAMED_ONLY = (
    OWL.sameAs, OWL.differentFrom, OWL.hasValue, OWL.sourceIndividual, OWL.targetIndividual,
)  # fmt: skip


def check_anonymous(document: Document) -> Iterator[Violation]:
    """Blank individuals are in no identity, enumeration or negative fact, and form trees."""
    for predicate in _NAMED_ONLY:
        for triple in document.graph.triples((None, predicate, None)):
            is_identity = predicate in (OWL.sameAs, OWL.differentFrom)
            if isinstance(triple[2], BNode) or (is_identity and isinstance(triple[0], BNode)):
                yield Violation(Rule.ANONYMOUS, triple)
    for triple in document.graph.triples((None, OWL.oneOf, None)):
        if any(isinstance(member, BNode) for member in document.members(triple[2]) or ()):
            yield Violation(Rule.ANONYMOUS, triple)
    yield from _circles(document)


def _circles(document: Document) -> Iterator[Violation]:
    """Each fact between blank individuals joins two trees; one that joins a tree to itself is out.

    Facts are taken in a fixed order, so that the same one of a circle is named each time.
    """
    tree: dict[Node, Node] = {}
    facts = (t for t in document.graph if isinstance(t[0], BNode) and isinstance(t[2], BNode))
    for fact in sorted(facts, key=lambda t: [term.n3() for term in t]):
        if not document.is_a(fact[1], Kind.OBJECT):
            continue
        one, other = _root(tree, fact[0]), _root(tree, fact[2])
        if one == other:
            yield Violation(Rule.ANONYMOUS, fact)
        tree[one] = other


def _root(tree: dict[Node, Node], node: Node) -> Node:
    while tree.get(node, node) != node:
        node = tree[node]
    return node
