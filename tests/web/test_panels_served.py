"""``/panels``: pages, tables, metadata and codebooks, within bounds."""

from __future__ import annotations

import io
import json
import re

import pandas
import pytest
from flask.testing import FlaskClient
from strict_html import read_page

from treatygraph.panels import KINDS
from treatygraph.web import panels

HTML = {"Accept": "text/html"}


@pytest.mark.parametrize("kind", KINDS)
def test_each_panel_has_a_page_that_tells_its_columns(
    corpus_client: FlaskClient, kind: str
) -> None:
    page = corpus_client.get(f"/panels/{kind}", headers=HTML)
    assert (page.status_code, read_page(page.text).faults) == (200, [])
    for column in KINDS[kind].columns:
        assert f"<code>{column.name}</code>" in page.text
    assert f'href="/panels/{kind}"' in corpus_client.get("/panels", headers=HTML).text


def test_the_table_is_that_of_the_command_and_names_its_metadata(
    corpus_client: FlaskClient,
) -> None:
    response = corpus_client.get("/panels/dyad-year.csv?from=2000&actor=IRN")
    assert response.mimetype == "text/csv"
    rows = pandas.read_csv(io.BytesIO(response.data))
    assert set(rows["year"]) <= set(range(2000, 2030))
    assert ((rows["actor_1"] == "IRN") | (rows["actor_2"] == "IRN")).all()
    links = str(response.headers.getlist("Link"))
    found = re.search(r'<([^>]*)>; rel="describedby"; type="application/csvm\+json"', links)
    assert found
    told = json.loads(corpus_client.get(found[1]).data)
    assert told["url"] == "dyad-year.csv?from=2000&actor=IRN"
    assert [one["name"] for one in told["tableSchema"]["columns"]] == list(rows.columns)


def test_parquet_has_the_same_rows(corpus_client: FlaskClient) -> None:
    path = "/panels/norm-year"
    parquet = pandas.read_parquet(io.BytesIO(corpus_client.get(f"{path}.parquet").data))
    table = pandas.read_csv(io.BytesIO(corpus_client.get(f"{path}.csv").data))
    assert (parquet["bearers_bound"] == table["bearers_bound"]).all()


def test_without_pyarrow_the_page_offers_no_parquet_and_501_says_why(
    corpus_client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panels, "has_parquet", lambda: False)
    assert corpus_client.get("/panels/actor-year.parquet?from=1990").status_code == 501
    page = corpus_client.get("/panels/actor-year?from=1990", headers=HTML).text
    assert ".parquet" not in page
    assert "treatygraph[parquet]" in page


@pytest.mark.parametrize(("path", "status"), [
    ("/panels/planet-year", 404), ("/panels/actor-year.xls", 404),
    ("/panels/actor-year.csv?set=none", 404), ("/panels/actor-year.csv?actor=XZZ", 404),
    ("/panels/actor-year.csv?from=x", 400), ("/panels/actor-year.csv?from=2020&until=2000", 400),
])  # fmt: skip
def test_what_cannot_be_counted_is_a_sentence(
    corpus_client: FlaskClient, path: str, status: int
) -> None:
    response = corpus_client.get(path)
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    assert response.get_json()["detail"]


def test_too_much_is_not_counted_for_a_request(
    corpus_client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panels, "MOST_ROWS", 100)
    response = corpus_client.get("/panels/norm-year.csv?until=2020")
    assert response.status_code == 406
    assert "treatygraph panel norm-year" in response.text
    monkeypatch.setattr(panels, "MOST_PARTICIPATIONS", 3)
    assert corpus_client.get("/panels/actor-year.csv?until=2019").status_code == 406


def test_what_is_the_same_is_not_sent_again(corpus_client: FlaskClient) -> None:
    first = corpus_client.get("/panels/actor-year.md")
    tag = {"If-None-Match": first.headers["ETag"]}
    assert corpus_client.get("/panels/actor-year.md", headers=tag).status_code == 304
    assert first.text.startswith("# Actors by year: codebook")
