"""Disagreements by kind, source, agreement and confidence: which there are, and how many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pyoxigraph import NamedNode

from treatygraph.describe.disagreement import DisagreementView, disagreement_view
from treatygraph.describe.overview import instances
from treatygraph.describe.reader import Reader
from treatygraph.describe.values import Link
from treatygraph.queries import QueryDocument
from treatygraph.store.answers import Term

QUERY = "library/disagreements-by-voice"

FACETS = {"kind": "type", "source": "source", "agreement": "agreement", "confidence": "confidence"}
"""What a list is narrowed by: the parameter, and the query's variable for it."""

FIRMNESS = ("high", "medium", "low")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a list is narrowed to: an IRI for each facet that is set."""

    kind: str | None = None
    source: str | None = None
    agreement: str | None = None
    confidence: str | None = None

    def put(self, query: QueryDocument) -> QueryDocument:
        """The query with its values filled in."""
        chosen = {"ofType": self.kind, "ofSource": self.source, "ofAgreement": self.agreement,
                  "ofConfidence": self.confidence}  # fmt: skip
        return query.bound({name: str(NamedNode(iri)) if iri else "UNDEF"
                            for name, iri in chosen.items()})  # fmt: skip

    def without(self, facet: str) -> Narrowing:
        """The same but for one facet, by which its choices are counted."""
        return replace(self, **{facet: None})


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet, and how many disagreements would be left with it."""

    link: Link
    number: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A disagreement as the list shows it."""

    link: Link
    view: DisagreementView


@dataclass(frozen=True, slots=True)
class Disagreements:
    """Those that are left, each whole, and for each facet what else could be chosen."""

    narrowing: Narrowing
    listed: tuple[Listed, ...]
    total: int
    choices: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)


def disagreements(reader: Reader, narrowing: Narrowing) -> Disagreements:
    """The disagreements of a release, narrowed. Without the query all are listed, unnarrowed."""
    everything = instances(reader, "Disagreement")
    query = reader.release.queries.get(QUERY)
    if query is None:
        return Disagreements(Narrowing(), _listed(reader, everything), len(everything))
    answers = {asked: _asked(reader, query, asked)
               for asked in {narrowing, *map(narrowing.without, FACETS)}}  # fmt: skip
    left = {one for _, one in _pairs(answers[narrowing], "kind")}
    choices = {facet: _choices(reader, answers[narrowing.without(facet)], facet)
               for facet in FACETS}  # fmt: skip
    shown = [link for link in everything if link.iri in left]
    return Disagreements(narrowing, _listed(reader, shown), len(everything), choices)


def all_choices(reader: Reader) -> dict[str, tuple[Choice, ...]]:
    """For each facet what can be chosen of all disagreements; nothing without the query."""
    query = reader.release.queries.get(QUERY)
    rows = _asked(reader, query, Narrowing()) if query else []
    return {facet: _choices(reader, rows, facet) for facet in FACETS}


def _asked(reader: Reader, query: QueryDocument, narrowing: Narrowing) -> list[dict[str, Term]]:
    return list(reader.release.store.select(narrowing.put(query).body).dicts())


def _pairs(rows: list[dict[str, Term]], facet: str) -> set[tuple[str, str]]:
    """Values of a facet with the disagreements that have them."""
    cells = ((row.get(FACETS[facet]), row["disagreement"]) for row in rows)
    return {(value.value, one.value) for value, one in cells
            if isinstance(value, NamedNode) and isinstance(one, NamedNode)}  # fmt: skip


def _choices(reader: Reader, rows: list[dict[str, Term]], facet: str) -> tuple[Choice, ...]:
    """The values of a facet, the commonest first; confidences the firmest first."""
    counts = Counter(value for value, _ in _pairs(rows, facet))
    choices = [Choice(reader.link(iri), number) for iri, number in counts.items()]

    def order(choice: Choice) -> tuple[int, str]:
        firm = facet == "confidence" and choice.link.key in FIRMNESS
        return (FIRMNESS.index(choice.link.key) if firm else -choice.number,
                choice.link.label.value)  # fmt: skip

    return tuple(sorted(choices, key=order))


def _listed(reader: Reader, links: list[Link]) -> tuple[Listed, ...]:
    return tuple(Listed(link, disagreement_view(reader, link.iri)) for link in links)
