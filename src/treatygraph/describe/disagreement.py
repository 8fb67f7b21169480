"""The view of a disagreement: both voices side by side, and how it was judged."""

from __future__ import annotations

from dataclasses import dataclass, replace

from treatygraph.describe.claim import ClaimLine, asserted_fact, claim_line
from treatygraph.describe.norm import NormLine, norm_line
from treatygraph.describe.reader import Reader
from treatygraph.describe.values import Evidence, Link, Text, Value


@dataclass(frozen=True, slots=True)
class Side:
    """One side: a claim, a norm, or something else that has an IRI."""

    link: Link
    claim: ClaimLine | None
    norm: NormLine | None
    place: Link | None = None
    """Where a norm stands."""
    asserted: tuple[Link, Link, Value] | None = None
    """The one fact that a claim asserts, or denies: subject, property, value."""
    denied: bool = False
    recorded: tuple[tuple[Link, tuple[Value, ...]], ...] = ()
    """What the dataset itself has for the properties that claims on other sides speak of."""


@dataclass(frozen=True, slots=True)
class DisagreementView:
    """A disagreement's own page."""

    kinds: tuple[Link, ...]
    sides: tuple[Side, ...]
    columns: tuple[tuple[str, tuple[Side, ...]], ...]
    """The same sides, set against each other: what each column is, and its sides."""
    judgement: tuple[Text, ...]
    confidence: str
    evidence: tuple[Evidence, ...]


def disagreement_view(reader: Reader, iri: str) -> DisagreementView:
    """A disagreement's own page; claims first, then norms, then the rest."""
    found = [_side(reader, side) for side in reader.iris(iri, "tg:side")]
    found = [_with_record(reader, side, found) for side in found]
    sides = sorted(found, key=lambda side: (side.claim is None, side.norm is None))
    return DisagreementView(
        kinds=reader.links(reader.iris(iri, "tg:disagreementType")),
        sides=tuple(sides),
        columns=_columns(reader, sides),
        judgement=tuple(reader.texts(iri, "skos:editorialNote")),
        confidence=(reader.iri(iri, "tg:confidence") or "").rpartition("/")[2],
        evidence=reader.evidence(iri),
    )


def _side(reader: Reader, iri: str) -> Side:
    is_claim, stated = reader.cls(iri) == "Claim", reader.iri(iri, "tg:statedIn")
    return Side(
        reader.link(iri),
        reader.line(claim_line, iri) if is_claim else None,
        reader.line(norm_line, iri) if stated else None,
        reader.link(stated) if stated else None,
        asserted_fact(reader, iri) if is_claim else None,
        is_claim and reader.literal(iri, "tg:denied") == "true",
    )


def _columns(reader: Reader, sides: list[Side]) -> tuple[tuple[str, tuple[Side, ...]], ...]:
    """Claims against the text and the record; where there are claims alone, some against others.

    A claim that bears out the text stands with it; claims that assert one value stand together.
    """
    record = [side for side in sides if side.claim is None]
    if record and len(record) < len(sides):
        shown = {side.link.iri for side in record}
        borne_out = [side for side in sides if side.claim
                     and shown.intersection(reader.iris(side.link.iri, "tg:supports"))]  # fmt: skip
        against = [side for side in sides if side not in record and side not in borne_out]
        if against:
            return ("Said", tuple(against)), ("The text and the record", (*record, *borne_out))
    first = [side for side in sides if _says_as(side, sides[0])]
    rest = [side for side in sides if side not in first]
    return ("On one side", tuple(first)), ("On the other", tuple(rest))


def _says_as(side: Side, other: Side) -> bool:
    """Whether two claims assert one value, or deny it alike; every side says as itself."""
    if side is other:
        return True
    facts = (side.asserted, other.asserted)
    return None not in facts and facts[0] == facts[1] and side.denied == other.denied


def _with_record(reader: Reader, side: Side, sides: list[Side]) -> Side:
    """A side that is a thing, with the values that stand against what claims assert of it."""
    if side.claim or side.norm:
        return side
    about = {fact[1].iri for one in sides
             if (fact := one.asserted) and fact[0].iri == side.link.iri}  # fmt: skip
    recorded: dict[str, list[Value]] = {}
    for property_, value in reader.outgoing(side.link.iri) if about else ():
        if property_ in about:
            recorded.setdefault(property_, []).append(value)
    named = ((reader.link(iri), tuple(sorted(values, key=_words)))
             for iri, values in sorted(recorded.items()))  # fmt: skip
    return replace(side, recorded=tuple(named))


def _words(value: Value) -> str:
    """What a value is shown as: a store has an order of its own, which another has not."""
    shown = value.link.label if value.link else value.text
    return shown.value if shown else ""
