"""``shacl``, the fast engine: compiled shapes in Rust, run without Python's global lock."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

import shacl
from pyoxigraph import BlankNode, RdfFormat, parse

from treatygraph.check.document import Document
from treatygraph.check.engine import CLOSED, ShapesUnusable
from treatygraph.check.finding import Finding, Severity, Term
from treatygraph.namespaces import expand

_LABEL: Final = "urn:x-treatygraph:label"
_LABELLED: Final = "urn:x-treatygraph:Labelled"
_MARKER_SHAPE: Final = "".join(
    f"<{_LABELLED}> <{expand(name)}> {value} .\n"
    for name, value in (
        ("rdf:type", f"<{expand('sh:PropertyShape')}>"),
        ("sh:targetObjectsOf", f"<{_LABEL}>"),
        ("sh:path", f"[ <{expand('sh:inversePath')}> <{_LABEL}> ]"),
        ("sh:nodeKind", f"<{expand('sh:Literal')}>"),
    )
)
"""Complains of every blank node that a label points at, and so tells which it is.

The label points at the node: a statement that the node made would break closed shapes."""
_IRI_PATH: Final = re.compile(r"<([^<>]*)>")


class RustEngine:
    """Validates with the library ``shacl``."""

    name = "shacl"

    def validate(self, data: Document, shapes: Document) -> list[Finding]:
        """See :class:`treatygraph.check.engine.ShaclEngine`."""
        text = data.turtle + _markers(data.blank_labels)
        try:
            compiled = shacl.Shapes.from_text(f"{shapes.turtle}\n{_MARKER_SHAPE}", "turtle")
            report = compiled.validate_text(text, "turtle")
        except ValueError as error:
            raise ShapesUnusable(error) from None
        return _findings(report.results)


def _markers(labels: Iterable[str]) -> str:
    """A statement for each blank node that names it; the engine gives them labels of its own."""
    return "".join(f"\n<{_LABELLED}:{label}> <{_LABEL}> _:{label} ." for label in labels)


def _findings(results: Iterable[shacl.Result]) -> list[Finding]:
    results = list(results)
    terms = _terms(
        term for result in results for term in (result.focus_node, result.value) if term is not None
    )
    named = {
        terms[result.focus_node]: BlankNode(str(result.value_plain).removeprefix(f"{_LABELLED}:"))
        for result in results
        if result.source_shape == f"<{_LABELLED}>"
    }
    found = [result for result in results if result.source_shape != f"<{_LABELLED}>"]
    return [_finding(result, terms, named) for result in found]


def _terms(written: Iterable[str]) -> dict[str, Term]:
    """N-Triples terms read, each once."""
    different = list(dict.fromkeys(written))
    lines = "".join(f"<x:s> <x:p> {term} .\n" for term in different)
    quads = parse(lines, format=RdfFormat.N_TRIPLES)
    return {term: quad.object for term, quad in zip(different, quads, strict=True)}


def _finding(
    result: shacl.Result, terms: Mapping[str, Term], named: Mapping[Term, BlankNode]
) -> Finding:
    focus = terms[result.focus_node]
    value = terms[result.value] if result.value is not None else None
    return Finding(
        severity=Severity.of(result.severity_iri),
        rule=_plain(_named(result)) or "an unnamed shape",
        message=result.message or "the shape does not hold",
        focus=named.get(focus, focus),
        path=_plain(result.path),
        value=named.get(value, value) if value is not None else None,
        component=result.component_iri,
        blames_property=result.component_iri == CLOSED,
    )


def _named(result: shacl.Result) -> str | None:
    """The shape, or the nearest one around it that has a name."""
    shapes = (result.source_shape, result.root_shape)
    return next((shape for shape in shapes if shape and shape.startswith("<")), None)


def _plain(written: str | None) -> str | None:
    """An IRI without its brackets; a path of several steps as it is written in SPARQL."""
    match = _IRI_PATH.fullmatch(written or "")
    return match[1] if match else written


ENGINE = RustEngine()
