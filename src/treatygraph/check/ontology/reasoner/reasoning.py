"""Consistency and unsatisfiable classes, each fault narrowed down, told and located."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from treatygraph.check.finding import Finding, Severity, Term
from treatygraph.check.locate import locate
from treatygraph.check.ontology.reasoner.copying import Axiom, Copy, copy_for_hermit
from treatygraph.check.ontology.reasoner.hermit import Hermit
from treatygraph.check.ontology.reasoner.narrowing import (
    BudgetSpent,
    Questions,
    least_facts,
    least_terms,
)
from treatygraph.check.ontology.reasoner.words import short, told
from treatygraph.check.ontology.source import OntologySource
from treatygraph.collection import Collection
from treatygraph.collection.loading import Progress, silent
from treatygraph.namespaces import PREFIX
from treatygraph.store import EmbeddedStore

_TYPE = NamedNode(PREFIX["rdf"] + "type")
_PROBE = "_:probe"
MOST_CONTRADICTIONS = 10
"""After so many, the rest can wait until these are mended."""


@dataclass(frozen=True, slots=True)
class Reasoned:
    """What the reasoner found, and what it was told and how."""

    findings: Sequence[Finding]
    notes: Sequence[str]


@dataclass
class _Case:
    """What is asked about, and who answers."""

    source: OntologySource
    copy: Copy
    questions: Questions
    progress: Progress

    def explain(self, facts: Sequence[Axiom], probe: Sequence[str] = ()) -> list[Axiom] | None:
        """The axioms that facts, or a probe, contradict; None where they were not found."""
        self.progress("narrowing down", self.questions.asked, self.questions.asked + 1)
        try:
            axioms = least_terms(self.copy.terms, facts, probe, self.questions)
        except BudgetSpent:
            return None
        return sorted(axioms, key=_disjointness_last)


def _disjointness_last(axiom: Axiom) -> bool:
    return "disjoint" in axiom.written.predicate.value.lower()


def reason(
    source: OntologySource, collection: Collection | None, hermit: Hermit, *,
    calls: int = 200, progress: Progress = silent,
) -> Reasoned:  # fmt: skip
    """Ask HermiT about an ontology, with the data of a collection or without.

    ``source`` holds the ontology and what the vocabularies around it say. At most ``calls``
    questions are asked to narrow faults down. Raises ReasonerFailed.
    """
    data = collection.quads() if collection else ()
    copy = copy_for_hermit([s.triple for s in source.statements], data)
    case = _Case(source, copy, Questions(hermit, calls), progress)
    progress("reasoning", 0, 2)
    verdict = hermit.ask(axiom.line for axiom in copy.axioms)
    findings: list[Finding] = []
    if not verdict.consistent:
        findings += _contradictions(case)
        progress("reasoning", 1, 2)
        verdict = hermit.ask(axiom.line for axiom in copy.terms)
    findings += _empty_classes(case, verdict.unsatisfiable)
    return Reasoned(_located(findings, source, collection), _notes(case))


def _contradictions(case: _Case) -> Iterator[Finding]:
    """One finding for each least set of facts that contradict, until what is left does not."""
    facts = list(case.copy.facts)
    try:
        if case.questions.contradict(case.copy.terms):
            yield _inconsistent_terms(case)
            return
        for _ in range(MOST_CONTRADICTIONS):
            case.progress("narrowing down", case.questions.asked, case.questions.asked + 1)
            chosen = least_facts(case.copy.terms, facts, case.questions)
            yield _contradiction(case, chosen)
            facts = [fact for fact in facts if fact not in chosen]
            if not case.questions.contradict([*case.copy.terms, *facts]):
                return
    except BudgetSpent:
        yield _unlocated("how was not narrowed down in the questions allowed: see --questions")
        return
    yield _unlocated(f"in more than {MOST_CONTRADICTIONS} ways, so mend these first")


def _contradiction(case: _Case, facts: Sequence[Axiom]) -> Finding:
    focus = _most_named(facts)
    axioms = _axioms(case.explain(facts))
    at = next((fact for fact in facts[::-1] if fact.written.subject == focus), facts[-1]).written
    return Finding(
        severity=Severity.VIOLATION, rule="reasoner/inconsistent",
        message=f"no such thing can be: {told(facts)}; the ontology has: {axioms}",
        focus=at.subject if isinstance(at.subject, NamedNode) else None,
        path=at.predicate.value, value=at.object,
        hint="take out the statement that is wrong; the ontology's axioms are for all things",
    )  # fmt: skip


def _most_named(facts: Sequence[Axiom]) -> Term:
    """The individual that most of the facts are about."""
    written = [fact.written for fact in facts]
    named = Counter[Term](triple.subject for triple in written)
    named.update(t.object for t in written if t.predicate != _TYPE and t.object != t.subject)
    return named.most_common(1)[0][0]


def _axioms(explained: Sequence[Axiom] | None) -> str:
    if explained is None:
        return "axioms that were not narrowed down in the questions allowed"
    return told(explained) or "what these words mean"


def _inconsistent_terms(case: _Case) -> Finding:
    explained = case.explain(())
    finding = Finding(
        severity=Severity.VIOLATION, rule="reasoner/inconsistent",
        message=f"the ontology cannot be true of anything, by {_axioms(explained)}",
        hint="take one of these axioms out",
    )  # fmt: skip
    if not explained:
        return finding
    return case.source.by_triple[explained[0].written].put(finding, 2)


def _unlocated(message: str) -> Finding:
    return Finding(
        severity=Severity.VIOLATION, rule="reasoner/inconsistent",
        message=f"the data contradict the ontology: {message}",
    )  # fmt: skip


def _empty_classes(case: _Case, names: Sequence[str]) -> Iterator[Finding]:
    for name in names:
        explained = case.explain((), [f"{_PROBE} {_TYPE} <{name}> ."])
        yield Finding(
            severity=Severity.VIOLATION, rule="reasoner/unsatisfiable-class",
            message=f"nothing can be a {short(name)}, by {_axioms(explained)}",
            focus=NamedNode(name), path=_TYPE.value, value=NamedNode(PREFIX["owl"] + "Class"),
            hint="take one of these axioms out, or put the class elsewhere",
        )  # fmt: skip


def _located(
    findings: Sequence[Finding], source: OntologySource, collection: Collection | None
) -> list[Finding]:
    placed = [_in_ontology(finding, source) for finding in findings]
    open_ = [finding for finding in placed if finding.file is None]
    if collection and open_:
        open_ = locate(open_, collection.files, EmbeddedStore(collection.quads()))
    done = [finding for finding in placed if finding.file is not None]
    return sorted([*done, *open_], key=lambda finding: finding.order)


def _in_ontology(finding: Finding, source: OntologySource) -> Finding:
    if not isinstance(finding.focus, NamedNode) or finding.path is None or finding.value is None:
        return finding
    wanted = Triple(finding.focus, NamedNode(finding.path), finding.value)
    statement = source.by_triple.get(wanted)
    is_class = finding.rule.endswith("unsatisfiable-class")
    return statement.put(finding, 0 if is_class else 2) if statement else finding


def _notes(case: _Case) -> list[str]:
    asked = case.questions.asked
    return [
        f"HermiT was given {len(case.copy.terms):,} statements of terms and "
        f"{len(case.copy.facts):,} of things",
        *case.copy.notes(),
        *([f"{asked:,} questions narrowed the faults down"] if asked else []),
    ]
