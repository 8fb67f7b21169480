"""What each outcome of a comparison tells: how often it is seen of the same, and by chance.

The shares were counted on the learning half of the known pairs and on pairs drawn at random from
collections of Switzerland, the United Kingdom, the United Nations and others, smoothed and rounded
by hand; ``benchmarks/match.py`` counts them again, and docs/matching.md tells how well they do.
"""

from __future__ import annotations

from math import log2
from typing import Final

SHARES: Final[dict[str, dict[str, tuple[float, float]]]] = {
    "day of conclusion": {
        "same": (0.88, 0.0001),
        "vaguely same": (0.04, 0.0005),
        "within a month": (0.03, 0.0015),
        "within a year or so": (0.03, 0.022),
        "far apart": (0.02, 0.976),
    },
    "title": {
        "same": (0.70, 0.0005),
        "nearly same": (0.15, 0.0012),
        "alike": (0.08, 0.003),
        "similar": (0.04, 0.015),
        "other": (0.03, 0.98),
    },
    "title in other languages": {
        "many words": (0.40, 0.0004),
        "some words": (0.30, 0.003),
        "few words": (0.22, 0.056),
        "no words": (0.08, 0.94),
    },
    "instrument": {
        "same": (0.30, 0.03),
        "neither": (0.60, 0.37),
        "other": (0.10, 0.60),
    },
    "sides in the title": {
        "both": (0.25, 0.09),
        "neither": (0.70, 0.42),
        "only one": (0.05, 0.49),
    },
    "numbers in the title": {
        "shared": (0.80, 0.03),
        "other": (0.20, 0.97),
    },
    "parties": {
        "all, rare": (0.15, 0.0003),
        "all, less common": (0.20, 0.002),
        "all, common": (0.25, 0.02),
        "all, in most records": (0.20, 0.22),
        "most": (0.12, 0.034),
        "few": (0.02, 0.014),
        "two against many": (0.02, 0.248),
        "none": (0.04, 0.46),
    },
    "registered numbers": {
        "shared": (0.70, 0.0002),
        "other": (0.30, 0.9998),
    },
    "entry into force": {
        "same": (0.30, 0.0001),
        "other": (0.70, 0.9999),
    },
    "place": {
        "same": (0.85, 0.04),
        "other": (0.15, 0.96),
    },
}  # fmt: skip
"""By feature and outcome: the share among pairs that are the same, and among pairs at random."""

LIKELY: Final = {"almost-certain": 4.0, "likely": 0.0, "possible": -4.0}
"""The least evidence, in bits, from which a pair has a likelihood; below the last it has none."""


def weight(feature: str, outcome: str) -> float:
    """What an outcome tells for (above nought) or against (below) sameness, in bits."""
    same, chance = SHARES[feature][outcome]
    return round(log2(same / chance), 1)
