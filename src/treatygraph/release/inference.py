"""What a release adds to what was curated: the ontology's closure, and rules of ours in SPARQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath
from tempfile import TemporaryFile
from typing import Final

from pyoxigraph import NamedNode, Quad

from treatygraph.collection import Collection
from treatygraph.iris import Base
from treatygraph.queries import load_queries
from treatygraph.release.asking import Asked
from treatygraph.release.closure import Fact, Rules, chained
from treatygraph.release.lines import (
    END,
    MARK,
    Line,
    in_graph,
    lines_of_quads,
    marked,
    quads_of,
    unmarked,
)
from treatygraph.sorting import Runs
from treatygraph.store import EmbeddedStore

_PART: Final = 8 << 20
"""Bytes of what a rule adds that are looked at together."""


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
    facts = {line[:-3] for line in lines_of_quads(triples)}
    runs, store = Runs(), EmbeddedStore()
    store.load_lines(b"".join(fact + END for fact in facts))
    derived = set(rules.alone(facts))
    entailed = b"".join(marked(derived))
    runs.add(entailed)
    store.load_lines(unmarked(entailed))
    inference = Inference(rules, runs, store, folder, base)
    inference.close({*rules.links(facts), *rules.links(derived)})
    inference.apply()
    found = (line[: -len(MARK)] for block in runs.blocks() for line in block)
    new = (fact for fact in found if fact not in facts)
    return list(quads_of(in_graph(new, f"{base.root}graph/inferred")))


def asked_by_rules(folder: Path, base: Base) -> Asked:
    """What the rules of a folder look at."""
    return Asked.by(query.under(base).text for query in load_queries(folder).values())


class Inference:
    """Facts that are inferred: closure, then the rules, then the closure of what they add.

    What facts entail one by one is worked out elsewhere, file by file. What is found goes into
    ``found``, marked, some of it twice, and some of it curated. ``store`` holds what the rules look
    at, of what was curated and of what that entails, and gets what they look at of the rest.
    """

    def __init__(
        self, rules: Rules, found: Runs, store: EmbeddedStore, folder: Path, base: Base
    ) -> None:
        self._rules, self._found, self._store = rules, found, store
        self._queries = [query.under(base).text for query in load_queries(folder).values()]
        self._asked = asked_by_rules(folder, base)
        self._links: set[Fact] = set()

    def close(self, links: set[Fact]) -> None:
        """Add what links do together: those among the curated facts and what these entail."""
        self._links = links
        self._take(marked(chained(self._links, self._rules)))

    def apply(self) -> None:
        """Add what the CONSTRUCT files of the folder do, and what follows from that.

        Each file sees what those before it in name order added.
        """
        for query in self._queries:
            with TemporaryFile(dir=self._found.folder) as made:
                self._store.construct_into(made, query)
                made.seek(0)
                while lines := made.readlines(_PART):
                    self._take([line[: -len(END)] + MARK for line in lines])
                    self._follow({line[: -len(END)] for line in lines})
        self._found.add(b"".join(marked(chained(self._links, self._rules))))

    def _take(self, made: Sequence[Line]) -> None:
        """Add marked lines, for the rules to see."""
        self._found.add(b"".join(made))
        self._store.load_lines(unmarked(b"".join(self._asked.among(made))))

    def _follow(self, facts: set[Fact]) -> None:
        """Add what facts entail one by one."""
        derived = set(self._rules.alone(facts))
        self._found.add(b"".join(marked(derived)))
        self._links.update(self._rules.links(facts), self._rules.links(derived))
