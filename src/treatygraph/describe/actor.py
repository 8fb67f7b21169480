"""The view of an actor: what binds it, what it is party to, what it is reported to have said."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from treatygraph.describe.claim import ClaimLine, claim_lines, natural_order
from treatygraph.describe.norm import NormLine, agreement_of, norm_line
from treatygraph.describe.parts import PAGE, Part, check_page, pages_of, part_of
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
    """An actor's own page, or one of several: each of its lists goes on from page to page."""

    page: int
    pages: int
    participations: Part[tuple[Link, Link]]
    """Each agreement with the actor's participation in it."""
    bound_by: Part[tuple[Link, tuple[NormLine, ...]]]
    """Norms that the actor bears, by agreement."""
    said: Part[ClaimLine]
    tenures: Part[TenureLine]
    published: Part[Link]


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


def actor_view(reader: Reader, iri: str, page: int = 1, size: int = PAGE) -> ActorView:
    """An actor's own page, with so many of each list. Raises NoSuchPage behind the last.

    Only what the page shows is looked up beyond its IRI: some States have thousands of agreements.
    """
    tenures = reader.subjects("tg:holder", iri) + reader.subjects("tg:heldFor", iri)
    written = {*reader.subjects("tg:publisher", iri), *reader.subjects("tg:author", iri)}
    said = sorted(reader.subjects("tg:attributedTo", iri), key=natural_order)
    joined = reader.subjects("tg:participant", iri)
    bound_by = sorted(_bound_by(reader, iri).items())
    pages = pages_of(joined, bound_by, said, tenures, [*written], size=size)
    check_page(page, pages)
    return ActorView(
        page=page,
        pages=pages,
        participations=part_of(joined, partial(_participation, reader), page, size),
        bound_by=part_of(bound_by, partial(_norms, reader), page, size),
        said=part_of(said, lambda claim: claim_lines(reader, [claim])[0], page, size),
        tenures=part_of(tenures, partial(tenure_line, reader), page, size),
        published=part_of(sorted(written), reader.link, page, size),
    )


def _participation(reader: Reader, participation: str) -> tuple[Link, Link]:
    """The agreement and the participation; one in no agreement that is told stands for itself."""
    agreement = reader.iri(participation, "tg:inAgreement") or participation
    return reader.link(agreement), reader.link(participation)


def _bound_by(reader: Reader, actor: str) -> dict[str, list[str]]:
    """The norms that an actor bears, by the agreement that states them."""
    by_agreement: dict[str, list[str]] = {}
    for norm in reader.subjects("tg:bearer", actor):
        home = agreement_of(reader, reader.iri(norm, "tg:statedIn"))
        if home:
            by_agreement.setdefault(home, []).append(norm)
    return by_agreement


def _norms(reader: Reader, bound: tuple[str, list[str]]) -> tuple[Link, tuple[NormLine, ...]]:
    home, norms = bound
    return reader.link(home), tuple(reader.line(norm_line, norm) for norm in norms)
