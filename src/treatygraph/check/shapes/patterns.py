"""Regular expressions that the engine cannot use (SHACL, section 4.4.3)."""

from __future__ import annotations

from pyoxigraph import Literal

from treatygraph.check.document import Document
from treatygraph.check.engine import ShaclEngine, ShapesUnusable
from treatygraph.check.finding import Finding
from treatygraph.check.shapes.faults import shape_fault
from treatygraph.check.shapes.graph import SH, ShapesGraph

_TRIED = Document('<x:s> <x:p> "a" .')
_HINT = "keep to what all engines know: no look-around, and classes such as [a-z] spelled out"


def unusable_patterns(graph: ShapesGraph, engine: ShaclEngine) -> list[Finding]:
    """A fault for each ``sh:pattern`` that the engine refuses when it is alone."""
    found = []
    for shape, pattern in graph.parameters("pattern"):
        flags = graph.objects(shape, SH + "flags")
        reason = _refusal(engine, pattern, flags[0] if flags else None)
        if reason is not None:
            message = f"the engine {engine.name} cannot use this regular expression: {reason}"
            found.append(
                shape_fault("pattern", message, shape, SH + "pattern", pattern, hint=_HINT)
            )
    return found


def _refusal(engine: ShaclEngine, pattern: object, flags: object) -> str | None:
    """Why the engine cannot use a pattern; None where it can, or where it is no text at all."""
    if not isinstance(pattern, Literal) or not isinstance(flags, Literal | None):
        return None
    said = f"<{SH}pattern> {pattern}" + (f" ; <{SH}flags> {flags}" if flags else "")
    shape = f'<x:S> a <{SH}NodeShape> ; <{SH}targetNode> "a" ; {said} .'
    try:
        engine.validate(_TRIED, Document(shape))
    except ShapesUnusable as error:
        return error.reason.rpartition("error: ")[2]
    return None
