"""SHACL property paths as SPARQL writes them (SHACL, section 2.3.1), from a graph of rdflib's."""

from __future__ import annotations

from typing import Any

from rdflib import RDF, SH, Graph, URIRef
from rdflib.collection import Collection

_SUFFIXED = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}


def path_text(graph: Graph, path: Any) -> str:
    """A path's text; a path of one predicate is that predicate's IRI without brackets."""
    return str(path) if isinstance(path, URIRef) else _step(graph, path)


def _step(graph: Graph, path: Any) -> str:
    if isinstance(path, URIRef):
        return f"<{path}>"
    if (path, RDF.first, None) in graph:
        return f"({'/'.join(_step(graph, step) for step in Collection(graph, path))})"
    if (inverted := graph.value(path, SH.inversePath)) is not None:
        return f"^{_step(graph, inverted)}"
    if (alternatives := graph.value(path, SH.alternativePath)) is not None:
        return f"({'|'.join(_step(graph, step) for step in Collection(graph, alternatives))})"
    for property_, suffix in _SUFFIXED.items():
        if (repeated := graph.value(path, property_)) is not None:
            return f"({_step(graph, repeated)}){suffix}"
    return "an unreadable path"
