"""Releases inside somebody else's store: how they are named there, and how one is asked.

A store holds several releases side by side, each in graphs of its own below ``published/VERSION/``:
one graph ``all`` of all triples, which is what a query's default graph means; a copy of each named
graph; and ``graphs``, which tells of which graph each is the copy. A query is put on one release
by its text alone, which every engine takes: its pattern stands within ``GRAPH <…/all> { … }``, and
``GRAPH ?g { … }`` looks up the copy. So a release is never changed while it is read, many can be
read at once, and the graphs in answers have their own names.

Which release is the current one says :data:`POINTER`, in numbers that only grow.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode

from treatygraph.errors import QueryRefused, TreatygraphError
from treatygraph.namespaces import DEFAULT_BASE, expand
from treatygraph.queries import scan_query
from treatygraph.queries.scan import decode_codepoints
from treatygraph.store.answers import Dataset, Rows
from treatygraph.store.inside import Pattern

POINTER: Final = f"{DEFAULT_BASE}published"
"""The graph that tells which releases a store holds, whatever their base."""

COPY: Final = expand("dcat:hasVersion")
"""From a named graph of a release to its copy in the store."""

POSITION: Final = "http://schema.org/position"
"""From a release to a number; the release with the greatest of all its base is the current one."""

RELEASE_OF: Final = expand("dcterms:isVersionOf")
VERSION: Final = expand("dcat:version")
MANIFEST: Final = expand("prov:value")
"""From a release to its base, its version, and its manifest as JSON, without files and dumps."""


@dataclass(frozen=True, slots=True)
class Published:
    """A release in a store: the base of its things and its version."""

    base: str
    version: str

    @property
    def iri(self) -> str:
        """What the store calls the release."""
        return f"{self.base}published/{self.version}"

    @property
    def everything(self) -> str:
        """The graph of all its triples."""
        return f"{self.iri}/all"

    @property
    def graphs(self) -> str:
        """The graph that tells of which graph each is the copy."""
        return f"{self.iri}/graphs"

    @property
    def walks(self) -> str:
        """The graph of pairs that paths join, where an engine cannot walk them."""
        return f"{self.iri}/walks"

    def copy_of(self, graph: str) -> str:
        """The copy of a named graph."""
        if graph.startswith(f"{self.base}graph/"):
            return f"{self.iri}/{graph[len(self.base) :]}"
        return f"{self.iri}/of/{quote(graph, safe='')}"

    def asked(self, text: str, dataset: Dataset = Dataset()) -> tuple[str, Dataset]:
        """A query and the dataset of its request, as the store is asked them for this release.

        What is no query is left as it is, for the engine to say so. Raises QueryRefused for one
        that cannot be put on a release by its text.
        """
        pattern = Pattern(decode_codepoints(text), self.graphs, COPY)
        if dataset.given or pattern.names_dataset:
            own = pattern.take_dataset()
            return pattern.with_copies(), self._dataset(dataset if dataset.given else own)
        if scan_query(text).form == "DESCRIBE" or pattern.exists_outside:
            if pattern.asks_graphs:
                raise QueryRefused(_TOO_MUCH)
            return text, Dataset((self.everything,))
        return pattern.within(self.everything), dataset

    def _dataset(self, dataset: Dataset) -> Dataset:
        named = tuple(self.copy_of(graph) for graph in dataset.named_graphs or ())
        default = tuple(self.copy_of(graph) for graph in dataset.default_graphs or ())
        nothing = (f"{self.iri}/none",)  # an engine takes no dataset for its own
        return Dataset(default or nothing, (*named, self.graphs) if named else None)


Select = Callable[[str], Rows]
"""Asks a SELECT query of the whole store, not of one release in it."""

_SWITCHES = f"""SELECT ?base ?version ?position {{ GRAPH <{POINTER}> {{
  ?release <{POSITION}> ?position ; <{RELEASE_OF}> ?base ; <{VERSION}> ?version
}} }}"""


def switches(select: Select, base: str | None = None) -> list[tuple[int, Published]]:
    """Every switch that a store remembers of one base, the last one first, with its number.

    Raises TreatygraphError where the store holds releases of several bases and none was named.
    """
    found = [(int(_value(position)), Published(_value(of), _value(version)))
             for of, version, position in select(_SWITCHES).rows]  # fmt: skip
    if base is None and len(bases := {release.base for _, release in found}) > 1:
        named = ", ".join(sorted(bases))
        raise TreatygraphError(f"the store holds releases of several bases, choose one: {named}")
    ours = [one for one in found if base in (None, one[1].base)]
    return sorted(ours, key=lambda one: one[0], reverse=True)


def current_release(select: Select, base: str | None = None) -> Published | None:
    """The release that readers of a store are to see; None where nothing was published."""
    return next((release for _, release in switches(select, base)), None)


def manifest_of(select: Select, release: Published) -> Mapping[str, object]:
    """What the store keeps of a release's manifest: all but its files and dumps; {} if nothing."""
    query = f"SELECT ?told {{ GRAPH <{POINTER}> {{ <{release.iri}> <{MANIFEST}> ?told }} }}"
    told = next((row[0] for row in select(query).rows), None)
    found = json.loads(_value(told)) if told else {}
    return found if isinstance(found, dict) else {}


def _value(term: object) -> str:
    return term.value if isinstance(term, Literal | NamedNode) else ""


_TOO_MUCH = (
    "a published release cannot be asked this: GRAPH beside DESCRIBE, or beside EXISTS outside of "
    "WHERE; ask for one of them"
)
