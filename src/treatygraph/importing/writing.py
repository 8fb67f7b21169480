"""Records as Turtle files: which triples each gives, and where its file lies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Triple

from treatygraph.importing.about import (
    BASE,
    ID,
    About,
    agreement_iri,
    concept_iri,
    import_iri,
    passage,
    set_source_iri,
    web_address,
)
from treatygraph.importing.agreement import AgreementTriples
from treatygraph.importing.model import ActorRecord, Record, SetDescription
from treatygraph.importing.names import clean
from treatygraph.turtle import write_turtle

_FOLDERS: Final = {
    "state": "actors/states", "organization": "actors/organizations",
    "non-state-actor": "actors/non-state-actors", "place": "places",
}  # fmt: skip
_CLASSES: Final = {
    "state": "tg:State", "organization": "tg:Organization",
    "non-state-actor": "tg:NonStateActor", "place": "tg:Place",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """A file to write: its place below ``data/triples/``, and its text."""

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes what belongs to one set, under prefixes known to all files."""

    of: SetDescription
    prefixes: Mapping[str, str]

    def record(self, record: Record) -> Written:
        """An agreement's file: the agreement, its source, its events and all its parts."""
        place = f"agreements/{record.key}.ttl"
        parts = AgreementTriples(record, self.of)
        return self._file(place, record.label, parts.triples(), (parts.source_iri,))

    def actor(self, actor: ActorRecord) -> Written:
        """An actor's or a place's file."""
        kind, _, key = actor.path.partition("/")
        triples = _actor(actor, _CLASSES[kind])
        return self._file(f"{_FOLDERS[kind]}/{key}.ttl", actor.label, triples, ())

    def links(self, pairs: Iterable[tuple[str, str]]) -> Written:
        """A file of links from agreements of the set to what is likely the same in another."""
        triples = (
            About(agreement_iri(one)).iri("tg:relatedTo", agreement_iri(other))
            for one, other in pairs
        )
        title = f"Likely the same, by title and day: {self.of.title} and other sets"
        return self._file(f"sets/{self.of.key}-alike.ttl", title, triples, ())

    def description(self) -> Written:
        """The set's own file: what it is, who made it, and the event of its import."""
        triples = [*_set_source(self.of), *_import_event(self.of)]
        return self._file(f"sets/{self.of.key}.ttl", self.of.title, triples, ())

    def _file(
        self, place: str, title: str, triples: Iterable[Triple], sources: tuple[str, ...]
    ) -> Written:
        graph = BASE.graph(place)
        described = _file_description(graph, title, self.of, sources)
        return Written(place, write_turtle([*described, *triples], self.prefixes))


def _file_description(
    graph: str, title: str, of: SetDescription, sources: tuple[str, ...]
) -> Iterator[Triple]:
    about = About(graph)
    yield about.text("dcterms:title", (clean(title), "en"))
    yield about.iri("dcterms:license", of.licence)
    yield about.text("dcterms:rights", (of.rights, "en"))
    yield about.value("dcterms:created", of.day, "xsd:date")
    for source in sorted({set_source_iri(of), *sources}):
        yield about.iri("dcterms:source", source)
    yield about.iri("prov:wasGeneratedBy", import_iri(of))


def _set_source(of: SetDescription) -> Iterator[Triple]:
    publisher, name = of.publisher
    about = About(set_source_iri(of))
    yield about.a("tg:Source")
    yield about.text("skos:prefLabel", (of.title, "en"))
    yield about.text("skos:editorialNote", (of.rights, "en"))
    yield about.iri("tg:sourceType", concept_iri("source-type", _set_type(of)))
    yield about.iri("tg:publisher", f"{ID}organization/{publisher}")
    yield about.value("tg:publishedOn", of.day, "xsd:date")
    yield about.value("tg:url", web_address(of.url), "xsd:anyURI")
    yield from passage(set_source_iri(of), "body", of.title)
    by = About(f"{ID}organization/{publisher}")
    yield by.a("tg:Organization")
    yield by.text("skos:prefLabel", (name, "en"))


def _set_type(of: SetDescription) -> str:
    return "official-statement" if of.is_official else "web-page"


def _import_event(of: SetDescription) -> Iterator[Triple]:
    about = About(import_iri(of))
    note = "A program made these records: nobody has compared each with its source."
    yield about.a("tg:Event")
    yield about.text("skos:prefLabel", (f"Import of {of.title}", "en"))
    yield about.text("skos:editorialNote", (note, "en"))
    yield about.iri("tg:concerns", set_source_iri(of))
    yield about.iri("tg:confidence", concept_iri("confidence", "medium"))
    yield about.value("tg:earliest", of.day, "xsd:date")
    yield about.iri("tg:eventType", concept_iri("event-type", "import"))
    yield about.iri("tg:evidence", f"{set_source_iri(of)}/passage-body")


def _actor(actor: ActorRecord, cls: str) -> Iterator[Triple]:
    about = About(f"{ID}{actor.path}")
    yield about.a(cls)
    yield about.text("skos:prefLabel", (actor.label, "en"))
    for name in dict.fromkeys(actor.other_names):
        if name != (actor.label, "en"):
            yield about.text("skos:altLabel", name)
    for code in dict.fromkeys(actor.identifiers):
        yield about.value("dcterms:identifier", code)
    if actor.same_as:
        yield about.iri("owl:sameAs", actor.same_as)
    for note in actor.notes:
        yield about.text("skos:editorialNote", (note, "en"))
