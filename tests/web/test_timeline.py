"""The timeline: what it finds, how it is drawn, and what it says of days that are not known."""

from __future__ import annotations

import csv
import json
import re
import xml.etree.ElementTree as ET
from datetime import date, timedelta
from io import StringIO
from itertools import pairwise

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from strict_html import read_page

from treatygraph.describe import Reader
from treatygraph.describe.timeline import Period, kind_named, moments
from treatygraph.release import Release
from treatygraph.web.timeline_axis import Axis

HTML = {"Accept": "text/html"}
TREATY = "/timeline?agreement=ru-ir-2025"
SVG = "{http://www.w3.org/2000/svg}"


def rows(client: FlaskClient, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/timeline.csv{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(StringIO(answer.text)))


def test_every_act_and_event_of_the_release_is_told_once(
    corpus_client: FlaskClient, corpus_release: Release
) -> None:
    told = [row["iri"] for row in rows(corpus_client)]
    assert len(told) == len(set(told)) == corpus_release.manifest.classes["Event"]


def test_they_stand_in_the_order_of_time(corpus_client: FlaskClient) -> None:
    days = [row["earliest"] or row["latest"] for row in rows(corpus_client)]
    assert days == sorted(days)


def test_an_agreement_has_the_acts_of_its_parties_and_its_events(
    corpus_client: FlaskClient,
) -> None:
    found = {row["what"]: row for row in rows(corpus_client, "?agreement=ru-ir-2025")}
    assert found["Signature by Iran"]["date"] == "2025-01-17"
    assert found["Entry into force of the Russia–Iran treaty"]["earliest"] == "2025-10-02"
    assert {row["agreement"] for row in found.values()} == {
        "Russia–Iran strategic partnership treaty (2025)"
    }


def test_a_kind_takes_in_those_below_it(corpus_client: FlaskClient) -> None:
    consents = rows(corpus_client, "?kind=consent-to-be-bound")
    assert {"Ratification", "Accession"} <= {row["kind"] for row in consents}
    assert {row["sort"] for row in consents} == {"consent to be bound"}


def test_who_took_part_for_a_participant_is_found_too(corpus_client: FlaskClient) -> None:
    found = rows(corpus_client, "?actor=person/vladimir-putin")
    assert "Signature by Russia" in {row["what"] for row in found}
    assert all("Vladimir Putin" in row["who"] for row in found)


@pytest.mark.parametrize(("start", "end"), [("2025", "2025"), ("2025-01", "2025-03"),
                                            ("2025-10-02", "2025-10-02")])  # fmt: skip
def test_a_period_has_whatever_may_have_happened_in_it(
    corpus_client: FlaskClient, start: str, end: str
) -> None:
    within = {row["iri"] for row in rows(corpus_client, f"?from={start}&until={end}")}
    may = {row["iri"] for row in rows(corpus_client)
           if (row["latest"] or row["earliest"]) >= start
           and (row["earliest"] or row["latest"])[: len(end)] <= end}  # fmt: skip
    assert within == may
    assert within


@pytest.mark.parametrize(("query", "status", "words"), [
    ("?from=yesterday", 400, "“from” is no day, month or year"),
    ("?until=2025-02-30", 400, "“until” is no day"),
    ("?from=2025-1", 400, "write 2025-10-03, 2025-10 or 2025"),
    ("?from=２０２５", 400, "is no day"),
    ("?from=0000", 400, "is no day"),
    ("?from=2025&until=2024", 400, "lies after"),
    ("?kind=none", 404, "no kind of act or event is called “none”"),
    ("?agreement=none", 404, "no agreement is called “none”"),
    ("?actor=XXX", 404, "no actor is called “XXX”"),
])  # fmt: skip
def test_what_cannot_be_answered_is_told_in_a_sentence(
    corpus_client: FlaskClient, query: str, status: int, words: str
) -> None:
    answer = corpus_client.get(f"/timeline{query}")
    assert answer.status_code == status
    assert words in answer.json["detail"]


def test_a_day_that_is_not_known_is_drawn_as_a_bar_and_said_to_be_so(
    corpus_client: FlaskClient,
) -> None:
    page = corpus_client.get(TREATY, headers=HTML).text
    vague = [row for row in rows(corpus_client, "?agreement=ru-ir-2025")
             if not row["earliest"] or row["earliest"] != row["latest"]]  # fmt: skip
    assert len(re.findall("<rect[^>]* rx=", page)) == len(vague) > 0
    text = read_page(page).text
    assert f"Of {len(vague)} the day is not known" in text
    assert "March 2025, day not known" in text
    assert "by 18 May 2025" in text


def test_each_mark_leads_to_its_thing_and_is_named(corpus_client: FlaskClient) -> None:
    drawn = ET.fromstring(corpus_client.get(TREATY.replace("?", ".svg?")).data)
    marks = [a for a in drawn.iter(f"{SVG}a") if a.get("class") == "mark"]
    iris = {row["iri"] for row in rows(corpus_client, "?agreement=ru-ir-2025")}
    assert {mark.get("href") for mark in marks} == iris
    names = {mark.get("aria-label") for mark in marks}
    assert "17 January 2025: Signature by Iran (signature)" in names


def test_a_file_says_its_title_its_source_and_what_its_marks_mean(
    corpus_client: FlaskClient, corpus_release: Release
) -> None:
    answer = corpus_client.get(TREATY.replace("?", ".svg?"))
    assert answer.content_type == "image/svg+xml"
    said = " ".join(ET.fromstring(answer.data).itertext())
    assert "Timeline of acts and events: Russia–Iran strategic partnership treaty (2025)" in said
    assert corpus_release.version in said
    assert "/timeline?agreement=ru-ir-2025" in said
    assert "Not to scale" in said
    assert "style" not in answer.text


def test_where_nothing_happened_the_page_says_so_and_there_is_no_file(
    corpus_client: FlaskClient,
) -> None:
    page = corpus_client.get("/timeline?from=1900&until=1901", headers=HTML)
    assert "No act or event of this release fits" in read_page(page.text).text
    assert corpus_client.get("/timeline.svg?from=1900&until=1901").status_code == 404
    assert json.loads(corpus_client.get("/timeline.json?until=1901").data)["rows"] == []


def test_the_table_of_the_page_has_the_rows_of_the_file(corpus_client: FlaskClient) -> None:
    page = corpus_client.get("/timeline?actor=IRN", headers=HTML).text
    assert page.count('<td data-column="What">') == len(rows(corpus_client, "?actor=IRN"))


def test_an_agreements_page_has_its_own_timeline(corpus_client: FlaskClient) -> None:
    page = corpus_client.get("/doc/agreement/ru-ir-2025.html").text
    assert '<figure class="figure-drawn" data-picture="timeline">' in page
    assert read_page(page).faults == []
    bare = corpus_client.get("/doc/agreement/ir-ru-1921.html").text
    assert "figure-drawn" not in bare


def test_every_sort_of_the_legend_is_found_by_a_kind(corpus_release: Release) -> None:
    reader = Reader(corpus_release)
    for key, sort in {"ratification": "consent", "promulgation": "domestic", "end": "end",
                      "entry-into-force": "force", "signature": "signature",
                      "meeting": "event"}.items():  # fmt: skip
        found = moments(reader, Period(kind=kind_named(reader, key)))
        assert found
        assert {moment.sort for moment in found} == {sort}


# The axis -------------------------------------------------------------------------------

DAYS = st.dates(date(1500, 1, 1), date(2400, 1, 1))


@given(st.lists(DAYS, min_size=1, max_size=40), st.data())
def test_later_days_lie_further_to_the_right_and_all_within(
    days: list[date], data: st.DataObject
) -> None:
    axis = Axis([days], days, 20, 1100)
    places = [axis.x(day) for day in sorted(days)]
    assert places == sorted(places)
    assert all(20 <= place <= 1100.001 for place in places)
    some = data.draw(st.sampled_from(days))
    assert axis.x(some + timedelta(days=1)) > axis.x(some)


@given(st.lists(DAYS, min_size=1, max_size=40))
def test_the_units_of_an_axis_follow_each_other_without_a_gap(days: list[date]) -> None:
    units = Axis([days], days, 20, 1100).units
    for one, next_ in pairwise(units):
        assert one.end == next_.start
        assert one.x + one.width == pytest.approx(next_.x)
    assert units[-1].x + units[-1].width == pytest.approx(1100)
    assert not any(one.is_break and next_.is_break for one, next_ in pairwise(units))


def test_a_time_without_marks_is_one_break() -> None:
    days = [date(1945, 6, 1), date(2025, 1, 1), date(2025, 1, 2)]
    units = Axis([days], days, 0, 100).units
    assert [(unit.label, unit.is_break) for unit in units] == [
        ("Jun 1945", False), ("Jul", True), ("Jan 2025", False)
    ]  # fmt: skip


def test_years_are_named_where_many_months_have_marks(corpus_client: FlaskClient) -> None:
    page = corpus_client.get("/timeline", headers=HTML).text
    assert re.search(r">2025</text>", page)
    assert "Jan 2025" not in page
