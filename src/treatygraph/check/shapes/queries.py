"""SPARQL constraints that do not parse, or that SHACL does not allow (SHACL, sections 5.2, 5.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode

from treatygraph.check.finding import Finding, Term
from treatygraph.check.shapes.faults import shape_fault
from treatygraph.check.shapes.graph import SH, ShapesGraph
from treatygraph.errors import QuerySyntaxError
from treatygraph.namespaces import expand
from treatygraph.queries import scan_query
from treatygraph.store import EmbeddedStore

_DEEPEST: Final = 50
_FORMS: Final = {"select": "SELECT", "ask": "ASK"}
_NOT_ALLOWED: Final = ("MINUS", "VALUES", "SERVICE")
_ASSIGNED: Final = re.compile(r"\bAS\s+[?$](this|shapesGraph|currentShape)\b", re.IGNORECASE)
_VALUE_ASSIGNED: Final = re.compile(r"\bAS\s+[?$](value)\b", re.IGNORECASE)
_SUBQUERY: Final = re.compile(r"\{\s*SELECT\b([^{}]*?)(?:\bWHERE\b|\{)", re.IGNORECASE)
_PATH: Final = re.compile(r"[?$]PATH\b")
_QUOTED: Final = re.compile(
    r"\"\"\".*?\"\"\"|'''.*?'''|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>|#[^\n]*",
    re.DOTALL,
)
_NOTHING: Final = EmbeddedStore()


def faulty_queries(graph: ShapesGraph) -> list[Finding]:
    """A fault for each query that cannot be used, at its text."""
    return [
        shape_fault("sparql", reason, owner, SH + local, query)
        for local in _FORMS
        for owner, query in graph.parameters(local)
        if isinstance(query, Literal)
        for reason in _reasons(graph, owner, local, query.value)
    ]


def _reasons(graph: ShapesGraph, owner: Term, local: str, text: str) -> Iterator[str]:
    """At most one reason why a query cannot be used; nothing is evaluated over data."""
    scan = scan_query(text)
    bare = _QUOTED.sub(" ", text)
    word = next((word for word in _NOT_ALLOWED if re.search(rf"\b{word}\b", bare, re.I)), None)
    assigned = _ASSIGNED.search(bare) or (local == "ask" and _VALUE_ASSIGNED.search(bare))
    if scan.form != _FORMS[local]:
        yield f"sh:{local} needs {_FORMS[local]}, not {scan.form or scan.update or 'another form'}"
    elif word or scan.service:
        yield f"a constraint's query may not use {word or 'SERVICE'} (SHACL, section 5.2.1)"
    elif scan.depth > _DEEPEST:
        yield f"the brackets of this query lie more than {_DEEPEST} deep in each other"
    elif assigned:
        yield f"a constraint's query may not assign ${assigned[1]} (SHACL, section 5.2.1)"
    elif _loses_this(bare):
        yield "a query in this query does not hand on $this (SHACL, section 5.2.1)"
    else:
        yield from _syntax(_prefixes(graph, owner) + _PATH.sub("<x:path>", text), local, text)


def _loses_this(text: str) -> bool:
    return any(
        "*" not in projected and not re.search(r"[?$]this\b", projected)
        for projected in _SUBQUERY.findall(text)
    )


def _syntax(whole: str, local: str, written: str) -> Iterator[str]:
    """What is wrong with a query as SPARQL; it is tried on nothing."""
    try:
        if local == "ask":
            _NOTHING.answer(whole)
        else:
            _NOTHING.select(whole)
    except QuerySyntaxError as error:
        before = whole.count("\n") - written.count("\n")
        yield f"this is no SPARQL: {error.reason} (line {error.line - before} of the query)"


def _prefixes(graph: ShapesGraph, owner: Term) -> str:
    """The prefixes declared for a query (SHACL, section 5.2.1), one a line."""
    waiting, seen = list(graph.objects(owner, SH + "prefixes")), set[Term]()
    lines = []
    while waiting:
        ontology = waiting.pop()
        if ontology in seen:
            continue
        seen.add(ontology)
        waiting += graph.objects(ontology, expand("owl:imports"))
        for declared in graph.objects(ontology, SH + "declare"):
            lines += _declaration(graph, declared)
    return "".join(lines)


def _declaration(graph: ShapesGraph, declared: Term) -> list[str]:
    names = graph.objects(declared, SH + "prefix")
    spaces = graph.objects(declared, SH + "namespace")
    if not (names and spaces and isinstance(names[0], Literal)):
        return []
    space = spaces[0]
    iri = space.value if isinstance(space, Literal | NamedNode) else ""
    return [f"PREFIX {names[0].value}: <{iri}>\n"]
