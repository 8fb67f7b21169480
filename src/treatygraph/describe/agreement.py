"""The view of an agreement: its articles and norms in order, its acts, what sources say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from treatygraph.describe.claim import ClaimLine, claim_lines, natural_order
from treatygraph.describe.norm import MODALITIES, NormLine, norm_line
from treatygraph.describe.reader import Reader
from treatygraph.describe.values import Evidence, Link, Text
from treatygraph.namespaces import expand

_RELATIONS = ("supersedes", "buildsOn", "refersTo", "implements", "endorses", "comparableWith")


@dataclass(frozen=True, slots=True)
class ProvisionLine:
    """A provision with the norms stated in it, and the provisions below it."""

    link: Link
    cls: str
    number: str
    evidence: tuple[Evidence, ...]
    norms: tuple[NormLine, ...]
    parts: tuple[ProvisionLine, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Articles whose numbers no source at hand attests: from, to."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class ActLine:
    """A dated act or event: its day, or the bounds of it."""

    link: Link
    date: str | None
    earliest: str | None
    latest: str | None
    actor: Link | None
    kinds: tuple[Link, ...]
    involves: tuple[Link, ...]
    confidence: str
    evidence: tuple[Evidence, ...]
    notes: tuple[Text, ...]

    @property
    def sort_key(self) -> str:
        """The day, or the latest day that it can have been."""
        return self.date or self.latest or self.earliest or "9999"


@dataclass(frozen=True, slots=True)
class AgreementView:
    """An agreement's own page."""

    titles: tuple[Text, ...]
    concluded_on: str | None
    concluded_at: Link | None
    in_force_from: str | None
    in_force_until: str | None
    duration_years: str | None
    renewal_years: str | None
    article_count: str | None
    as_of: str | None
    legal_force: Link | None
    kinds: tuple[Link, ...]
    participations: tuple[tuple[Link, Link], ...]
    """Each participant with its participation."""
    evidence: tuple[Evidence, ...]
    norm_counts: tuple[tuple[str, str, int], ...]
    """Class, what it is called, and how many norms of it there are."""
    contents: tuple[ProvisionLine | Gap, ...]
    unplaced: tuple[NormLine, ...]
    """Norms whose article is not attested."""
    acts: tuple[ActLine, ...]
    relations: tuple[tuple[Link, Link], ...]
    """Property and agreement, outgoing."""
    related_from: tuple[tuple[Link, Link], ...]
    """Property and what relates itself to this."""
    same: tuple[Link, ...]
    """Records of the same agreement, as a curator accepted them or as data say."""
    texts: tuple[Link, ...]
    claims: tuple[ClaimLine, ...]
    disagreements: tuple[Link, ...]


def agreement_view(reader: Reader, iri: str) -> AgreementView:
    """An agreement's own page."""
    place = reader.iri(iri, "tg:concludedAt")
    force = reader.iri(iri, "tg:legalForce")
    contents = _contents(reader, iri)
    unplaced = tuple(reader.line(norm_line, norm) for norm in reader.subjects("tg:statedIn", iri))
    return AgreementView(
        titles=tuple(reader.texts(iri, "dcterms:title")),
        concluded_on=reader.literal(iri, "tg:concludedOn"),
        concluded_at=reader.link(place) if place else None,
        in_force_from=reader.literal(iri, "tg:inForceFrom"),
        in_force_until=reader.literal(iri, "tg:inForceUntil"),
        duration_years=reader.literal(iri, "tg:durationYears"),
        renewal_years=reader.literal(iri, "tg:renewalYears"),
        article_count=reader.literal(iri, "tg:articleCount"),
        as_of=reader.literal(iri, "tg:asOf"),
        legal_force=reader.link(force) if force else None,
        kinds=reader.links(reader.iris(iri, "tg:agreementType")),
        participations=participations(reader, iri),
        evidence=reader.evidence(iri),
        norm_counts=_norm_counts([*_norms(contents), *unplaced]),
        contents=_with_gaps(contents, int(reader.literal(iri, "tg:articleCount") or 0)),
        unplaced=unplaced,
        acts=_acts(reader, iri),
        relations=_relations(reader, iri),
        related_from=_related_from(reader, iri),
        same=reader.links(_same(reader, iri)),
        texts=reader.links(reader.subjects("tg:textOf", iri)),
        claims=claim_lines(reader, sorted(reader.subjects("tg:about", iri), key=natural_order)),
        disagreements=disagreements_of(
            reader, iri, [norm.link.iri for norm in (*_norms(contents), *unplaced)]
        ),
    )


def provision_line(reader: Reader, iri: str) -> ProvisionLine:
    """A provision with its norms and its parts."""
    return ProvisionLine(
        link=reader.link(iri),
        cls=reader.cls(iri),
        number=reader.literal(iri, "tg:number") or "",
        evidence=reader.evidence(iri),
        norms=tuple(reader.line(norm_line, norm) for norm in reader.subjects("tg:statedIn", iri)),
        parts=tuple(provision_line(reader, part) for part in parts_of(reader, iri)),
    )


def _parent(reader: Reader, provision: str) -> str | None:
    """The nearest whole: ``partOf`` is transitive, so the nearest is the one below all others."""
    wholes = reader.iris(provision, "tg:partOf")
    return max(wholes, key=lambda whole: len(reader.iris(whole, "tg:partOf")), default=None)


def parts_of(reader: Reader, whole: str) -> list[str]:
    """What an agreement or a provision is divided into, in the order of the text."""
    parts = [part for part in reader.subjects("tg:partOf", whole) if _parent(reader, part) == whole]
    return sorted(parts, key=lambda iri: (int(reader.literal(iri, "tg:ordinal") or 0), iri))


def _contents(reader: Reader, agreement: str) -> tuple[ProvisionLine, ...]:
    return tuple(provision_line(reader, iri) for iri in parts_of(reader, agreement))


def _norms(contents: tuple[ProvisionLine, ...]) -> list[NormLine]:
    return [norm for line in contents for norm in (*line.norms, *_norms(line.parts))]


def _norm_counts(norms: list[NormLine]) -> tuple[tuple[str, str, int], ...]:
    counts = Counter(norm.cls for norm in norms)
    return tuple((cls, MODALITIES[cls][0], counts[cls]) for cls in MODALITIES if counts[cls])


def _with_gaps(
    contents: tuple[ProvisionLine, ...], article_count: int
) -> tuple[ProvisionLine | Gap, ...]:
    """The contents, and a gap wherever articles are missing between or after those at hand."""
    rows: list[ProvisionLine | Gap] = []
    expected = 1
    for line in contents:
        number = int(line.number) if line.cls == "Article" and line.number.isdigit() else None
        if number is not None and number > expected:
            rows.append(Gap(expected, number - 1))
        rows.append(line)
        expected = number + 1 if number is not None else expected
    if contents and expected <= article_count:
        rows.append(Gap(expected, article_count))
    return tuple(rows)


def participations(reader: Reader, agreement: str) -> tuple[tuple[Link, Link], ...]:
    """Each participant with its participation, by the participant's name."""
    found = []
    for participation in reader.subjects("tg:inAgreement", agreement):
        actor = reader.iri(participation, "tg:participant")
        if actor:
            found.append((reader.link(actor), reader.link(participation)))
    return tuple(sorted(found, key=lambda pair: pair[0].label.value))


def act_line(reader: Reader, iri: str) -> ActLine:
    """An act or event as a timeline shows it."""
    participation = reader.iri(iri, "tg:ofParticipation")
    actor = reader.iri(participation, "tg:participant") if participation else None
    kinds = reader.iris(iri, "tg:actionType") or reader.iris(iri, "tg:eventType")
    return ActLine(
        link=reader.link(iri),
        date=reader.literal(iri, "tg:date"),
        earliest=reader.literal(iri, "tg:earliest"),
        latest=reader.literal(iri, "tg:latest"),
        actor=reader.link(actor) if actor else None,
        kinds=reader.links(kinds),
        involves=reader.links(reader.iris(iri, "tg:involves")),
        confidence=(reader.iri(iri, "tg:confidence") or "").rpartition("/")[2],
        evidence=reader.evidence(iri),
        notes=tuple(reader.texts(iri, "skos:editorialNote")),
    )


def _acts(reader: Reader, agreement: str) -> tuple[ActLine, ...]:
    return act_lines(reader, acts_of(reader, agreement))


def acts_of(reader: Reader, agreement: str) -> set[str]:
    """The acts of its participants, and the events that concern it."""
    acts = [act for participation in reader.subjects("tg:inAgreement", agreement)
            for act in reader.subjects("tg:ofParticipation", participation)]  # fmt: skip
    events = [event for event in reader.subjects("tg:concerns", agreement)
              if reader.cls(event) == "Event"]  # fmt: skip
    return {*acts, *events}


def act_lines(reader: Reader, iris: Iterable[str]) -> tuple[ActLine, ...]:
    """Acts and events in the order of time."""
    lines = [reader.line(act_line, iri) for iri in iris]
    return tuple(sorted(lines, key=lambda line: (line.sort_key, line.link.iri)))


def _relations(reader: Reader, agreement: str) -> tuple[tuple[Link, Link], ...]:
    return tuple(
        (reader.link(_term(name)), reader.link(other))
        for name in _RELATIONS
        for other in reader.iris(agreement, f"tg:{name}")
    )


def _related_from(reader: Reader, agreement: str) -> tuple[tuple[Link, Link], ...]:
    return tuple(
        (reader.link(_term(name)), reader.link(other))
        for name in _RELATIONS
        for other in reader.subjects(f"tg:{name}", agreement)
    )


def _same(reader: Reader, agreement: str) -> list[str]:
    """Others that are the same, whichever of the two names the other."""
    found = {*reader.iris(agreement, "owl:sameAs"), *reader.subjects("owl:sameAs", agreement)}
    return sorted(found - {agreement})


def _term(name: str) -> str:
    return expand(f"tg:{name}")


def disagreements_of(reader: Reader, agreement: str, norms: Iterable[str]) -> tuple[Link, ...]:
    """Those in which the agreement, a norm of it, or a claim about it is a side."""
    sides = [agreement, *norms, *reader.subjects("tg:about", agreement)]
    found = {item for side in sides for item in reader.subjects("tg:side", side)}
    return reader.links(sorted(found))
