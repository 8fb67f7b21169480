"""Binding on a day: the form, the page, its tables, and what it says to bad questions."""

from __future__ import annotations

import csv
import io
import json
import urllib.error
import urllib.request
import zipfile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from strict_html import Page, read_page

from support import Server
from treatygraph.describe import Reader
from treatygraph.describe.choices import actors, topics
from treatygraph.queries import scan_query
from treatygraph.release import Release
from treatygraph.web.binding import COLUMNS

IRAN = "/binding?actor=IRN&on=2025-10-03"


def page(client: FlaskClient, path: str) -> Page:
    """A page that is whole and well formed."""
    response = client.get(path, headers={"Accept": "text/html"})
    assert response.status_code == 200, response.text
    read = read_page(response.text)
    assert read.faults == []
    return read


def rows(client: FlaskClient, path: str) -> list[dict[str, str]]:
    """The rows of a table, as CSV gives them."""
    response = client.get(path, headers={"Accept": "text/csv"})
    assert response.content_type == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.text, newline="")))


def test_without_an_actor_there_is_a_form_that_explains_itself(corpus_client: FlaskClient) -> None:
    form = page(corpus_client, "/binding")
    assert {field.attributes["name"] for field in form.all("select")} == {"actor", "topic"}
    labelled = {label.attributes["for"] for label in form.all("label")}
    assert labelled - {"site-q"} == {"actor", "on", "topic"}
    assert "Unknown or disputed" in form.text
    for example in (target for target in form.links if target.startswith("/binding?actor=")):
        assert "What binds" in page(corpus_client, example).text


def test_the_form_offers_whoever_takes_part_or_is_named(corpus_release: Release) -> None:
    offered = {key for _, choices in actors(Reader(corpus_release)) for key, _ in choices}
    assert {"IRN", "organization/eaeu", "organization/iaea"} <= offered
    topic = {key for _, choices in topics(Reader(corpus_release)) for key, _ in choices}
    assert {"economy", "sanctions"} <= topic


def test_what_is_chosen_stays_chosen(corpus_client: FlaskClient) -> None:
    read = page(corpus_client, f"{IRAN}&topic=sanctions")
    chosen = [o.attributes["value"] for o in read.all("option") if "selected" in o.attributes]
    assert chosen == ["IRN", "sanctions"]
    (day,) = (i.attributes["value"] for i in read.all("input") if i.attributes["name"] == "on")
    assert day == "2025-10-03"


def test_the_duties_of_a_treaty_begin_with_its_day(corpus_client: FlaskClient) -> None:
    def standing(day: str) -> set[str]:
        found = rows(corpus_client, f"/binding?actor=IRN&on={day}")
        norm = "agreement/ru-ir-2025/norm-no-aid-to-aggressor"
        return {row["standing"] for row in found if row["norm_iri"].endswith(norm)}

    assert standing("2025-10-01") == {"not in force"}
    assert standing("2025-10-02") == {"binds"}


def test_every_reason_names_participation_consent_and_entry_into_force(
    corpus_client: FlaskClient,
) -> None:
    read = page(corpus_client, f"{IRAN}&topic=sanctions")
    for words in (
        "in force For Iran since 2 October 2025; no end is recorded.",
        "Participation Iran in the Russia–Iran treaty of 2025",
        "Iran gives notice of completed procedures",
        "Entry into force Entry into force of the Russia–Iran treaty (2 October 2025)",
    ):
        assert words in read.text
    assert {"/doc/agreement/ru-ir-2025/participation-IRN",
            "/doc/event/ru-ir-2025-entry-into-force"} <= read.links  # fmt: skip


def test_what_claims_dispute_is_told_with_both_voices(corpus_client: FlaskClient) -> None:
    text = page(corpus_client, "/binding?actor=IRN&on=2025-10-19&topic=sanctions").text
    assert "disputed An end is asserted and denied." in text
    assert "Asserted 3 claims" in text
    assert "Denied 1 claim" in text


def test_what_is_unknown_says_which_date_is_missing(corpus_client: FlaskClient) -> None:
    text = page(corpus_client, IRAN).text
    assert "unknown No entry into force is recorded." in text
    assert "in force generally from: not recorded" in text


def test_what_is_not_in_force_says_when_it_begins_or_ended(corpus_client: FlaskClient) -> None:
    early = page(corpus_client, "/binding?actor=organization/eaeu&on=2025-05-14").text
    assert "not in force Not yet: in force from 15 May 2025." in early
    unmade = page(corpus_client, "/binding?actor=organization/eaeu&on=2020-05-14").text
    assert "Not yet: concluded on 25 December 2023, in force from 15 May 2025." in unmade
    assert (
        "not in force Ended in 1999."
        in page(corpus_client, "/binding?actor=AZE&on=2001-01-01").text
    )


def test_no_norm_is_dropped_or_told_twice(corpus_client: FlaskClient) -> None:
    read, found = page(corpus_client, IRAN), rows(corpus_client, IRAN)
    assert len({row["norm_iri"] for row in found}) == len(found)
    for row in found:
        path = row["norm_iri"].removeprefix("https://w3id.org/treatygraph/id")
        assert f"/doc{path}" in read.links
    figures = [int(e.text) for e in read.elements if e.attributes.get("class") == "figure"]
    assert sum(figures) == len(found)


def test_instruments_with_nothing_to_tell_are_named(corpus_client: FlaskClient) -> None:
    read = page(corpus_client, f"{IRAN}&topic=sport-and-tourism")
    assert "Instruments with nothing to tell" in read.text
    assert "/doc/agreement/caspian-2018" in read.links


def test_a_topic_takes_in_those_below_it(corpus_client: FlaskClient) -> None:
    wide = {row["norm_iri"] for row in rows(corpus_client, f"{IRAN}&topic=economy")}
    narrow = {row["norm_iri"] for row in rows(corpus_client, f"{IRAN}&topic=sanctions")}
    assert narrow < wide


def test_csv_json_and_workbook_hold_the_same_rows(corpus_client: FlaskClient) -> None:
    pytest.importorskip("xlsxwriter", reason="the extra `tables` is not installed")
    path = f"{IRAN}&topic=sanctions"
    told = json.loads(corpus_client.get(path, headers={"Accept": "application/json"}).text)
    assert told["rows"] == rows(corpus_client, path)
    assert tuple(told["columns"]) == COLUMNS
    assert (told["actor"], told["on"], told["topic"]) == ("IRN", "2025-10-03", "sanctions")
    book = corpus_client.get(f"{path}&format=xlsx")
    with zipfile.ZipFile(io.BytesIO(book.data)) as archive:
        assert archive.read("xl/worksheets/sheet1.xml").count(b"<row ") == len(told["rows"]) + 1
    assert book.data == corpus_client.get(f"{path}&format=xlsx").data


def test_suffix_parameter_and_accept_give_the_same_bytes(corpus_client: FlaskClient) -> None:
    negotiated = corpus_client.get(IRAN, headers={"Accept": "text/csv"})
    assert negotiated.headers["Content-Location"] == "/binding.csv?actor=IRN&on=2025-10-03"
    by_suffix = corpus_client.get(negotiated.headers["Content-Location"])
    by_parameter = corpus_client.get(f"{IRAN}&format=csv")
    assert negotiated.data == by_suffix.data == by_parameter.data


def test_the_query_behind_the_page_gives_its_rows(
    corpus_client: FlaskClient, corpus_release: Release
) -> None:
    read = page(corpus_client, IRAN)
    (address,) = (target for target in read.links if target.startswith("/sparql?query=PREFIX"))
    answer = corpus_client.get(address, headers={"Accept": "text/csv"})
    assert answer.status_code == 200
    assert len(answer.text.splitlines()) - 1 >= len(rows(corpus_client, IRAN))
    assert scan_query(corpus_release.queries["library/binding-on-day"].text).form == "SELECT"


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("actor=XXX", 404, "no actor is called “XXX”"),
        ("actor=organization/nobody", 404, "no actor is called"),
        ("actor=agreement/ru-ir-2025", 404, "no actor is called"),
        ("actor=%3Cscript%3E", 404, "no actor is called"),
        ("actor=IRN&on=2025-13-03", 400, "is no day"),
        ("actor=IRN&on=2025-02-29", 400, "is no day"),
        ("actor=IRN&on=tomorrow", 400, "is no day"),
        ("actor=IRN&on=20251003", 400, "is no day"),
        ("on=2025-W01-1", 400, "is no day"),
        ("actor=IRN&topic=weather", 404, "no topic is called"),
    ],
)
def test_a_question_that_nobody_can_answer_gets_a_sentence(
    corpus_client: FlaskClient, query: str, status: int, words: str
) -> None:
    for accept in ("text/html", "application/problem+json"):
        response = corpus_client.get(f"/binding?{query}", headers={"Accept": accept})
        assert response.status_code == status
        assert words.casefold() in response.text.casefold()
        assert "<script>" not in response.text or accept != "text/html"
    problem = json.loads(response.text)
    assert problem["status"] == status


def test_a_table_without_an_actor_is_a_bad_request(corpus_client: FlaskClient) -> None:
    response = corpus_client.get("/binding.csv")
    assert response.status_code == 400
    assert "name an actor" in response.text
    assert corpus_client.get("/binding.ttl?actor=IRN").status_code == 404
    assert corpus_client.get(f"{IRAN}&format=ttl").status_code == 406


def test_an_actor_who_takes_part_in_nothing_is_no_error(corpus_client: FlaskClient) -> None:
    text = page(corpus_client, "/binding?actor=person/vladimir-putin").text
    assert "No duty is recorded that surely binds this actor on that day." in text


def test_a_page_of_an_actor_leads_to_what_binds_it(corpus_client: FlaskClient) -> None:
    assert "/binding?actor=IRN" in page(corpus_client, "/doc/state/IRN").links
    eaeu = page(corpus_client, "/doc/organization/eaeu")
    assert "/binding?actor=organization/eaeu" in eaeu.links


def test_invented_things_are_answered_too_under_a_base_of_ones_own(
    rebased_client: FlaskClient,
) -> None:
    found = rows(rebased_client, "/binding?actor=XAA&on=2001-01-01")
    assert found
    assert {row["standing"] for row in found} >= {"binds"}
    assert all(
        row["norm_iri"].startswith("https://treaties.example.org/of/mini/id/") for row in found
    )


def test_a_release_without_the_query_says_so(
    mini_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = mini_app.extensions["treatygraph"].release
    monkeypatch.delitem(release.queries, "library/binding-on-day")
    response = mini_app.test_client().get("/binding?actor=XBB&on=1990-01-01")
    assert response.status_code == 404
    assert "carries no query library/binding-on-day" in response.text


def test_a_real_server_gives_the_table_and_the_problem(server: Server) -> None:
    with urllib.request.urlopen(f"{server.url}binding.csv?actor=IRN&on=2025-10-03") as answer:
        assert answer.read().decode().startswith("standing,status,why,")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{server.url}binding?actor=XXX")
    assert refused.value.code == 404
    assert refused.value.headers["Content-Type"] == "application/problem+json"
    refused.value.close()
