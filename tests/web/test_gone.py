"""What was removed is 410 in every form and names what stands in its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from strict_html import read_page

from places import build_places, place
from treatygraph.namespaces import DEFAULT_BASE
from treatygraph.release import open_release
from treatygraph.web.app import create_app
from treatygraph.web.config import ServeConfig

FORMS = {
    "text/html": "text/html",
    "text/turtle": "text/plain",
    "application/ld+json": "application/problem+json",
    "application/n-triples": "application/problem+json",
    "application/problem+json": "application/problem+json",
}


def client_of(folder: Path) -> FlaskClient:
    release = open_release(folder)
    config = ServeConfig(str(folder))
    return create_app(config, release=release, store=release.store).test_client()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """Of a third release: the quai became a quay, which became a dock; the pier just went."""
    root = tmp_path_factory.mktemp("gone")
    build_places(root, "quai", "pier", "square")
    build_places(root, "quay:quai", "square")
    return client_of(build_places(root, "dock:quay", "square"))


@pytest.mark.parametrize("path", ["/id/place/quay", "/doc/place/quay", "/doc/place/quay.ttl",
                                  "/doc/place/quay.html", "/doc/place/quay?format=nt"])  # fmt: skip
@pytest.mark.parametrize(("accept", "told"), FORMS.items())
def test_what_was_removed_is_410_in_every_form(
    client: FlaskClient, path: str, accept: str, told: str
) -> None:
    for method in (client.get, client.head):
        response = method(path, headers={"Accept": accept})
        assert response.status_code == 410
        assert response.mimetype == told
        assert response.headers["Vary"] == "Accept, Accept-Datetime"
        assert f'<{place("dock")}>; rel="successor-version"' in response.headers.getlist("Link")
    assert place("dock") in client.get(path, headers={"Accept": accept}).text.replace(
        'href="/doc/', f'href="{DEFAULT_BASE}id/'
    )


def test_the_problem_names_its_successor_for_a_program(client: FlaskClient) -> None:
    problem = client.get("/doc/place/quay", headers={"Accept": "application/json"}).get_json()
    assert problem["successors"] == [place("dock")]
    assert problem["status"] == 410


def test_a_successor_that_is_gone_leads_to_its_own(client: FlaskClient) -> None:
    problem = client.get("/id/place/quai", headers={"Accept": "application/json"}).get_json()
    assert problem["successors"] == [place("dock")]


def test_what_went_without_a_word_is_gone_without_a_successor(client: FlaskClient) -> None:
    response = client.get("/id/place/pier", headers={"Accept": "application/json"})
    assert response.status_code == 410
    assert "nothing is said to stand in its place" in response.get_json()["detail"]


def test_the_page_leads_to_what_stands_there_now(client: FlaskClient) -> None:
    text = client.get("/doc/place/quay.html", headers={"Accept": "text/html"}).text
    assert (
        '<a href="/doc/place/dock" lang="en" dir="ltr">dock</a>, which stands in its place' in text
    )
    assert read_page(text).faults == []


def test_what_never_was_is_still_404(client: FlaskClient) -> None:
    for path in ("/id/place/none", "/doc/place/none.ttl", "/graph/none", "/id/place/quay2"):
        assert client.get(path).status_code == 404


def test_the_successor_says_what_it_replaces(client: FlaskClient) -> None:
    told = client.get("/doc/place/dock.nt").text
    assert f"<{place('dock')}> <http://purl.org/dc/terms/replaces> <{place('quay')}>" in told


def test_what_comes_back_is_there_again(tmp_path: Path) -> None:
    build_places(tmp_path, "quay", "pier")
    without = client_of(build_places(tmp_path, "quay"))
    assert without.get("/id/place/pier").status_code == 410
    again = client_of(build_places(tmp_path, "quay", "pier"))
    assert again.get("/id/place/pier").status_code == 303
    assert again.get("/doc/place/pier").status_code == 200


def test_a_fresh_build_knows_what_the_data_say(tmp_path: Path) -> None:
    client = client_of(build_places(tmp_path, "quay:quai"))
    response = client.get("/doc/place/quai", headers={"Accept": "application/json"})
    assert response.status_code == 410
    assert response.get_json()["successors"] == [place("quay")]


def test_what_is_replaced_by_two_names_both(tmp_path: Path) -> None:
    client = client_of(build_places(tmp_path, "east:quay", "west:quay"))
    response = client.get("/doc/place/quay", headers={"Accept": "application/json"})
    assert response.get_json()["successors"] == [place("east"), place("west")]
    assert "stand in its place" in response.get_json()["detail"]


def test_a_release_that_lies_elsewhere_knows_of_no_earlier_ones(tmp_path: Path) -> None:
    build_places(tmp_path, "quay", "pier")
    folder = build_places(tmp_path, "quay")
    moved = folder.rename(tmp_path / "moved")
    assert client_of(moved).get("/id/place/pier").status_code == 404
