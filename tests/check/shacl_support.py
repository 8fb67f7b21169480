"""What the tests of both SHACL engines share: documents from text, and results that compare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat
from rdflib import BNode, Graph, URIRef

from treatygraph.check.document import Document, as_document
from treatygraph.check.engine import FAST, REFERENCE, ShaclEngine, engine_named
from treatygraph.check.finding import Finding, Term
from treatygraph.collection import LoadedFile, RdfFile
from treatygraph.iris import Base

ENGINES = (REFERENCE, FAST)
PREFIXES = """\
PREFIX ex: <http://example.org/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""

Result = tuple[str, ...]
"""Severity, shape, focus node, path, value, component: all of a result but its message."""


@cache
def engine(name: str) -> ShaclEngine:
    """An engine by its name."""
    return engine_named(name)


def loaded(path: Path, text: str | None = None) -> LoadedFile:
    """A Turtle file as the collection reads it, or a text that would stand in it."""
    content = path.read_bytes() if text is None else text.encode()
    return LoadedFile(RdfFile(path, path.name, None, RdfFormat.TURTLE), content, Base())


def document(text: str) -> Document:
    """A Turtle text for an engine, with the prefixes above."""
    return as_document([loaded(Path("/x.ttl"), PREFIXES + text)])


def result(finding: Finding) -> Result:
    """A finding as plain values; what differs in its message only is the same."""
    parts = (finding.rule, finding.focus, finding.path, finding.value, finding.component)
    return (finding.severity.name, *(str(part) for part in parts))


def results(findings: Iterable[Finding]) -> Counter[Result]:
    """Findings as a multiset of their results."""
    return Counter(map(result, findings))


def rdflib_graph(file: LoadedFile) -> Graph:
    """A file as rdflib's graph, its literals as written, its blank nodes labelled as ours."""
    graph = Graph()
    for quad in file.quads:
        graph.add((theirs(quad.subject), theirs(quad.predicate), theirs(quad.object)))
    return graph


def theirs(term: Term) -> Any:
    """A term of pyoxigraph's as rdflib's."""
    match term:
        case NamedNode():
            return URIRef(term.value)
        case BlankNode():
            return BNode(term.value)
        case Literal(language=str(language)):
            return rdflib.Literal(term.value, lang=language)
    datatype = URIRef(term.datatype.value)
    return rdflib.Literal(term.value, datatype=datatype, normalize=False)


def ours(term: Any) -> Term | None:
    """A term of rdflib's as pyoxigraph's."""
    match term:
        case None:
            return None
        case URIRef():
            return NamedNode(str(term))
        case BNode():
            return BlankNode(str(term))
    if term.language:
        return Literal(str(term), language=term.language)
    return Literal(str(term), datatype=NamedNode(str(term.datatype or rdflib.XSD.string)))
