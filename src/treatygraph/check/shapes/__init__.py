"""Shapes that did not ship with us are checked before an engine runs them: faults, with places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from treatygraph.check.engine import ShaclEngine
from treatygraph.check.finding import Finding
from treatygraph.check.locate import locate
from treatygraph.check.shapes.faults import shape_fault
from treatygraph.check.shapes.graph import ShapesGraph
from treatygraph.check.shapes.meta import ill_formed
from treatygraph.check.shapes.patterns import unusable_patterns
from treatygraph.check.shapes.queries import faulty_queries
from treatygraph.check.shapes.structure import structure_faults
from treatygraph.collection import LoadedFile
from treatygraph.store import EmbeddedStore


def shape_faults(files: Sequence[LoadedFile], engine: ShaclEngine) -> list[Finding]:
    """What is wrong with shapes, each fault with its place in one of their files.

    The files must parse. Circles and bottomless nests are looked for first, and where there are
    any, the rest waits: an engine may not come to an end on them.
    """
    graph = ShapesGraph(files)
    found = structure_faults(graph) or ill_formed(files, engine)
    found += faulty_queries(graph) + unusable_patterns(graph, engine)
    return [*_without_shapes(files), *_located(found, files)]


def _located(found: list[Finding], files: Sequence[LoadedFile]) -> list[Finding]:
    if not found:
        return []
    store = EmbeddedStore(quad for loaded in files for quad in loaded.quads)
    return locate(found, files, store)


def _without_shapes(files: Sequence[LoadedFile]) -> list[Finding]:
    """A fault for each file that says nothing of shapes, at its beginning."""
    empty = [loaded for loaded in files if not ShapesGraph([loaded]).speaks_of_shapes()]
    return [
        replace(
            shape_fault("none", "there is no shape in this file"),
            hint="leave other files out of the folder shapes",
            file=loaded.file.name, line=1, column=1,
        )
        for loaded in empty
    ]  # fmt: skip
