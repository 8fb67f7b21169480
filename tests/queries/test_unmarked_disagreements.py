"""Disagreements that nobody marked: the query against the rule of the model, told anew in Python.

Two claims disagree when they assert different values for one subject and a single-valued property,
unless one date is merely the vaguer form of the other; or when one asserts and the other denies the
same fact. Pairs that a disagreement or ``tg:disputes`` joins are marked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from support import ROOT
from treatygraph.namespaces import expand
from treatygraph.queries import load_query
from treatygraph.release import Release
from treatygraph.store import EmbeddedStore

QUERY = load_query(ROOT / "queries/library/unmarked-disagreements.rq").text
Pair = tuple[frozenset[str], str]
"""Two claims by IRI, and how they disagree."""

DATES = {expand(f"xsd:{name}") for name in ("date", "gYearMonth", "gYear")}
NUMBERS = {expand(f"xsd:{name}") for name in ("integer", "decimal")}


def name(curie: str) -> NamedNode:
    """The IRI of a term."""
    return NamedNode(expand(curie))


# The rule, in Python.


@dataclass(frozen=True)
class Asserted:
    """The one fact of a claim."""

    claim: str
    subject: str
    property: str
    value: NamedNode | Literal
    denied: bool


def assertions(quads: Iterable[Quad]) -> list[Asserted]:
    """The facts that claims assert or deny."""
    said: dict[str, dict[str, NamedNode | Literal]] = defaultdict(dict)
    for quad in quads:
        said[quad.subject.value][quad.predicate.value.rpartition("#")[2]] = quad.object
    return [
        Asserted(
            claim,
            facts["assertedSubject"].value,
            facts["assertedProperty"].value,
            facts.get("assertedObject") or facts["assertedValue"],
            "denied" in facts,
        )
        for claim, facts in said.items()
        if "assertedProperty" in facts
    ]


def same(one: NamedNode | Literal, two: NamedNode | Literal) -> bool:
    """Whether two values are one: numbers by size, all else by how it is written."""
    literals = [term for term in (one, two) if isinstance(term, Literal)]
    if len(literals) == 2 and all(term.datatype.value in NUMBERS for term in literals):
        return Decimal(one.value) == Decimal(two.value)
    return one.value == two.value


def merely_vaguer(one: NamedNode | Literal, two: NamedNode | Literal) -> bool:
    """Whether both are dates and the shorter is the beginning of the longer."""
    if not (isinstance(one, Literal) and isinstance(two, Literal)):
        return False
    short, long = sorted((one.value.split("-"), two.value.split("-")), key=len)
    return {one.datatype.value, two.datatype.value} <= DATES and long[: len(short)] == short


def marks(quads: Iterable[Quad]) -> set[frozenset[str]]:
    """The pairs that somebody joined."""
    sides: dict[str, set[str]] = defaultdict(set)
    marked = set()
    for quad in quads:
        if quad.predicate == name("tg:side"):
            sides[quad.subject.value].add(quad.object.value)
        elif quad.predicate == name("tg:disputes"):
            marked.add(frozenset((quad.subject.value, quad.object.value)))
    for joined in sides.values():
        marked.update(map(frozenset, combinations(joined, 2)))
    return marked


def disagreeing(quads: Sequence[Quad]) -> set[Pair]:
    """Every pair that disagrees by the rule, marked or not."""
    single = {quad.subject.value for quad in quads if quad.object == name("owl:FunctionalProperty")}
    found = set()
    for one, two in permutations(assertions(quads), 2):
        pair = frozenset((one.claim, two.claim))
        if (one.subject, one.property) != (two.subject, two.property) or one.denied:
            continue
        agree = same(one.value, two.value)
        if two.denied and agree:
            found.add((pair, "asserted and denied"))
        differ = not (agree or merely_vaguer(one.value, two.value))
        if differ and not two.denied and one.property in single:
            found.add((pair, "different values"))
    return found


def unmarked(quads: Sequence[Quad]) -> set[Pair]:
    """What the query should tell."""
    marked = marks(quads)
    return {(pair, how) for pair, how in disagreeing(quads) if pair not in marked}


def told(quads: Iterable[Quad]) -> list[Pair]:
    """What the query tells."""
    return [
        (frozenset((row["claim"].value, row["other"].value)), row["how"].value)  # type: ignore[union-attr]
        for row in EmbeddedStore(quads).select(QUERY).dicts()
    ]


# The curated data.


CONCERNED = {
    name(f"tg:{term}")
    for term in ("assertedSubject", "assertedProperty", "assertedObject", "assertedValue",
                 "denied", "side", "disputes")
}  # fmt: skip


@pytest.fixture(scope="module")
def quads(corpus_release: Release) -> list[Quad]:
    """What the release says of claims, disagreements and single-valued properties."""
    single = name("owl:FunctionalProperty")
    return [
        Quad(*quad.triple)
        for quad in corpus_release.store.quads()
        if quad.predicate in CONCERNED or quad.object == single
    ]


def without_marks(quads: Sequence[Quad]) -> list[Quad]:
    """The data as if no curator had joined anything; ``tg:side`` of what is no claim goes too."""
    marking = {name("tg:side"), name("tg:disputes")}
    return [quad for quad in quads if quad.predicate not in marking]


def test_no_disagreement_in_the_curated_data_is_unmarked(
    quads: list[Quad], corpus_release: Release
) -> None:
    assert list(corpus_release.store.select(QUERY).rows) == []
    assert told(quads) == []
    assert unmarked(quads) == set()


def test_without_the_marks_exactly_the_marked_pairs_are_found(quads: list[Quad]) -> None:
    """Nothing is missed and nothing else is told, and each pair is told once."""
    found = told(without_marks(quads))
    expected = {(pair, how) for pair, how in disagreeing(quads) if pair in marks(quads)}
    assert len(found) == len(set(found))
    assert set(found) == expected
    assert {how for _, how in expected} == {"asserted and denied", "different values"}


def test_each_marked_pair_is_found_when_its_mark_alone_is_missing(quads: list[Quad]) -> None:
    """The pairs of one disagreement at a time: the others stay marked."""
    pairs = {pair for pair, _ in disagreeing(quads)}
    joined: dict[frozenset[str], list[Quad]] = defaultdict(list)
    for quad in quads:
        if quad.predicate == name("tg:disputes"):
            joined[frozenset((quad.subject.value, quad.object.value))].append(quad)
    sides: dict[str, set[Quad]] = defaultdict(set)
    for quad in quads:
        if quad.predicate == name("tg:side"):
            sides[quad.subject.value].add(quad)
    assert any(pair in joined for pair in pairs)
    for side in sides.values():
        among = pairs & set(map(frozenset, combinations((q.object.value for q in side), 2)))
        gone = side.union(*(joined[pair] for pair in among))
        if among:
            left = [quad for quad in quads if quad not in gone]
            assert set(told(left)) == unmarked(left)


# Small sets of claims, made at random.

SINGLE = ["tg:inForceFrom"]
SEVERAL = ["tg:topic"]


def dated(text: str) -> Literal:
    """A date of the type that its length tells."""
    kind = {4: "gYear", 7: "gYearMonth", 10: "date"}[len(text)]
    return Literal(text, datatype=name(f"xsd:{kind}"))


OBJECTS = [NamedNode(f"http://example.org/{letter}") for letter in "xy"]
LITERALS = [
    *map(dated, ["2025", "2025-01", "2025-10", "2025-10-02", "2025-10-03", "2024-12"]),
    Literal("quay"), Literal("quays"), Literal("2025"),
    Literal("2", datatype=name("xsd:integer")), Literal("20", datatype=name("xsd:integer")),
    Literal("20.0", datatype=name("xsd:decimal")), Literal("20.5", datatype=name("xsd:decimal")),
]  # fmt: skip


@st.composite
def worlds(draw: st.DrawFn) -> list[Quad]:
    """A few claims about two subjects, some of them denied, some of them joined."""
    quads = [Quad(name(p), name("rdf:type"), name("owl:FunctionalProperty")) for p in SINGLE]
    claims = [NamedNode(f"http://example.org/claim-{n}") for n in range(draw(st.integers(2, 6)))]
    for claim in claims:
        value = draw(st.sampled_from([*OBJECTS, *LITERALS]))
        kind = "Object" if isinstance(value, NamedNode) else "Value"
        property_ = draw(st.sampled_from([*SINGLE, *SEVERAL]))
        quads += [
            Quad(claim, name("tg:assertedSubject"), draw(st.sampled_from(OBJECTS))),
            Quad(claim, name("tg:assertedProperty"), name(property_)),
            Quad(claim, name(f"tg:asserted{kind}"), value),
        ]
        if draw(st.integers(0, 2)) == 0:
            quads.append(Quad(claim, name("tg:denied"), Literal(True)))
    for number in range(draw(st.integers(0, 2))):
        finding = NamedNode(f"http://example.org/disagreement-{number}")
        for side in draw(st.lists(st.sampled_from(claims), max_size=3)):
            quads.append(Quad(finding, name("tg:side"), side))
    for one, two in draw(st.lists(st.tuples(*[st.sampled_from(claims)] * 2), max_size=2)):
        quads.append(Quad(one, name("tg:disputes"), two))
    return quads


@settings(max_examples=300, deadline=None)
@given(worlds())
def test_query_and_rule_agree_on_any_claims(quads: list[Quad]) -> None:
    found = told(quads)
    assert len(found) == len(set(found))
    assert set(found) == unmarked(quads)
