"""Every page says how it is cited, and ``/cite`` says the same in the forms of others."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from strict_html import read_page

from support import Corpus
from treatygraph.citing import digest_of, read_address, table_lines
from treatygraph.release import open_files
from treatygraph.web.app import create_app
from treatygraph.web.config import ServeConfig

SELECT = "SELECT ?s ?t { ?s a ?t } ORDER BY ?s LIMIT 3"
PAGES = (
    "/", "/agreements", "/doc/agreement/ru-ir-2025", "/doc/state/IRN", "/ontology", "/coverage",
    "/binding?actor=IRN&on=2025-10-03", "/compare?agreements=ru-ir-2025,ru-kp-2024",
    "/disagreements", "/query/competency/energy", "/timeline", "/map?agreements=ru-ir-2025",
    "/network", "/search?q=sanctions",
    "/graph/agreements/ru-ir-2025", "/dumps",
    f"/sparql?query={quote(SELECT)}", f"/sparql?query={quote('ASK {}')}",
    f"/sparql?query={quote('DESCRIBE <https://w3id.org/treatygraph/id/state/IRN>')}",
)  # fmt: skip
_ANSWERING = ("/bin", "/com", "/dis", "/cov", "/sparql", "/tim", "/map", "/query", "/net")
ANSWERS = [page for page in PAGES if page.startswith(_ANSWERING)]
HTML = {"Accept": "text/html"}


def link_of(text: str) -> str:
    found = re.search(r'rel="cite-as"[^>]*>([^<]+)</a>', text)
    assert found
    return unescape(found[1])


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_a_permanent_link_that_leads_to_it(
    corpus_client: FlaskClient, page: str
) -> None:
    text = corpus_client.get(page, headers=HTML).text
    address = read_address(link_of(text))
    assert address.root == "https://w3id.org/treatygraph/"
    followed = corpus_client.get(f"/release/{address.moment}{address.target}", headers=HTML)
    assert followed.status_code == 200
    assert link_of(followed.text) == link_of(text)
    assert read_page(followed.text).faults == []


@pytest.mark.parametrize("page", PAGES)
def test_all_forms_give_the_link_of_the_page(corpus_client: FlaskClient, page: str) -> None:
    link = link_of(corpus_client.get(page, headers=HTML).text)
    for suffix in ("bib", "ris", "json", "txt"):
        response = corpus_client.get(f"/cite.{suffix}?of={quote(page)}")
        assert response.status_code == 200
        assert link in response.text


@pytest.mark.parametrize("page", ANSWERS)
def test_an_answer_has_hashes_and_other_pages_have_none(
    corpus_client: FlaskClient, page: str
) -> None:
    assert read_address(link_of(corpus_client.get(page, headers=HTML).text)).proof
    assert read_address(link_of(corpus_client.get("/agreements", headers=HTML).text)).proof is None


def test_the_hash_is_that_of_the_rows_that_are_had_as_json(corpus_client: FlaskClient) -> None:
    for page in ("/binding?actor=IRN&on=2025-10-03", "/coverage"):
        told = json.loads(corpus_client.get(page, headers={"Accept": "application/json"}).text)
        rows = [[row[name] for name in told["columns"]] for row in told["rows"]]
        proof = read_address(link_of(corpus_client.get(page, headers=HTML).text)).proof
        assert proof
        assert proof.result == digest_of(table_lines(told["columns"], rows))


def test_a_thing_is_cited_with_its_title_and_its_sources(corpus_client: FlaskClient) -> None:
    text = corpus_client.get("/cite.txt?of=/doc/agreement/ru-ir-2025").text
    assert "“Russia–Iran strategic partnership treaty (2025).”" in text
    assert "Rests on: " in text


def test_a_thing_is_cited_by_its_own_address_too(corpus_client: FlaskClient) -> None:
    by_thing, by_page = (corpus_client.get(f"/cite.bib?of={path}/agreement/ru-ir-2025").text
                         for path in ("/id", "/doc"))  # fmt: skip
    assert by_thing == by_page


def test_a_question_kept_with_the_data_gives_its_answer_a_title(
    corpus: Corpus, corpus_client: FlaskClient
) -> None:
    query = corpus.release.queries["competency/energy"]
    page = f"/sparql?query={quote(query.body)}"
    (item,) = corpus_client.get(f"/cite.json?of={quote(page)}").get_json(force=True)
    assert item["title"] == query.summary


def test_an_answer_that_changes_each_time_has_no_hash_and_is_not_kept(
    corpus_client: FlaskClient,
) -> None:
    page = f"/sparql?query={quote('SELECT (NOW() AS ?n) {}')}"
    assert "may be answered otherwise each time" in corpus_client.get(page, headers=HTML).text
    response = corpus_client.get(f"/cite.bib?of={quote(page)}")
    assert response.headers["Cache-Control"] == "no-store"
    assert "result=" not in response.text


@pytest.mark.parametrize(("accept", "sent"), [
    ("application/x-bibtex", "application/x-bibtex; charset=utf-8"),
    ("application/x-research-info-systems", "application/x-research-info-systems; charset=utf-8"),
    ("application/vnd.citationstyles.csl+json", "application/vnd.citationstyles.csl+json"),
    ("text/x-bibliography", "text/plain; charset=utf-8"),
    ("text/html", "text/html; charset=utf-8"),
])  # fmt: skip
def test_the_form_is_negotiated(corpus_client: FlaskClient, accept: str, sent: str) -> None:
    response = corpus_client.get("/cite?of=/agreements", headers={"Accept": accept})
    assert response.headers["Content-Type"] == sent
    assert response.headers["Vary"]
    held = {"Accept": accept, "If-None-Match": response.headers["ETag"]}
    assert corpus_client.get("/cite?of=/agreements", headers=held).status_code == 304


def test_the_page_of_a_citation_is_sound(corpus_client: FlaskClient) -> None:
    for page in PAGES:
        text = corpus_client.get(f"/cite?of={quote(page)}", headers=HTML).text
        assert read_page(text).faults == []
        assert 'id="cite"' not in text, "a citation is not cited"


@pytest.mark.parametrize(("of", "status"), [
    ("", 400), ("agreements", 400), ("//evil.example/x", 400), ("https://evil.example/", 400),
    ("/doc/agreement/none", 404), ("/nothing", 404), ("/cite?of=/agreements", 404),
    ("/cite?of=/cite", 400), ("/openapi", 404), ("/static/treatygraph.css", 404),
    ("/binding?actor=XXX", 404), ("/binding?actor=IRN&on=never", 400), ("/%00", 404),
    ("/sparql?query=SELECT", 400), ("/sparql?query=DROP+ALL", 400), ("/doc/%FF", 404),
    ("/a?b=\U00019d90", 404),
    ("/release/20000101T000000Z/agreements", 404),
])  # fmt: skip
def test_what_cannot_be_cited_is_told(corpus_client: FlaskClient, of: str, status: int) -> None:
    response = corpus_client.get(f"/cite.bib?of={quote(of)}")
    assert response.status_code == status
    assert "bibtex" not in response.headers["Content-Type"]


def test_files_that_are_served_as_they_are_have_no_moment(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<http://x/a> a <http://x/C> .")
    release = open_files([tmp_path])
    app: Flask = create_app(ServeConfig(str(release.folder)), release=release, store=release.store)
    text = app.test_client().get("/cite.txt?of=/").text
    assert f"release {release.version}. https://w3id.org/treatygraph/ (accessed" in text
    assert "The treatygraph authors" not in text


def test_coverage_is_had_as_rows(corpus_client: FlaskClient) -> None:
    rows = corpus_client.get("/coverage.json").get_json()["rows"]
    treaty = next(row for row in rows if row["agreement_iri"].endswith("/ru-ir-2025"))
    page = corpus_client.get("/coverage", headers=HTML).text
    assert f">{treaty['articles_attested']}</a>" in page
    assert corpus_client.get("/coverage.csv").text.startswith("agreement,articles_attested,")
