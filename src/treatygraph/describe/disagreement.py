"""The view of a disagreement: both voices side by side, and how it was judged."""

from __future__ import annotations

from dataclasses import dataclass

from treatygraph.describe.claim import ClaimLine, claim_line
from treatygraph.describe.norm import NormLine, norm_line
from treatygraph.describe.reader import Reader
from treatygraph.describe.values import Evidence, Link, Text


@dataclass(frozen=True, slots=True)
class Side:
    """One side: a claim, a norm, or something else that has an IRI."""

    link: Link
    claim: ClaimLine | None
    norm: NormLine | None


@dataclass(frozen=True, slots=True)
class DisagreementView:
    """A disagreement's own page."""

    kinds: tuple[Link, ...]
    sides: tuple[Side, ...]
    judgement: tuple[Text, ...]
    confidence: str
    evidence: tuple[Evidence, ...]


def disagreement_view(reader: Reader, iri: str) -> DisagreementView:
    """A disagreement's own page; claims first, then norms, then the rest."""
    sides = [_side(reader, side) for side in reader.iris(iri, "tg:side")]
    return DisagreementView(
        kinds=reader.links(reader.iris(iri, "tg:disagreementType")),
        sides=tuple(sorted(sides, key=lambda side: (side.claim is None, side.norm is None))),
        judgement=tuple(reader.texts(iri, "skos:editorialNote")),
        confidence=(reader.iri(iri, "tg:confidence") or "").rpartition("/")[2],
        evidence=reader.evidence(iri),
    )


def _side(reader: Reader, iri: str) -> Side:
    cls = reader.cls(iri)
    is_norm = bool(reader.iri(iri, "tg:statedIn"))
    return Side(
        reader.link(iri),
        reader.line(claim_line, iri) if cls == "Claim" else None,
        reader.line(norm_line, iri) if is_norm else None,
    )
