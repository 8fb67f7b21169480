"""What an engine may do in its own way, and where it is asked what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Protocol

from treatygraph.store.walks import Walks


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where an engine answers queries, takes updates, and takes graphs (Graph Store Protocol)."""

    query: str
    update: str
    graphs: str


class NotAnswered(Exception):
    """An engine would not answer a query truly; ``str()`` of it is the reason."""


class Engine(Protocol):
    """A kind of SPARQL 1.1 store. Without state: one of each serves all endpoints."""

    name: str
    """What an option or a log calls it."""

    exceptions: Mapping[str, str]
    """What it does otherwise and cannot be adapted: a name for each, and the reason."""

    update_as_form: bool
    """Whether it takes an update as a field of a form alone, not as a document."""

    graph_store: bool
    """Whether it speaks the Graph Store Protocol."""

    triples_type: str
    """The media type by which its Graph Store Protocol takes N-Triples."""

    batch: int
    """How many triples of a graph it is sent at a time."""

    update_batch: int
    """How many triples, of many graphs, one update brings it."""

    stored_walks: bool
    """Whether it walks paths of any length wrongly, so that their pairs are stored."""

    def recognises(self, headers: Mapping[str, str]) -> bool:
        """Whether an answer with these headers (names in lower case) is of this engine."""
        ...

    def addresses(self, endpoint: str) -> Addresses:
        """Where the store of a query endpoint takes what."""
        ...

    def union(self) -> Mapping[str, str]:
        """Parameters of a query that make its default graph the union of all named graphs.

        Empty where the engine, or whoever set it up, does so of itself.
        """
        ...

    def beyond(self, text: str) -> str | None:
        """Why a query is never asked of it, if that is so; ours are answered without it then."""
        ...

    def query(self, text: str) -> str:
        """A query as the engine takes it, with the same answers. Raises NotAnswered."""
        ...

    def walked(self, text: str, walks: Walks | None) -> str:
        """What :meth:`query` gave, put on a release, with its paths as the engine takes them.

        ``walks``: the pairs that lie beside the release, if any do. Raises NotAnswered.
        """
        ...

    def accept(self, form: str) -> Sequence[str]:
        """The media types in which it answers a query's form truly, the best first."""
        ...

    def partial(self, headers: Mapping[str, str]) -> str | None:
        """Why an answer with status 200 and these headers is not all of it, if it is not."""
        ...

    def solutions(self, body: IO[bytes], form: str) -> IO[bytes]:
        """SPARQL JSON of a SELECT or ASK as the standard has it. Raises SyntaxError."""
        ...

    def graph(self, body: IO[bytes], media_type: str) -> IO[bytes]:
        """The graph of a CONSTRUCT or DESCRIBE as the standard has it, in the same format."""
        ...
