"""What a query sees in another's store that names no dataset of its own."""

from __future__ import annotations

from dataclasses import dataclass

from treatygraph.store.answers import Dataset
from treatygraph.store.engines import Engine
from treatygraph.store.published import Published
from treatygraph.store.walks import Walks

Parameters = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a release lies in a store: in graphs of its own, where ``release`` was published.

    Else it is all that the store holds, and the default graph is the union of all graphs, asked
    for in the engine's own way; with ``whole`` the store answers as it is. ``walks``: the pairs
    that lie beside the release, if any do.
    """

    release: Published | None = None
    whole: bool = False
    walks: Walks | None = None

    def asked(self, query: str, dataset: Dataset) -> tuple[str, Dataset]:
        """A query and its dataset as the store is asked. Raises QueryRefused where it cannot be."""
        return self.release.asked(query, dataset) if self.release else (query, dataset)

    def parameters(self, engine: Engine, dataset: Dataset, *, has_dataset: bool) -> Parameters:
        """The dataset parameters of a request (SPARQL 1.1 Protocol, 2.1.4).

        Those that a client gave override what its query says, and a query's own are left alone.
        """
        if dataset.given:
            return [
                *(("default-graph-uri", graph) for graph in dataset.default_graphs or ()),
                *(("named-graph-uri", graph) for graph in dataset.named_graphs or ()),
            ]
        return [] if has_dataset or self.whole or self.release else list(engine.union().items())
