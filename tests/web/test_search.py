"""Search over HTTP: the page, its facets, its data, suggestions, and what it says to bad input."""

from __future__ import annotations

import csv
import io
import json
import urllib.request
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strict_html import Page, read_page

from support import Server
from treatygraph.release import open_files
from treatygraph.search import FACETS, SearchUnavailable, ask, writing
from treatygraph.web.app import create_app
from treatygraph.web.config import ServeConfig
from treatygraph.web.search_told import COLUMNS

OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
HOSTILE = '"><script>alert(1)</script>'


def page(client: FlaskClient, path: str) -> Page:
    """A page that is whole and well formed."""
    response = client.get(path, headers={"Accept": "text/html"})
    assert response.status_code == 200, response.text
    read = read_page(response.text)
    assert read.faults == []
    return read


def told(client: FlaskClient, path: str) -> dict[str, object]:
    """What a search finds, as JSON."""
    response = client.get(path, headers={"Accept": "application/json"})
    assert response.status_code == 200, response.text
    found: dict[str, object] = json.loads(response.text)
    return found


# The page -------------------------------------------------------------------------------


def test_without_words_there_is_a_form_that_explains_itself(corpus_client: FlaskClient) -> None:
    read = page(corpus_client, "/search")
    assert "The last word may be unfinished" in read.text
    assert [form.attributes["role"] for form in read.all("form")] == ["search"]


def test_every_page_has_a_box_that_leads_there(corpus_client: FlaskClient) -> None:
    for path in ("/", "/agreements", "/doc/state/IRN", "/sparql", "/doc/agreement/none"):
        response = corpus_client.get(path, headers={"Accept": "text/html"})
        read = read_page(response.text)
        forms = [form.attributes for form in read.all("form")]
        (box,) = (form for form in forms if form.get("role") == "search")
        assert (box["action"], box["method"]) == ("/search", "get")
        (link,) = (one.attributes for one in read.all("link") if one.attributes["rel"] == "search")
        assert link["href"] == "/opensearch.xml"


def test_a_result_tells_what_it_is_and_why_it_is_there(corpus_client: FlaskClient) -> None:
    text = corpus_client.get("/search?q=aggressor&kind=Norm").text
    read = read_page(text)
    assert "/doc/agreement/ru-ir-2025/norm-no-aid-to-aggressor" in read.links
    assert "Prohibition in Russia–Iran strategic partnership treaty (2025) · 2025" in read.text
    assert "<mark>aggressor</mark>" in text


@pytest.mark.parametrize(
    ("asked", "shown", "lang"),
    [("ايران", "<mark>ایران</mark>", "fa"), ("条约", "<mark>条约</mark>", "zh"),
     ("партнерстве", "<mark>партнерстве</mark>", "ru")],
)  # fmt: skip
def test_marks_stand_in_the_text_as_it_was_written(
    corpus_client: FlaskClient, asked: str, shown: str, lang: str
) -> None:
    text = corpus_client.get(f"/search?q={quote(asked)}").text
    assert shown in text
    assert f'<span lang="{lang}" dir="{"rtl" if lang == "fa" else "ltr"}">' in text


@pytest.mark.parametrize(
    ("asked", "title"),
    [("iran treaty", "Search for “iran treaty”"),
     ('"mutual defence"', "Search for “mutual defence”"),
     ("«взаимная оборона»", "Search for “взаимная оборона”"),
     ('"mutual defence" iran', 'Search for "mutual defence" iran')],
)  # fmt: skip
def test_a_title_doubles_no_quotes(corpus_client: FlaskClient, asked: str, title: str) -> None:
    text = corpus_client.get(f"/search?q={quote(asked)}").text
    assert f"<h1>{title.replace(chr(34), '&#34;')}</h1>" in text


def test_nothing_found_says_what_was_looked_for(corpus_client: FlaskClient) -> None:
    text = page(corpus_client, "/search?q=xyzzy+treaty").text
    assert "Nothing is found." in text
    assert "No name and no text of this release has “xyzzy” and “treaty” together." in text
    assert "does not mean that it is not so" in text
    meant = page(corpus_client, "/search?q=partnreship+treaty")
    assert "Did you mean partnership treaty?" in meant.text
    assert "/search?q=partnership+treaty" in meant.links


def test_signs_alone_are_no_word(corpus_client: FlaskClient) -> None:
    assert "has no word in it" in page(corpus_client, "/search?q=%3F!").text


def test_a_page_of_results_leads_to_the_next(corpus_client: FlaskClient) -> None:
    first, second = (told(corpus_client, f"/search?q=treaty&page={n}") for n in (1, 2))
    iris = [[hit["iri"] for hit in one["results"]] for one in (first, second)]  # type: ignore[attr-defined]
    assert len(iris[0]) == 20
    assert not set(iris[0]) & set(iris[1])
    read = page(corpus_client, "/search?q=treaty&page=2")
    assert {"/search?q=treaty", "/search?q=treaty&page=3"} <= read.links
    assert [one.attributes["start"] for one in read.all("ol") if "start" in one.attributes] == [
        "21"
    ]


# Facets ---------------------------------------------------------------------------------


def test_each_facet_counts_what_its_link_finds(corpus_client: FlaskClient) -> None:
    facets = told(corpus_client, "/search?q=iran")["facets"]
    assert list(facets) == list(FACETS)  # type: ignore[call-overload]
    for facet in FACETS:
        for one in facets[facet]["values"][:3]:  # type: ignore[index]
            address = f"/search?q=iran&{facet}={quote(one['key'])}"
            assert told(corpus_client, address)["total"] == one["things"], address
            assert address in page(corpus_client, "/search?q=iran").links


def test_what_is_chosen_is_taken_away_by_its_link(corpus_client: FlaskClient) -> None:
    read = page(corpus_client, "/search?q=iran&kind=Norm&kind=Claim&actor=RUS")
    assert {"/search?q=iran&kind=Claim&actor=RUS", "/search?q=iran&kind=Norm&kind=Claim",
            "/search?q=iran&kind=Norm&actor=RUS"} <= read.links  # fmt: skip
    chosen = [one for one in read.all("a") if one.attributes.get("aria-current") == "true"]
    assert len(chosen) == 3
    hidden = [one.attributes for one in read.all("input") if one.attributes["type"] == "hidden"]
    assert [(one["name"], one["value"]) for one in hidden] == [
        ("kind", "Norm"), ("kind", "Claim"), ("actor", "RUS"),
    ]  # fmt: skip


def test_facets_need_no_words(corpus_client: FlaskClient) -> None:
    found = told(corpus_client, "/search?kind=Agreement&actor=IRN&year=2025")
    assert [hit["iri"].rpartition("/")[2] for hit in found["results"]] == ["ru-ir-2025"]  # type: ignore[attr-defined]


def test_what_is_narrowed_too_far_leads_back(corpus_client: FlaskClient) -> None:
    read = page(corpus_client, "/search?q=iran&kind=Claim&modality=Obligation")
    assert "/search?q=iran" in read.links
    assert "among what you narrowed it to" in read.text


# As data --------------------------------------------------------------------------------


def test_csv_and_json_hold_what_the_page_shows(corpus_client: FlaskClient) -> None:
    path = "/search?q=pipeline&size=100"
    rows = list(csv.DictReader(io.StringIO(corpus_client.get(f"{path}&format=csv").text)))
    found = told(corpus_client, path)
    assert tuple(rows[0]) == COLUMNS
    assert [row["iri"] for row in rows] == [hit["iri"] for hit in found["results"]]  # type: ignore[attr-defined]
    links = page(corpus_client, path).links
    for row in rows:
        assert f"/doc/{row['iri'].partition('/id/')[2]}" in links
    assert "/search.csv?q=pipeline&size=100" in links


def test_marks_in_json_are_places_in_the_text(corpus_client: FlaskClient) -> None:
    for hit in told(corpus_client, "/search?q=defence+")["results"]:  # type: ignore[attr-defined]
        for text in filter(None, (hit["name"], hit["text"])):
            words = {text["value"][start:end].casefold() for start, end in text["marks"]}
            assert words <= {"defence"}
            assert words or "defence" not in text["value"].casefold().split()


def test_suffix_parameter_and_accept_give_the_same_bytes(corpus_client: FlaskClient) -> None:
    negotiated = corpus_client.get("/search?q=iran", headers={"Accept": "application/json"})
    assert negotiated.headers["Content-Location"] == "/search.json?q=iran"
    by_suffix = corpus_client.get("/search.json?q=iran")
    by_parameter = corpus_client.get("/search?q=iran&format=json")
    assert negotiated.data == by_suffix.data == by_parameter.data
    assert negotiated.headers["X-Robots-Tag"] == "noindex"
    tag = negotiated.headers["ETag"]
    again = corpus_client.get("/search.json?q=iran", headers={"If-None-Match": tag})
    assert again.status_code == 304


# Bad input ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        (f"q={'a' * 301}", 400, "may have 300 characters"),
        ("q=iran&page=0", 400, "“page” is a number from 1 to 9999"),
        ("q=iran&page=-1", 400, "“page” is a number"),
        ("q=iran&page=1e3", 400, "“page” is a number"),
        ("q=iran&page=%D9%A1", 400, "“page” is a number"),
        ("q=iran&page=999", 404, "there is no page 999: the last one is"),
        ("q=iran&size=101", 400, "“size” is a number from 1 to 100"),
        ("q=iran&year=20xx", 400, "“20xx” is no year"),
        ("q=iran&kind=Weather", 404, "no kind of anything in this release is called “Weather”"),
        ("q=iran&topic=weather", 404, "no topic"),
        ("q=iran&actor=XXX", 404, "no actor"),
        ("q=iran&source=..%2F..%2Fetc", 404, "no source"),
        ("q=iran&source=%00", 404, "no source"),
        (f"q=iran&kind={quote(HOSTILE)}", 404, "no kind"),
        ("q=iran&" + "&".join(f"year={year}" for year in range(1900, 1950)), 400, "at most 40"),
    ],
)
def test_what_nobody_can_answer_gets_a_sentence(
    corpus_client: FlaskClient, query: str, status: int, words: str
) -> None:
    for accept in ("text/html", "application/problem+json"):
        response = corpus_client.get(f"/search?{query}", headers={"Accept": accept})
        assert response.status_code == status
        assert words.casefold() in response.text.casefold()
        assert HOSTILE not in response.text or accept != "text/html"
    assert json.loads(response.text)["status"] == status


def test_other_formats_are_refused(corpus_client: FlaskClient) -> None:
    assert corpus_client.get("/search.ttl?q=iran").status_code == 404
    refused = corpus_client.get("/search?q=iran", headers={"Accept": "text/turtle"})
    assert refused.status_code == 406
    assert "text/csv" in refused.text


@settings(deadline=None, max_examples=150)
@given(text=st.text(max_size=40))
@example('" OR 1 --')
@example("NEAR(a b, 2) AND {names} : x* ^y -z + \x00")
@example('"""*"')
@example("\ud800\udfff")
@example("*" * 300)
def test_any_text_is_answered(corpus_client: FlaskClient, text: str) -> None:
    sent = quote(text.encode("utf-8", "surrogatepass"))
    for path in ("/search", "/search.json", "/search/suggest"):
        response = corpus_client.get(f"{path}?q={sent}", headers={"Accept": "*/*"})
        assert response.status_code == 200
    assert read_page(corpus_client.get(f"/search.html?q={sent}").text).faults == []


def test_nothing_in_the_data_or_the_address_becomes_markup(tmp_path: Path) -> None:
    folder = tmp_path
    literal = HOSTILE.replace('"', '\\"')
    (folder / "a.ttl").write_text(
        f'<urn:x:1> <http://www.w3.org/2000/01/rdf-schema#label> "{literal} bad"@en .\n'
        f'<javascript:alert> <http://www.w3.org/2000/01/rdf-schema#label> "bad"@en .\n'
    )
    release = open_files([folder])
    app = create_app(ServeConfig(str(release.folder)), release=release, store=release.store)
    client = app.test_client()
    text = client.get(f"/search.html?q={quote(HOSTILE)}").text
    assert text.count("<script") == 2, "those of the page itself"
    assert "<mark>alert</mark>" in text
    read = read_page(client.get("/search.html?q=bad").text)
    assert not [one for one in read.links if one.startswith("javascript:")]
    suggested = json.loads(client.get("/search/suggest?q=bad").text)
    assert len(suggested[1]) == len(suggested[3]) == 0, "urn: leads nowhere either"
    assert not [one for one in suggested[3] if one.startswith("javascript:")]


# Suggestions ----------------------------------------------------------------------------


def test_suggestions_are_four_lists(corpus_client: FlaskClient) -> None:
    response = corpus_client.get("/search/suggest?q=Ira")
    assert response.content_type == "application/x-suggestions+json"
    typed, names, kinds, addresses = json.loads(response.text)
    assert (typed, names[0], kinds[0], addresses[0]) == ("Ira", "Iran", "State", "/doc/state/IRN")
    assert len(names) == len(kinds) == len(addresses) <= 8
    assert json.loads(corpus_client.get("/search/suggest").text) == ["", [], [], []]


def test_a_suggestion_in_another_language_tells_the_english_name(
    corpus_client: FlaskClient,
) -> None:
    _, names, kinds, addresses = json.loads(
        corpus_client.get(f"/search/suggest?q={quote('中华')}").text
    )
    assert (names[0], kinds[0], addresses[0]) == (
        "中华人民共和国", "State: China", "/doc/state/CHN",
    )  # fmt: skip


def test_a_browser_learns_how_to_search_here(corpus_client: FlaskClient) -> None:
    response = corpus_client.get("/opensearch.xml", base_url="https://treaties.example.org/of/mini")
    assert response.content_type == "application/opensearchdescription+xml"
    root = ElementTree.fromstring(response.text)
    addresses = {one.get("type"): one.get("template") for one in root.iter(f"{OPENSEARCH}Url")}
    here = "https://treaties.example.org/of/mini/search"
    assert addresses["text/html"] == f"{here}?q={{searchTerms}}"
    assert addresses["application/x-suggestions+json"] == f"{here}/suggest?q={{searchTerms}}"
    assert len(root.findtext(f"{OPENSEARCH}ShortName") or "") in range(1, 17)
    assert response.headers["Cache-Control"] == "no-cache", "it tells the host that was asked"


# Where it is served ---------------------------------------------------------------------


def test_things_of_another_base_are_found_at_their_place(rebased_client: FlaskClient) -> None:
    found = told(rebased_client, "/search?q=arcadia")
    assert found["total"]
    for hit in found["results"]:  # type: ignore[attr-defined]
        assert hit["iri"].startswith("https://treaties.example.org/of/mini/id/")
    read = page(rebased_client, "/search?q=arcadia&kind=State")
    assert "/doc/state/XAA" in read.links


def test_a_release_without_an_index_is_given_one(mini_app: Flask) -> None:
    """As one is that was built before there were any."""
    release = mini_app.extensions["treatygraph"].release
    files = {name: one for name, one in release.manifest.files.items() if name != "search.sqlite"}
    older = replace(release, manifest=replace(release.manifest, files=files))
    app = create_app(ServeConfig(str(older.folder)), release=older, store=older.store)
    for text in ("arcadia", "treaty"):
        ours, theirs = (told(one.test_client(), f"/search?q={text}") for one in (mini_app, app))
        assert ours == theirs
    older.close()


def test_a_python_without_fts5_says_so(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("plain")
    (folder / "a.ttl").write_text('<urn:x:1> <http://www.w3.org/2000/01/rdf-schema#label> "a" .')
    release = open_files([folder])
    app = create_app(ServeConfig(str(release.folder)), release=release, store=release.store)

    def lacking() -> None:
        raise SearchUnavailable

    monkeypatch.setattr(writing, "check_fts5", lacking)
    response = app.test_client().get("/search?q=a", headers={"Accept": "text/html"})
    assert response.status_code == 501
    assert "made without it" in response.text
    assert app.test_client().get("/").status_code == 200
    release.close()


def test_a_real_server_finds_and_suggests(server: Server) -> None:
    with urllib.request.urlopen(f"{server.url}search.json?q=lavrov") as answer:
        assert json.load(answer)["results"][0]["iri"].endswith("/person/sergey-lavrov")
    with urllib.request.urlopen(f"{server.url}search/suggest?q=lavr") as answer:
        assert json.load(answer)[1][0] == "Sergey Lavrov"
    with urllib.request.urlopen(f"{server.url}static/bundle/search.js") as answer:
        assert answer.headers["Content-Type"].startswith("text/javascript")


def test_what_is_asked_is_kept_in_the_address(corpus_client: FlaskClient) -> None:
    response = corpus_client.get("/search.html?q=iran&page=2&kind=Norm&kind=Norm&size=10&year=")
    assert response.headers["Content-Location"] == "/search.html?q=iran&kind=Norm&size=10&page=2"
    assert ask("iran").clauses
