"""The copy that HermiT gets: what it would refuse is changed, what it need not see left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad, Triple
from rdflib import OWL, RDF

from treatygraph.check.finding import Term
from treatygraph.check.ontology.lite.document import Kind, is_reserved
from treatygraph.check.ontology.rl.document import BUILT_IN, KIND_OF_TYPE, RL_DATATYPES
from treatygraph.check.ontology.source import to_node
from treatygraph.namespaces import PREFIX

_XSD = PREFIX["xsd"]
_STRING, _ANY_URI = NamedNode(f"{_XSD}string"), NamedNode(f"{_XSD}anyURI")
_TYPE = NamedNode(str(RDF.type))
_HEADER = frozenset({NamedNode(str(OWL.imports)), NamedNode(str(OWL.versionIRI))})
# What HermiT knows beyond RL's datatypes.
_REAL = frozenset({str(OWL.real), str(OWL.rational)})
_KNOWN = frozenset(str(name) for name in RL_DATATYPES) | _REAL
_IDENTITY = frozenset({NamedNode(str(OWL.sameAs)), NamedNode(str(OWL.differentFrom))})

LEFT_OUT = "annotations and header statements were left out"
UNDECLARED = "statements whose property no file declares were left out"
DATES = "dates and other values of datatypes outside OWL 2 were given as strings"
RANGES = "ranges of such datatypes were given as xsd:string"
ADDRESSES = "addresses with letters beyond ASCII were given percent-encoded"


@dataclass(frozen=True, slots=True)
class Axiom:
    """A triple as it is written, and the line that HermiT gets for it."""

    written: Triple
    line: str
    is_fact: bool


@dataclass(frozen=True, slots=True)
class Copy:
    """What HermiT gets, and how many statements were changed or left out, by what happened."""

    axioms: tuple[Axiom, ...]
    changes: Counter[str] = field(default_factory=Counter)

    @property
    def facts(self) -> tuple[Axiom, ...]:
        """What is said of individuals."""
        return tuple(axiom for axiom in self.axioms if axiom.is_fact)

    @property
    def terms(self) -> tuple[Axiom, ...]:
        """What is said of classes and properties."""
        return tuple(axiom for axiom in self.axioms if not axiom.is_fact)

    def notes(self) -> list[str]:
        """What was changed or left out, one sentence each."""
        return [f"{count:,} {what}" for what, count in sorted(self.changes.items())]


def copy_for_hermit(ontology: Iterable[Triple], data: Iterable[Quad] = ()) -> Copy:
    """A copy of an ontology and of data that use its terms."""
    triples = list(ontology)
    kinds = _kinds(triples)
    triples += [Triple(quad.subject, quad.predicate, quad.object) for quad in data]
    changes: Counter[str] = Counter()
    axioms = [axiom for t in dict.fromkeys(triples) if (axiom := _axiom(t, kinds, changes))]
    return Copy(tuple(axioms), changes)


def _kinds(triples: Sequence[Triple]) -> dict[Term, set[Kind]]:
    found: dict[Term, set[Kind]] = {
        NamedNode(str(name)): set(kinds) for name, kinds in BUILT_IN.items()
    }
    for triple in triples:
        kind = KIND_OF_TYPE.get(to_node(triple.object)) if triple.predicate == _TYPE else None
        if kind is not None:
            found.setdefault(triple.subject, set()).add(kind)
    return found


def _axiom(triple: Triple, kinds: dict[Term, set[Kind]], changes: Counter[str]) -> Axiom | None:
    predicate = triple.predicate
    of = kinds.get(predicate, set())
    is_property = not of.isdisjoint({Kind.OBJECT, Kind.DATA})
    reserved = is_reserved(to_node(predicate))
    if predicate in _HEADER or (Kind.ANNOTATION in of and not is_property):
        changes[LEFT_OUT] += 1
        return None
    if not is_property and not reserved:
        changes[UNDECLARED] += 1
        return None
    object_ = _fit(triple.object, changes)
    line = f"{triple.subject} {predicate} {object_} ."
    return Axiom(triple, line, is_property or predicate in _IDENTITY or _is_membership(triple))


def _is_membership(triple: Triple) -> bool:
    return triple.predicate == _TYPE and not is_reserved(to_node(triple.object))


def _fit(term: Term, changes: Counter[str]) -> Term:
    """A term that HermiT accepts for one that it may refuse."""
    if isinstance(term, NamedNode) and _is_foreign(term):
        changes[RANGES] += 1
        return _STRING
    if isinstance(term, Literal) and not term.language:
        if _is_foreign(term.datatype):
            changes[DATES] += 1
            return Literal(term.value)
        if term.datatype == _ANY_URI and not term.value.isascii():
            changes[ADDRESSES] += 1
            return Literal(quote(term.value, safe="%/:?#[]@!$&'()*+,;=~"), datatype=_ANY_URI)
    return term


def _is_foreign(datatype: NamedNode) -> bool:
    return datatype.value.startswith(_XSD) and datatype.value not in _KNOWN
