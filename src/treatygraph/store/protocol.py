"""What every store can do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad

from treatygraph.store.answers import Answer, Dataset, Rows, Term


class Store(Protocol):
    """Something that answers SPARQL 1.1 queries over one dataset."""

    def select(self, query: str, values: Mapping[str, Term] | None = None) -> Rows:
        """The solutions of a SELECT query, variables bound to ``values`` beforehand.

        Raises QuerySyntaxError, QueryRefused, QueryStopped or StoreUnavailable.
        """
        ...

    def answer(
        self,
        query: str,
        *,
        solutions: str = "json",
        graphs: str = "turtle",
        dataset: Dataset = Dataset(),
        client: str | None = None,
    ) -> Answer:
        """A finished answer to any query form, in the format that fits its form.

        ``solutions`` is one of json, xml, csv, tsv (SELECT, ASK); ``graphs`` one of turtle,
        ntriples, rdfxml, jsonld (CONSTRUCT, DESCRIBE). ``client`` is whoever asks, in any words:
        a store that many ask serves them in turn. Raises as :meth:`select`, and TooManyQueries.
        """
        ...


class ReadableStore(Store, Protocol):
    """A store that gives its quads too: what pages are made from, here or elsewhere."""

    def __len__(self) -> int:
        """How many quads it holds."""
        ...

    def named_graphs(self) -> list[str]:
        """The IRIs of the graphs held, sorted."""
        ...

    def subjects(self) -> set[str]:
        """Every IRI that something is said of."""
        ...

    def quads(
        self,
        subject: NamedNode | BlankNode | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
        graph: NamedNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """The quads that match a pattern; None matches anything."""
        ...
