"""The view of an actor: what binds it, what it is party to, what it is reported to have said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Generic, TypeVar

from treatygraph.describe.claim import ClaimLine, claim_lines, natural_order
from treatygraph.describe.norm import NormLine, agreement_of, norm_line
from treatygraph.describe.reader import Reader
from treatygraph.describe.values import Evidence, Link, Text
from treatygraph.errors import TreatygraphError

PAGE: Final = 200
"""How many of each list a page shows."""

S = TypeVar("S")
T = TypeVar("T")


class NoSuchPage(TreatygraphError):
    """A page behind the last."""

    def __init__(self, page: int, last: int) -> None:
        super().__init__(f"there is no page {page}: the last one is {last}")


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
class Part(Generic[T]):
    """What one page shows of a long list: items, the number of the first of them, and of all."""

    items: tuple[T, ...]
    first: int
    total: int

    @property
    def is_whole(self) -> bool:
        """Whether it shows all."""
        return len(self.items) == self.total


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
    lists: tuple[Sequence[object], ...] = (joined, bound_by, said, tenures, [*written])
    pages = max(1, -(-max(map(len, lists)) // size))
    if page > pages:
        raise NoSuchPage(page, pages)
    start = (page - 1) * size

    def part(found: Sequence[S], shown: Callable[[S], T]) -> Part[T]:
        return Part(tuple(map(shown, found[start : start + size])), start + 1, len(found))

    return ActorView(
        page=page,
        pages=pages,
        participations=part(joined, partial(_participation, reader)),
        bound_by=part(bound_by, partial(_norms, reader)),
        said=part(said, lambda claim: claim_lines(reader, [claim])[0]),
        tenures=part(tenures, partial(tenure_line, reader)),
        published=part(sorted(written), reader.link),
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
