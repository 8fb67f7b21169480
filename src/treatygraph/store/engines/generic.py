"""An engine of which nothing is known but that it does as SPARQL 1.1 says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import IO

from treatygraph.store.engines.protocol import Addresses
from treatygraph.store.walks import Walks

JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
NTRIPLES, TURTLE, RDFXML = "application/n-triples", "text/turtle", "application/rdf+xml"

GRAPH_FORMS = ("CONSTRUCT", "DESCRIBE")


class Generic:
    """Asked in the words of the standard, and taken at its word; the other engines build on it."""

    name = "generic"
    exceptions: Mapping[str, str] = MappingProxyType({})
    update_as_form = False
    graph_store = True
    triples_type = NTRIPLES
    batch = 50_000
    update_batch = 5_000
    stored_walks = False

    def recognises(self, headers: Mapping[str, str]) -> bool:
        """Any: it is the last that is asked."""
        return True

    def addresses(self, endpoint: str) -> Addresses:
        """One address for all, as GraphDB, Neptune and RDF4J do in ways of their own."""
        return Addresses(endpoint, endpoint, endpoint)

    def union(self) -> Mapping[str, str]:
        """None: the standard has no word for it."""
        return {}

    def query(self, text: str) -> str:
        """As it is."""
        return text

    def beyond(self, text: str) -> str | None:
        """None is."""
        return None

    def walked(self, text: str, walks: Walks | None) -> str:
        """As it is."""
        return text

    def accept(self, form: str) -> Sequence[str]:
        """SPARQL JSON; of graphs N-Triples, which every engine writes, or Turtle."""
        return (NTRIPLES, TURTLE, RDFXML) if form in GRAPH_FORMS else (JSON,)

    def partial(self, headers: Mapping[str, str]) -> str | None:
        """It never is."""
        return None

    def solutions(self, body: IO[bytes], form: str) -> IO[bytes]:
        """As they are."""
        return body

    def graph(self, body: IO[bytes], media_type: str) -> IO[bytes]:
        """As it is."""
        return body
