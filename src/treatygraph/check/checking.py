"""The check: shapes and hygiene over a collection that parses, every finding located."""

from __future__ import annotations

import os
from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from treatygraph.check.document import Document, as_document
from treatygraph.check.engine import ShaclEngine, engine_named
from treatygraph.check.finding import Finding, Severity
from treatygraph.check.hygiene import run_hygiene
from treatygraph.check.own_queries import query_findings, run_own_hygiene
from treatygraph.collection import Collection, LoadedFile, Own, faults_in
from treatygraph.collection.loading import Progress, silent
from treatygraph.collection.nesting import nesting_fault
from treatygraph.errors import SourceFault, UnreadableFiles
from treatygraph.namespaces import expand
from treatygraph.store import EmbeddedStore

_HINTS = tuple(NamedNode(expand(name)) for name in ("sh:description", "rdfs:comment"))
"""Where a shape says what to do beside its message, the better place first."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found, in the order of files and lines, and how much it looked at."""

    findings: Sequence[Finding]
    files: int
    triples: int
    complete: bool = True
    """False where files could not be read, so that nothing else was looked at."""

    def count(self, severity: Severity) -> int:
        """How many findings have a severity."""
        return sum(finding.severity == severity for finding in self.findings)

    def fails(self, *, strict: bool) -> bool:
        """Whether it has violations, or, where ``strict``, warnings."""
        worst = Severity.WARNING if strict else Severity.VIOLATION
        return any(finding.severity <= worst for finding in self.findings)


def syntax_report(error: UnreadableFiles) -> CheckReport:
    """The report of a collection with files that cannot be read: their faults, and no more."""
    findings = [
        Finding(
            Severity.VIOLATION, "syntax", fault.reason, hint=fault.hint, file=fault.file,
            line=fault.line, column=fault.column, source_line=fault.source_line,
        )
        for fault in error.faults
    ]  # fmt: skip
    files = len({fault.file for fault in error.faults})
    return CheckReport(findings, files, 0, complete=False)


def check_collection(
    collection: Collection,
    shipped: Collection,
    ontology: Path,
    *,
    own: Own = Own(),
    engine: ShaclEngine | None = None,
    progress: Progress = silent,
) -> CheckReport:
    """Check a collection against the shapes and hygiene queries of an ontology folder.

    ``shipped`` is that folder as read: its shapes are applied, and its terms are part of the data.
    ``own`` adds shapes and hygiene queries of the collection's; its queries are tried too.
    The collection need not be parsed yet. Raises UnreadableFiles where it cannot be.
    The shapes and the queries are tried side by side: engines in another language leave Python,
    and one another, their turn.
    """
    engine = engine or engine_named()
    house = own.shapes()
    shapes = [loaded for loaded in shipped.files if _is_shapes(loaded)] + [*house.files]
    terms = [loaded for loaded in shipped.files if not _is_shapes(loaded)]
    with ThreadPoolExecutor(os.cpu_count()) as beside:
        document = _document((*terms, *collection.files))
        results = document and beside.submit(engine.validate, document, as_document(shapes))
        store, shipped_triples = _store(terms, collection.files, progress)
        progress("hygiene", 0, 3)
        findings = run_hygiene(store, ontology / "hygiene", beside.map)
        findings += run_own_hygiene(store, own, beside.map)
        progress("shapes", 1, 3)
        findings += _hinted(results.result(), shapes) if results else []
    progress("locating", 2, 3)
    located = _located(findings, (*collection.files, *shipped.files), store)
    located = sorted([*query_findings(own), *located], key=lambda finding: finding.order)
    return CheckReport(located, len(collection.files), len(store) - shipped_triples)


def _document(files: Sequence[LoadedFile]) -> Document | None:
    """What the engine reads; None where a file has faults, which loading it will tell."""
    if any(nesting_fault(loaded.file, loaded.text) for loaded in files):
        return None
    try:
        return as_document(files)
    except (SyntaxError, UnicodeDecodeError):
        return None


def _store(
    terms: Sequence[LoadedFile], files: Sequence[LoadedFile], progress: Progress
) -> tuple[EmbeddedStore, int]:
    """The dataset, and how many of its triples are the ontology's."""
    store = EmbeddedStore()
    load_into(store, terms)
    shipped_triples = len(store)
    load_into(store, files, progress)
    return store, shipped_triples


def _located(
    findings: list[Finding], files: Sequence[LoadedFile], store: EmbeddedStore
) -> Sequence[Finding]:
    """The findings with places. Who has none does not wait for our parser to be made ready."""
    if not findings:
        return []
    from treatygraph.check.locate import locate

    return locate(findings, files, store)


def load_into(
    store: EmbeddedStore, files: Sequence[LoadedFile], progress: Progress = silent
) -> None:
    """Parse files into a dataset. Raises UnreadableFiles with the faults of all of them."""
    faults: list[SourceFault] = []

    def load(loaded: LoadedFile) -> None:
        store.load_text(loaded.text, loaded.file.format, loaded.graph, loaded.location)

    for done, loaded in enumerate(files):
        progress("reading", done, len(files))
        faults += faults_in(loaded, load)
    if faults:
        raise UnreadableFiles(tuple(faults))


def _hinted(findings: Iterable[Finding], shapes: Iterable[LoadedFile]) -> list[Finding]:
    """The findings with what their shapes advise."""
    hints = _hints(quad for loaded in shapes for quad in loaded.quads)
    return [replace(finding, hint=hints.get(finding.rule)) for finding in findings]


def _hints(shapes: Iterable[Quad]) -> Mapping[str, str]:
    advice: dict[NamedNode, dict[str, str]] = {predicate: {} for predicate in _HINTS}
    for quad in shapes:
        if quad.predicate in advice and isinstance(quad.subject, NamedNode):
            advice[quad.predicate][quad.subject.value] = str(getattr(quad.object, "value", ""))
    return ChainMap(*advice.values())


def _is_shapes(loaded: LoadedFile) -> bool:
    return "shapes" in loaded.file.name.split("/")[:-1]
