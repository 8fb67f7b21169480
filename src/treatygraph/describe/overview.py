"""Views that span the whole dataset: lists of things by class, and what is in the graph."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from treatygraph.describe.agreement import participations
from treatygraph.describe.reader import Reader, local_name
from treatygraph.describe.values import Link
from treatygraph.namespaces import expand

_COUNTED = (
    ("Agreement", "agreements", "/agreements"),
    ("Norm", "norms", None),
    ("Provision", "provisions", None),
    ("Claim", "claims", None),
    ("Source", "sources", "/sources"),
    ("Disagreement", "disagreements", "/disagreements"),
    ("Actor", "actors", "/actors"),
    ("Event", "events and acts", None),
)

_NORMS = """
PREFIX tg: <https://w3id.org/treatygraph/ontology#>
SELECT ?thing (COUNT(DISTINCT ?norm) AS ?number)
WHERE { ?norm a tg:Norm ; tg:statedIn/tg:partOf* ?thing . ?thing a tg:Agreement }
GROUP BY ?thing
"""
_CLAIMS = """
PREFIX tg: <https://w3id.org/treatygraph/ontology#>
SELECT ?thing (COUNT(DISTINCT ?claim) AS ?number)
WHERE { ?claim tg:madeIn/tg:inSource ?thing }
GROUP BY ?thing
"""


@dataclass(frozen=True, slots=True)
class Count:
    """How many things of a class there are, and where they are listed."""

    label: str
    number: int
    path: str | None


def counts(reader: Reader) -> list[Count]:
    """How many things of each main class the release holds."""
    classes = reader.release.manifest.classes
    return [Count(label, classes.get(cls, 0), path) for cls, label, path in _COUNTED]


def instances(reader: Reader, cls: str) -> list[Link]:
    """The things of a class of ours, in order of label."""
    found = reader.links(reader.subjects("rdf:type", expand(f"tg:{cls}")))
    return sorted(found, key=lambda link: link.label.value.casefold())


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """An agreement as a list shows it."""

    link: Link
    concluded_on: str | None
    in_force_from: str | None
    participants: tuple[Link, ...]
    norms: int
    """How many, wherever in it they are stated."""


def agreement_lines(reader: Reader, links: Iterable[Link]) -> list[AgreementLine]:
    """Some agreements, in the order given."""
    norms = _numbers(reader, _NORMS)
    return [
        AgreementLine(
            link,
            reader.literal(link.iri, "tg:concludedOn"),
            reader.literal(link.iri, "tg:inForceFrom"),
            tuple(actor for actor, _ in participations(reader, link.iri)),
            norms.get(link.iri, 0),
        )
        for link in links
    ]


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source as a list shows it."""

    link: Link
    publisher: Link | None
    published: str | None
    kinds: tuple[Link, ...]
    claims: int
    """How many are made in its passages."""


def source_lines(reader: Reader, links: Iterable[Link]) -> list[SourceLine]:
    """Some sources, in the order given."""
    claims = _numbers(reader, _CLAIMS)
    return [_source_line(reader, link, claims.get(link.iri, 0)) for link in links]


def _source_line(reader: Reader, link: Link, claims: int) -> SourceLine:
    publisher = reader.iri(link.iri, "tg:publisher")
    return SourceLine(
        link,
        reader.link(publisher) if publisher else None,
        reader.literal(link.iri, "tg:publishedOn"),
        reader.links(reader.iris(link.iri, "tg:sourceType")),
        claims,
    )


def _numbers(reader: Reader, query: str) -> dict[str, int]:
    """What a query counts of each thing: one for all takes less time than a look at each."""
    return {thing.value: int(number.value)
            for thing, number in reader.release.store.select(query).rows
            if isinstance(thing, NamedNode) and isinstance(number, Literal)}  # fmt: skip


def outline(reader: Reader) -> list[tuple[str, list[Link]]]:
    """For RDF files that were not curated: each class that occurs, with some of its things."""
    by_class: dict[str, list[str]] = {}
    for quad in reader.release.store.quads(None, NamedNode(expand("rdf:type"))):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            by_class.setdefault(quad.object.value, []).append(quad.subject.value)
    return [(local_name(cls), list(reader.links(sorted(set(things))[:50])))
            for cls, things in sorted(by_class.items())]  # fmt: skip
