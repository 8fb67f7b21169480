"""Queries that nobody asked before: twelve kinds, filled in with things drawn from a release.

The same seed gives the same queries in the same order, and no text twice, so that no server can
answer from what it remembers, and all are asked the same.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import Template

from pyoxigraph import Literal, NamedNode

from treatygraph.namespaces import PREFIX, expand
from treatygraph.release import Release

PROLOGUE = " ".join(f"PREFIX {name}: <{PREFIX[name]}>" for name in ("tg", "skos", "xsd"))
_DRAWS = 200
"""How often a kind may draw what was drawn before until there is nothing new to draw."""


class RunOut(Exception):
    """There are not as many different queries of a kind as were asked for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, and which of the kinds it is of."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Pools:
    """What is drawn from: IRIs by what they are, words and days that stand in the data."""

    things: Sequence[str]
    agreements: Sequence[str]
    claims: Sequence[str]
    sources: Sequence[str]
    passages: Sequence[str]
    spokens: Sequence[str]
    """Claims and passages: what few things point to."""
    actors: Sequence[str]
    words: Sequence[str]
    days: Sequence[str]


def pools_of(release: Release) -> Pools:
    """The pools of a release; each in an order that depends on nothing but its data."""
    space = f"{release.base.root}id/"
    typed = {name: _of_class(release, name) for name in
             ("Agreement", "Claim", "Source", "Passage", "Actor")}  # fmt: skip
    subjects = {quad.subject.value for quad in release.store.quads(None, _p("rdf:type"))
                if isinstance(quad.subject, NamedNode)}  # fmt: skip
    return Pools(
        things=sorted(iri for iri in subjects if iri.startswith(space)),
        agreements=typed["Agreement"],
        claims=typed["Claim"],
        sources=typed["Source"],
        passages=typed["Passage"],
        spokens=typed["Claim"] + typed["Passage"],
        actors=typed["Actor"],
        words=_words(release),
        days=[day for day in _literals(release, "tg:publishedOn") if len(day) == 10],
    )


def _of_class(release: Release, name: str) -> list[str]:
    found = release.store.quads(None, _p("rdf:type"), _p(f"tg:{name}"))
    return sorted({quad.subject.value for quad in found if isinstance(quad.subject, NamedNode)})


def _literals(release: Release, name: str) -> list[str]:
    found = release.store.quads(None, _p(name))
    return sorted({quad.object.value for quad in found if isinstance(quad.object, Literal)})


def _words(release: Release) -> list[str]:
    texts = _literals(release, "tg:statement")
    words = {word.lower() for text in texts for word in text.split()}
    return sorted(word for word in words if len(word) > 4 and word.isalpha())


def _p(name: str) -> NamedNode:
    return NamedNode(expand(name))


KINDS: Mapping[str, str] = {
    "all statements of a thing": "SELECT ?p ?o WHERE { <$thing> ?p ?o } LIMIT $limit",
    "a label in a language": """SELECT ?label WHERE {
        <$thing> skos:prefLabel ?label FILTER(LANGMATCHES(LANG(?label), "en")) } LIMIT $limit""",
    "what points to a thing": "SELECT ?s ?p WHERE { ?s ?p <$spoken> } LIMIT $limit",
    "join along two properties": """SELECT ?claim ?text WHERE { ?passage tg:inSource <$source> .
        ?claim tg:madeIn ?passage ; tg:statement ?text } LIMIT $limit""",
    "path of any length": """SELECT DISTINCT ?norm ?action WHERE {
        ?place tg:partOf* <$agreement> . ?norm tg:statedIn ?place ; tg:action ?action }
        LIMIT $limit""",
    "yes or no": "ASK { <$claim> tg:attributedTo <$actor> }",
    "three optional parts": """SELECT ?claim ?text ?voice ?kind WHERE {
        ?claim tg:madeIn <$passage> .
        OPTIONAL { ?claim tg:statement ?text } OPTIONAL { ?claim tg:attributedTo ?voice }
        OPTIONAL { ?claim tg:claimType ?kind } } LIMIT $limit""",
    "count by group": """SELECT ?kind (COUNT(?claim) AS ?claims) WHERE {
        ?claim tg:about <$agreement> ; tg:claimType ?kind } GROUP BY ?kind
        HAVING(COUNT(?claim) > 0) LIMIT $limit""",  # rdflib has a row for no group
    "word in a text": """SELECT ?claim ?text WHERE {
        ?claim tg:about <$agreement> ; tg:statement ?text
        FILTER(CONTAINS(LCASE(?text), "$word")) } LIMIT $limit""",
    "a day, in order": """SELECT ?source ?title WHERE {
        ?source tg:publishedOn "$day"^^xsd:date ; skos:prefLabel ?title }
        ORDER BY ?title ?source LIMIT $limit""",
    "five things at a time": """SELECT ?thing ?label WHERE {
        VALUES ?thing { <$thing1> <$thing2> <$thing3> <$thing4> <$thing5> }
        ?thing skos:prefLabel ?label } ORDER BY ?label ?thing""",
    "union of both directions": """SELECT ?s ?p ?o WHERE {
        { <$spoken> ?p ?o } UNION { ?s ?p <$spoken> } } LIMIT $limit""",
}
"""The kinds in the order in which they are asked, one of each in turn. A limit is drawn too: few
things have as many, and it makes the texts of a small pool differ."""

POINT = next(iter(KINDS))


class _Drawn(dict[str, str]):
    """What stands for a name in a query: drawn when it is first asked for."""

    def __init__(self, draw: random.Random, pools: Pools) -> None:
        super().__init__()
        self._draw, self._pools = draw, pools

    def __missing__(self, name: str) -> str:
        kind = name.rstrip("12345")
        if kind == "limit":
            drawn = str(self._draw.randrange(100, 10_000))
        else:
            drawn = self._draw.choice(getattr(self._pools, f"{kind}s"))
        return self.setdefault(name, drawn)


def unseen(pools: Pools, seed: int, kinds: Sequence[str] = tuple(KINDS)) -> Iterator[Asked]:
    """Queries without end, one of each kind in turn, none twice. Raises RunOut."""
    draw, seen = random.Random(seed), set[str]()
    templates = {kind: Template(f"{PROLOGUE} {' '.join(KINDS[kind].split())}") for kind in kinds}
    while True:
        for kind, template in templates.items():
            texts = (template.substitute(_Drawn(draw, pools)) for _ in range(_DRAWS))
            text = next((text for text in texts if text not in seen), None)
            if text is None:
                raise RunOut(f"no more different queries of the kind {kind!r} in this release")
            seen.add(text)
            yield Asked(kind, text)


def rows_query(draw: random.Random, rows: int) -> str:
    """So many rows from an offset drawn at random, so that no two are alike."""
    return f"SELECT ?s ?p ?o WHERE {{ ?s ?p ?o }} OFFSET {draw.randrange(1_000)} LIMIT {rows}"
