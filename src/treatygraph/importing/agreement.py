"""The triples of one agreement: itself, its document, its events and all its parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Triple

from treatygraph.importing.about import (
    ID,
    About,
    agreement_iri,
    concept_iri,
    import_iri,
    passage,
    set_source_iri,
    web_address,
)
from treatygraph.importing.dates import Date
from treatygraph.importing.model import (
    Norm,
    Participation,
    Provision,
    Record,
    SetDescription,
    Source,
    Text,
)
from treatygraph.importing.names import clean, place_path


class AgreementTriples:
    """The triples of one record."""

    def __init__(self, record: Record, of: SetDescription) -> None:
        self._record, self._of = record, of
        self._iri = agreement_iri(record.key)
        self.source_iri = f"{ID}source/{record.key}" if record.source else set_source_iri(of)
        locator = record.source.locator if record.source else record.locator or "body"
        self._locator = locator
        self._evidence = f"{self.source_iri}/passage-{locator}"

    def triples(self) -> Iterator[Triple]:
        yield from self._agreement()
        yield from self._document()
        yield from self._events()
        for participation in self._record.participations.values():
            yield from self._participation(participation)
        for provision in self._record.provisions:
            yield from self._provision(provision)
        for norm in self._record.norms:
            yield from self._norm(norm)

    def _agreement(self) -> Iterator[Triple]:
        record, about = self._record, About(self._iri)
        yield about.a("tg:Agreement")
        yield from _labels(about, record.label, record.labels)
        for title in dict.fromkeys(record.titles):
            yield about.text("dcterms:title", title)
        for code in dict.fromkeys(record.identifiers):
            yield about.value("dcterms:identifier", code)
        for note in dict.fromkeys(record.notes):
            yield about.text("skos:editorialNote", (note, "en"))
        yield about.iri("tg:agreementType", concept_iri("agreement-type", record.kind))
        yield about.iri("tg:legalForce", concept_iri("legal-force", record.force))
        yield from self._dates(about)
        yield from self._numbers(about)
        for topic in dict.fromkeys(record.topics):
            yield about.iri("tg:topic", concept_iri("topic", topic))
        for other in dict.fromkeys(record.refers_to):
            yield about.iri("tg:refersTo", agreement_iri(other))
        yield from self._borne_out(about, record.confidence)

    def _dates(self, about: About) -> Iterator[Triple]:
        record = self._record
        yield from about.date("tg:concludedOn", record.concluded)
        if place := place_path(record.place):
            yield about.iri("tg:concludedAt", f"{ID}{place}")
        yield from about.date("tg:inForceFrom", record.in_force_from)
        yield from about.date("tg:inForceUntil", record.in_force_until)
        yield from about.date("tg:asOf", record.as_of)

    def _numbers(self, about: About) -> Iterator[Triple]:
        articles = sum(one.kind == "Article" and not one.above for one in self._record.provisions)
        if articles and not any(one.above for one in self._record.provisions):
            yield about.value("tg:articleCount", str(articles), "xsd:integer")
        if self._record.duration_years:
            yield about.value("tg:durationYears", str(self._record.duration_years), "xsd:integer")

    def _borne_out(self, about: About, confidence: str) -> Iterator[Triple]:
        yield about.iri("tg:confidence", concept_iri("confidence", confidence))
        yield about.iri("tg:evidence", self._evidence)
        yield about.iri("prov:wasGeneratedBy", import_iri(self._of))

    def _document(self) -> Iterator[Triple]:
        source = self._record.source
        if source:
            yield from self._source(source)
        label = source.label if source else f"{self._of.title}, {self._record.short}"
        if source or self._locator != "body":
            yield from passage(self.source_iri, self._locator, label)

    def _source(self, source: Source) -> Iterator[Triple]:
        about = About(self.source_iri)
        yield about.a("tg:Source")
        yield about.text("skos:prefLabel", (clean(source.label), "en"))
        for language in source.languages:
            yield about.value("dcterms:language", language)
        yield about.iri("tg:sourceType", concept_iri("source-type", source.kind))
        yield about.iri("tg:publisher", f"{ID}organization/{self._of.publisher[0]}")
        yield about.value("tg:publishedOn", self._of.day, "xsd:date")
        if source.is_text:
            yield about.iri("tg:textOf", self._iri)
        if source.url:
            yield about.value("tg:url", web_address(source.url), "xsd:anyURI")

    def _events(self) -> Iterator[Triple]:
        record = self._record
        yield from self._event("entry-into-force", "enters into force", record.in_force_from)
        yield from self._event("end", "ends", record.in_force_until)

    def _event(self, kind: str, verb: str, date: Date | None) -> Iterator[Triple]:
        if not date:
            return
        about = About(f"{ID}event/{self._record.key}-{kind}")
        yield about.a("tg:Event")
        yield about.text("skos:prefLabel", (f"{self._record.short} {verb}", "en"))
        yield about.iri("tg:concerns", self._iri)
        yield from about.date("tg:date", date)
        yield about.iri("tg:eventType", concept_iri("event-type", kind))
        yield from self._borne_out(about, self._record.confidence)

    def _participation(self, one: Participation) -> Iterator[Triple]:
        iri = f"{self._iri}/participation-{one.key}"
        about = About(iri)
        yield about.a("tg:Participation")
        yield about.text("skos:prefLabel", (f"{one.label} in {self._record.short}", "en"))
        for note in dict.fromkeys(one.notes):
            yield about.text("skos:editorialNote", (note, "en"))
        yield from about.date("tg:inForceFrom", one.in_force_from)
        yield from about.date("tg:inForceUntil", one.in_force_until)
        yield about.iri("tg:inAgreement", self._iri)
        yield about.iri("tg:participant", f"{ID}{one.actor}")
        yield from self._borne_out(about, one.confidence)
        yield from self._acts(one, iri)

    def _acts(self, one: Participation, participation: str) -> Iterator[Triple]:
        seen: dict[str, int] = {}
        for act in one.acts:
            nth = seen[act.kind] = seen.get(act.kind, 0) + 1
            suffix = f"-{nth}" if nth > 1 else ""
            about = About(f"{self._iri}/act-{one.key}-{act.kind}{suffix}")
            label = f"{one.label}: {act.kind.replace('-', ' ')}{suffix} ({self._record.short})"
            yield about.a("tg:PartyAction")
            yield about.text("skos:prefLabel", (label, "en"))
            for note in act.notes:
                yield about.text("skos:editorialNote", (note, "en"))
            yield about.iri("tg:actionType", concept_iri("action-type", act.kind))
            if act.date:
                yield from about.date("tg:date", act.date)
            else:
                yield about.value("tg:latest", self._of.day, "xsd:date")
            if act.statement:
                yield about.text("tg:statement", (act.statement, "en"))
            yield about.iri("tg:ofParticipation", participation)
            yield from self._borne_out(about, act.confidence)

    def _provision(self, one: Provision) -> Iterator[Triple]:
        about = About(f"{self._iri}/{one.key}")
        yield about.a(f"tg:{one.kind}")
        yield about.text("skos:prefLabel", (_provision_label(one, self._record.short), "en"))
        for alias in one.aliases:
            yield about.text("skos:altLabel", alias)
        for heading in dict.fromkeys(one.headings):
            yield about.text("dcterms:title", heading)
        if one.number:
            yield about.value("tg:number", one.number)
        yield about.value("tg:ordinal", str(one.ordinal), "xsd:integer")
        yield about.iri("tg:partOf", f"{self._iri}/{one.above}" if one.above else self._iri)
        yield from self._borne_out(about, "medium")

    def _norm(self, norm: Norm) -> Iterator[Triple]:
        about = About(f"{self._iri}/norm-{norm.key}")
        yield about.a(f"tg:{norm.kind}")
        yield about.text("skos:prefLabel", (f"{norm.label} ({self._record.short})", "en"))
        for note in norm.notes:
            yield about.text("skos:editorialNote", (note, "en"))
        yield about.text("tg:action", (norm.action, "en"))
        if norm.condition:
            yield about.text("tg:condition", (norm.condition, "en"))
        for bearer in norm.bearers:
            yield about.iri("tg:bearer", f"{ID}{bearer}")
        if norm.role:
            yield about.iri("tg:bearerRole", concept_iri("party-role", norm.role))
        yield about.iri("tg:normType", concept_iri("norm-type", norm.norm_type))
        yield about.iri("tg:statedIn", self._iri)
        yield from self._borne_out(about, norm.confidence)


def _provision_label(one: Provision, short: str) -> str:
    named = one.label or f"{one.kind} {one.number}".strip()
    part = f", {one.above.replace('-', ' ')}" if one.above else ""
    return f"{named}{part} of {short}"


def _labels(about: About, english: str, others: Iterable[Text]) -> Iterator[Triple]:
    yield about.text("skos:prefLabel", (clean(english), "en"))
    for text, language in {language: (text, language) for text, language in others}.values():
        if language != "en":
            yield about.text("skos:prefLabel", (text, language))
