"""The view of an actor: what binds it, what it is party to, what it is reported to have said."""

from __future__ import annotations

from dataclasses import dataclass

from treatygraph.describe.claim import ClaimLine, claim_lines, natural_order
from treatygraph.describe.norm import NormLine, agreement_of, norm_line
from treatygraph.describe.reader import Reader
from treatygraph.describe.values import Evidence, Link, Text


@dataclass(frozen=True, slots=True)
class TenureLine:
    """An office held: by whom, for whom, from when until when."""

    link: Link
    holder: Link | None
    offices: tuple[Text, ...]
    held_for: tuple[Link, ...]
    held_from: str | None
    held_until: str | None
    as_of: str | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class ActorView:
    """An actor's own page."""

    participations: tuple[tuple[Link, Link], ...]
    """Each agreement with the actor's participation in it."""
    bound_by: tuple[tuple[Link, tuple[NormLine, ...]], ...]
    """Norms that the actor bears, by agreement."""
    said: tuple[ClaimLine, ...]
    tenures: tuple[TenureLine, ...]
    published: tuple[Link, ...]


def tenure_line(reader: Reader, iri: str) -> TenureLine:
    """A tenure as a list shows it."""
    holder = reader.iri(iri, "tg:holder")
    return TenureLine(
        link=reader.link(iri),
        holder=reader.link(holder) if holder else None,
        offices=tuple(reader.texts(iri, "tg:office")),
        held_for=reader.links(reader.iris(iri, "tg:heldFor")),
        held_from=reader.literal(iri, "tg:heldFrom"),
        held_until=reader.literal(iri, "tg:heldUntil"),
        as_of=reader.literal(iri, "tg:asOf"),
        evidence=reader.evidence(iri),
    )


def actor_view(reader: Reader, iri: str) -> ActorView:
    """An actor's own page."""
    tenures = reader.subjects("tg:holder", iri) + reader.subjects("tg:heldFor", iri)
    written = reader.subjects("tg:publisher", iri) + reader.subjects("tg:author", iri)
    said = sorted(reader.subjects("tg:attributedTo", iri), key=natural_order)
    return ActorView(
        participations=tuple(_participations(reader, iri)),
        bound_by=tuple(_bound_by(reader, iri)),
        said=claim_lines(reader, said),
        tenures=tuple(tenure_line(reader, tenure) for tenure in tenures),
        published=reader.links(sorted(set(written))),
    )


def _participations(reader: Reader, actor: str) -> list[tuple[Link, Link]]:
    found = []
    for participation in reader.subjects("tg:participant", actor):
        agreement = reader.iri(participation, "tg:inAgreement")
        if agreement:
            found.append((reader.link(agreement), reader.link(participation)))
    return found


def _bound_by(reader: Reader, actor: str) -> list[tuple[Link, tuple[NormLine, ...]]]:
    by_agreement: dict[str, list[NormLine]] = {}
    for norm in reader.subjects("tg:bearer", actor):
        home = agreement_of(reader, reader.iri(norm, "tg:statedIn"))
        if home:
            by_agreement.setdefault(home, []).append(reader.line(norm_line, norm))
    return [(reader.link(home), tuple(norms)) for home, norms in sorted(by_agreement.items())]
