"""pySHACL, the reference engine."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyshacl
import rdflib
from pyoxigraph import BlankNode, RdfFormat, parse, serialize
from rdflib import OWL, SH, BNode, Graph, URIRef

from treatygraph.check.document import Document
from treatygraph.check.engine import CLOSED, ShapesUnusable
from treatygraph.check.engines.paths import path_text
from treatygraph.check.engines.pyshacl_engine.comparing import compare_as_sparql
from treatygraph.check.engines.pyshacl_engine.terms import our_term
from treatygraph.check.finding import Finding, Severity, Term

DEEPEST = 100
"""How many shapes may lie in each other; the check of shapes allows fewer."""

compare_as_sparql()

# Both tell on standard error of what the report tells too, rdflib with a stack trace.
for _name in ("pyshacl-validate", "rdflib.term"):
    logging.getLogger(_name).disabled = True


class PyshaclEngine:
    """Validates with pySHACL over rdflib graphs."""

    name = "pyshacl"

    def validate(self, data: Document, shapes: Document) -> list[Finding]:
        """See :class:`treatygraph.check.engine.ShaclEngine`."""
        labels: dict[str, BNode] = {}
        data_graph, shapes_graph = _read(data, labels), _read(shapes)
        _say_prefixes(shapes_graph)
        report = _report(data_graph, shapes_graph)
        names = {node: BlankNode(label) for label, node in labels.items()}
        reader = _Reader(report, shapes_graph, names)
        # Not every ValidationResult: those that only explain another (sh:detail) are none of ours.
        return [reader.finding(result) for result in report.objects(None, SH.result)]


def _report(data: Graph, shapes: Graph) -> Graph:
    """pySHACL's report. Data and shapes have been parsed, so that what fails here is a shape.

    That comes as errors of pySHACL's own, RecursionError, re.error, NotImplementedError, and where
    a query has a fault as whatever rdflib raises: bare exceptions too.
    """
    try:
        _, report, _ = pyshacl.validate(
            data, shacl_graph=shapes, inference="none", max_validation_depth=DEEPEST
        )
    except Exception as error:
        raise _refusal(error) from None
    if not isinstance(report, Graph):
        raise _refusal(report)
    return report


def _refusal(error: Any) -> ShapesUnusable:
    """An error without the places to read that pySHACL adds."""
    said = str(error).partition("\nFor reference")[0].strip()
    return ShapesUnusable(said or type(error).__name__)


def _say_prefixes(shapes: Graph) -> None:
    """Declare for each set of prefixes those of the sets it imports (SHACL, section 5.2.1).

    pySHACL knows only those that are declared there itself.
    """
    for ontology in set(shapes.subjects(OWL.imports)):
        for imported in shapes.transitive_objects(ontology, OWL.imports):
            for declaration in set(shapes.objects(imported, SH.declare)):
                shapes.add((ontology, SH.declare, declaration))


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
    """rdflib rewrites literals as it reads them, and a date loses its time zone by it.

    This switch of pySHACL's also reads ``"1"^^xsd:boolean`` as no truth: constraints are switched
    on by ``true`` alone (SHACL, sections 4.4.5 and 4.8.1).
    """
    normalize = rdflib.NORMALIZE_LITERALS
    patches: Any = pyshacl.monkey
    patches.rdflib_bool_patch()
    try:
        yield
    finally:
        patches.rdflib_bool_unpatch()
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
            component=(component := str(value(result, SH.sourceConstraintComponent))),
            blames_property=component == CLOSED,
        )

    def _rule(self, shape: Any) -> str:
        """The shape, or the nearest one around it that has a name."""
        seen = set()
        while isinstance(shape, BNode) and shape not in seen:
            seen.add(shape)
            shape = self._shapes.value(None, SH.property, shape)
        return str(shape) if isinstance(shape, URIRef) else "an unnamed shape"

    def _term(self, node: Any) -> Term | None:
        return self._names.get(node) or our_term(node)


ENGINE = PyshaclEngine()
