"""The view of a claim: what is said, by whom, where; what it bears out and what it contradicts."""

from __future__ import annotations

from dataclasses import dataclass

from treatygraph.describe.reader import Reader
from treatygraph.describe.values import Evidence, Link, Text, Value


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim as a list shows it."""

    link: Link
    statement: Text | None
    voices: tuple[Link, ...]
    passage: Evidence | None
    kinds: tuple[Link, ...]
    likelihood: str
    conditions: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim's own page."""

    line: ClaimLine
    about: tuple[Link, ...]
    topics: tuple[Link, ...]
    supports: tuple[Link, ...]
    disputes: tuple[Link, ...]
    supported_by: tuple[ClaimLine, ...]
    disputed_by: tuple[ClaimLine, ...]
    disagreements: tuple[Link, ...]
    cited: tuple[Link, ...]
    """What the passage itself cites."""
    asserted: tuple[Link, Link, Value] | None
    """The one fact asserted: subject, property, value."""
    denied: bool
    siblings: tuple[ClaimLine, ...]
    """The other claims of the same passage."""


def claim_line(reader: Reader, iri: str) -> ClaimLine:
    """A claim as a list shows it."""
    passage = reader.iri(iri, "tg:madeIn")
    return ClaimLine(
        link=reader.link(iri),
        statement=reader.text(iri, "tg:statement"),
        voices=reader.links(reader.iris(iri, "tg:attributedTo")),
        passage=reader.passage(passage) if passage else None,
        kinds=reader.links(reader.iris(iri, "tg:claimType")),
        likelihood=(reader.iri(iri, "tg:likelihood") or "").rpartition("/")[2],
        conditions=tuple(reader.texts(iri, "tg:condition")),
    )


def claim_lines(reader: Reader, iris: list[str]) -> tuple[ClaimLine, ...]:
    """Claims in the order given."""
    return tuple(reader.line(claim_line, iri) for iri in iris)


def claim_view(reader: Reader, iri: str) -> ClaimView:
    """A claim's own page."""
    line = reader.line(claim_line, iri)
    passage = line.passage.passage.iri if line.passage else None
    made_there = claims_in(reader, passage) if passage else []
    return ClaimView(
        line=line,
        about=reader.links(reader.iris(iri, "tg:about")),
        topics=reader.links(reader.iris(iri, "tg:topic")),
        supports=reader.links(reader.iris(iri, "tg:supports")),
        disputes=reader.links(reader.iris(iri, "tg:disputes")),
        supported_by=claim_lines(reader, reader.subjects("tg:supports", iri)),
        disputed_by=claim_lines(reader, reader.subjects("tg:disputes", iri)),
        disagreements=reader.links(reader.subjects("tg:side", iri)),
        cited=reader.links(reader.iris(passage, "tg:cites") if passage else []),
        asserted=asserted_fact(reader, iri),
        denied=reader.literal(iri, "tg:denied") == "true",
        siblings=claim_lines(reader, [other for other in made_there if other != iri]),
    )


def asserted_fact(reader: Reader, iri: str) -> tuple[Link, Link, Value] | None:
    """The one fact that a claim asserts, or denies: subject, property, value."""
    subject = reader.iri(iri, "tg:assertedSubject")
    property_ = reader.iri(iri, "tg:assertedProperty")
    objects = reader.objects(iri, "tg:assertedObject") or reader.objects(iri, "tg:assertedValue")
    if not (subject and property_ and objects):
        return None
    return reader.link(subject), reader.link(property_), reader.value(objects[0])


def claims_in(reader: Reader, passage: str) -> list[str]:
    """The claims made in a passage, in the order of their numbers."""
    return sorted(reader.subjects("tg:madeIn", passage), key=natural_order)


def natural_order(iri: str) -> tuple[object, ...]:
    """Sort keys in which ``claim-5.b-10`` follows ``claim-5.b-9``."""
    parts: list[tuple[int, int, str]] = []
    for part in iri.replace(".", "-").split("-"):
        parts.append((0, int(part), "") if part.isdecimal() else (1, 0, part))
    return tuple(parts)
