"""Our own rules, ``ontology/rules/*.rq``, each on data made by hand."""

from __future__ import annotations

from calendar import monthrange
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from treatygraph.iris import Base
from treatygraph.namespaces import ONTOLOGY, PREFIX, expand
from treatygraph.queries import load_queries
from treatygraph.release.inference import inferred_quads

FOLDER = Path(__file__).resolve().parents[2] / "ontology"
ELSEWHERE = Base("https://treaties.example.org/")
TG = ONTOLOGY + "#"
PROLOGUE = (
    "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIX.items())
    + "PREFIX action-type: <https://w3id.org/treatygraph/id/action-type/>\n"
    + "PREFIX party-role: <https://w3id.org/treatygraph/id/party-role/>\n"
    + "PREFIX x: <x:>\n"
)


@cache
def _vocabulary(name: str) -> tuple[Quad, ...]:
    return tuple(parse(path=str(FOLDER / name), format=RdfFormat.TURTLE))


def _inferred(turtle: str, *vocabularies: str) -> set[tuple[str, str, str]]:
    """What is inferred about our own things, as local names and values."""
    data = list(parse(PROLOGUE + turtle, format=RdfFormat.TURTLE))
    shipped = [quad for name in vocabularies for quad in _vocabulary(name)]
    ontology = _vocabulary("treatygraph.ttl")
    quads = inferred_quads([*data, *shipped], ontology, FOLDER / "rules", Base())
    return {
        (quad.subject.value[2:], quad.predicate.value.rpartition("#")[2], _short(quad.object))
        for quad in quads
        if str(quad.subject).startswith("<x:")
    }


def _short(term: object) -> str:
    return str(getattr(term, "value", term)).removeprefix("x:")


def _pairs(turtle: str, predicate: str, *vocabularies: str) -> set[tuple[str, str]]:
    inferred = _inferred(turtle, *vocabularies)
    return {(subject, value) for subject, name, value in inferred if name == predicate}


# Date bounds ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "earliest", "latest"),
    [
        ('"2025-10-02"^^xsd:date', "2025-10-02", "2025-10-02"),
        ('"2025-10"^^xsd:gYearMonth', "2025-10-01", "2025-10-31"),
        ('"2025"^^xsd:gYear', "2025-01-01", "2025-12-31"),
        ('"2025-02"^^xsd:gYearMonth', "2025-02-01", "2025-02-28"),
        ('"2024-02"^^xsd:gYearMonth', "2024-02-01", "2024-02-29"),
        ('"2000-02"^^xsd:gYearMonth', "2000-02-01", "2000-02-29"),
        ('"1900-02"^^xsd:gYearMonth', "1900-02-01", "1900-02-28"),
    ],
)
def test_a_date_is_bounded_by_its_first_and_last_day(date: str, earliest: str, latest: str) -> None:
    inferred = _inferred(f"x:e tg:date {date} .")
    assert {("e", "earliest", earliest), ("e", "latest", latest)} <= inferred


def test_every_month_of_four_centuries_ends_on_its_last_day() -> None:
    months = [f"{year:04}-{month:02}" for year in range(1700, 2101) for month in range(1, 13)]
    events = [f'x:{month} tg:date "{month}"^^xsd:gYearMonth .' for month in months]
    ends = dict(_pairs("\n".join(events), "latest"))
    expected = {m: f"{m}-{monthrange(int(m[:4]), int(m[5:]))[1]}" for m in months}
    assert ends == expected


def test_the_bounds_of_a_date_are_dates() -> None:
    data = parse(PROLOGUE + 'x:e tg:date "2025"^^xsd:gYear .', format=RdfFormat.TURTLE)
    quads = inferred_quads(data, _vocabulary("treatygraph.ttl"), FOLDER / "rules", Base())
    bound = Literal("2025-12-31", datatype=NamedNode(expand("xsd:date")))
    assert [quad.object for quad in quads if quad.predicate.value == TG + "latest"] == [bound]


def test_bounds_that_a_curator_gave_stay() -> None:
    data = """x:e tg:date "2025"^^xsd:gYear ;
        tg:earliest "2025-03-01"^^xsd:date ; tg:latest "2025-04-30"^^xsd:date ."""
    assert _pairs(data, "earliest") == _pairs(data, "latest") == set()


def test_an_event_without_a_date_has_no_bounds() -> None:
    assert _pairs("x:e a tg:Event .", "earliest") == set()


# Parties --------------------------------------------------------------------------------

ACT = """
x:agreement a tg:Agreement {agreement} .
x:participation tg:inAgreement x:agreement ; tg:participant x:actor {participation} .
x:act tg:ofParticipation x:participation ; tg:actionType action-type:{action} .
"""
IN_FORCE = '; tg:inForceFrom "2025-10-02"^^xsd:date'
CONSENTS = ["definitive-signature", "ratification", "acceptance", "approval", "accession",
            "succession", "exchange-of-instruments", "notice-of-completed-procedures"]  # fmt: skip
NO_CONSENTS = ["submission", "parliamentary-approval", "constitutional-review", "promulgation",
               "domestic-step", "signature", "provisional-application", "reservation", "objection",
               "denunciation", "withdrawal"]  # fmt: skip


def _parties(action: str, *, agreement: str = "", participation: str = "") -> set[tuple[str, str]]:
    turtle = ACT.format(action=action, agreement=agreement, participation=participation)
    return _pairs(turtle, "party", "vocabularies/action-type.ttl")


@pytest.mark.parametrize("action", [*CONSENTS, "consent-to-be-bound"])
def test_consent_to_an_agreement_in_force_makes_a_party(action: str) -> None:
    assert _parties(action, agreement=IN_FORCE) == {("agreement", "actor")}
    assert _parties(action, participation=IN_FORCE) == {("agreement", "actor")}


@pytest.mark.parametrize("action", CONSENTS)
def test_consent_alone_makes_no_party_before_entry_into_force(action: str) -> None:
    assert _parties(action) == set()


@pytest.mark.parametrize("action", NO_CONSENTS)
def test_a_parliaments_vote_and_other_acts_make_no_party(action: str) -> None:
    assert _parties(action, agreement=IN_FORCE, participation=IN_FORCE) == set()


def test_every_kind_of_act_is_tried_here() -> None:
    kinds = {
        quad.subject.value.rpartition("/")[2]
        for quad in _vocabulary("vocabularies/action-type.ttl")
        if quad.predicate.value == PREFIX["skos"] + "broader"
    }
    assert set(CONSENTS) <= kinds
    assert kinds & set(NO_CONSENTS) == set(NO_CONSENTS) - {"domestic-step"}


def test_only_who_consented_is_a_party() -> None:
    both = ACT.format(action="ratification", agreement=IN_FORCE, participation="")
    other = "x:p2 tg:inAgreement x:agreement ; tg:participant x:other ."
    parties = _pairs(both + other, "party", "vocabularies/action-type.ttl")
    assert parties == {("agreement", "actor")}


# Bearers, sources, labels ---------------------------------------------------------------

NORM = """
x:agreement a tg:Agreement .
x:article tg:partOf x:agreement .
x:paragraph tg:partOf x:article .
x:p1 tg:inAgreement x:agreement ; tg:participant x:one .
x:p2 tg:inAgreement x:agreement ; tg:participant x:two .
x:p3 tg:inAgreement x:another ; tg:participant x:three .
x:norm a tg:Norm ; tg:statedIn x:{place} ; tg:bearerRole party-role:{role} .
"""
BOTH = {("norm", "one"), ("norm", "two")}


@pytest.mark.parametrize("place", ["agreement", "article", "paragraph"])
@pytest.mark.parametrize("role", ["each-party", "all-parties-jointly"])
def test_a_norm_on_each_party_is_borne_by_all_who_take_part(place: str, role: str) -> None:
    assert _pairs(NORM.format(place=place, role=role), "bearer") == BOTH


@pytest.mark.parametrize("role", ["other-party", "attacked-party", "third-states", "depositary"])
def test_a_norm_on_some_of_them_names_nobody(role: str) -> None:
    assert _pairs(NORM.format(place="article", role=role), "bearer") == set()


def test_a_source_cites_what_its_passage_cites() -> None:
    data = "x:passage tg:inSource x:paper ; tg:cites x:book . x:other tg:inSource x:paper ."
    assert _pairs(data, "cites") == {("paper", "book")}


@pytest.mark.parametrize(("decision", "taken_over"), [
    ("accepted", {("one", "other")}), ("refused", set()), ("undecided", set()),
])  # fmt: skip
def test_only_a_sameness_that_was_accepted_is_taken_over(
    decision: str, taken_over: set[tuple[str, str]]
) -> None:
    of = f"tg:decision <https://w3id.org/treatygraph/id/decision/{decision}>"
    claim = f"x:c {of} ; tg:assertedSubject x:one ; tg:assertedObject x:other ; tg:assertedProperty"
    assert _pairs(f"{claim} owl:sameAs .", "sameAs") == taken_over
    assert _pairs(f"{claim} tg:supersedes .", "sameAs") == set()


def test_every_preferred_label_is_a_label() -> None:
    data = 'x:a skos:prefLabel "one"@en , "один"@ru ; skos:altLabel "uno"@es .'
    quads = inferred_quads(parse(PROLOGUE + data, format=RdfFormat.TURTLE), [],
                           FOLDER / "rules", Base())  # fmt: skip
    labels = {quad.object for quad in quads if quad.predicate.value == expand("rdfs:label")}
    assert labels == {Literal("one", language="en"), Literal("один", language="ru")}


# The folder -----------------------------------------------------------------------------


def test_rules_speak_of_the_things_of_the_base_they_run_under() -> None:
    data = ACT.format(action="ratification", agreement=IN_FORCE, participation="")
    moved = (PROLOGUE + data).replace("https://w3id.org/treatygraph/id/", ELSEWHERE.root + "id/")
    broader = "skos:broader action-type:consent-to-be-bound ."
    moved += f"action-type:ratification {broader}"
    quads = inferred_quads(parse(moved, format=RdfFormat.TURTLE), [], FOLDER / "rules", ELSEWHERE)
    parties = [quad for quad in quads if quad.predicate.value == TG + "party"]
    assert [quad.graph_name.value for quad in parties] == [ELSEWHERE.root + "graph/inferred"]


def test_every_rule_says_what_it_is_for() -> None:
    rules = load_queries(FOLDER / "rules")
    assert len(rules) == 6
    assert [name for name, rule in rules.items() if "summary" not in rule.header] == []
