"""The order in which a file tells things: a function of its graph, made for readers."""

import re
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from treatygraph.namespaces import DEFAULT_BASE, expand
from treatygraph.turtle.document import Term
from treatygraph.turtle.natural import NaturalKey, natural_key
from treatygraph.turtle.statements import Statements
from treatygraph.turtle.terms import RDF_TYPE

_GRAPHS: Final = f"{DEFAULT_BASE}graph/"
_USUAL: Final = 1

PREDICATES: Final = tuple(
    map(
        expand,
        ("rdf:type", "skos:prefLabel", "skos:altLabel", "dcterms:title", "dcterms:license",
         "dcterms:created", "dcterms:source", "dcterms:language", "dcterms:abstract",
         "dcterms:identifier", "owl:sameAs", "skos:definition", "skos:example",
         "skos:editorialNote", "skos:scopeNote"),
    )
)  # fmt: skip
"""These come first, in this order; others follow by name."""

_CLASSES: Final = (
    ("owl:Ontology", "skos:ConceptScheme", "void:Dataset"),
    (),  # whatever is not named here
    ("tg:Participation",),
    ("tg:PartyAction",),
    ("tg:Provision", "tg:Preamble", "tg:Article", "tg:Paragraph"),
    ("tg:Norm", "tg:Obligation", "tg:ObligationOfConduct", "tg:Prohibition", "tg:Permission",
     "tg:Intention", "tg:Affirmation", "tg:ConstitutiveRule"),
)  # fmt: skip
"""A file tells of things of the first classes first."""

_RANKS: Final[dict[Term, int]] = {
    NamedNode(expand(name)): rank for rank, names in enumerate(_CLASSES) for name in names
}
_PREDICATE_RANKS: Final = {iri: place for place, iri in enumerate(PREDICATES)}
_ABOVE: Final = tuple(
    NamedNode(expand(name))
    for name in ("tg:partOf", "tg:madeIn", "skos:broader", "rdfs:subClassOf", "rdfs:subPropertyOf")
)
"""A thing follows the one above it, where the file tells of both."""
_ORDINAL: Final = NamedNode(expand("tg:ordinal"))
_STATED_IN: Final = NamedNode(expand("tg:statedIn"))
_OF_PARTICIPATION: Final = NamedNode(expand("tg:ofParticipation"))
_DATE: Final = NamedNode(expand("tg:date"))
_LOCATOR: Final = NamedNode(expand("tg:locator"))

_Place = tuple[tuple[int, int], NaturalKey, str]
_Step = tuple[int, _Place, NaturalKey]
SubjectKey = tuple[_Step, ...]
_UNNUMBERED: Final = (1, 0)
_AFTER: Final = (2, 0)
_NOWHERE: Final = (_UNNUMBERED, natural_key(""), "")
_NUMBER = re.compile(r"[0-9]{1,9}")


def predicate_key(iri: str, written: str) -> tuple[int, NaturalKey]:
    """The key of a predicate that is written so."""
    return _PREDICATE_RANKS.get(iri, len(PREDICATES)), natural_key(written)


def object_key(term: NamedNode | Literal) -> tuple[object, ...]:
    """IRIs, then texts, English first; all in natural order."""
    if isinstance(term, NamedNode):
        return (0, natural_key(term.value))
    language = term.language or ""
    return (1, language != "en", language, natural_key(term.value), term.datatype.value)


class SubjectOrder:
    """Sorts named subjects: a description of the file, then things, each before its parts.

    Participations, acts, provisions and norms follow their agreement in this order: acts by
    participation and day, provisions by ordinal, norms by the provision that states them. In a
    source, its title is the first passage and the footnotes the last; claims follow their passage.
    """

    def __init__(self, statements: Statements) -> None:
        self._statements = statements
        self._named = {node.value: node for node in statements.of if isinstance(node, NamedNode)}
        self._keys: dict[NamedNode, SubjectKey] = {}

    def key(self, subject: NamedNode) -> SubjectKey:
        """The steps from what stands highest down to the subject."""
        chain: dict[NamedNode, None] = {}
        above: NamedNode | None = subject
        while above is not None and above not in self._keys and above not in chain:
            chain[above] = None
            above = self._above(above)
        below = list(chain)
        if above in chain:
            below = self._cut_circle(below, above)
        key = () if above is None else self._keys[above]
        for node in reversed(below):
            key = self._keys[node] = (*key, self._step(node))
        return self._keys[subject]

    def _cut_circle(self, chain: list[NamedNode], first: NamedNode) -> list[NamedNode]:
        """Nothing in a circle stands above another; what is left of the chain hangs below it."""
        start = chain.index(first)
        self._keys.update((node, (self._step(node),)) for node in chain[start:])
        return chain[:start]

    def _above(self, subject: NamedNode) -> NamedNode | None:
        stated = self._statements.of[subject]
        for predicate in _ABOVE:
            for term in sorted(stated.get(predicate, ()), key=_text):
                if isinstance(term, NamedNode) and term in self._statements.of and term != subject:
                    return term
        return self._holder(subject)

    def _holder(self, subject: NamedNode) -> NamedNode | None:
        """The nearest subject whose IRI is the path to this one."""
        path = subject.value.rpartition("/")[0]
        while path and path not in self._named:
            path = path.rpartition("/")[0]
        return self._named.get(path)

    def _step(self, subject: NamedNode) -> _Step:
        if subject.value.startswith(_GRAPHS):
            return 0, _NOWHERE, natural_key(subject.value)
        types = self._statements.of[subject].get(RDF_TYPE, ())
        rank = max((_RANKS.get(term, _USUAL) for term in types), default=_USUAL)
        return rank, self._place(subject), natural_key(subject.value)

    def _place(self, subject: NamedNode) -> _Place:
        value = self._statements.value
        provision = value(subject, _STATED_IN)
        if provision is not None:
            return self._ordinal(provision), natural_key(_text(provision)), ""
        participation = value(subject, _OF_PARTICIPATION)
        if participation is not None:
            return _UNNUMBERED, natural_key(_text(participation)), _text(value(subject, _DATE))
        locator = _text(value(subject, _LOCATOR))
        return _locator_rank(locator) or self._ordinal(subject), natural_key(""), ""

    def _ordinal(self, subject: Term) -> tuple[int, int]:
        """What is numbered comes first."""
        if isinstance(subject, Literal):
            return _UNNUMBERED
        written = _text(self._statements.value(subject, _ORDINAL))
        return (0, int(written)) if _NUMBER.fullmatch(written) else _UNNUMBERED


def _locator_rank(locator: str) -> tuple[int, int] | None:
    if not locator:
        return None
    return (0, 0) if locator == "title" else _AFTER if locator.startswith("fn") else _UNNUMBERED


def _text(term: Term | None) -> str:
    return "" if term is None or isinstance(term, BlankNode) else term.value
