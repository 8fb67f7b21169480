"""A collection of thousands: its lists, forms and pictures stay small, and leave nothing out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from strict_html import read_page

from support import ROOT
from treatygraph.collection import load_collection, load_shipped
from treatygraph.describe.parts import PAGE
from treatygraph.iris import Base
from treatygraph.namespaces import DEFAULT_BASE, ONTOLOGY
from treatygraph.release import BuildOptions, Release, build_release, open_release
from treatygraph.web.app import create_app
from treatygraph.web.config import ServeConfig
from treatygraph.web.network import MOST_LINES, MOST_WRITTEN

MANY = 2_100
STATES = tuple(letter * 3 for letter in "ABCDEFGHIJ")
ID = f"{DEFAULT_BASE}id"
SMALL = 600_000
"""Bytes of the largest page; that of all links was 90 MB."""


def _told(number: int) -> str:
    agreement = f"{ID}/agreement/treaty-{number:04}"
    joined = "".join(
        f"<{agreement}/participation-{state}> a tg:Participation ; tg:inAgreement <{agreement}> ;\n"
        f"  tg:participant <{ID}/state/{state}> .\n"
        for state in STATES
    )
    return (
        f'<{agreement}> a tg:Agreement ; skos:prefLabel "Treaty {number:04}"@en ;\n'
        f'  tg:concludedOn "1990-01-01"^^xsd:date .\n{joined}'
        f'<{ID}/source/text-{number:04}> a tg:Source ; skos:prefLabel "Text {number:04}"@en .\n'
        f"<{agreement}/signature> a tg:Event ; tg:concerns <{agreement}> ;\n"
        f'  tg:earliest "{1900 + number % 100}-01-01"^^xsd:date ;\n'
        f'  tg:latest "{1900 + number % 100}-01-01"^^xsd:date .\n'
    )


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """Pages of two thousand agreements of ten States."""
    return _browser(_release(tmp_path_factory.mktemp("many"), MANY))


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """Pages of three agreements."""
    return _browser(_release(tmp_path_factory.mktemp("few"), 3))


def _release(folder: Path, number: int) -> Release:
    """A release with the kept queries, which no check has seen."""
    file = folder / "triples/lists.ttl"
    file.parent.mkdir()
    states = "".join(
        f'<{ID}/state/{state}> a tg:State ; skos:prefLabel "Land {state}"@en .\n'
        for state in STATES
    )
    head = (
        f"PREFIX tg: <{ONTOLOGY}#>\nPREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
        f"PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n{states}"
    )
    file.write_text(head + "".join(map(_told, range(number))))
    options = BuildOptions(file.parent, ROOT / "ontology", ROOT / "queries", folder / "build")
    collection = load_collection(options.data, Base())
    return open_release(build_release(options, collection, load_shipped(options.ontology, Base())))


def _browser(release: Release) -> FlaskClient:
    config = ServeConfig(str(release.folder))
    browser = create_app(config, release=release, store=release.store).test_client()
    browser.environ_base["HTTP_ACCEPT"] = "text/html"
    return browser


def _page(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200, text[:500]
    return text


@pytest.mark.parametrize(
    ("address", "name"), [("/agreements", "Treaty"), ("/sources", "Text"), ("/coverage", "Treaty")]
)
def test_everything_stands_on_one_of_the_pages(
    client: FlaskClient, address: str, name: str
) -> None:
    found: list[str] = []
    after = address
    while after:
        text = _page(client, after)
        found += dict.fromkeys(re.findall(rf">({name} \d{{4}})</a>", text))
        following = re.search(r'rel="next" href="([^"]+)"', text)
        after = following[1] if following else ""
    assert found == [f"{name} {number:04}" for number in range(MANY)]


@pytest.mark.parametrize(
    "address",
    [
        "/agreements", "/agreements?page=7", "/actors", "/sources?page=3", "/coverage?page=2",
        "/binding?actor=AAA&on=2020-01-01", "/binding?actor=AAA&on=2020-01-01&page=4", "/network",
        "/network?of=AAA", "/network?page=3", "/timeline", "/map", "/compare",
        "/compare?agreements=treaty-0001,treaty-0002", "/map?agreements=treaty-0001&on=2020-01-01",
        "/timeline?agreement=treaty-0001",
    ],
)  # fmt: skip
def test_a_page_is_small_and_well_formed(client: FlaskClient, address: str) -> None:
    text = _page(client, address)
    assert len(text) < SMALL
    assert read_page(text).faults == []


def test_a_page_tells_which_part_it_is(client: FlaskClient) -> None:
    text = _page(client, "/agreements?page=2")
    assert "This release holds 2,100." in text
    assert "201 to 400 of 2,100 on this page" in text
    assert f"Page 2 of {-(-MANY // PAGE)}" in text


def test_a_number_beside_what_else_is_asked_keeps_it(client: FlaskClient) -> None:
    text = _page(client, "/binding?actor=AAA&on=2020-01-01")
    assert 'href="/binding?actor=AAA&amp;on=2020-01-01&amp;page=2"' in text
    assert "2,100" in text


@pytest.mark.parametrize("path", ["/agreements", "/sources", "/coverage", "/network", "/actors"])
@pytest.mark.parametrize(("page", "status"), [("0", 400), ("x", 400), ("1.5", 400), ("999", 404)])
def test_a_page_that_is_not_there_is_told(
    client: FlaskClient, path: str, page: str, status: int
) -> None:
    answer = client.get(f"{path}?page={page}")
    assert answer.status_code == status
    assert "page" in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/binding", "/coverage.csv", "/network.json", "/dumps.ttl"])
def test_a_number_that_is_none_is_refused_in_every_format(few: FlaskClient, path: str) -> None:
    assert few.get(f"{path}?page=1000000").status_code == 400
    assert few.get(f"{path}?page=false").status_code == 400
    assert few.get(f"{path}?page=1").status_code == 200


@pytest.mark.parametrize("path", ["/compare", "/map", "/timeline"])
def test_agreements_are_typed_where_they_are_too_many_to_list(
    client: FlaskClient, few: FlaskClient, path: str
) -> None:
    asked = _page(client, path).partition('<form class="desk"')[2].partition("</form>")[0]
    assert "The release holds 2,100 agreements" in asked
    assert "Treaty 0002" not in asked
    listed = _page(few, path)
    assert "A key is the last part" not in listed
    assert "Treaty 0002" in listed


@pytest.mark.parametrize("name", ["treaty-0007", f"{ID}/agreement/treaty-0007"])
def test_a_key_and_an_iri_name_an_agreement(client: FlaskClient, name: str) -> None:
    address = f"/map?agreements={name}&on=2020-01-01"
    text = _page(client, address)
    assert "Treaty 0007" in text
    assert 'value="treaty-0007" checked' in text


def test_what_is_typed_joins_what_is_ticked(client: FlaskClient) -> None:
    text = _page(client, "/compare?agreements=treaty-0001&agreements=treaty-0002%2C+treaty-0003")
    assert all(f'value="treaty-000{n}" checked' in text for n in (1, 2, 3))


def test_the_picture_of_a_large_network_has_as_many_lines_as_can_be_told_apart(
    client: FlaskClient,
) -> None:
    picture = client.get("/network.svg").get_data(as_text=True)
    told = re.search(r"([\d,]+) names in columns, with ([\d,]+) lines", picture)
    assert told
    assert 0 < int(told[2].replace(",", "")) <= MOST_LINES
    assert f"{MANY * len(STATES):,} links between them" in _page(client, "/network")


@pytest.mark.parametrize("name", ["network", "timeline"])
def test_a_file_with_too_many_rows_says_how_to_have_fewer(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/{name}.csv")
    many = name == "network"
    assert MANY < MOST_WRITTEN < MANY * len(STATES)
    assert answer.status_code == (406 if many else 200)
    if many:
        assert "narrow them" in answer.get_data(as_text=True)
        assert client.get("/network.csv?of=AAA").status_code == 200


def test_a_long_table_has_no_hash_and_the_page_says_why(
    client: FlaskClient, few: FlaskClient
) -> None:
    assert "at most 5,000 are hashed" in _page(client, "/network")
    assert "are hashed" not in _page(few, "/network")
    assert "answer=" in _page(few, "/network") or "hash" in _page(few, "/network")


def test_few_agreements_need_no_pages(few: FlaskClient) -> None:
    for path in ("/agreements", "/actors", "/sources", "/coverage", "/network", "/dumps"):
        text = _page(few, path)
        assert 'aria-label="Pages"' not in text
        assert "on this page" not in text
