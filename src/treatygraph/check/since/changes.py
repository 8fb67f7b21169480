"""The triples that differ between a collection as it was and as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import Triple

from treatygraph.collection import LoadedFile
from treatygraph.store import EmbeddedStore


@dataclass(frozen=True, slots=True)
class Changes:
    """Triples that are gone and triples that are new."""

    removed: frozenset[Triple]
    added: frozenset[Triple]

    def __len__(self) -> int:
        return len(self.removed) + len(self.added)

    def __iter__(self) -> Iterator[Triple]:
        yield from self.removed
        yield from self.added


def changes_between(
    old: Sequence[LoadedFile],
    new: Sequence[LoadedFile],
    unchanged: Sequence[LoadedFile],
    store: EmbeddedStore,
) -> Changes:
    """The symmetric difference of the triples of all files, where only some files changed.

    ``store`` holds the new files and the unchanged ones: by it is known which unchanged files may
    hold a triple too, and only these are read.
    """
    before, after = triples_of(old), triples_of(new)
    kept = _Held(unchanged, store)
    return Changes(
        frozenset(triple for triple in before - after if triple not in kept),
        frozenset(triple for triple in after - before if triple not in kept),
    )


def triples_of(files: Iterable[LoadedFile]) -> frozenset[Triple]:
    """The triples of files, whatever their graphs."""
    return frozenset(
        Triple(quad.subject, quad.predicate, quad.object)
        for loaded in files
        for quad in loaded.quads
    )


class _Held:
    """The triples of files, read where the store shows that they may hold one."""

    def __init__(self, files: Sequence[LoadedFile], store: EmbeddedStore) -> None:
        self._by_graph = {str(loaded.graph): loaded for loaded in files}
        self._store = store
        self._read: dict[str, frozenset[Triple]] = {}

    def __contains__(self, triple: Triple) -> bool:
        quads = self._store.quads(triple.subject, triple.predicate, triple.object)  # type: ignore[arg-type]
        graphs = {str(quad.graph_name) for quad in quads}
        return any(
            triple in self._triples(self._by_graph[graph])
            for graph in graphs
            if graph in self._by_graph
        )

    def _triples(self, loaded: LoadedFile) -> frozenset[Triple]:
        if loaded.file.name not in self._read:
            self._read[loaded.file.name] = triples_of([loaded])
        return self._read[loaded.file.name]
