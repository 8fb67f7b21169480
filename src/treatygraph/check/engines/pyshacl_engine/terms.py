"""rdflib's terms as pyoxigraph's."""

from __future__ import annotations

from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode
from rdflib import BNode, URIRef
from rdflib import Literal as RdflibLiteral

from treatygraph.check.finding import Term


def our_term(node: Any) -> Term | None:
    """A term, its blank nodes by rdflib's label; None for None."""
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
