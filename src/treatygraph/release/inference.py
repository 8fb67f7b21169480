"""What a release adds to what was curated: the ontology's closure, and rules of ours in SPARQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from treatygraph.collection import Collection
from treatygraph.iris import Base
from treatygraph.queries import load_queries
from treatygraph.release.closure import Rules, Spo, infer
from treatygraph.store import EmbeddedStore


def inferred_from(collection: Collection, shipped: Collection, ontology: Path) -> list[Quad]:
    """What a release of a collection adds to it, by the ontology and the rules of a folder."""
    graph = NamedNode(shipped.base.graph(PurePosixPath("ontology/treatygraph.ttl")))
    axioms = [quad for quad in shipped.quads() if quad.graph_name == graph]
    curated = [*shipped.quads(), *collection.quads()]
    return inferred_quads(curated, axioms, ontology / "rules", shipped.base)


def inferred_quads(
    curated: Iterable[Quad], ontology: Iterable[Quad], rules_folder: Path, base: Base
) -> list[Quad]:
    """The inferred graph, sorted: closure, then the rules, then the closure of what they add.

    Neither the curated facts nor the ontology's own axioms are repeated in it.
    """
    facts: set[Spo] = {(quad.subject, quad.predicate, quad.object) for quad in curated}
    rules = Rules.of(ontology)
    closed = facts | infer(facts, rules)
    closed |= set(_by_rules(closed, rules_folder, base))
    closed |= infer(closed, rules)
    graph = NamedNode(f"{base.root}graph/inferred")
    return sorted((_quad(fact, graph) for fact in closed - facts), key=str)


def _quad(fact: Spo, graph: NamedNode | DefaultGraph) -> Quad:
    subject, predicate, object_ = fact
    if isinstance(subject, Literal):
        raise TypeError(f"a literal cannot be a subject: {subject}")
    return Quad(subject, predicate, object_, graph)


def _by_rules(facts: set[Spo], folder: Path, base: Base) -> Iterator[Spo]:
    """What the CONSTRUCT files add, each seeing what those before it in name order added."""
    store = EmbeddedStore(_quad(fact, DefaultGraph()) for fact in facts)
    for query in load_queries(folder).values():
        added = list(store.construct(query.under(base).text))
        store.add(added)
        for quad in added:
            yield quad.subject, quad.predicate, quad.object
