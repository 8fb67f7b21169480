"""Locating: from a finding to the file, line and column where a curator mends it.

Validate first, locate after: only files that speak of what was found are read again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pyoxigraph import BlankNode, NamedNode

from treatygraph.check.finding import Finding, Term
from treatygraph.check.reread import Place, Reread, read_again
from treatygraph.collection import LoadedFile
from treatygraph.store import EmbeddedStore
from treatygraph.turtle import LocatedTriple

_FARTHEST = 64
"""How many nodes are looked at from a focus node on, along its path and its blank nodes."""


def locate(
    findings: Sequence[Finding], files: Sequence[LoadedFile], store: EmbeddedStore
) -> list[Finding]:
    """The findings with their places, as far as the files hold them, in order of place.

    A wrong value is told at the value; a property that is missing, at its subject; what stands in
    a blank node or a collection, there.
    """
    locator = _Locator(files, store)
    return sorted(map(locator.placed, findings), key=lambda finding: finding.order)


class _Locator:
    """Knows which file speaks of what, and keeps the files read again."""

    def __init__(self, files: Sequence[LoadedFile], store: EmbeddedStore) -> None:
        self._store = store
        self._by_graph = {str(loaded.graph): loaded for loaded in files}
        self._files = files
        self._with_graphs = [one for one in files if one.file.format.supports_datasets]
        self._reread: dict[str, Reread] = {}
        self._known: dict[tuple[NamedNode | None, Term | None], list[LoadedFile]] = {}
        self._blank: dict[str, LoadedFile] | None = None

    def placed(self, finding: Finding) -> Finding:
        """A finding with the best place that there is; of a file without places, its name."""
        best: tuple[int, Reread, LocatedTriple, int] | None = None
        around = [*self._around(finding)]
        for reread, node in around:
            for rank, triple, term in reread.places(finding, node):
                if best is None or rank < best[0]:
                    best = (rank, reread, triple, term)
        if best is None:
            return replace(finding, file=around[0][0].name) if around else finding
        _, reread, triple, term = best
        at = Place.of(triple, term)
        return replace(
            finding, file=reread.name, line=at.line, column=at.column,
            end_line=at.end_line, end_column=at.end_column, source_line=reread.line(at.line),
        )  # fmt: skip

    def _around(self, finding: Finding) -> Iterator[tuple[Reread, Term]]:
        """The focus node in each file that speaks of it, and what its path leads through."""
        waiting: list[Term] = [finding.focus] if finding.focus is not None else []
        seen: set[Term] = set()
        while waiting and len(seen) < _FARTHEST:
            node = waiting.pop(0)
            if node in seen:
                continue
            seen.add(node)
            for reread in self._files_about(node, finding):
                yield reread, node
                waiting += reread.next_nodes(node, finding)

    def _files_about(self, node: Term, finding: Finding) -> Iterable[Reread]:
        if isinstance(node, BlankNode):
            loaded = self._file_of_blank(node.value)
            return [self._again(loaded)] if loaded else []
        files = self._speaking_of(node) + self._leading_to(node, finding)
        return [self._again(loaded) for loaded in _once(files)]

    def _speaking_of(self, node: Term) -> list[LoadedFile]:
        """The files in which a node is a subject; else those in which it is an object."""
        found = self._holding(node, None) if isinstance(node, NamedNode) else []
        return found or self._holding(None, node)

    def _leading_to(self, node: Term, finding: Finding) -> list[LoadedFile]:
        """Along an inverse path, the files in which the value is the subject."""
        value = finding.value
        inverse = node == finding.focus and "^" in (finding.path or "")
        return self._holding(value, node) if inverse and isinstance(value, NamedNode) else []

    def _holding(self, subject: NamedNode | None, object_: Term | None) -> list[LoadedFile]:
        """The files with statements of a subject or an object, or both; asked for once."""
        if (subject, object_) not in self._known:
            self._known[subject, object_] = self._found(subject, object_)
        return self._known[subject, object_]

    def _found(self, subject: NamedNode | None, object_: Term | None) -> list[LoadedFile]:
        quads = self._store.quads(subject, None, object_)
        graphs = dict.fromkeys(str(quad.graph_name) for quad in quads)
        found = [self._by_graph[name] for name in graphs if name in self._by_graph]
        if len(found) < len(graphs):
            found += [loaded for loaded in self._with_graphs if _says(loaded, subject, object_)]
        return found

    def _file_of_blank(self, label: str) -> LoadedFile | None:
        if self._blank is None:
            self._blank = {
                term.value: loaded
                for loaded in self._files
                if not loaded.is_plain
                for quad in loaded.quads
                for term in (quad.subject, quad.object)
                if isinstance(term, BlankNode)
            }
        return self._blank.get(label)

    def _again(self, loaded: LoadedFile) -> Reread:
        name = loaded.file.name
        if name not in self._reread:
            self._reread[name] = read_again(loaded)
        return self._reread[name]


def _once(files: Iterable[LoadedFile]) -> Iterable[LoadedFile]:
    """Each file once; a file holds its text, which is long to hash."""
    return {loaded.file.name: loaded for loaded in files}.values()


def _says(loaded: LoadedFile, subject: Term | None, object_: Term | None) -> bool:
    """Whether a file, in graphs of its own, holds a statement."""
    return any(
        subject in (None, quad.subject) and object_ in (None, quad.object) for quad in loaded.quads
    )
