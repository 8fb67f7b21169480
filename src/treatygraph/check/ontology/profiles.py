"""Whether an ontology is OWL Lite and lies in OWL 2 RL, each offending triple located."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode
from rdflib import RDF, BNode
from rdflib.term import Node

from treatygraph.check.finding import Finding, Severity
from treatygraph.check.ontology import lite, rl
from treatygraph.check.ontology.lite.rules import HINTS as LITE_HINTS
from treatygraph.check.ontology.rl.rules import HINTS as RL_HINTS
from treatygraph.check.ontology.source import OntologySource

PROFILES = ("lite", "rl")
# Rules that speak of the predicate, wherever it stands; the others speak of the object.
_ABOUT_THE_PREDICATE = {"CONSTRUCT", "VOCABULARY", "AXIOM"}


def check_profiles(source: OntologySource, profiles: tuple[str, ...] = PROFILES) -> list[Finding]:
    """Every triple that keeps the ontology out of one of the profiles, in order of place."""
    checks = {"lite": _lite, "rl": _rl}
    found = [finding for name in profiles for finding in checks[name](source)]
    return sorted(found, key=lambda finding: finding.order)


def _lite(source: OntologySource) -> Iterator[Finding]:
    kinds = lite.Document(source.graph).kinds
    for rule, triple in lite.violations(source.graph):
        told = _Told("owl-lite", rule.name, f"not OWL Lite: {rule.value}", LITE_HINTS[rule])
        yield told.at(source, triple, known=kinds)


def _rl(source: OntologySource) -> Iterator[Finding]:
    kinds = rl.Document(source.graph).kinds
    for rule, triple in rl.violations(source.graph):
        told = _Told("owl2-rl", rule.name, f"not OWL 2 RL: {rule.value}", RL_HINTS[rule])
        yield told.at(source, triple, known=kinds)


Kinds = dict[Node, set[lite.Kind]]


class _Told:
    """What a violation is called, in words."""

    def __init__(self, profile: str, name: str, message: str, hint: str) -> None:
        self._name, self._message, self._hint = name, message, hint
        self._rule = f"{profile}/{name.lower().replace('_', '-')}"

    def at(
        self,
        source: OntologySource,
        triple: tuple[Node, Node, Node],
        known: Kinds,
    ) -> Finding:
        """The finding at the term of the triple that is at fault."""
        statement = source.by_node[triple]
        subject = statement.triple.subject
        finding = Finding(
            severity=Severity.VIOLATION,
            rule=self._rule,
            message=self._message,
            focus=subject if isinstance(subject, NamedNode) else None,
            path=statement.triple.predicate.value,
            hint=self._hint,
        )
        return statement.put(finding, self._part(triple, known))

    def _part(self, triple: tuple[Node, Node, Node], known: Kinds) -> int:
        if self._name == "DECLARATION":
            unknown = [part for part in (1, 0, 2) if not known.get(triple[part])]
            return _first(unknown, triple)
        if triple[1] == RDF.type:
            return 0 if self._name in ("RESTRICTION", "STRUCTURE") else 2
        in_brackets = isinstance(triple[0], BNode)
        return 1 if in_brackets or self._name in _ABOUT_THE_PREDICATE else 2


def _first(parts: list[int], triple: tuple[Node, Node, Node]) -> int:
    """The first part that is no word of RDF itself."""
    ours = [part for part in parts if not str(triple[part]).startswith("http://www.w3.org/")]
    return (ours or parts or [2])[0]
