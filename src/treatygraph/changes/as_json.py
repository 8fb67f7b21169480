"""A difference for programs: names and meaning of the members are kept from version to version."""

from __future__ import annotations

from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode

from treatygraph.changes.facts import Term
from treatygraph.changes.model import Detail, Difference, QueryChange, Row, SideName, ThingChange

FORM = 1
"""Raised when a member changes its meaning or goes."""


def as_json(difference: Difference) -> dict[str, Any]:
    """What `treatygraph diff --format json` prints."""
    queries = difference.queries
    return {
        "form": FORM,
        "a": _side(difference.a),
        "b": _side(difference.b),
        "equal": difference.empty,
        "counts": difference.counts(),
        "triples": {"added": difference.triples_added, "removed": difference.triples_removed},
        "groups": [
            {"iri": group.iri or None, "label": group.label, "things": [*map(_thing, group.things)]}
            for group in difference.groups
        ],
        "support": [
            {"iri": change.iri, "relation": change.relation, "sentence": change.sentence,
             "gained": list(change.gained), "lost": list(change.lost)}
            for change in difference.support
        ],
        "queries": None if queries is None else [*map(_query, queries)],
    }  # fmt: skip


def _side(side: SideName) -> dict[str, Any]:
    return {"name": side.name, "kind": side.kind, "id": side.id or None, "triples": side.triples}


def _thing(thing: ThingChange) -> dict[str, Any]:
    return {
        "iri": thing.iri,
        "class": thing.cls or None,
        "change": thing.change,
        "was": thing.was or None,
        "sentence": thing.alone,
        "details": [_detail(detail) for detail in thing.details if detail.property],
    }


def _detail(detail: Detail) -> dict[str, Any]:
    return {
        "property": detail.property,
        "sentence": detail.phrase,
        "removed": [*map(_term, detail.removed)],
        "added": [*map(_term, detail.added)],
    }


def _query(query: QueryChange) -> dict[str, Any]:
    variables = query.variables
    return {
        "name": query.name,
        "summary": query.summary,
        "added": [_row(variables, row) for row in query.added],
        "removed": [_row(variables, row) for row in query.removed],
    }


def _row(variables: tuple[str, ...], row: Row) -> dict[str, Any]:
    return {name: _term(term) for name, term in zip(variables, row, strict=True)
            if term is not None}  # fmt: skip


def _term(term: Term) -> dict[str, str]:
    """A term as SPARQL's JSON results write it."""
    match term:
        case NamedNode():
            return {"type": "uri", "value": term.value}
        case BlankNode():
            return {"type": "bnode", "value": term.value}
        case Literal() if term.language:
            return {"type": "literal", "value": term.value, "xml:lang": term.language}
        case Literal():
            return {"type": "literal", "value": term.value, "datatype": term.datatype.value}
    raise TypeError(f"no term of RDF 1.1: {term}")
