"""pySHACL, the reference engine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyshacl
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse, serialize
from rdflib import RDF, SH, BNode, Graph, URIRef
from rdflib import Literal as RdflibLiteral

from treatygraph.check.document import Document
from treatygraph.check.engine import ShapesUnusable
from treatygraph.check.engines.paths import path_text
from treatygraph.check.finding import Finding, Severity, Term


class PyshaclEngine:
    """Validates with pySHACL over rdflib graphs."""

    name = "pyshacl"

    def validate(self, data: Document, shapes: Document) -> list[Finding]:
        """See :class:`treatygraph.check.engine.ShaclEngine`."""
        labels: dict[str, BNode] = {}
        shapes_graph = _read(shapes)
        try:
            _, report, _ = pyshacl.validate(
                _read(data, labels), shacl_graph=shapes_graph, inference="none"
            )
        except (pyshacl.errors.ShapeLoadError, pyshacl.errors.ConstraintLoadError) as error:
            raise ShapesUnusable(f"the shapes cannot be used: {error}") from None
        names = {node: BlankNode(label) for label, node in labels.items()}
        reader = _Reader(report, shapes_graph, names)
        return [reader.finding(result) for result in report.subjects(RDF.type, SH.ValidationResult)]


def _read(document: Document, labels: dict[str, BNode] | None = None) -> Graph:
    """A document as an rdflib graph; ``labels`` is filled with its blank nodes by label.

    By way of N-Triples, which rdflib reads much faster and in which labels can be told.
    """
    triples = parse(document.turtle, format=RdfFormat.TURTLE)
    ntriples = serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    graph = Graph(bind_namespaces="none")
    with _literals_as_written():
        return graph.parse(data=ntriples, format="nt", bnode_context=labels)


@contextmanager
def _literals_as_written() -> Iterator[None]:
    """rdflib rewrites literals as it reads them, and a date loses its time zone by it."""
    normalize = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False
    try:
        yield
    finally:
        rdflib.NORMALIZE_LITERALS = normalize


class _Reader:
    """Reads results out of a report's graph."""

    def __init__(self, report: Graph, shapes: Graph, names: dict[BNode, BlankNode]) -> None:
        self._report, self._shapes, self._names = report, shapes, names

    def finding(self, result: Any) -> Finding:
        """One result (SHACL, section 3.6.2)."""
        value = self._report.value
        path = value(result, SH.resultPath)
        return Finding(
            severity=Severity.of(str(value(result, SH.resultSeverity))),
            rule=self._rule(value(result, SH.sourceShape)),
            message=str(value(result, SH.resultMessage) or "the shape does not hold"),
            focus=self._term(value(result, SH.focusNode)),
            path=path_text(self._report, path) if path is not None else None,
            value=self._term(value(result, SH.value)),
            component=str(value(result, SH.sourceConstraintComponent)),
        )

    def _rule(self, shape: Any) -> str:
        """The shape, or the nearest one around it that has a name."""
        seen = set()
        while isinstance(shape, BNode) and shape not in seen:
            seen.add(shape)
            shape = self._shapes.value(None, SH.property, shape)
        return str(shape) if isinstance(shape, URIRef) else "an unnamed shape"

    def _term(self, node: Any) -> Term | None:
        if isinstance(node, URIRef):
            return NamedNode(str(node))
        if isinstance(node, BNode):
            return self._names.get(node) or BlankNode(str(node))
        if isinstance(node, RdflibLiteral):
            if node.language:
                return Literal(str(node), language=node.language)
            datatype = NamedNode(str(node.datatype)) if node.datatype else None
            return Literal(str(node), datatype=datatype)
        return None


ENGINE = PyshaclEngine()
