"""A syntax checker for OWL Lite in RDF graphs.

It follows OWL 1 Semantics and Abstract Syntax: what the Lite grammar allows (section 2, with the
restrictions on complex properties of 2.3.1.3), how that maps to triples (section 4.1), and which
graphs are OWL Lite ontologies (section 4.2, with its separated vocabulary).
See https://www.w3.org/TR/owl-semantics/mapping.html.

One term of OWL 2 is let through: `owl:versionIRI`, once, on a named ontology.
The checker looks at one graph, which stands for the whole imports closure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rdflib import Graph

from treatygraph.check.ontology.lite.complexity import check_complex_properties
from treatygraph.check.ontology.lite.document import Document, Kind
from treatygraph.check.ontology.lite.names import (
    check_literals,
    check_reserved_subjects,
    check_separation,
    check_types,
)
from treatygraph.check.ontology.lite.rules import Rule, Triple, Violation
from treatygraph.check.ontology.lite.structures import (
    check_all_different,
    check_blank_nodes,
    check_list_nodes,
    check_restrictions,
)
from treatygraph.check.ontology.lite.triples import check_predicates

__all__ = ["Document", "Kind", "Rule", "Triple", "Violation", "violations"]

Check = Callable[[Document], Iterator[Violation]]

CHECKS: tuple[Check, ...] = (
    check_separation,
    check_types,
    check_reserved_subjects,
    check_literals,
    check_predicates,
    check_restrictions,
    check_all_different,
    check_list_nodes,
    check_blank_nodes,
    check_complex_properties,
)


def violations(graph: Graph) -> list[Violation]:
    """All violations of the OWL Lite syntax in a graph, each with its rule and its triple.

    An empty list means that the graph is an OWL Lite ontology in the sense of section 4.2.
    """
    document = Document(graph)
    found = {violation for check in CHECKS for violation in check(document)}
    return sorted(found, key=lambda violation: (violation.rule.name, _n3(violation.triple)))


def _n3(triple: Triple) -> list[str]:
    return [term.n3() for term in triple]
