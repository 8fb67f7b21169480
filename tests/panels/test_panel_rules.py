"""The rules of force that panels count by are those of the queries that pages answer by."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse

from support import ROOT, Corpus
from treatygraph.describe import Reader
from treatygraph.describe.status import statuses
from treatygraph.iris import Base
from treatygraph.namespaces import DEFAULT_BASE
from treatygraph.panels import read_records
from treatygraph.panels.reading import _Reading
from treatygraph.panels.records import Membership, Records
from treatygraph.panels.rules import MembershipRule, agreement_status
from treatygraph.queries import load_queries
from treatygraph.release import Release
from treatygraph.store import EmbeddedStore

DAYS = ("1948-12-31", "1999-12-31", "2001-12-31", "2007-06-01", "2020-12-31", "2021-12-31",
        "2023-12-31", "2024-12-31", "2025-10-02", "2025-12-31", "2030-12-31")  # fmt: skip
QUERIES = load_queries(ROOT / "queries")


@pytest.fixture(scope="module")
def records(corpus: Corpus) -> Records:
    return read_records(corpus.release)


@pytest.mark.parametrize("on", DAYS)
def test_agreements_stand_as_their_pages_say(corpus: Corpus, records: Records, on: str) -> None:
    told = statuses(Reader(corpus.release), date.fromisoformat(on))
    assert {iri: agreement_status(one, on) for iri, one in records.agreements.items()} == {
        iri: status.value for iri, status in told.items()}  # fmt: skip


@pytest.mark.parametrize("on", DAYS)
def test_participants_stand_as_the_query_says(corpus: Corpus, records: Records, on: str) -> None:
    found = {one.iri: _words(one, on) for one in records.memberships}
    assert found == _participants(corpus.release.store, records, on)


@pytest.mark.parametrize("on", DAYS[-6:])
def test_norms_stand_for_their_bearers_as_the_query_says(
    corpus: Corpus, records: Records, on: str
) -> None:
    """Of each norm of Iran, Russia and a State that takes part in little."""
    for state in ("IRN", "RUS", "CHN", "AZE"):
        actor = f"{DEFAULT_BASE}id/state/{state}"
        asked = QUERIES["library/binding-on-day"].bound(
            {"day": f'"{on}"^^<http://www.w3.org/2001/XMLSchema#date>', "actor": f"<{actor}>",
             "topic": "UNDEF"})  # fmt: skip
        rows = corpus.release.store.select(asked.text).dicts()
        told = {row["norm"].value: f"{row['status'].value}: {row['why'].value}" for row in rows}
        assert told
        joined = {one.agreement.iri: one for one in records.memberships if one.actor == actor}
        for norm in records.norms:
            if norm.iri in told:
                of = joined.get(norm.agreement.iri) or Membership("", actor, norm.agreement)
                standing = MembershipRule(of, norm).on(on)
                assert f"{standing.status}: {standing.why}" == told[norm.iri], norm.iri


def _words(one: Membership, on: str) -> str:
    standing = MembershipRule(one, None).on(on)
    return f"{standing.status}: {standing.why}"


def _participants(store: EmbeddedStore, records: Records, on: str) -> dict[str, str]:
    asked = QUERIES["library/participants-on-day"].bound({
        "day": f'"{on}"^^<http://www.w3.org/2001/XMLSchema#date>',
        "agreement": " ".join(f"<{iri}>" for iri in records.agreements),
    })  # fmt: skip
    return {row["participation"].value: f"{row['status'].value}: {row['why'].value}"
            for row in store.select(asked.text).dicts()}  # fmt: skip


# Any dates ---------------------------------------------------------------------------------

_HEAD = """\
PREFIX action-type: <https://w3id.org/treatygraph/id/action-type/>
PREFIX legal-force: <https://w3id.org/treatygraph/id/legal-force/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX tg: <https://w3id.org/treatygraph/ontology#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX : <https://w3id.org/treatygraph/id/agreement/>
action-type:ratification skos:broader action-type:consent-to-be-bound .
:a a tg:Agreement . :a-p a tg:Participation ; tg:inAgreement :a ;
    tg:participant <https://w3id.org/treatygraph/id/state/XAA> .
"""
_TYPES = {4: "gYear", 7: "gYearMonth", 10: "date"}
dates = st.sampled_from(["", "2000", "2000-12", "2001", "2001-06", "2001-12-31", "2002-12",
                         "2002-12-31", "2003-01-01", "2003"])  # fmt: skip
days = st.sampled_from(["", "2000-03-01", "2001-12-31", "2002-12-31", "2003-01-01"])
asked_days = st.sampled_from(["2000-12-31", "2001-06-15", "2001-12-31", "2002-12-31",
                              "2003-12-31"])  # fmt: skip


def _said(subject: str, name: str, date: str) -> str:
    return f'{subject} tg:{name} "{date}"^^xsd:{_TYPES[len(date)]} .\n' if date else ""


@st.composite
def collections(draw: st.DrawFn) -> str:
    """One agreement and one participant, with any dates, acts and contests."""
    text = (
        _HEAD
        + f":a tg:legalForce legal-force:{draw(st.sampled_from(['binding', 'not-binding']))} .\n"
    )
    for subject, names in ((":a", ("concludedOn", "inForceFrom", "inForceUntil", "asOf")),
                           (":a-p", ("inForceFrom", "inForceUntil", "asOf"))):  # fmt: skip
        text += "".join(_said(subject, name, draw(dates)) for name in names)
    for act, kind in enumerate(draw(st.lists(st.sampled_from(["ratification", "withdrawal"]),
                                             max_size=3))):  # fmt: skip
        text += f":act-{act} tg:ofParticipation :a-p ; tg:actionType action-type:{kind} .\n"
        text += _said(f":act-{act}", "earliest", draw(days))
        text += _said(f":act-{act}", "latest", draw(days))
    if draw(st.integers(0, 3)) == 0:
        date = draw(dates.filter(bool))
        property_ = draw(st.sampled_from(["inForceFrom", "inForceUntil"]))
        subject = draw(st.sampled_from([":a", ":a-p"]))
        for claim in ("claim-1 tg:denied true", "claim-2 a tg:Claim"):
            text += (
                f":{claim} ; tg:assertedProperty tg:{property_} ; tg:assertedSubject {subject} .\n"
            )
            text += _said(f":{claim.split()[0]}", "assertedValue", date)
    return text


class _Unbuilt:
    """A release as far as records are read of it: its base, its queries and its statements."""

    def __init__(self, text: str) -> None:
        self.base, self.queries = Base(), QUERIES
        self.store = EmbeddedStore(parse(text.encode(), format=RdfFormat.TURTLE))


@given(collections(), asked_days)
@settings(deadline=None, max_examples=250)
def test_any_dates_are_judged_alike(text: str, on: str) -> None:
    release: Release = _Unbuilt(text)  # type: ignore[assignment]
    reading = _Reading(release)
    agreements = reading.agreements()
    (one,) = reading.memberships(agreements)
    records = Records(agreements, [one], [], {}, frozenset())
    assert {one.iri: _words(one, on)} == _participants(release.store, records, on)
    asked = QUERIES["library/status-on-day"].bound(
        {"day": f'"{on}"^^<http://www.w3.org/2001/XMLSchema#date>'})  # fmt: skip
    (row,) = release.store.select(asked.text).dicts()
    assert agreement_status(one.agreement, on) == row["status"].value
