"""Locating: from a finding to the file, line and column where a curator mends it.

Validate first, locate after: only files that speak of a subject with findings are read again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode, RdfFormat

from treatygraph.check.finding import Finding, Term
from treatygraph.collection import Collection, LoadedFile
from treatygraph.turtle import LocatedTriple, Position, parse_turtle

_LINE_BREAK = re.compile(r"\r\n?|\n")
"""As positions count lines; str.splitlines also splits at signs that may stand in a text."""


@dataclass(frozen=True, slots=True)
class _Reread:
    """A file read again, with positions."""

    name: str
    lines: tuple[str, ...]
    triples: tuple[LocatedTriple, ...]


def locate(findings: Sequence[Finding], collection: Collection) -> list[Finding]:
    """The findings with their places, as far as the collection holds them, in order of place."""
    wanted = {finding.focus for finding in findings if isinstance(finding.focus, NamedNode)}
    by_subject: defaultdict[Term | None, list[tuple[_Reread, LocatedTriple]]] = defaultdict(list)
    for reread in _reread(collection.files, wanted):
        for triple in reread.triples:
            if triple.subject in wanted:
                by_subject[triple.subject].append((reread, triple))
    placed = [_place(finding, by_subject.get(finding.focus, ())) for finding in findings]
    return sorted(placed, key=lambda finding: finding.order)


def _reread(files: Iterable[LoadedFile], wanted: set[NamedNode]) -> Iterable[_Reread]:
    for loaded in files:
        if loaded.file.format != RdfFormat.TURTLE:
            continue
        if any(quad.subject in wanted for quad in loaded.quads):
            text = loaded.file.path.read_text(encoding="utf-8")
            triples = parse_turtle(text).triples
            yield _Reread(loaded.file.name, tuple(_LINE_BREAK.split(text)), triples)


def _place(finding: Finding, said: Iterable[tuple[_Reread, LocatedTriple]]) -> Finding:
    """A wrong value stands at the value; a property that is missing, at its subject."""
    best: tuple[int, _Reread, Position] | None = None
    for reread, triple in said:
        rank, position = _rank(finding, triple)
        if best is None or rank < best[0]:
            best = (rank, reread, position)
    if best is None:
        return finding
    _, reread, at = best
    return replace(
        finding, file=reread.name, line=at.line, column=at.column,
        source_line=reread.lines[at.line - 1] if at.line <= len(reread.lines) else None,
    )  # fmt: skip


def _rank(finding: Finding, triple: LocatedTriple) -> tuple[int, Position]:
    same_path = finding.path is not None and triple.predicate == NamedNode(finding.path)
    if finding.value is not None and triple.object == finding.value:
        return (0 if same_path else 1), triple.object_at.start
    if same_path:
        return 2, triple.predicate_at.start
    return 3, triple.subject_at.start
