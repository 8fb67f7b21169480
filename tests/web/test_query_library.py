"""Kept queries over HTTP: every one as a page, and as a call in every format; what is refused."""

from __future__ import annotations

import csv
import json
import re
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pyarrow.parquet
import pytest
from flask.testing import FlaskClient

from support import ROOT, Corpus
from treatygraph.collection import load_collection, load_shipped
from treatygraph.iris import Base
from treatygraph.queries import load_queries
from treatygraph.release import BuildOptions, Release, build_release, open_release
from treatygraph.web import sheets
from treatygraph.web.app import create_app
from treatygraph.web.config import ServeConfig

NAMES = sorted(load_queries(ROOT / "queries"))
GOLDEN = Path(__file__).parent / "golden"
MINI = ROOT / "tests/fixtures/mini/data"
PAGE = {"Accept": "text/html"}

OWN = {
    "grlc.rq": """\
#+ summary: Things of a class, as a file made for grlc asks it
#+ method: POST
#+ pagination: 2
#+ endpoint: http://example.org/never-asked
#+ enumerate:
#+   - lang: [en, ru]
SELECT ?thing ?label WHERE {
  ?thing a ?_class_iri ; <http://www.w3.org/2004/02/skos/core#prefLabel> ?label .
  FILTER(COALESCE(LANGMATCHES(LANG(?label), ?__lang), true))
} ORDER BY ?thing ?label
""",
    "yes.rq": "#+ summary: Is there anything?\nASK { ?s ?p ?o }",
    "graph.rq": "#+ summary: Classes\nCONSTRUCT { ?s a ?c } WHERE { ?s a ?c }",
    "now.rq": "SELECT (NOW() AS ?now) {}",
    "many.rq": "SELECT ?a ?b ?c { ?s ?a ?x . ?t ?b ?y . ?u ?c ?z } LIMIT 60000",
    "years.rq": (
        "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
        'SELECT ?year ?n { VALUES (?year ?n) { ("2020"^^xsd:gYear 3) ("2022"^^xsd:gYear 0.5) } }'
    ),
    "texts.rq": 'SELECT ?t { VALUES ?t { "سلام"@fa "<b>" 7 true "2025-01-17"^^'
    "<http://www.w3.org/2001/XMLSchema#date> UNDEF } }",
    "slow.rq": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }",
}


@pytest.fixture(scope="module")
def own_release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """Invented things, with queries of a user's own."""
    folder = tmp_path_factory.mktemp("own")
    for name, text in OWN.items():
        (folder / name).write_text(text, encoding="utf-8")
    options = BuildOptions(MINI, ROOT / "ontology", folder, tmp_path_factory.mktemp("release"))
    collection = load_collection(options.data, options.base)
    return open_release(build_release(options, collection, load_shipped(options.ontology, Base())))


@pytest.fixture(scope="module")
def own(own_release: Release) -> FlaskClient:
    config = ServeConfig(str(own_release.folder))
    return create_app(config, release=own_release, store=own_release.store).test_client()


def rows_of_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(data.decode("utf-8"))))


# Every query, in every format -----------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_query_is_a_call_whose_formats_hold_the_same(
    corpus_client: FlaskClient, name: str
) -> None:
    address = f"/api/{name}"
    solutions = corpus_client.get(f"{address}.srj").get_json()
    bindings, columns = solutions["results"]["bindings"], solutions["head"]["vars"]
    table = corpus_client.get(f"{address}.json").get_json()
    assert (table["columns"], len(table["rows"])) == (columns, len(bindings))
    assert len(rows_of_csv(corpus_client.get(f"{address}.csv").data)) == len(bindings)
    assert corpus_client.get(f"{address}.tsv").data.count(b"\n") == len(bindings) + 1
    assert corpus_client.get(f"{address}.srx").data.count(b"<result>") == len(bindings)
    parquet = pyarrow.parquet.read_table(BytesIO(corpus_client.get(f"{address}.parquet").data))
    assert (parquet.column_names, parquet.num_rows) == (columns, len(bindings))
    assert [list(row) for row in parquet.to_pylist()] == [columns] * len(bindings)
    book = ZipFile(BytesIO(corpus_client.get(f"{address}.xlsx").data))
    assert book.read("xl/worksheets/sheet1.xml").count(b"<row ") == len(bindings) + 1


@pytest.mark.parametrize("name", NAMES)
def test_a_query_is_a_page_with_its_answer_its_data_and_its_text(
    corpus_client: FlaskClient, name: str
) -> None:
    response = corpus_client.get(f"/query/{name}", headers=PAGE)
    page = response.get_data(as_text=True)
    assert response.status_code == 200
    assert 'id="answer"' in page
    assert f'href="/api/{name}.csv' in page
    assert "Open in the editor" in page
    assert '<span class="q-word">SELECT</span>' in page
    assert ("No chart: " in page) + ('class="bars' in page) + ("line-chart" in page) == (
        "Nothing in this release fits" not in page
    )


@pytest.mark.parametrize(
    ("golden", "address"),
    [
        ("status-on-day.json", "/api/library/status-on-day.json?day=2020-01-01"),
        ("binding-on-day.csv",
         "/api/library/binding-on-day.csv?actor=KAZ&day=2025-10-03&topic=topic/security"),
    ],
)  # fmt: skip
def test_an_answer_is_as_it_was_written_down(
    corpus_client: FlaskClient, golden: str, address: str, request: pytest.FixtureRequest
) -> None:
    data = corpus_client.get(address).data
    path = GOLDEN / golden
    if golden.endswith(".json"):
        told, written = json.loads(data), json.loads(path.read_bytes())
        assert {**told, "release": ""} == {**written, "release": ""}
    else:
        assert data == path.read_bytes()


# What is sent ---------------------------------------------------------------------------


def test_a_value_is_named_by_key_kind_iri_or_label(corpus_client: FlaskClient) -> None:
    names = ("IRN", "state/IRN", "https://w3id.org/treatygraph/id/state/IRN", "Iran", "iran")
    answers = {
        corpus_client.get("/api/library/binding-on-day.csv", query_string={"actor": name}).data
        for name in names
    }
    assert len(answers) == 1


def test_several_values_fill_a_row_of_one_variable(corpus_client: FlaskClient) -> None:
    address = "/api/library/comparison.json?agreement=csto-1992&agreement=ru-ir-2001"
    table = corpus_client.get(address).get_json()
    assert {row["agreement"].rpartition("/")[2] for row in table["rows"]} == {
        "csto-1992", "ru-ir-2001",
    }  # fmt: skip
    assert table["agreement"] == "agreement/csto-1992, agreement/ru-ir-2001"


def test_a_blank_value_is_as_good_as_none(corpus_client: FlaskClient) -> None:
    whole = corpus_client.get("/api/library/binding-on-day.csv")
    blank = corpus_client.get("/api/library/binding-on-day.csv?day=&actor=&topic=")
    assert blank.data == whole.data
    assert blank.headers["Content-Location"] == "/api/library/binding-on-day.csv"


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ("actor=XXX", 404, "“XXX” is no value of “actor” in this release"),
        ("actor=x'%3E%22%7D", 404, "is no value of “actor”"),
        ("day=2025-02-30", 400, "“2025-02-30” does not suit “day”, which is a day"),
        ("day=2025-01-01&day=2025-01-02", 400, "one value at a time; these are 2"),
        ("colour=red", 400, "“colour” is no parameter of this query: it has day, actor, topic"),
    ],
)
def test_what_nobody_can_answer_is_refused_in_plain_words(
    corpus_client: FlaskClient, asked: str, status: int, said: str
) -> None:
    problem = corpus_client.get(f"/api/library/binding-on-day?{asked}")
    assert (problem.status_code, problem.mimetype) == (status, "application/problem+json")
    assert said in problem.get_json()["detail"]
    page = corpus_client.get(f"/query/library/binding-on-day?{asked}", headers=PAGE)
    assert page.status_code == status
    assert said.replace("“", "").split(" ")[0] in page.get_data(as_text=True).replace("“", "")
    assert 'role="alert"' in page.get_data(as_text=True)


def test_a_fault_stands_at_its_field(corpus_client: FlaskClient) -> None:
    address = "/query/library/binding-on-day?day=soon&actor=RUS"
    page = corpus_client.get(address, headers=PAGE).get_data(as_text=True)
    assert re.search(r'name="day"[^>]* aria-invalid="true" aria-describedby="fault-day"', page)
    assert 'value="soon"' in page
    assert re.search(r'value="state/RUS" selected|value="Russia"', page)


def test_a_name_that_there_is_not_is_not_found(corpus_client: FlaskClient) -> None:
    for address in ("/api/none", "/api/library/none.csv", "/api/library/status-on-day.png"):
        assert corpus_client.get(address).status_code == 404


@pytest.mark.parametrize("extra", ["workbooks", "columnar"])
def test_what_is_not_installed_is_told_and_not_linked(
    corpus_client: FlaskClient, monkeypatch: pytest.MonkeyPatch, extra: str
) -> None:
    module = {"workbooks": "xlsxwriter", "columnar": "pyarrow"}[extra]
    real = sheets.importlib.util.find_spec
    monkeypatch.setattr(
        sheets.importlib.util, "find_spec", lambda name: None if name == module else real(name)
    )
    suffix = {"workbooks": "xlsx", "columnar": "parquet"}[extra]
    name = {"workbooks": "disagreements", "columnar": "status-on-day"}[extra]
    address = f"/api/library/{name}"
    refused = corpus_client.get(f"{address}.{suffix}?page=1")
    assert refused.status_code == 501
    assert "CSV holds the same rows" in refused.get_json()["detail"]
    page = corpus_client.get(f"/query/library/{name}?page=1", headers=PAGE)
    assert f"{address}.{suffix}" not in page.get_data(as_text=True)


# Queries of a user's own ----------------------------------------------------------------


def test_a_file_made_for_grlc_is_asked_here(own: FlaskClient) -> None:
    missing = own.get("/api/grlc")
    assert (missing.status_code, missing.get_json()["detail"]) == (
        400, "this query needs a value of “class”",
    )  # fmt: skip
    cls = "https://w3id.org/treatygraph/ontology#Agreement"
    whole = own.get("/api/grlc.json", query_string={"class": cls}).get_json()["rows"]
    asked = {"class": cls, "lang": "en"}
    english = own.get("/api/grlc.json", query_string=asked).get_json()["rows"]
    russian = own.get("/api/grlc.json", query_string={"class": cls, "lang": "ru"})
    assert (len(whole), len(english), len(russian.get_json()["rows"])) == (3, 3, 0)
    refused = own.get("/api/grlc.json", query_string={"class": cls, "lang": "fa"})
    assert refused.status_code == 404


def test_its_page_asks_first_and_shows_as_many_rows_as_it_says(own: FlaskClient) -> None:
    page = own.get("/query/grlc", headers=PAGE).get_data(as_text=True)
    assert "Fill in the form" in page
    assert 'option value="https://w3id.org/treatygraph/ontology#Agreement"' in page
    asked = {"class": "https://w3id.org/treatygraph/ontology#Agreement"}
    page = own.get("/query/grlc", query_string=asked, headers=PAGE).get_data(as_text=True)
    assert "Rows 1 to 2 of " in page
    (following,) = set(re.findall(r'href="(\?[^"]*page=2)"', page))
    page = own.get(f"/query/grlc{following.replace('&amp;', '&')}", headers=PAGE)
    assert "Rows 3 to 3 of " in page.get_data(as_text=True)


@pytest.mark.parametrize("page", ["0", "x", "99999", "-1", "1.5", "٣"])
def test_a_page_that_there_is_not_is_refused(own: FlaskClient, page: str) -> None:
    asked = {"class": "https://w3id.org/treatygraph/ontology#Agreement", "page": page}
    assert own.get("/query/grlc", query_string=asked, headers=PAGE).status_code in (400, 404)


def test_it_is_described_with_its_parameters(own: FlaskClient) -> None:
    paths = own.get("/openapi.json").get_json()["paths"]
    operation = paths["/api/grlc"]["get"]
    asked = {one["name"]: one for one in operation["parameters"] if one["in"] == "query"}
    assert asked["class"]["required"]
    assert asked["lang"]["schema"]["enum"] == ["en", "ru"]
    assert "text/turtle" in paths["/api/graph"]["get"]["responses"]["200"]["content"]


def test_yes_or_no_and_graphs_are_answers_too(own: FlaskClient) -> None:
    assert own.get("/api/yes.json").get_json()["rows"] == [{"answer": True}]
    assert "Yes." in own.get("/query/yes", headers=PAGE).get_data(as_text=True)
    turtle = own.get("/api/graph")
    assert (turtle.status_code, turtle.mimetype) == (200, "text/turtle")
    assert own.get("/api/graph.csv").status_code == 404
    assert '<pre class="rdf"' in own.get("/query/graph", headers=PAGE).get_data(as_text=True)


def test_what_changes_by_the_hour_is_not_kept(own: FlaskClient) -> None:
    for address in ("/api/now", "/query/now"):
        response = own.get(address, headers=PAGE if "query" in address else {})
        assert response.headers["Cache-Control"] == "no-store"
        assert "ETag" not in response.headers


def test_a_kept_answer_is_compared_by_its_tag(own: FlaskClient) -> None:
    tag = own.get("/api/years.csv").headers["ETag"]
    assert own.get("/api/years.csv", headers={"If-None-Match": tag}).status_code == 304
    assert own.get("/api/years.json").headers["ETag"] != tag


def test_a_large_answer_is_paged_on_the_page_and_whole_in_the_file(own: FlaskClient) -> None:
    page = own.get("/query/many", headers=PAGE).get_data(as_text=True)
    assert "Rows 1 to 100 of 60,000" in page
    assert "No chart: there are more than 2,000 rows" in page
    whole = own.get("/api/many.csv")
    assert whole.data.count(b"\n") == 60_001
    assert whole.content_length == len(whole.data)
    assert own.head("/api/many.csv").content_length == len(whole.data)


def test_a_table_that_would_take_too_much_memory_is_refused(
    own: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("treatygraph.web.solutions.MOST_TABLE_BYTES", 1000)
    refused = own.get("/api/many.xlsx?page=1")
    assert refused.status_code == 406
    assert "CSV, TSV and SPARQL JSON hold all of it" in refused.get_json()["detail"]


def test_cells_are_what_they_are(own: FlaskClient) -> None:
    rows = own.get("/api/texts.json").get_json()["rows"]
    assert [row["t"] for row in rows] == ["سلام", "<b>", 7, True, "2025-01-17", None]
    page = own.get("/query/texts", headers=PAGE).get_data(as_text=True)
    assert '<span lang="fa" dir="rtl">سلام</span>' in page
    assert '<time datetime="2025-01-17">17 January 2025</time>' in page
    assert "&lt;b&gt;" in page


def test_numbers_over_years_are_a_line(own: FlaskClient) -> None:
    page = own.get("/query/years", headers=PAGE).get_data(as_text=True)
    assert page.count("<circle") == 2
    assert "2 points" in page


def test_parquet_has_a_type_for_each_column(own: FlaskClient) -> None:
    table = pyarrow.parquet.read_table(BytesIO(own.get("/api/years.parquet").data))
    assert [str(field.type) for field in table.schema] == ["string", "double"]
    assert table.schema.metadata[b"query"] == b"years"


def test_a_query_that_takes_too_long_is_stopped_and_told(own_release: Release) -> None:
    config = ServeConfig(str(own_release.folder), query_seconds=0.5)
    app = create_app(config, release=own_release)
    client: Any = app.test_client()
    refused = client.get("/api/slow")
    assert (refused.status_code, refused.get_json()["limit"]) == (504, "time")
    page = client.get("/query/slow", headers=PAGE)
    assert page.status_code == 504
    assert "The query was not answered" in page.get_data(as_text=True)


def test_a_dated_copy_shows_the_query_and_runs_nothing(corpus: Corpus) -> None:
    app = create_app(ServeConfig(str(corpus.release.folder)), release=corpus.release,
                     store=corpus.release.store)  # fmt: skip
    site = app.extensions["treatygraph"]
    object.__setattr__(site, "older", True)
    page = app.test_client().get("/query/library/status-on-day", headers=PAGE)
    told = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "are read and not run" in told
    assert 'class="desk"' not in told
    assert "/api/" not in told
