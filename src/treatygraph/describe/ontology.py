"""The view of the ontology that people read: its terms in groups, and the concept schemes."""

from __future__ import annotations

from dataclasses import dataclass

from treatygraph.describe.reader import Reader, local_name
from treatygraph.describe.values import Link, Text
from treatygraph.namespaces import KINDS, ONTOLOGY, expand

_GROUPS = (
    ("Classes", "owl:Class"),
    ("Properties between things", "owl:ObjectProperty"),
    ("Properties with a value", "owl:DatatypeProperty"),
    ("Annotations", "owl:AnnotationProperty"),
)


@dataclass(frozen=True, slots=True)
class Term:
    """A class or property."""

    iri: str
    name: str
    cls: str
    label: Text
    definition: Text | None
    examples: tuple[Text, ...]
    supers: tuple[Link, ...]
    domain: tuple[Link, ...]
    range: tuple[Link, ...]
    notes: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class TermGroup:
    """Terms of one sort, in order of name."""

    heading: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class ConceptView:
    """A concept and those narrower than it."""

    link: Link
    definition: Text | None
    narrower: tuple[ConceptView, ...]


@dataclass(frozen=True, slots=True)
class SchemeView:
    """A concept scheme and its top concepts."""

    link: Link
    definition: Text | None
    concepts: tuple[ConceptView, ...]


@dataclass(frozen=True, slots=True)
class OntologyView:
    """The ontology's page."""

    iri: str
    title: Text | None
    abstract: Text | None
    version: str
    licence: str | None
    groups: tuple[TermGroup, ...]
    schemes: tuple[SchemeView, ...]


def ontology_view(reader: Reader) -> OntologyView:
    """The ontology's page."""
    return OntologyView(
        iri=ONTOLOGY,
        title=reader.text(ONTOLOGY, "dcterms:title"),
        abstract=reader.text(ONTOLOGY, "dcterms:abstract"),
        version=reader.release.manifest.ontology,
        licence=reader.iri(ONTOLOGY, "dcterms:license"),
        groups=tuple(_group(reader, heading, cls) for heading, cls in _GROUPS),
        schemes=tuple(_schemes(reader)),
    )


def _group(reader: Reader, heading: str, cls: str) -> TermGroup:
    ours = [
        iri for iri in reader.subjects("rdf:type", expand(cls)) if iri.startswith(f"{ONTOLOGY}#")
    ]
    return TermGroup(heading, tuple(_term(reader, iri, heading) for iri in ours))


def _term(reader: Reader, iri: str, heading: str) -> Term:
    supers = reader.iris(iri, "rdfs:subClassOf") + reader.iris(iri, "rdfs:subPropertyOf")
    notes = reader.texts(iri, "skos:scopeNote") + reader.texts(iri, "skos:editorialNote")
    return Term(
        iri=iri,
        name=local_name(iri),
        cls=heading,
        label=reader.link(iri).label,
        definition=reader.text(iri, "skos:definition"),
        examples=tuple(reader.texts(iri, "skos:example")),
        supers=reader.links(supers),
        domain=reader.links(reader.iris(iri, "rdfs:domain")),
        range=reader.links(reader.iris(iri, "rdfs:range")),
        notes=tuple(notes),
    )


def _schemes(reader: Reader) -> list[SchemeView]:
    schemes = [f"{reader.base.root}id/{kind}" for kind in KINDS]
    return [
        SchemeView(
            reader.link(scheme),
            reader.text(scheme, "skos:definition"),
            tuple(_concept(reader, iri) for iri in reader.subjects("skos:topConceptOf", scheme)),
        )
        for scheme in schemes
        if reader.exists(scheme)
    ]


def _concept(reader: Reader, iri: str) -> ConceptView:
    narrower = reader.subjects("skos:broader", iri)
    return ConceptView(
        reader.link(iri),
        reader.text(iri, "skos:definition"),
        tuple(_concept(reader, below) for below in narrower),
    )
