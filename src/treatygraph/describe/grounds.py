"""What a thing rests on, in short: the sources behind it, the weightiest first."""

from __future__ import annotations

from treatygraph.describe.reader import Reader
from treatygraph.describe.values import Evidence

MOST = 3
"""How many sources are named; the thing's own page has them all."""


def grounds(reader: Reader, iri: str) -> tuple[str, ...]:
    """The sources of a thing with their places: its evidence, or the passage that it is said in."""
    found = list(reader.evidence(iri))
    found += [reader.passage(passage) for passage in reader.iris(iri, "tg:madeIn")]
    if not found and reader.cls(iri) == "Passage":
        found = [reader.passage(iri)]
    named = tuple(dict.fromkeys(map(_named, found)))
    more = len(named) - MOST
    return (*named[:MOST], f"and {more} more") if more > 0 else named


def _named(evidence: Evidence) -> str:
    source = str(evidence.source.label)
    return f"{source}, {evidence.locator}" if evidence.locator else source
