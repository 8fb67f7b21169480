"""Pages with parameters, as the wire sees them: addresses, methods, caches, formats."""

from __future__ import annotations

import sys

import pytest
from flask import Flask
from flask.testing import FlaskClient

from support import Corpus
from treatygraph.describe import Text
from treatygraph.web.app import create_app
from treatygraph.web.asking import in_a_sentence, question_mark
from treatygraph.web.config import ServeConfig

ADDRESSES = ("/binding?actor=IRN&on=2025-10-03", "/compare?agreements=ru-ir-2025,ru-kp-2024",
             "/disagreements?kind=conflict")  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_each_format_is_named_in_link_and_says_where_it_lies(
    corpus_client: FlaskClient, address: str
) -> None:
    response = corpus_client.get(address, headers={"Accept": "text/html"})
    path, _, query = address.partition("?")
    links = response.headers.getlist("Link")
    assert f'<{path}.csv?{query}>; rel="alternate"; type="text/csv"' in links
    assert f'<https://w3id.org/treatygraph{address}>; rel="canonical"' in links
    assert response.headers["Content-Location"] == f"{path}.html?{query}"
    assert corpus_client.get(response.headers["Content-Location"]).data == response.data


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_copy_that_is_still_good_is_not_sent_again(
    corpus_client: FlaskClient, address: str
) -> None:
    for accept in ("text/html", "text/csv", "application/json"):
        first = corpus_client.get(address, headers={"Accept": accept})
        tags = {"If-None-Match": first.headers["ETag"], "Accept": accept}
        assert corpus_client.get(address, headers=tags).status_code == 304
        assert "Accept" in first.headers["Vary"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_other_methods_are_not_allowed(corpus_client: FlaskClient, address: str) -> None:
    assert corpus_client.post(address).status_code == 405
    head = corpus_client.head(address)
    assert head.status_code == 200
    assert head.data == b""


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_format_that_there_is_not_is_refused(corpus_client: FlaskClient, address: str) -> None:
    refused = corpus_client.get(address, headers={"Accept": "image/png"})
    assert refused.status_code == 406
    assert "text/csv" in refused.text
    path, _, query = address.partition("?")
    assert corpus_client.get(f"{path}.png?{query}").status_code == 404


@pytest.mark.parametrize("path", ["/binding/", "/compare/", "/disagreements/"])
def test_there_is_one_spelling(corpus_client: FlaskClient, path: str) -> None:
    moved = corpus_client.get(f"{path}?x=1")
    assert moved.status_code == 308
    assert moved.headers["Location"].endswith(f"{path[:-1]}?x=1")


@pytest.mark.parametrize("path", ["/ontology", "/compare", "/disagreements"])
def test_a_page_is_the_same_whichever_spelling_was_asked_first(
    corpus: Corpus, corpus_client: FlaskClient, path: str
) -> None:
    release = corpus.release
    app = create_app(ServeConfig(str(release.folder)), release=release, store=release.store)
    elsewhere = app.test_client()
    elsewhere.get(f"{path}.html")
    corpus_client.get(path, headers={"Accept": "text/html"})
    here, there = (client.get(path, headers={"Accept": "text/html"})
                   for client in (corpus_client, elsewhere))  # fmt: skip
    assert here.data == there.data
    assert 'aria-current="page"' in here.text.partition("</header>")[0]


def test_pages_below_a_mount_point_lead_below_it(mini_app: Flask) -> None:
    client = mini_app.test_client()
    page = client.get("/binding?actor=XAA&on=2001-01-01", base_url="http://localhost/of/mini",
                      headers={"Accept": "text/html"})  # fmt: skip
    assert page.headers["Content-Location"] == "/of/mini/binding.html?actor=XAA&on=2001-01-01"
    assert 'action="/of/mini/binding"' in page.text
    assert 'href="/binding' not in page.text


def test_no_page_holds_a_style_or_a_script_of_its_own(corpus_client: FlaskClient) -> None:
    for address in ADDRESSES:
        text = corpus_client.get(address, headers={"Accept": "text/html"}).text
        assert " style=" not in text
        assert text.count('<script type="application/ld+json">') == 1
        assert text.count("<script") == 1 + text.count('<script src="/static/bundle/')
    svg = corpus_client.get(f"{ADDRESSES[1]}&format=svg").text
    assert "style" not in svg
    assert "<script" not in svg


def test_without_the_library_a_workbook_is_a_sentence(
    mini_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)  # as where the extra is not installed
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    client, path = mini_app.test_client(), "/binding?actor=XCC&on=2005-05-05"
    refused = client.get(f"{path}&format=xlsx")
    assert refused.status_code == 501
    assert "treatygraph[tables]" in refused.text
    page = client.get(path, headers={"Accept": "text/html"}).text
    assert "This server writes no workbooks (XLSX): CSV holds the same rows." in page
    assert ">XLSX</a>" not in page


def test_addresses_stay_readable() -> None:
    pairs = [("agreements", "a,b"), ("topic", ""), ("actor", "organization/eaeu"), ("x", "a&b")]
    assert question_mark(pairs) == "?agreements=a,b&actor=organization/eaeu&x=a%26b"
    assert question_mark([("topic", "")]) == ""


@pytest.mark.parametrize(
    ("label", "inner"), [("Oil and gas", "oil and gas"), ("UN reform", "UN reform"), ("", "")]
)
def test_a_label_is_fitted_into_a_sentence(label: str, inner: str) -> None:
    assert in_a_sentence(Text(label, "en")) == inner
