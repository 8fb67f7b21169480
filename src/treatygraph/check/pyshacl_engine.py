"""pySHACL, the reference engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pyshacl
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, serialize
from rdflib import RDF, RDFS, SH, BNode, Graph, URIRef
from rdflib import Literal as RdflibLiteral

from treatygraph.check.finding import Finding, Severity, Term
from treatygraph.errors import TreatygraphError


class ShapesUnusable(TreatygraphError):
    """The shapes themselves cannot be used."""


class PyshaclEngine:
    """Validates with pySHACL over rdflib graphs."""

    name = "pyshacl"

    def validate(self, data: Iterable[Quad], shapes: Iterable[Quad]) -> list[Finding]:
        """See :class:`treatygraph.check.engine.ShaclEngine`."""
        shapes_graph = to_rdflib(shapes)
        try:
            _, report, _ = pyshacl.validate(
                to_rdflib(data), shacl_graph=shapes_graph, inference="none"
            )
        except pyshacl.errors.ShapeLoadError as error:
            raise ShapesUnusable(f"the shapes cannot be used: {error}") from None
        results = report.subjects(RDF.type, SH.ValidationResult)
        return [_finding(report, shapes_graph, result) for result in results]


def to_rdflib(quads: Iterable[Quad]) -> Graph:
    """Quads as one rdflib graph, their graph names left aside."""
    triples = (Triple(quad.subject, quad.predicate, quad.object) for quad in quads)
    graph = Graph(bind_namespaces="none")
    with _literals_as_written():
        return graph.parse(data=serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")


@contextmanager
def _literals_as_written() -> Iterator[None]:
    """rdflib rewrites literals as it reads them, and a date loses its time zone by it."""
    normalize = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False
    try:
        yield
    finally:
        rdflib.NORMALIZE_LITERALS = normalize


def _finding(report: Graph, shapes: Graph, result: Any) -> Finding:
    shape = report.value(result, SH.sourceShape)
    path = report.value(result, SH.resultPath)
    message = report.value(result, SH.resultMessage)
    return Finding(
        severity=Severity.of(str(report.value(result, SH.resultSeverity))),
        rule=str(shape),
        message=str(message or "the shape does not hold"),
        focus=_term(report.value(result, SH.focusNode)),
        path=str(path) if isinstance(path, URIRef) else None,
        value=_term(report.value(result, SH.value)),
        hint=_hint(shapes, shape),
    )


def _hint(shapes: Graph, shape: Any) -> str | None:
    """What the shape says beside its message: its description, if that is something else."""
    hint = shapes.value(shape, SH.description) or shapes.value(shape, RDFS.comment)
    return str(hint) if hint else None


def _term(node: Any) -> Term | None:
    if isinstance(node, URIRef):
        return NamedNode(str(node))
    if isinstance(node, BNode):
        return BlankNode(str(node))
    if isinstance(node, RdflibLiteral):
        if node.language:
            return Literal(str(node), language=node.language)
        datatype = NamedNode(str(node.datatype)) if node.datatype else None
        return Literal(str(node), datatype=datatype)
    return None
