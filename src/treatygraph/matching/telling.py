"""Evidence in words: what agreed and what did not, each with its weight."""

from __future__ import annotations

from treatygraph.matching.scoring import Candidate, Evidence


def sentence(pair: Candidate) -> str:
    """Why two records may be the same: the strongest evidence first, for and against."""
    ordered = sorted(pair.evidence, key=lambda one: (-abs(one.bits), one.feature))
    for_it = "; ".join(_told(one) for one in ordered if one.bits > 0) or "nothing"
    against = "; ".join(_told(one) for one in ordered if one.bits < 0) or "nothing"
    return (
        f"The two records are of the same agreement, with {pair.bits:+.1f} bits of evidence "
        f"(probability {chances(pair)}). For it: {for_it}. Against it: {against}; and that records "
        f"are rarely the same, {pair.prior:+.1f}."
    )


def chances(pair: Candidate) -> str:
    """The probability, never rounded to certainty."""
    return f"{min(max(pair.probability, 0.001), 0.999):.1%}"


def _told(one: Evidence) -> str:
    told = f" ({one.told})" if one.told else ""
    return f"{one.feature} {one.outcome}{told}, {one.bits:+.1f}"
