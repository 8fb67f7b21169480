"""Narrowing down: from a contradiction in many axioms to a few that contradict each other.

HermiT gives no explanation. QuickXplain (Junker 2004) finds a least set of axioms that still
contradict each other with about k · log(n / k) questions, for k axioms out of n.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from pyoxigraph import BlankNode, NamedNode

from treatygraph.check.finding import Term
from treatygraph.check.ontology.reasoner.copying import Axiom
from treatygraph.check.ontology.reasoner.hermit import Hermit, ReasonerFailed
from treatygraph.namespaces import PREFIX

T = TypeVar("T")
_KINDS = (
    "Class ObjectProperty DatatypeProperty AnnotationProperty OntologyProperty Ontology "
    "NamedIndividual"
)
_DECLARATIONS = frozenset(
    {PREFIX["owl"] + name for name in _KINDS.split()} | {PREFIX["rdfs"] + "Datatype"}
)
_OF_RDF = tuple(PREFIX[name] for name in ("rdf", "rdfs", "owl", "xsd"))


class BudgetSpent(Exception):
    """No more questions may be asked, or one of them got no answer within its limits."""


@dataclass
class Questions:
    """HermiT, asked a bounded number of times."""

    hermit: Hermit
    left: int = 200
    asked: int = field(default=0, init=False)

    def contradict(self, axioms: Iterable[Axiom], probe: Sequence[str] = ()) -> bool:
        """Whether axioms, with some lines beside them, contradict each other.

        Raises BudgetSpent.
        """
        if self.left <= 0:
            raise BudgetSpent
        self.left -= 1
        self.asked += 1
        try:
            return not self.hermit.ask([*(axiom.line for axiom in axioms), *probe]).consistent
        except ReasonerFailed as error:
            raise BudgetSpent from error


def least(
    items: Sequence[T], contradict: Callable[[Sequence[T]], bool], *, known: bool = False
) -> list[T]:
    """A least part of the items that still contradict; none where nothing need be added.

    ``known`` says that all of them do and none of them does not, which spares two questions.
    """
    if not items or (not known and contradict(())):
        return []
    return _least((), False, list(items), contradict)


def _least(
    given: Sequence[T], added: bool, items: list[T], contradict: Callable[[Sequence[T]], bool]
) -> list[T]:
    """QuickXplain; ``added`` says that something was put to what is given since it was asked."""
    if added and contradict(given):
        return []
    if len(items) == 1:
        return items
    half = len(items) // 2
    first, second = items[:half], items[half:]
    of_second = _least([*given, *first], bool(first), second, contradict)
    of_first = _least([*given, *of_second], bool(of_second), first, contradict)
    return of_first + of_second


def least_facts(
    terms: Sequence[Axiom], facts: Sequence[Axiom], questions: Questions
) -> list[Axiom]:
    """A least set of facts that contradict the terms: first by individual, then fact by fact."""
    by_subject: defaultdict[Term, list[Axiom]] = defaultdict(list)
    for fact in facts:
        by_subject[fact.written.subject].append(fact)
    groups = list(by_subject.values())

    def groups_contradict(some: Sequence[list[Axiom]]) -> bool:
        return questions.contradict([*terms, *(fact for group in some for fact in group)])

    def facts_contradict(some: Sequence[Axiom]) -> bool:
        return questions.contradict([*terms, *some])

    chosen = least(groups, groups_contradict, known=True)
    return least([fact for group in chosen for fact in group], facts_contradict, known=True)


def least_terms(
    terms: Sequence[Axiom], facts: Sequence[Axiom], probe: Sequence[str], questions: Questions
) -> list[Axiom]:
    """A least set of axioms of classes and properties that facts, or a probe, contradict."""
    names = {term for fact in facts for term in _names(fact)}
    names |= {NamedNode(line.split(" ")[2].strip("<>")) for line in probe}
    near = _near(terms, names)
    declared = [term for term in terms if _declares(term)]

    def contradict(some: Sequence[list[Axiom]]) -> bool:
        units = [axiom for unit in some for axiom in unit]
        return questions.contradict([*declared, *facts, *units], probe)

    units = _units([term for term in near if not _declares(term)])
    if not contradict(units):
        units = _units([term for term in terms if not _declares(term)])
    return [axiom for unit in least(units, contradict) for axiom in unit]


def _units(terms: Sequence[Axiom]) -> list[list[Axiom]]:
    """Axioms, those whole that blank nodes hold together: half a restriction says something else.

    The triple that names something comes first.
    """
    unit_of: dict[Term, list[Axiom]] = {}
    units: list[list[Axiom]] = []
    for term in terms:
        blanks = {n for n in (term.written.subject, term.written.object) if _is_blank(n)}
        joined = [term]
        for other in {id(unit_of[n]): unit_of[n] for n in blanks if n in unit_of}.values():
            joined = [*other, *joined]
            units.remove(other)
        units.append(joined)
        held = {n for axiom in joined for n in (axiom.written.subject, axiom.written.object)}
        unit_of.update({node: joined for node in held if _is_blank(node)})
    return [sorted(unit, key=lambda axiom: _is_blank(axiom.written.subject)) for unit in units]


def _is_blank(term: Term) -> bool:
    return isinstance(term, BlankNode)


def _near(terms: Sequence[Axiom], names: set[Term]) -> list[Axiom]:
    """The axioms that lead from some names upwards: a guess, which the caller puts to the test."""
    by_subject: defaultdict[Term, list[Axiom]] = defaultdict(list)
    for term in terms:
        by_subject[term.written.subject].append(term)
    front, seen = set(names), set[Term]()
    while front:
        seen |= front
        front = {n for name in front for term in by_subject[name] for n in _names(term)} - seen
    return [term for term in terms if term.written.subject in seen]


def _names(axiom: Axiom) -> set[Term]:
    """The names and blank nodes of an axiom that are no words of RDF itself."""
    triple = axiom.written
    terms = (triple.subject, triple.predicate, triple.object)
    return {
        term
        for term in terms
        if isinstance(term, BlankNode)
        or (isinstance(term, NamedNode) and not term.value.startswith(_OF_RDF))
    }


def _declares(axiom: Axiom) -> bool:
    """Whether an axiom only says what a name is: without it HermiT misreads.

    Characteristics of properties are types too, and say more.
    """
    triple = axiom.written
    if triple.predicate.value != PREFIX["rdf"] + "type" or isinstance(triple.subject, BlankNode):
        return False
    return isinstance(triple.object, NamedNode) and triple.object.value in _DECLARATIONS
