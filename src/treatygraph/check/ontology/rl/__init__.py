"""A syntax checker for OWL 2 RL in RDF graphs.

It follows OWL 2 Profiles, section 4.2 (which class expressions, data ranges, datatypes and axioms
RL has, and where), over the mapping to RDF (OWL 2 Mapping to RDF Graphs, section 3), together with
what every OWL 2 DL ontology keeps: declarations, kinds apart (Syntax, 5.8) and the restrictions on
composite properties (Syntax, 11.2). See https://www.w3.org/TR/owl2-profiles/#OWL_2_RL.

What annotations say is not looked at, for it has no meaning to a reasoner. The n-ary restrictions
on `owl:onProperties` count as faults, since no datatype of RL could fill them.
The checker looks at one graph, which stands for the whole imports closure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rdflib import Graph

from treatygraph.check.ontology.rl.anonymous import check_anonymous
from treatygraph.check.ontology.rl.document import Document
from treatygraph.check.ontology.rl.names import (
    check_axiom_nodes,
    check_declarations,
    check_expressions,
    check_triples,
)
from treatygraph.check.ontology.rl.roles import check_regular, check_simple
from treatygraph.check.ontology.rl.rules import Rule, Violation

__all__ = ["Document", "Rule", "Violation", "violations"]

CHECKS: tuple[Callable[[Document], Iterator[Violation]], ...] = (
    check_triples,
    check_declarations,
    check_axiom_nodes,
    check_expressions,
    check_simple,
    check_regular,
    check_anonymous,
)


def violations(graph: Graph) -> list[Violation]:
    """All that keeps a graph out of OWL 2 RL, each with its rule and its triple."""
    document = Document(graph)
    found = {violation for check in CHECKS for violation in check(document)}
    return sorted(found, key=lambda violation: (violation.rule.name, _n3(violation)))


def _n3(violation: Violation) -> list[str]:
    return [term.n3() for term in violation.triple]
