"""Agreements side by side: what the grid holds, where it says they differ, and its forms."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import Counter
from datetime import date
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from strict_html import Page, read_page

from support import ROOT
from treatygraph.describe import Reader
from treatygraph.describe.compare import Comparison, Question, comparison, suggested
from treatygraph.describe.coverage import coverage
from treatygraph.release import Release
from treatygraph.web.compare import COLUMNS

ID = "https://w3id.org/treatygraph/id/"
TWO = "/compare?agreements=ru-kp-2024,ru-ir-2025"
SVG = "{http://www.w3.org/2000/svg}"


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


def compared(release: Release, *keys: str, topic: str | None = None) -> Comparison:
    """Agreements side by side."""
    iris = tuple(f"{ID}agreement/{key}" for key in keys)
    found = comparison(Reader(release), Question(iris, topic), date(2025, 12, 1))
    assert found
    return found


def told(found: Comparison, type_: str) -> dict[str, str]:
    """What is said of a type: about what, in which words."""
    (row,) = (row for row in found.rows if row.type and row.type.key == type_)
    return {one.about: one.words for one in row.differences}


def test_the_grid_has_the_norms_that_the_counting_query_counts(corpus_release: Release) -> None:
    """Two queries of the library, each telling how many norms of a type an agreement has."""
    keys = ("ru-kp-2024", "ru-ir-2025", "ru-cn-2001", "jcpoa-2015")
    found = compared(corpus_release, *keys)
    mine = {}
    for row in (row for row in found.rows if row.type):
        for cell, column in zip(row.cells, found.columns, strict=True):
            if cell.norms:
                mine[row.type.iri, column.agreement.iri] = len(cell.norms)
    counted = corpus_release.store.select(corpus_release.queries["library/comparison-grid"].text)
    theirs = {(row["type"].value, row["agreement"].value): int(row["norms"].value)
              for row in counted.dicts()}  # type: ignore[union-attr]  # fmt: skip
    wanted = {f"{ID}agreement/{key}" for key in keys}
    assert mine == {pair: number for pair, number in theirs.items() if pair[1] in wanted}


def test_differences_are_those_that_a_competency_question_expects(corpus_release: Release) -> None:
    """Written down by hand: the types and kinds in which the two treaties differ."""
    name = ROOT / "tests/competency/north-korea-and-iran-compared.csv"
    with name.open(encoding="utf-8", newline="") as file:
        expected = {row["type"].partition(":")[2] for row in csv.DictReader(file)}
    found = compared(corpus_release, "ru-kp-2024", "ru-ir-2025")
    about = {row.type.key: {one.about for one in row.differences} for row in found.rows if row.type}
    differ = {type_ for type_, abouts in about.items() if abouts & {"presence", "kind"}}
    assert differ == expected


def test_differences_are_told_in_words(corpus_release: Release) -> None:
    found = compared(corpus_release, "ru-kp-2024", "ru-ir-2025")
    assert told(found, "mutual-defence") == {"presence": "not found in B"}
    assert told(found, "consultation")["condition"] == "a condition in A; none in B"
    assert told(found, "counter-terrorism") == {}


def test_a_norm_binds_other_bearers_in_other_agreements(corpus_release: Release) -> None:
    found = compared(corpus_release, "jcpoa-2015", "ru-ir-2025")
    abouts = Counter(one.about for row in found.rows for one in row.differences)
    assert abouts["bearer"]
    assert any("Iran" in one.words for row in found.rows for one in row.differences
               if one.about == "bearer")  # fmt: skip


def test_a_narrower_type_stands_below_its_broader_one(corpus_release: Release) -> None:
    found = compared(corpus_release, "ru-ir-2025", "ru-cn-2001")
    (row,) = (r for r in found.rows if r.type and r.type.key == "non-assistance-to-aggressor")
    assert row.below
    assert row.below.key == "neutrality"


def test_what_is_known_of_each_is_what_the_coverage_page_counts(corpus_release: Release) -> None:
    reader = Reader(corpus_release)
    known = {row.agreement.key: row for row in coverage(reader)}
    keys = [key for key in known if key != "ru-ir-2025"]
    for one in keys:
        column = compared(corpus_release, one, "ru-ir-2025").columns[0]
        norms = sum(len(found) for _, found in known[one].norms)
        assert (column.articles, column.article_count) == (
            len(known[one].articles), known[one].article_count)  # fmt: skip
        assert column.norms == norms


def test_the_page_shows_every_norm_with_its_article_and_evidence(
    corpus_client: FlaskClient,
) -> None:
    read = page(corpus_client, TWO)
    found = [row for row in rows(corpus_client, TWO) if row["found"] == "found"]
    assert found
    for row in found:
        assert row["norm_iri"].replace("https://w3id.org/treatygraph/id", "/doc") in read.links
        for passage in row["evidence_iris"].split():
            assert passage.replace("https://w3id.org/treatygraph/id", "/doc") in read.links
    assert "not found (10 of 47 articles known)" in read.text


def test_only_differences_leaves_out_what_is_alike(corpus_client: FlaskClient) -> None:
    every = {row["type"]: row["differences"] for row in rows(corpus_client, TWO)}
    some = {
        row["type"]: row["differences"] for row in rows(corpus_client, f"{TWO}&only=differences")
    }
    assert some == {type_: words for type_, words in every.items() if words}
    assert len(some) < len(every)
    read = page(corpus_client, f"{TWO}&only=differences")
    assert "alike in kind" not in read.text


def test_a_topic_narrows_the_grid(corpus_client: FlaskClient) -> None:
    wide = {row["norm_iri"] for row in rows(corpus_client, f"{TWO}&topic=security")}
    narrow = {row["norm_iri"] for row in rows(corpus_client, f"{TWO}&topic=defence")}
    assert narrow
    assert narrow < wide


def test_csv_json_and_workbook_hold_the_same_rows(corpus_client: FlaskClient) -> None:
    pytest.importorskip("xlsxwriter", reason="the extra `tables` is not installed")
    told = json.loads(corpus_client.get(TWO, headers={"Accept": "application/json"}).text)
    assert told["rows"] == rows(corpus_client, TWO)
    assert tuple(told["columns"]) == COLUMNS
    with zipfile.ZipFile(io.BytesIO(corpus_client.get(f"{TWO}&format=xlsx").data)) as book:
        assert book.read("xl/worksheets/sheet1.xml").count(b"<row ") == len(told["rows"]) + 1
        grid = book.read("xl/worksheets/sheet2.xml").count(b"<row ")
    assert grid == len({row["type"] for row in told["rows"]}) + 1


def test_the_picture_has_a_title_a_legend_and_its_source(
    corpus_client: FlaskClient, corpus_release: Release
) -> None:
    response = corpus_client.get(f"{TWO}&topic=security&format=svg")
    assert response.content_type == "image/svg+xml"
    drawn = ElementTree.fromstring(response.data)
    said = " ".join(text.text or "" for text in drawn.iter(f"{SVG}text"))
    assert "compared, on security" in (drawn.findtext(f"{SVG}title") or "")
    assert "obligation of conduct" in said
    assert f"Source: treatygraph, release {corpus_release.version}." in said
    assert "agreements=ru-kp-2024,ru-ir-2025&topic=security" in said
    assert said.count("not found") == sum(
        row["found"] == "not found" for row in rows(corpus_client, f"{TWO}&topic=security")
    )
    width = float(drawn.attrib["width"])
    assert all(float(text.attrib["x"]) < width for text in drawn.iter(f"{SVG}text"))


def test_the_page_shows_the_picture_by_its_address(corpus_client: FlaskClient) -> None:
    (image,) = page(corpus_client, TWO).all("img")
    assert corpus_client.get(image.attributes["src"]).content_type == "image/svg+xml"
    assert image.attributes["alt"]


def test_without_agreements_there_is_a_chooser_with_suggested_pairs(
    corpus_client: FlaskClient, corpus_release: Release
) -> None:
    read = page(corpus_client, "/compare")
    boxes = [i for i in read.all("input") if i.attributes["name"] == "agreements"]
    assert len(boxes) == corpus_release.manifest.classes["Agreement"]
    pairs = suggested(Reader(corpus_release))
    assert len({frozenset(pair) for pair in pairs}) == len(pairs) > 0
    for one, other in pairs:
        assert f"/compare?agreements={one.key},{other.key}" in read.links


def test_one_agreement_is_kept_and_its_pairs_are_suggested(corpus_client: FlaskClient) -> None:
    read = page(corpus_client, "/compare?agreements=ru-kp-2024")
    ticked = [i.attributes["value"] for i in read.all("input") if "checked" in i.attributes]
    assert ticked == ["ru-kp-2024"]
    pairs = [link for link in read.links if link.startswith("/compare?agreements=")]
    assert pairs
    assert all("ru-kp-2024" in link for link in pairs)


def test_ticked_boxes_and_a_list_ask_the_same(corpus_client: FlaskClient) -> None:
    ticked = corpus_client.get(
        "/compare?agreements=ru-kp-2024&agreements=ru-ir-2025&topic=&format=csv"
    )
    listed = corpus_client.get(f"{TWO}&format=csv")
    assert ticked.data == listed.data
    assert ticked.headers["Content-Location"] == "/compare.csv?agreements=ru-kp-2024,ru-ir-2025"
    assert corpus_client.get(listed.headers["Content-Location"]).data == listed.data


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("agreements=ru-ir-2025,none", 404, "no agreement is called “none”"),
        ("agreements=ru-ir-2025,../state/IRN", 404, "no agreement is called"),
        ("agreements=a,b,c,d,e,f,g", 400, "at most 6 agreements"),
        ("agreements=ru-ir-2025,ru-kp-2024&topic=weather", 404, "no topic is called"),
        ("agreements=ru-ir-2025,ru-kp-2024&only=likeness", 400, "may be “differences”"),
    ],
)
def test_a_question_that_nobody_can_answer_gets_a_sentence(
    corpus_client: FlaskClient, query: str, status: int, words: str
) -> None:
    for accept in ("text/html", "application/problem+json"):
        response = corpus_client.get(f"/compare?{query}", headers={"Accept": accept})
        assert response.status_code == status
        assert words.casefold() in response.text.casefold()


def test_a_table_of_fewer_than_two_is_a_bad_request(corpus_client: FlaskClient) -> None:
    for path in ("/compare.csv", "/compare.csv?agreements=ru-ir-2025,ru-ir-2025"):
        response = corpus_client.get(path)
        assert response.status_code == 400
        assert "name two agreements" in response.text
    assert corpus_client.get("/compare.ttl?agreements=ru-ir-2025,ru-kp-2024").status_code == 404


def test_agreements_without_norms_are_compared_in_words(corpus_client: FlaskClient) -> None:
    text = page(corpus_client, "/compare?agreements=ir-ru-1921,ir-su-1940").text
    assert "No norm of these agreements is recorded." in text


def test_an_agreement_leads_to_what_it_can_be_compared_with(corpus_client: FlaskClient) -> None:
    assert (
        "/compare?agreements=ru-ir-2025" in page(corpus_client, "/doc/agreement/ru-ir-2025").links
    )


def test_invented_agreements_are_compared_under_a_base_of_ones_own(
    rebased_client: FlaskClient,
) -> None:
    found = rows(rebased_client, "/compare?agreements=aa-bb-1999,bb-cc-2003")
    assert {row["found"] for row in found} == {"found", "not found"}
    assert any("not found in" in row["differences"] for row in found)
