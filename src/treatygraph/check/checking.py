"""The check: shapes and hygiene over a collection that parses, every finding located."""

from __future__ import annotations

import os
from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad

from treatygraph.check.document import Document, as_document
from treatygraph.check.engine import ShaclEngine, ShapesUnusable, engine_named
from treatygraph.check.finding import Finding
from treatygraph.check.hygiene import run_hygiene
from treatygraph.check.labels import lasting_labels
from treatygraph.check.once import once
from treatygraph.check.outcome import CheckReport
from treatygraph.check.own_queries import query_findings, run_own_hygiene
from treatygraph.collection import Collection, LoadedFile, Own, faults_in
from treatygraph.collection.loading import Progress, silent
from treatygraph.errors import SourceFault, UnreadableFiles
from treatygraph.namespaces import expand
from treatygraph.store import EmbeddedStore

if TYPE_CHECKING:
    from treatygraph.check.since import Scope
    from treatygraph.collection.revision import Difference

_HINTS = tuple(NamedNode(expand(name)) for name in ("sh:description", "rdfs:comment"))
"""Where a shape says what to do beside its message, the better place first."""
_NAME = NamedNode(expand("sh:name"))
_MANY = 100_000
"""Triples that take longer to free than anyone should wait for at the end of a process."""


def _all(report: CheckReport) -> CheckReport:
    return report


def check_collection(
    collection: Collection,
    shipped: Collection,
    ontology: Path,
    *,
    own: Own = Own(),
    engine: ShaclEngine | None = None,
    own_shapes: bool = False,
    progress: Progress = silent,
    since: Difference | None = None,
    choose: Callable[[CheckReport], CheckReport] = _all,
    last: bool = False,
) -> CheckReport:
    """Check a collection against the shapes and hygiene queries of an ontology folder.

    ``shipped`` is that folder as read: its shapes are applied, and its terms are part of the data.
    ``own`` adds shapes and hygiene queries of the collection's; its queries are tried too.
    The collection need not be parsed yet. Raises UnreadableFiles where it cannot be.
    The dataset is loaded beside making the engine's document, the shapes and the queries are tried
    side by side: engines in another language leave Python, and one another, their turn.
    ``choose`` leaves findings out before they are located, which takes longer than to find them.
    With ``last`` the process ends soon, so that a large dataset is not freed.
    With ``since`` the shapes are tried only on what that difference can affect; hygiene is whole.
    Where these are ``own_shapes`` of the user's, not those that ship with us, they are checked
    first, as those of ``own`` are; if they have faults, these are told instead of what the shapes
    would have found.
    """
    if since is not None and since.is_nothing:
        return _nothing_changed(since, len(collection.files))
    engine = engine or engine_named()
    house = own.shapes()
    shapes = [loaded for loaded in shipped.files if _is_shapes(loaded)] + [*house.files]
    terms = [loaded for loaded in shipped.files if not _is_shapes(loaded)]
    files = (*terms, *collection.files)
    unproved = shapes if own_shapes else [*house.files]
    faults = _faults_of(unproved, ontology, engine) if own_shapes or unproved else []
    scope: Scope | None = None
    with ThreadPoolExecutor(os.cpu_count()) as beside:
        loading = beside.submit(_store, terms, collection.files, progress)
        document = _document(files)
        tried = None
        if document and since is None and not faults:
            tried = beside.submit(engine.validate, document, as_document(shapes))
        store, shipped_triples = loading.result()
        if document and since is not None and not faults:
            aimed, scope = _shapes_for(since, shapes, files, store)
            tried = beside.submit(engine.validate, document, aimed) if aimed else None
        progress("hygiene", 0, 3)
        blank = any(not loaded.is_plain for loaded in files)
        findings = run_hygiene(store, ontology / "hygiene", beside.map, blank_nodes=blank)
        findings += run_own_hygiene(store, own, beside.map)
        progress("shapes", 1, 3)
        findings += _hinted(tried.result(), shapes) if tried else []
    progress("locating", 2, 3)
    everything = (*collection.files, *shipped.files)
    findings = once(findings)
    triples = len(store) - shipped_triples
    if last and triples > _MANY:
        store.leave_to_the_system()
    report = CheckReport(
        [*faults, *query_findings(own), *findings],
        len(collection.files),
        triples,
        names=tuple(loaded.file.name for loaded in collection.files),
        blank=lasting_labels(findings, everything),
        scope=scope,
    )
    chosen = choose(report)
    placed = [finding for finding in chosen.findings if finding.file is not None]
    homeless = [finding for finding in chosen.findings if finding.file is None]
    located = [*placed, *_located(homeless, everything, store)]
    return replace(chosen, findings=sorted(located, key=lambda finding: finding.order))


def _document(files: Sequence[LoadedFile]) -> Document | None:
    """What the engine reads; None where a file has faults, which loading it will tell."""
    if any(loaded.too_deep for loaded in files):
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


def _nothing_changed(since: Difference, files: int) -> CheckReport:
    from treatygraph.check.since import Scope

    return CheckReport([], files, 0, scope=Scope(since.revision, notes=since.notes, nothing=True))


def _shapes_for(
    since: Difference,
    shapes: Sequence[LoadedFile],
    files: Sequence[LoadedFile],
    store: EmbeddedStore,
) -> tuple[Document | None, Scope | None]:
    """The shapes to try: all of them as they are, or aimed at what a difference can affect."""
    from treatygraph.check.since import CannotTell, Scope, aim

    try:
        aimed = aim(shapes, files, since, store)
    except CannotTell as reason:
        note = f"everything is checked: {reason}"
        return as_document(shapes), Scope(since.revision, notes=(note,), whole=True)
    return aimed.shapes, aimed.scope


def _faults_of(shapes: Sequence[LoadedFile], ontology: Path, engine: ShaclEngine) -> list[Finding]:
    """The faults of the user's own shapes. Raises ShapesUnusable where there are none at all."""
    from treatygraph.check.shapes import shape_faults

    if not shapes:
        raise ShapesUnusable(f"{ontology} holds none (looked for RDF files in {ontology}/shapes)")
    return shape_faults(shapes, engine)


def _located(
    findings: Sequence[Finding], files: Sequence[LoadedFile], store: EmbeddedStore
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
        if loaded.is_plain:  # and so without relative IRIs, which would need its location
            store.load_text(loaded.text, loaded.file.format, loaded.graph)
        else:  # the labels of its blank nodes are those that an engine is told
            store.add(loaded.quads)

    for done, loaded in enumerate(files):
        progress("reading", done, len(files))
        faults += faults_in(loaded, load)
    if faults:
        raise UnreadableFiles(tuple(faults))


def _hinted(findings: Iterable[Finding], shapes: Iterable[LoadedFile]) -> list[Finding]:
    """The findings with what their shapes are called, and what they advise."""
    quads = [quad for loaded in shapes for quad in loaded.quads]
    names, hints = _told(quads, [_NAME]), _told(quads, _HINTS)
    return [
        replace(finding, hint=hints.get(finding.rule), name=names.get(finding.rule))
        for finding in findings
    ]


def _told(shapes: Iterable[Quad], predicates: Sequence[NamedNode]) -> Mapping[str, str]:
    """What properties say of each shape, the first of them first; English before others."""
    said: dict[NamedNode, dict[str, str]] = {predicate: {} for predicate in predicates}
    for quad in shapes:
        shape, text = quad.subject, quad.object
        if (
            quad.predicate in said and isinstance(shape, NamedNode) and isinstance(text, Literal)
        ) and (text.language in (None, "en") or shape.value not in said[quad.predicate]):
            said[quad.predicate][shape.value] = text.value
    return ChainMap(*said.values())


def _is_shapes(loaded: LoadedFile) -> bool:
    return "shapes" in loaded.file.name.split("/")[:-1]
