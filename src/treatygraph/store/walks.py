"""Paths whose pairs lie beside a published release, for an engine that cannot walk them.

They are those that our kept queries and pages ask for; a query with others is asked as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from pyoxigraph import NamedNode

from treatygraph.namespaces import DEFAULT_BASE, PREFIX, expand
from treatygraph.store.published import Published, Select

HELD: Final = expand("dcterms:hasPart")
"""From the graph of pairs to each predicate whose pairs it has all of."""


@dataclass(frozen=True, slots=True)
class Walk:
    """A path of any length, or of none or one, along any of some predicates.

    ``sign``: ``*``, ``+`` or ``?``, as a query writes it.
    """

    links: frozenset[str]
    sign: str

    @property
    def predicate(self) -> str:
        """What joins in the store those whom the path joins."""
        names = ",".join(sorted(map(_short, self.links)))
        return f"{DEFAULT_BASE}walk/{quote(names, safe=':,')}/{_SIGNS[self.sign]}"


_SIGNS: Final = {"*": "any", "+": "some", "?": "one"}


def _short(iri: str) -> str:
    """An IRI by its prefix, where we have one."""
    for prefix, start in PREFIX.items():
        if iri.startswith(start):
            return f"{prefix}:{iri[len(start) :]}"
    return iri


def walk(text: str) -> Walk:
    """``walk("tg:inAgreement|tg:statedIn?")``: the predicates, and the sign for all of them."""
    return Walk(frozenset(map(expand, text[:-1].split("|"))), text[-1])


WALKS: Final = tuple(map(walk, (
    "rdfs:subClassOf*", "rdfs:subClassOf+", "skos:broader*", "skos:broader+", "tg:partOf*",
    "tg:partOf+", "tg:partOf?", "tg:about?", "tg:statedIn?", "tg:ofParticipation?",
    "tg:ofParticipation|tg:concerns?", "tg:inAgreement|tg:statedIn?",
)))  # fmt: skip
"""All that are stored: those of our own queries, and what others ask most beside them."""


@dataclass(frozen=True, slots=True)
class Walks:
    """The graph where pairs lie, of which graph's paths they are, and of which paths."""

    graph: str
    of: str
    held: frozenset[Walk]


def walks_of(select: Select, release: Published) -> Walks:
    """What pairs a store holds beside a release."""
    asked = f"SELECT ?held {{ GRAPH <{release.walks}> {{ <{release.walks}> <{HELD}> ?held }} }}"
    told = {term.value for (term,) in select(asked).rows if isinstance(term, NamedNode)}
    held = frozenset(one for one in WALKS if one.predicate in told)
    return Walks(release.walks, release.everything, held)
