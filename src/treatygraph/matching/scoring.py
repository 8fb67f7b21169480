"""The evidence that two records are one agreement: Fellegi and Sunter's sum of weights, in bits.

I. P. Fellegi, A. B. Sunter, A Theory for Record Linkage, JASA 64 (1969): each feature that can be
compared adds the logarithm of how much oftener its outcome is seen of the same agreement than by
chance. Each weight is told, so a curator sees what a score is made of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2
from typing import Final

from treatygraph.matching.blocking import pairs_to_compare
from treatygraph.matching.features import FEATURES, Commonness
from treatygraph.matching.records import AgreementRecord
from treatygraph.matching.weights import LIKELY, weight

_FEWEST: Final = 1000
"""Small collections count as so many records: a few files are no reason to believe sooner."""

_RIVALS: Final = 3.0
"""So many bits a pair may stay behind the best one of both its records, and still be told."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one feature of a pair tells: its outcome, its weight in bits, words of this pair."""

    feature: str
    outcome: str
    bits: float
    told: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two records that may be one agreement, with the evidence for and against."""

    one: AgreementRecord
    other: AgreementRecord
    evidence: tuple[Evidence, ...]
    prior: float

    @property
    def bits(self) -> float:
        """The logarithm, to base 2, of the odds that they are the same."""
        return round(self.prior + sum(one.bits for one in self.evidence), 1)

    @property
    def probability(self) -> float:
        """The probability that they are the same, if features were independent."""
        return float(1 / (1 + 2.0 ** -max(-60.0, min(60.0, self.bits))))

    @property
    def likelihood(self) -> str:
        """A concept of the scheme ``likelihood``; empty where they are no candidates."""
        return next((name for name, least in LIKELY.items() if self.bits >= least), "")


def prior_bits(ones: int, others: int) -> float:
    """What is believed before anything is compared: of all records of the larger, one fits."""
    return -round(log2(max(_FEWEST, ones, others)), 1)


def compare(
    one: AgreementRecord, other: AgreementRecord, common: Commonness, prior: float
) -> Candidate:
    """The evidence that two records are the same; either way round it is the same."""
    found = []
    for name, feature in FEATURES.items():
        compared = feature(one, other, common)
        if compared:
            found.append(Evidence(name, compared[0], weight(name, compared[0]), compared[1]))
    return Candidate(one, other, tuple(found), prior)


def candidates(
    one: Sequence[AgreementRecord], other: Sequence[AgreementRecord], *, least: float
) -> list[Candidate]:
    """The pairs with so many bits at least, best first; none with the same address on both sides.

    A pair that is far behind better pairs of both its records is none: an agreement that has
    found its own is not offered a dozen of the same day.
    """
    common = Commonness.of(one, other)
    prior = prior_bits(len(one), len(other))
    compared = (
        compare(one[a], other[b], common, prior)
        for a, b in pairs_to_compare(one, other)
        if one[a].iri != other[b].iri
    )
    found = _without_rivals([pair for pair in compared if pair.bits >= least])
    return sorted(found, key=lambda pair: (-pair.bits, pair.one.iri, pair.other.iri))


def within(records: Sequence[AgreementRecord], *, least: float) -> list[Candidate]:
    """The pairs inside one collection, each once."""
    return [pair for pair in candidates(records, records, least=least)
            if pair.one.iri < pair.other.iri]  # fmt: skip


def _without_rivals(found: list[Candidate]) -> list[Candidate]:
    best: dict[tuple[int, str], float] = {}
    for pair in found:
        for side in _sides(pair):
            best[side] = max(best.get(side, pair.bits), pair.bits)
    return [pair for pair in found
            if any(pair.bits >= best[side] - _RIVALS for side in _sides(pair))]  # fmt: skip


def _sides(pair: Candidate) -> tuple[tuple[int, str], tuple[int, str]]:
    return (0, pair.one.iri), (1, pair.other.iri)
