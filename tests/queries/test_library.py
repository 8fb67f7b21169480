"""The library: what each query says, on the corpus and on small data made for one rule each."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse
from pyoxigraph import Store as OxigraphStore
from rdflib import Dataset
from rdflib.plugins.sparql import prepareQuery

from treatygraph.queries import load_query
from treatygraph.release import Release
from treatygraph.store import EmbeddedStore

ROOT = Path(__file__).resolve().parent.parent.parent
LIBRARY = ROOT / "queries/library"
SHIPPED = sorted((ROOT / "queries").rglob("*.rq"))
OURS = [*SHIPPED, *sorted((ROOT / "ontology").rglob("*.rq"))]
PREFIXES = """\
PREFIX : <http://example.org/>
PREFIX action-type: <https://w3id.org/treatygraph/id/action-type/>
PREFIX agreement: <https://w3id.org/treatygraph/id/agreement/>
PREFIX legal-force: <https://w3id.org/treatygraph/id/legal-force/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX party-role: <https://w3id.org/treatygraph/id/party-role/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX tg: <https://w3id.org/treatygraph/ontology#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
TYPES = {4: "gYear", 7: "gYearMonth", 10: "date"}


def held(turtle: str) -> EmbeddedStore:
    """A store of handmade Turtle."""
    return EmbeddedStore(parse(PREFIXES + turtle, format=RdfFormat.TURTLE))


def dated(text: str) -> str:
    """A date in Turtle, of the type that its length tells."""
    return f'"{text}"^^xsd:{TYPES[len(text)]}'


def query(name: str) -> str:
    """The text of a query of the library."""
    return load_query(LIBRARY / f"{name}.rq").text


def query_on(name: str, row: str) -> str:
    """A query with another first row, put where its own stands."""
    text, replaced = re.subn(
        r"(VALUES [^{]+\{ ).*?( \}\n)", rf"\g<1>{row}\g<2>", query(name), count=1
    )
    assert replaced == 1
    return text


def statuses(store: EmbeddedStore, day: str) -> dict[str, str]:
    """The status of every agreement on a day, by the last part of its IRI."""
    rows = store.select(query_on("status-on-day", dated(day))).dicts()
    found = [(str(row["agreement"].value).rpartition("/")[2], row["status"].value) for row in rows]
    assert len(found) == len(dict(found)), "an agreement has two statuses"
    return dict(found)


@pytest.fixture(scope="module")
def corpus_in_rdflib(corpus_release: Release) -> Dataset:
    """The release in rdflib, its default graph the union of all."""
    dataset = Dataset(default_union=True)
    dataset.parse(corpus_release.dataset, format="nquads")
    return dataset


@pytest.mark.parametrize("path", OURS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_query_parses_in_both_engines_and_says_what_it_asks(path: Path) -> None:
    document = load_query(path)
    OxigraphStore().query(document.text)
    prepareQuery(document.text)
    assert document.header["summary"]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_shipped_query_has_tags_and_a_question(path: Path) -> None:
    document = load_query(path)
    kind = {"competency": "competency-question"}.get(path.parent.name, path.parent.name)
    assert document.tags[0] == kind
    assert document.summary.endswith("?")
    assert document.description


@pytest.mark.parametrize(
    "name",
    ["status-on-day", "claims-by-voice", "comparison-grid", "disagreements", "binding-on-day",
     "comparison", "disagreements-by-voice", "unmarked-disagreements",
     "acts-and-events",
     "participants-on-day", "network", "instruments"],
)  # fmt: skip
def test_both_engines_answer_alike(
    name: str, corpus_release: Release, corpus_in_rdflib: Dataset
) -> None:
    ours = Counter(
        tuple(str(term.value) if term is not None else None for term in row)
        for row in corpus_release.store.select(query(name)).rows
    )
    theirs = Counter(
        tuple(str(term) if term is not None else None for term in row)  # type: ignore[union-attr]
        for row in corpus_in_rdflib.query(query(name))
    )
    assert ours == theirs
    assert ours or name == "unmarked-disagreements"


# Status, on the corpus.


@pytest.mark.parametrize(
    ("agreement", "day", "status"),
    [
        ("ru-ir-2025", "2025-01-16", "not in force"),  # the day before signature
        ("ru-ir-2025", "2025-01-17", "not in force"),
        ("ru-ir-2025", "2025-10-01", "not in force"),
        ("ru-ir-2025", "2025-10-02", "in force"),
        ("ru-ir-2025", "2040-01-01", "in force"),  # a treaty goes on until an end is shown
        ("jcpoa-2015", "2015-10-17", "not in force"),
        ("jcpoa-2015", "2025-10-18", "in force"),  # the asserted last day
        ("jcpoa-2015", "2025-10-19", "disputed"),
        ("jcpoa-2015", "2025-11-01", "disputed"),
        ("ru-ir-2001", "2001-03-11", "not in force"),
        ("ru-ir-2001", "2010-01-01", "unknown"),  # no source gives its beginning
        ("ru-ir-declaration-2020", "2019-12-31", "not in force"),
        ("ru-ir-declaration-2020", "2020-06-01", "unknown"),
    ],
)
def test_status_in_the_corpus(
    agreement: str, day: str, status: str, corpus_release: Release
) -> None:
    assert statuses(corpus_release.store, day)[agreement] == status


def test_every_agreement_of_the_corpus_has_one_status(corpus_release: Release) -> None:
    count = corpus_release.manifest.classes["Agreement"]
    assert len(statuses(corpus_release.store, "2025-11-01")) == count


# Status, rule by rule: an agreement with these dates has these statuses.

RECORDED = {
    "made": "tg:concludedOn", "from": "tg:inForceFrom", "until": "tg:inForceUntil",
    "known": "tg:asOf",
}  # fmt: skip


def agreement(dates: str, claims: str = "") -> EmbeddedStore:
    """An agreement with recorded dates, and claims ``+from 2000`` (asserts) or ``-from 2000``."""
    facts = [part.split() for part in dates.split(",") if part.strip()]
    turtle = [f"agreement:x {RECORDED[name]} {dated(date)} ." for name, date in facts]
    for number, claim in enumerate(claims.split(",") if claims else ()):
        name, date = claim.split()
        turtle.append(
            f":c{number} tg:assertedSubject agreement:x ; tg:assertedValue {dated(date)} ;"
            f" tg:assertedProperty {RECORDED[name[1:]]} ."
        )
        if name[0] == "-":
            turtle.append(f":c{number} tg:denied true .")
    return held("agreement:x a tg:Agreement .\n" + "\n".join(turtle))


@pytest.mark.parametrize(
    ("dates", "day", "status"),
    [
        # not in force: before conclusion, before entry, after the end
        ("made 2000-05-01", "2000-04-30", "not in force"),
        ("made 2000-05-01, from 2001-02-03", "2001-02-02", "not in force"),
        ("from 2001-02-03, until 2009-12-31", "2010-01-01", "not in force"),
        ("until 2009-12-31", "2010-01-01", "not in force"),
        ("made 2001-05-01, from 2001-02-03", "2001-03-01", "not in force"),  # force comes first
        # in force: from the first day to the last, and on where no end is known
        ("made 2000-05-01, from 2001-02-03", "2001-02-03", "in force"),
        ("from 2001-02-03, until 2009-12-31", "2009-12-31", "in force"),
        ("from 2001-02-03", "2099-01-01", "in force"),
        ("from 2001-02-03, known 2002-01-01", "2099-01-01", "in force"),
        ("made 2000-05-01, from 2000-05-01", "2000-05-01", "in force"),
        # no entry recorded: not in force as far as the record reaches, then unknown
        ("made 2000-05-01, known 2003-01-01", "2003-01-01", "not in force"),
        ("made 2000-05-01, known 2003-01-01", "2003-01-02", "unknown"),
        ("made 2000-05-01, known 2003", "2002-12-31", "not in force"),
        ("made 2000-05-01, known 2003", "2003-01-01", "unknown"),
        ("made 2000-05-01", "2000-05-01", "unknown"),
        ("", "2000-05-01", "unknown"),
        ("until 2009-12-31", "2009-12-31", "unknown"),
        # vague dates decide the days that they cover, and no others
        ("from 2001", "2000-12-31", "not in force"),
        ("from 2001", "2001-01-01", "unknown"),
        ("from 2001", "2001-12-31", "unknown"),
        ("from 2001", "2002-01-01", "in force"),
        ("from 2001-02", "2001-01-31", "not in force"),
        ("from 2001-02", "2001-02-28", "unknown"),
        ("from 2001-02", "2001-03-01", "in force"),
        ("from 2001, until 2009", "2008-12-31", "in force"),
        ("from 2001, until 2009", "2009-01-01", "unknown"),
        ("from 2001, until 2009", "2010-01-01", "not in force"),
        ("from 2001, until 2009-11", "2009-10-31", "in force"),
        ("from 2001, until 2009-11", "2009-11-30", "unknown"),
        ("made 2001, from 2001-02-03", "2001-06-01", "unknown"),
        ("made 2001, from 2001-02-03", "2002-01-01", "in force"),
        # a vague date that decides nothing: another date has settled the day
        ("made 2001, from 2002-02-03", "2001-06-01", "not in force"),
        ("made 2001, known 2003-01-01", "2001-06-01", "not in force"),
        ("made 2001-05-01, from 2001", "2001-04-30", "not in force"),
        ("from 2009, until 2009-03-01", "2009-06-01", "not in force"),
        ("from 2009-03-01, until 2009", "2009-02-01", "not in force"),
    ],
)  # fmt: skip
def test_status_by_recorded_dates(dates: str, day: str, status: str) -> None:
    assert statuses(agreement(dates), day) == {"x": status}


@pytest.mark.parametrize(
    ("dates", "claims", "day", "status"),
    [
        # a contested end decides the days after it
        ("from 2001-02-03", "+until 2009-12-31,-until 2009-12-31", "2009-12-31", "in force"),
        ("from 2001-02-03", "+until 2009-12-31,-until 2009-12-31", "2010-01-01", "disputed"),
        ("from 2001-02-03", "+until 2009-12-31,-until 2009-12-31", "2001-02-02", "not in force"),
        ("from 2001-02-03", "+until 2009,-until 2009", "2008-12-31", "in force"),
        ("from 2001-02-03", "+until 2009,-until 2009", "2009-01-01", "disputed"),
        # a contested beginning decides its own day and those after it
        ("made 2000-05-01", "+from 2001-02-03,-from 2001-02-03", "2001-02-02", "unknown"),
        ("made 2000-05-01", "+from 2001-02-03,-from 2001-02-03", "2001-02-03", "disputed"),
        ("from 2001-02-03", "+from 2001-02-03,-from 2001-02-03", "2001-02-03", "disputed"),
        ("known 2010-01-01", "+from 2001-02-03,-from 2001-02-03", "2005-01-01", "disputed"),
        ("from 2007-01-01", "+from 2001-02-03,-from 2001-02-03", "2005-01-01", "disputed"),
        # disputed comes before unknown
        ("from 2009", "+from 2009,-from 2009", "2009-06-01", "disputed"),
        ("from 2001-02-03, until 2009", "+until 2009,-until 2009", "2009-06-01", "disputed"),
        # what settles the day leaves nothing to dispute
        ("made 2002-01-01", "+from 2001-02-03,-from 2001-02-03", "2001-06-01", "not in force"),
        ("until 2005-01-01", "+from 2001-02-03,-from 2001-02-03", "2006-01-01", "not in force"),
        ("from 2000-01-01", "+from 2001-02-03,-from 2001-02-03", "2005-01-01", "in force"),
        ("from 2001-02-03, until 2005-01-01", "+until 2009-12-31,-until 2009-12-31",
         "2010-01-01", "not in force"),
        ("from 2001-02-03, until 2009-12-31", "+until 2009-12-31,-until 2009-12-31",
         "2010-01-01", "disputed"),
        # it takes one who asserts and one who denies the same date
        ("from 2001-02-03", "+until 2009-12-31", "2010-01-01", "in force"),
        ("from 2001-02-03", "-until 2009-12-31,-until 2009-12-31", "2010-01-01", "in force"),
        ("from 2001-02-03", "+until 2009-12-31,-until 2008-12-31", "2010-01-01", "in force"),
    ],
)  # fmt: skip
def test_status_where_claims_differ(dates: str, claims: str, day: str, status: str) -> None:
    assert statuses(agreement(dates, claims), day) == {"x": status}


def test_one_query_answers_for_several_days() -> None:
    store = agreement("made 2000-05-01, from 2001-02-03")
    days = f"{dated('2001-02-02')} {dated('2001-02-03')}"
    rows = [(row["day"].value, row["status"].value)
            for row in store.select(query_on("status-on-day", days)).dicts()]  # fmt: skip
    assert rows == [("2001-02-02", "not in force"), ("2001-02-03", "in force")]


# What binds whom.

TREATY = """
tg:Prohibition rdfs:subClassOf tg:Obligation .
tg:ObligationOfConduct rdfs:subClassOf tg:Obligation .
action-type:ratification skos:broader action-type:consent-to-be-bound .
agreement:x a tg:Agreement ; tg:legalForce legal-force:binding ; tg:inForceFrom "2001"^^xsd:gYear .
:article tg:partOf agreement:x .
:duty a tg:Obligation ; tg:bearerRole party-role:each-party ; tg:statedIn :article .
:ban a tg:Prohibition ; tg:bearerRole party-role:party-not-attacked ; tg:statedIn :article .
:strive a tg:ObligationOfConduct ; tg:bearer :A ; tg:statedIn agreement:x .
:others a tg:Obligation ; tg:bearerRole party-role:third-states ; tg:statedIn agreement:x .
:hope a tg:Intention ; tg:bearerRole party-role:each-party ; tg:statedIn agreement:x .
:late a tg:Obligation ; tg:bearerRole party-role:each-party ; tg:statedIn agreement:x ;
    tg:inForceFrom "2005-01-01"^^xsd:date ; tg:inForceUntil "2006-12-31"^^xsd:date .
:duty tg:evidence :e . :ban tg:evidence :e . :strive tg:evidence :e . :others tg:evidence :e .
:hope tg:evidence :e . :late tg:evidence :e .
:pA tg:inAgreement agreement:x ; tg:participant :A .
:pB tg:inAgreement agreement:x ; tg:participant :B ; tg:inForceFrom "2003-04-05"^^xsd:date ;
    tg:inForceUntil "2008-12-31"^^xsd:date .
:pC tg:inAgreement agreement:x ; tg:participant :C .
:rA tg:ofParticipation :pA ; tg:actionType action-type:ratification .
:rB tg:ofParticipation :pB ; tg:actionType action-type:ratification .
:sC tg:ofParticipation :pC ; tg:actionType action-type:signature .
"""


def standing(turtle: str, actor: str, day: str, topic: str = "UNDEF") -> dict[str, tuple[str, ...]]:
    """How each norm that an actor bears stands on a day: standing, status, why."""
    row = f"({dated(day)} <http://example.org/{actor}> {topic})"
    rows = list(held(turtle).select(query_on("binding-on-day", row)).dicts())
    found = {str(row["norm"].value).rpartition("/")[2]:
             tuple(str(row[name].value) for name in ("standing", "status", "why"))
             for row in rows}  # fmt: skip
    assert len(found) == len(rows), "a norm stands in two ways"
    return found


def binding(turtle: str, actor: str, day: str) -> dict[str, str]:
    """What binds an actor on a day, and since when."""
    row = f"({dated(day)} <http://example.org/{actor}> UNDEF)"
    rows = held(turtle).select(query_on("binding-on-day", row)).dicts()
    return {str(row["norm"].value).rpartition("/")[2]: str(row["since"].value)
            for row in rows if row["standing"].value == "binds"}  # fmt: skip


def test_duties_bind_a_party_by_role_or_by_name() -> None:
    assert binding(TREATY, "A", "2002-01-01") == {"duty": "2001", "ban": "2001", "strive": "2001"}


def test_a_vague_beginning_binds_nobody_within_itself() -> None:
    assert binding(TREATY, "A", "2001-06-01") == {}


def test_a_norm_starts_and_lapses_apart() -> None:
    assert "late" not in binding(TREATY, "A", "2004-12-31")
    assert binding(TREATY, "A", "2005-01-01")["late"] == "2005-01-01"
    assert binding(TREATY, "A", "2006-12-31")["late"] == "2005-01-01"
    assert "late" not in binding(TREATY, "A", "2007-01-01")


def test_a_participation_has_dates_of_its_own() -> None:
    assert binding(TREATY, "B", "2003-04-04") == {}
    assert binding(TREATY, "B", "2003-04-05") == {"duty": "2003-04-05", "ban": "2003-04-05"}
    assert "duty" in binding(TREATY, "B", "2008-12-31")
    assert binding(TREATY, "B", "2009-01-01") == {}


def test_a_signature_alone_binds_to_nothing_and_neither_does_a_programme() -> None:
    assert binding(TREATY, "C", "2002-01-01") == {}
    loose = TREATY.replace("legal-force:binding", "legal-force:not-binding")
    assert binding(loose, "A", "2002-01-01") == {}


JOINED_LATE = "it joined late, and since which day it is bound is not recorded"
CONTESTED_END = """
:c tg:assertedSubject agreement:x ; tg:assertedProperty tg:inForceUntil ;
    tg:assertedValue "2004-12-31"^^xsd:date .
:d tg:assertedSubject agreement:x ; tg:assertedProperty tg:inForceUntil ;
    tg:assertedValue "2004-12-31"^^xsd:date ; tg:denied true .
"""


def test_a_contested_end_leaves_disputed_what_it_would_end() -> None:
    assert binding(TREATY + CONTESTED_END, "A", "2004-12-31")
    assert binding(TREATY + CONTESTED_END, "A", "2005-01-01") == {}
    found = standing(TREATY + CONTESTED_END, "A", "2005-01-01")
    assert found["duty"] == ("disputed", "disputed", "an end is asserted and denied")
    assert found["hope"] == ("no duty", "disputed", "an end is asserted and denied")


def test_an_end_that_another_record_settles_is_not_disputed() -> None:
    found = standing(TREATY + CONTESTED_END, "B", "2009-01-01")
    assert found["duty"] == ("not in force", "not in force", "ended")


def test_a_contested_beginning_of_one_norm_leaves_that_norm_disputed() -> None:
    claims = CONTESTED_END.replace("agreement:x", ":late").replace("inForceUntil", "inForceFrom")
    found = standing(TREATY + claims, "A", "2005-06-01")
    assert found["late"][0] == "binds"  # another day is recorded, and nobody denies it
    claims = claims.replace("2004-12-31", "2005-01-01")
    found = standing(TREATY + claims, "A", "2005-06-01")
    assert found["late"] == ("disputed", "disputed", "a beginning is asserted and denied")
    assert found["duty"][0] == "binds"


@pytest.mark.parametrize(
    ("change", "day", "expected"),
    [
        # a day that a vague date covers
        (("", ""), "2001-06-01", ("unknown", "the day of entry into force is not recorded")),
        (('"2001"^^xsd:gYear', '"2001-02-03"^^xsd:date ; tg:concludedOn "2001"^^xsd:gYear'),
         "2001-06-01", ("unknown", "the day of conclusion is not recorded")),
        (('"2001"^^xsd:gYear', '"2001-02-03"^^xsd:date ; tg:inForceUntil "2009"^^xsd:gYear'),
         "2009-06-01", ("unknown", "the day of the end is not recorded")),
        # before and after
        (("", ""), "2000-12-31", ("not in force", "not yet entered into force")),
        (('"2001"^^xsd:gYear', '"2001-02-03"^^xsd:date ; tg:concludedOn "2000-01-02"^^xsd:date'),
         "2000-01-01", ("not in force", "not yet concluded")),
        (('"2001"^^xsd:gYear', '"2001-02-03"^^xsd:date ; tg:inForceUntil "2009"^^xsd:gYear'),
         "2010-01-01", ("not in force", "ended")),
        # no entry into force is recorded
        ((' ; tg:inForceFrom "2001"^^xsd:gYear', ""), "2001-06-01",
         ("unknown", "no entry into force is recorded")),
        (('tg:inForceFrom "2001"^^xsd:gYear', 'tg:asOf "2003-01-01"^^xsd:date'), "2003-01-01",
         ("not in force", "no entry into force up to this day")),
        # consent
        ((":rA tg:ofParticipation :pA ;", ":rA"), "2002-01-01",
         ("unknown", "no consent to be bound is recorded")),
        ((":rA tg:ofParticipation :pA ;", ':pA tg:asOf "2002-01-01"^^xsd:date . :rA'),
         "2002-01-01", ("not in force", "no consent up to this day")),
        ((":rA ", ':rA tg:earliest "2002-01-02"^^xsd:date ; tg:latest "2002-01-02"^^xsd:date ; '),
         "2002-01-01", ("not in force", "not yet consented to")),
        ((":rA ", ':rA tg:earliest "2001-01-02"^^xsd:date ; tg:latest "2002-12-31"^^xsd:date ; '),
         "2002-01-01", ("unknown", "the day of consent is not recorded")),
        ((":rA ", ':rA tg:earliest "2003-01-02"^^xsd:date ; tg:latest "2003-01-02"^^xsd:date ; '),
         "2004-01-01", ("unknown", JOINED_LATE)),
        (("agreement:x a", ":w tg:ofParticipation :pA ; tg:actionType action-type:withdrawal ; "
          'tg:earliest "2002-01-02"^^xsd:date .\nagreement:x a'),
         "2002-01-02", ("unknown", "it left, and the day of the end is not recorded")),
        (("agreement:x a", ":w tg:ofParticipation :pA ; tg:actionType action-type:withdrawal ; "
          'tg:earliest "2002-01-02"^^xsd:date .\nagreement:x a'),
         "2002-01-01", ("in force", "entered into force")),
        # who is named without taking part
        ((":pA tg:inAgreement agreement:x ;", ":pA"), "2002-01-01",
         ("unknown", "no participation is recorded")),
    ],
)  # fmt: skip
def test_why_a_norm_that_names_the_actor_stands_as_it_does(
    change: tuple[str, str], day: str, expected: tuple[str, str]
) -> None:
    assert change[0] in TREATY
    turtle = TREATY.replace(*change, 1) if change[0] else TREATY
    assert standing(turtle, "A", day)["strive"][1:] == expected


@pytest.mark.parametrize(
    ("force", "expected"),
    [
        ("legal-force:not-binding", {"duty": "not binding", "hope": "not binding"}),
        ("legal-force:contested", {"duty": "disputed", "hope": "no duty"}),
        ("legal-force:binding", {"duty": "binds", "hope": "no duty"}),
    ],
)
def test_standing_follows_legal_force_and_the_kind_of_norm(
    force: str, expected: dict[str, str]
) -> None:
    found = standing(TREATY.replace("legal-force:binding", force), "A", "2002-01-01")
    assert {norm: found[norm][0] for norm in expected} == expected
    assert "others" not in found  # what third States bear is nobody's of them


def test_without_a_legal_force_it_is_unknown_whether_a_duty_binds() -> None:
    turtle = TREATY.replace("tg:legalForce legal-force:binding ; ", "")
    assert standing(turtle, "A", "2002-01-01")["duty"][:2] == ("unknown", "in force")


def test_what_binds_un_members_is_unknown_for_a_state() -> None:
    turtle = """
tg:Obligation rdfs:subClassOf tg:Norm . :A a tg:State . :B a tg:Organization .
agreement:r a tg:Agreement ; tg:legalForce legal-force:binding ;
    tg:inForceFrom "2001-02-03"^^xsd:date .
:duty a tg:Obligation ; tg:bearerRole party-role:un-members ; tg:statedIn agreement:r .
"""
    found = standing(turtle, "A", "2002-01-01")
    assert found == {"duty": ("unknown", "unknown", "no participation is recorded")}
    assert standing(turtle, "B", "2002-01-01") == {}


def test_a_topic_takes_in_those_below_it() -> None:
    turtle = TREATY + ":narrow skos:broader :wide . :duty tg:topic :narrow . :ban tg:topic :other ."
    assert set(standing(turtle, "A", "2002-01-01", "<http://example.org/wide>")) == {"duty"}
    assert set(standing(turtle, "A", "2002-01-01", "<http://example.org/other>")) == {"ban"}
    assert standing(turtle, "A", "2002-01-01", "<http://example.org/none>") == {}


def test_article_3_3_binds_iran_from_the_day_of_entry_into_force(corpus_release: Release) -> None:
    iran = "<https://w3id.org/treatygraph/id/state/IRN>"
    found = {}
    for day in ("2025-10-01", "2025-10-02"):
        row = f"({dated(day)} {iran} UNDEF)"
        rows = corpus_release.store.select(query_on("binding-on-day", row)).dicts()
        found[day] = {str(row["norm"].value).rpartition("/")[2]
                      for row in rows if row["standing"].value == "binds"}  # fmt: skip
    assert not any("aggressor" in norm for norm in found["2025-10-01"])
    assert "norm-no-aid-to-aggressor" in found["2025-10-02"]


# Disagreements that nobody marked.

SINGLE = "tg:durationYears a owl:FunctionalProperty . tg:inForceFrom a owl:FunctionalProperty .\n"


def unmarked(turtle: str) -> list[tuple[str, ...]]:
    """Pairs of claims, and how they differ."""
    rows = held(SINGLE + turtle).select(query("unmarked-disagreements")).dicts()
    return [(str(row["claim"].value)[-1], str(row["other"].value)[-1], str(row["how"].value))
            for row in rows]  # fmt: skip


def claim(name: str, property_: str, value: str, *more: str) -> str:
    """A claim about agreement:x."""
    predicate = "tg:assertedObject" if value.startswith(":") else "tg:assertedValue"
    facts = [f"tg:assertedProperty {property_}", f"{predicate} {value}", *more]
    return f":{name} tg:assertedSubject agreement:x ; {' ; '.join(facts)} .\n"


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("20", "25"),
        ("2", "20"),  # a prefix as text, but no vaguer number
        (dated("2025-01-17"), dated("2025-01-18")),
        (dated("2025"), dated("2024-12")),
        (dated("2025-01"), dated("2025-10")),
    ],
)
def test_different_values_of_a_single_valued_property_disagree(one: str, two: str) -> None:
    property_ = "tg:inForceFrom" if "xsd" in one else "tg:durationYears"
    found = unmarked(claim("a", property_, one) + claim("b", property_, two))
    assert found == [("a", "b", "different values")]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("20", "20"),
        ("20", '"20.0"^^xsd:decimal'),
        (dated("2025"), dated("2025-10-02")),  # merely vaguer
        (dated("2025-10"), dated("2025-10-02")),
        (dated("2025-10-02"), dated("2025")),
    ],
)
def test_the_same_value_and_its_vaguer_form_agree(one: str, two: str) -> None:
    property_ = "tg:inForceFrom" if "xsd:date" in two + one else "tg:durationYears"
    assert unmarked(claim("a", property_, one) + claim("b", property_, two)) == []


def test_several_members_are_no_disagreement() -> None:
    assert unmarked(claim("a", "tg:topic", ":t1") + claim("b", "tg:topic", ":t2")) == []


def test_one_who_denies_what_another_asserts_disagrees() -> None:
    fact = ("tg:topic", ":t1")
    found = unmarked(claim("a", *fact, "tg:denied true") + claim("b", *fact))
    assert found == [("b", "a", "asserted and denied")]


def test_to_deny_another_value_is_no_disagreement() -> None:
    pair = claim("a", "tg:durationYears", "20", "tg:denied true")
    assert unmarked(pair + claim("b", "tg:durationYears", "25")) == []
    both = claim("b", "tg:durationYears", "25", "tg:denied true")
    assert unmarked(pair + both) == []


def test_claims_about_two_subjects_do_not_meet() -> None:
    elsewhere = claim("b", "tg:durationYears", "25").replace("agreement:x", "agreement:y")
    assert unmarked(claim("a", "tg:durationYears", "20") + elsewhere) == []


@pytest.mark.parametrize(
    "mark",
    [
        ":a tg:disputes :b .",
        ":b tg:disputes :a .",
        ":d a tg:Disagreement ; tg:side :a , :b .",
    ],
)
def test_a_disagreement_that_is_marked_is_left_out(mark: str) -> None:
    pair = claim("a", "tg:durationYears", "20") + claim("b", "tg:durationYears", "25")
    assert unmarked(pair + mark) == []
    denied = claim("a", "tg:topic", ":t", "tg:denied true") + claim("b", "tg:topic", ":t")
    assert unmarked(denied + mark) == []


def test_a_disagreement_with_somebody_else_marks_nothing() -> None:
    pair = claim("a", "tg:durationYears", "20") + claim("b", "tg:durationYears", "25")
    assert unmarked(pair + ":d tg:side :a , :z . :a tg:disputes :z .") != []


# Voices, and the grid.


def test_a_voice_can_be_put_in_the_place_of_all(corpus_release: Release) -> None:
    putin = "https://w3id.org/treatygraph/id/person/vladimir-putin"
    every = list(corpus_release.store.select(query("claims-by-voice")).dicts())
    his = list(corpus_release.store.select(query_on("claims-by-voice", f"<{putin}>")).dicts())
    assert {row["voice"].value for row in his} == {putin}
    assert len(his) == sum(row["voice"].value == putin for row in every) < len(every)


def test_the_grid_counts_a_norm_once_for_each_of_its_types(corpus_release: Release) -> None:
    cells = {
        tuple(str(row[name].value).rpartition("/")[2] for name in ("type", "agreement")):
        int(row["norms"].value)
        for row in corpus_release.store.select(query("comparison-grid")).dicts()
    }  # fmt: skip
    assert cells["mutual-defence", "ru-kp-2024"] == 1
    assert ("mutual-defence", "ru-ir-2025") not in cells
    assert cells["non-use-of-territory", "ru-ir-2025"] == 2


def test_every_side_of_every_disagreement_is_shown(corpus_release: Release) -> None:
    rows = list(corpus_release.store.select(query("disagreements")).dicts())
    held_ = corpus_release.manifest.classes["Disagreement"]
    assert len({row["disagreement"].value for row in rows}) == held_
    assert len({(row["disagreement"].value, row["side"].value) for row in rows}) == len(rows)
