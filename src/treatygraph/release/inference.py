"""What a release adds to what was curated: the ontology's closure, and rules of ours in SPARQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat

from treatygraph.collection import Collection
from treatygraph.iris import Base
from treatygraph.queries import load_queries
from treatygraph.release.closure import Fact, Rules, chained
from treatygraph.release.lines import in_graph, lines_of_quads, quads_of, split_lines
from treatygraph.store import EmbeddedStore


def rules_of(shipped: Collection) -> Rules:
    """What the ontology entails, by the ontology's folder as it was read."""
    graph = shipped.base.graph(PurePosixPath("ontology/treatygraph.ttl"))
    own = (loaded for loaded in shipped.files if loaded.graph == NamedNode(graph))
    return Rules.of(quad for loaded in own for quad in loaded.quads)


def inferred_from(collection: Collection, shipped: Collection, ontology: Path) -> list[Quad]:
    """What a release of a collection adds to it, by the ontology and the rules of a folder."""
    curated = [*shipped.quads(), *collection.quads()]
    return _inferred(curated, rules_of(shipped), ontology / "rules", shipped.base)


def inferred_quads(
    curated: Iterable[Quad], ontology: Iterable[Quad], rules_folder: Path, base: Base
) -> list[Quad]:
    """The inferred graph, sorted; see :class:`Inference`."""
    return _inferred(curated, Rules.of(ontology), rules_folder, base)


def _inferred(curated: Iterable[Quad], rules: Rules, folder: Path, base: Base) -> list[Quad]:
    triples = (Quad(quad.subject, quad.predicate, quad.object) for quad in curated)
    facts = [line[:-3] for line in lines_of_quads(triples)]
    inference = Inference(rules)
    inference.close(rules.alone(facts), rules.links(facts))
    store = EmbeddedStore()
    store.load_text(b"".join(fact + b" .\n" for fact in facts), RdfFormat.N_TRIPLES, DefaultGraph())
    inference.apply(folder, base, store)
    inference.leave_out(facts)
    return list(quads_of(in_graph(sorted(inference.facts), f"{base.root}graph/inferred")))


class Inference:
    """Facts that are inferred: closure, then the rules, then the closure of what they add.

    What facts entail one by one is worked out elsewhere, file by file.
    """

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self.facts: set[Fact] = set()

    def close(self, derived: Iterable[Fact], links: Iterable[Fact]) -> None:
        """Take in what the curated facts entail one by one, and what their links do together."""
        self.facts.update(derived)
        self._links = {*links, *self._rules.links(self.facts)}
        self.facts |= chained(self._links, self._rules)

    def apply(self, folder: Path, base: Base, store: EmbeddedStore) -> None:
        """Add what the CONSTRUCT files of a folder do, and what follows from that.

        ``store`` holds the curated facts, and gets the others. Each file sees what those before it
        in name order added.
        """
        _add(store, self.facts)
        added: set[Fact] = set()
        for query in load_queries(folder).values():
            made = _constructed(store, query.under(base).text)
            _add(store, made)
            added.update(made)
        added.update([*self._rules.alone(added)])
        self._links.update(self._rules.links(added))
        self.facts |= added | chained(self._links, self._rules)

    def leave_out(self, curated: Iterable[Fact]) -> None:
        """Neither the curated facts nor the ontology's own axioms are repeated."""
        self.facts.difference_update(curated)


def _add(store: EmbeddedStore, facts: Iterable[Fact]) -> None:
    text = b"".join(fact + b" .\n" for fact in facts)
    store.load_text(text, RdfFormat.N_TRIPLES, DefaultGraph())


def _constructed(store: EmbeddedStore, query: str) -> Sequence[Fact]:
    return [line[:-2] for line in split_lines(store.construct_lines(query))]
