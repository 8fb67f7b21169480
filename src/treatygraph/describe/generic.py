"""The view of any thing: its facts, what points to it, and where that is written."""

from __future__ import annotations

from collections import defaultdict

from treatygraph.describe.reader import Reader, best_text
from treatygraph.describe.values import Fact, Reference, Thing, Value
from treatygraph.errors import ResourceNotFound
from treatygraph.namespaces import ONTOLOGY, expand

MOST_SUBJECTS = 200
"""How many subjects of one property a page lists; it says how many more there are."""

_HIDDEN = frozenset(
    expand(name) for name in ("rdf:type", "rdfs:label", "skos:prefLabel", "skos:editorialNote")
)


def thing_of(reader: Reader, iri: str) -> Thing:
    """What the dataset says of an IRI. Raises ResourceNotFound where that is nothing."""
    facts: defaultdict[str, set[Value]] = defaultdict(set)
    for predicate, value in reader.outgoing(iri):
        facts[predicate].add(value)
    if not facts:
        raise ResourceNotFound(iri)
    locations = reader.release.locations
    labels = tuple(reader.texts(iri, "skos:prefLabel"))
    return Thing(
        iri=iri,
        title=best_text(labels) or reader.link(iri).label,
        labels=labels,
        classes=reader.links(sorted(reader.iris(iri, "rdf:type"))),
        facts=_facts(reader, facts),
        references=_references(reader, iri),
        place=locations.of_subject(iri) if locations else None,
        notes=tuple(reader.texts(iri, "skos:editorialNote")),
    )


def _facts(reader: Reader, found: dict[str, set[Value]]) -> tuple[Fact, ...]:
    shown = [
        Fact(reader.link(predicate), tuple(sorted(_curated_first(values), key=_value_order)))
        for predicate, values in found.items()
        if predicate not in _HIDDEN
    ]
    return tuple(sorted(shown, key=lambda fact: _property_order(fact.property.iri)))


def _curated_first(values: set[Value]) -> list[Value]:
    """Each value once: where it was curated as well as inferred, the curated one."""
    curated = {(value.link, value.text) for value in values if not value.inferred}
    return [value for value in values
            if not value.inferred or (value.link, value.text) not in curated]  # fmt: skip


def _value_order(value: Value) -> tuple[bool, str]:
    label = value.link.label.value if value.link else value.text.value if value.text else ""
    return value.inferred, label


def _property_order(iri: str) -> tuple[bool, str]:
    return not iri.startswith(ONTOLOGY), iri


def _references(reader: Reader, iri: str) -> tuple[Reference, ...]:
    grouped: defaultdict[str, set[str]] = defaultdict(set)
    for predicate, subject, inferred in reader.incoming(iri):
        if not inferred or predicate not in _HIDDEN:
            grouped[predicate].add(subject)
    return tuple(
        Reference(
            reader.link(predicate), reader.links(sorted(subjects)[:MOST_SUBJECTS]), len(subjects)
        )
        for predicate, subjects in sorted(grouped.items())
    )
