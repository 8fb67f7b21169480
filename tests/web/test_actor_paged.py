"""The page of a State with more agreements than a page shows goes on from page to page."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from shutil import rmtree

import pytest
from flask.testing import FlaskClient

from treatygraph.client.graph import Graph
from treatygraph.client.sources import LocalSource
from treatygraph.describe.parts import PAGE
from treatygraph.namespaces import DEFAULT_BASE, ONTOLOGY
from treatygraph.release import Release, open_files
from treatygraph.web.app import create_app
from treatygraph.web.config import ServeConfig

MANY = 5_000
ID = f"{DEFAULT_BASE}id"


def _told(number: int) -> str:
    agreement = f"{ID}/agreement/treaty-{number:04}"
    return (
        f'<{agreement}> a tg:Agreement ; skos:prefLabel "Treaty {number:04}"@en .\n'
        f"<{agreement}/participation-AA> a tg:Participation ; tg:inAgreement <{agreement}> ;\n"
        f"  tg:participant <{ID}/state/AA> .\n"
    )


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Release]:
    """A State with five thousand agreements, and one with a few norms alone."""
    file = tmp_path_factory.mktemp("many") / "many.ttl"
    head = (
        f"PREFIX tg: <{ONTOLOGY}#>\nPREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
        f'<{ID}/state/AA> a tg:State ; skos:prefLabel "Aland"@en .\n'
        f'<{ID}/state/BB> a tg:State ; skos:prefLabel "Beland"@en .\n'
    )
    file.write_text(head + "".join(map(_told, range(MANY))))
    release = open_files([file])
    yield release
    rmtree(release.folder)


@pytest.fixture(scope="module")
def client(large: Release) -> FlaskClient:
    config = ServeConfig(str(large.folder))
    browser = create_app(config, release=large, store=large.store).test_client()
    browser.environ_base["HTTP_ACCEPT"] = "text/html"
    return browser


def _page(client: FlaskClient, query: str = "") -> str:
    answer = client.get(f"/doc/state/AA{query}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def _agreements(page: str) -> list[str]:
    own = page.partition("<h2>Agreements")[2].partition("</section>")[0]
    return re.findall(r">(Treaty \d{4})<", own)


def test_every_agreement_stands_on_one_page(client: FlaskClient) -> None:
    pages = [_page(client, f"?page={number}") for number in range(1, MANY // PAGE + 1)]
    found = [name for page in pages for name in _agreements(page)]
    assert found == [f"Treaty {number:04}" for number in range(MANY)]


def test_a_page_says_which_part_it_is_and_leads_on(client: FlaskClient) -> None:
    first, second, last = (_page(client, query) for query in ("", "?page=2", "?page=25"))
    assert "1 to 200 of 5,000" in first
    assert "201 to 400 of 5,000" in second
    assert 'rel="next" href="/doc/state/AA?page=2"' in first
    assert 'rel="prev" href="/doc/state/AA"' in second
    assert "Page 25 of 25" in last
    assert 'rel="next"' not in last


def test_a_page_is_quick_and_small(client: FlaskClient) -> None:
    started = time.process_time()
    page = _page(client, "?page=7")
    assert time.process_time() - started < 1
    assert len(page) < 250_000


@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ("AA?page=26", 404, "There is no page 26: the last one is 25"),
        ("BB?page=2", 404, "There is no page 2: the last one is 1"),
        ("AA?page=0", 400, "a number from 1 on"),
        ("AA?page=two", 400, "a number from 1 on"),
    ],
)
def test_a_page_that_is_not_there_is_told(
    client: FlaskClient, query: str, status: int, told: str
) -> None:
    answer = client.get(f"/doc/state/{query}")
    assert answer.status_code == status
    assert told in answer.get_data(as_text=True)


def test_few_agreements_need_no_pages(client: FlaskClient) -> None:
    page = client.get("/doc/state/BB").get_data(as_text=True)
    assert 'aria-label="Pages"' not in page
    assert "on this page" not in page


def test_a_program_gets_all_at_once(client: FlaskClient, large: Release) -> None:
    turtle = client.get("/doc/state/AA.ttl").get_data(as_text=True)
    assert turtle.count("participation-AA") == MANY
    state = Graph(LocalSource(large)).thing(f"{ID}/state/AA")
    assert len(state.agreements) == MANY
