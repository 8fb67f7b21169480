"""One identity: which records of two collections are of the same agreement, with the evidence."""

from treatygraph.matching.claims import read_claims
from treatygraph.matching.records import CannotMatch
from treatygraph.matching.running import Found, match
from treatygraph.matching.telling import chances, sentence
from treatygraph.matching.weights import LIKELY

__all__ = [
    "LIKELY",
    "CannotMatch",
    "Found",
    "chances",
    "match",
    "read_claims",
    "sentence",
]
