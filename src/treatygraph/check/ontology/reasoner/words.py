"""Axioms in words that fit into a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from pyoxigraph import Literal, NamedNode, Triple

from treatygraph.check.finding import Term
from treatygraph.check.ontology.reasoner.copying import Axiom
from treatygraph.namespaces import DEFAULT_BASE, KINDS, PREFIX

_PREFIX = {**PREFIX, **{kind: f"{DEFAULT_BASE}id/{kind}/" for kind in KINDS}}


def told(axioms: Sequence[Axiom]) -> str:
    """Axioms as they are written, in one line."""
    return ", ".join(_triple(axiom.written) for axiom in axioms)


def _triple(triple: Triple) -> str:
    predicate = _term(triple.predicate)
    verb = "a" if predicate == "rdf:type" else predicate
    return f"{_term(triple.subject)} {verb} {_term(triple.object)}"


def _term(term: Term) -> str:
    if isinstance(term, NamedNode):
        return short(term.value)
    if isinstance(term, Literal) and not term.language:
        plain = term.datatype.value == PREFIX["xsd"] + "string"
        return f'"{term.value}"' + ("" if plain else f"^^{short(term.datatype.value)}")
    return str(term)


def short(iri: str) -> str:
    """An IRI by the prefix that the project has for it."""
    for prefix, namespace in _PREFIX.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return f"<{iri}>"
