"""Older releases stay reachable at dated addresses, as RFC 7089 has it."""

from __future__ import annotations

import re
import shutil
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse
from rdflib import DCTERMS, RDF, VOID, Graph, Namespace, URIRef
from strict_html import read_page

from places import build_places, place
from support import Server, serving
from treatygraph.namespaces import DEFAULT_BASE
from treatygraph.release import open_files, open_release
from treatygraph.release.history import Switch, read_history
from treatygraph.web import memento, timemap
from treatygraph.web.app import create_app
from treatygraph.web.config import ServeConfig

DCAT = Namespace("http://www.w3.org/ns/dcat#")
DATASET = URIRef(f"{DEFAULT_BASE}.well-known/void#dataset")
DAYS = ("2030-01-01T00:00:00Z", "2030-02-01T12:00:00Z", "2030-03-01T00:00:00Z")
FIRST, SECOND, THIRD = "20300101T000000Z", "20300201T120000Z", "20300301T000000Z"
PATH = "/doc/place/pier"


def app_of(out: Path) -> Flask:
    release = open_release((out / "current").resolve())
    config = ServeConfig(str(release.folder))
    return create_app(config, release=release, store=release.store)


def older_of(app: Flask) -> Any:
    """What holds the older releases that are open: the layer below that of bodies."""
    return app.wsgi_app._app._older  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three releases of 2030: quai and pier; quay for quai, and pier; quay and dock."""
    root = tmp_path_factory.mktemp("releases")
    build_places(root, "quai", "pier")
    build_places(root, "quay:quai", "pier")
    build_places(root, "quay:quai", "dock")
    lines = (root / "build/history.tsv").read_text().splitlines()
    dated = [f"{day}\t{line.partition(chr(9))[2]}" for day, line in zip(DAYS, lines, strict=True)]
    (root / "build/history.tsv").write_text("\n".join(dated) + "\n")
    return root / "build"


@pytest.fixture(scope="module")
def client(out: Path) -> FlaskClient:
    return app_of(out).test_client()


def links(response: Any, relation: str) -> list[str]:
    """The targets of a response's links of a relation."""
    text = ", ".join(response.headers.getlist("Link"))
    found = re.findall(r'<([^>]*)>; rel="([^"]*)"', text)
    return [target for target, relations in found if relation in relations.split()]


def graph_of(client: FlaskClient, path: str) -> Graph:
    return Graph().parse(data=client.get(f"{path}.nt").data, format="nt")


# Dated addresses --------------------------------------------------------------------------


def test_a_dated_address_tells_what_was_so_then(client: FlaskClient) -> None:
    assert "pier" in client.get(f"/release/{FIRST}{PATH}.ttl").text
    assert client.get(f"/release/{FIRST}/doc/place/quai").status_code == 200
    assert client.get(f"/release/{FIRST}/doc/place/quay").status_code == 404
    assert client.get(f"/release/{THIRD}/doc/place/dock").status_code == 200


@pytest.mark.parametrize("path", ["/", "/agreements", PATH, "/graph/places", "/ontology", "/dumps",
                                  "/.well-known/void", "/query", "/coverage"])  # fmt: skip
def test_every_document_is_there_with_its_moment(client: FlaskClient, path: str) -> None:
    response = client.get(f"/release/{FIRST}{path}", headers={"Accept": "text/html"})
    assert response.status_code == 200
    assert response.headers["Memento-Datetime"] == "Tue, 01 Jan 2030 00:00:00 GMT"
    assert links(response, "original") == links(response, "timegate") == [path]
    assert len(links(response, "timemap")) == 1
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert read_page(response.text).faults == []


def test_its_version_is_that_of_the_older_release(client: FlaskClient, out: Path) -> None:
    for switch in read_history(out):
        response = client.get(f"/release/{switch.stamp}/prefixes.nt")
        assert response.headers["Treatygraph-Release"] == switch.version


def test_its_rdf_speaks_of_the_same_iris(client: FlaskClient) -> None:
    present, older = (
        client.get(f"{at}/doc/place/quay.nt").text for at in ("", f"/release/{SECOND}")
    )
    without = [re.sub(r'"[0-9a-f]{12}"', "", text) for text in (present, older)]
    assert without[0] == without[1]
    assert place("quay") in older


def test_a_thing_leads_to_its_document_of_the_same_moment(client: FlaskClient) -> None:
    response = client.get(f"/release/{FIRST}/id/place/pier")
    assert (response.status_code, response.location) == (303, f"/release/{FIRST}{PATH}")
    assert response.headers["Memento-Datetime"]


def test_its_page_says_what_it_is_and_leads_to_the_present(client: FlaskClient) -> None:
    text = client.get(f"/release/{FIRST}{PATH}.html").text
    assert "This is a dated copy." in text
    assert "1 January 2030, 00:00 UTC" in text
    assert "another followed on" in text
    assert f'<a href="{PATH}">Read what is so today</a>' in text
    assert '<meta name="robots" content="noindex">' in text
    assert f'<link rel="canonical" href="{DEFAULT_BASE}doc/place/pier">' in text
    assert "dated copy" not in client.get("/doc/place/quay.html").text


def test_links_of_its_page_stay_in_the_older_release(client: FlaskClient) -> None:
    text = client.get(f"/release/{FIRST}/graph/places.html").text
    ours = set(re.findall(r'<a [^>]*href="(/[^"]*)"', text))
    assert f"/release/{FIRST}{PATH}" in ours
    assert {link for link in ours if not link.startswith(f"/release/{FIRST}/")} == {
        "/release", "/sparql", "/graph/places", "/changes",
    }  # fmt: skip
    for link in ours:
        assert client.get(link, follow_redirects=True).status_code == 200


def test_a_page_tells_what_was_in_force_on_its_own_day(client: FlaskClient) -> None:
    response = client.get(f"/release/{FIRST}/agreements")
    assert response.headers["Last-Modified"] == "Tue, 01 Jan 2030 00:00:00 GMT"


def test_the_present_release_has_a_dated_address_too(client: FlaskClient, out: Path) -> None:
    response = client.get(f"/release/{THIRD}/doc/place/dock.html")
    assert response.headers["Memento-Datetime"] == "Fri, 01 Mar 2030 00:00:00 GMT"
    assert "This is a dated copy." in response.text
    assert "another followed" not in response.text


def test_dumps_of_an_older_release_are_its_own_and_kept_for_good(
    client: FlaskClient, out: Path
) -> None:
    version = read_history(out)[0].version
    response = client.get(f"/release/{FIRST}/dumps/dataset.nq.gz")
    assert response.data == (out / "releases" / version / "dumps/dataset.nq.gz").read_bytes()
    assert "immutable" in response.headers["Cache-Control"]
    assert "immutable" not in client.get("/dumps/dataset.nq.gz").headers["Cache-Control"]
    assert response.headers["Memento-Datetime"]


def test_its_description_names_its_own_dumps(client: FlaskClient) -> None:
    told = graph_of(client, f"/release/{FIRST}/.well-known/void")
    urls = sorted(str(url) for url in told.objects(DATASET, VOID.dataDump))
    assert urls[0] == f"{DEFAULT_BASE}release/{FIRST}/dumps/dataset.jsonld.gz"
    assert client.head(f"/{urls[0].removeprefix(DEFAULT_BASE)}").status_code == 200


def test_an_older_release_has_no_endpoint_and_says_what_to_do(client: FlaskClient) -> None:
    response = client.get(f"/release/{FIRST}/sparql?query=ASK%7B%7D")
    assert response.status_code == 404
    assert "/dumps" in response.get_json()["detail"]


def test_a_reader_is_shown_what_was_asked_of_an_older_release(client: FlaskClient) -> None:
    asked = f"/release/{FIRST}/sparql?query=ASK%7B%3Cx%3E%3Cy%3E%3Cz%3E%7D"
    page = client.get(asked, headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "ASK{&lt;x&gt;&lt;y&gt;&lt;z&gt;}" in page.text
    assert "answers no queries" in page.text
    assert f'href="/release/{FIRST}/dumps"' in page.text


@pytest.mark.parametrize(
    "path",
    [
        "/release/20290101T000000Z/doc/place/pier",
        "/release/none",
        "/release/99999999T999999Z/",
        "/release/none/doc/place/pier",
    ],
)
def test_a_moment_that_was_none_is_404(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_version_leads_to_its_dated_address(client: FlaskClient, out: Path) -> None:
    version = read_history(out)[0].version
    response = client.get(f"/release/{version}{PATH}?format=nt")
    assert (response.status_code, response.location) == (
        302, f"/release/{FIRST}{PATH}?format=nt",
    )  # fmt: skip
    assert client.get(f"/release/{version}").location == f"/release/{FIRST}/"


# Originals and TimeGates ------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/doc/place/quay", "/graph/places", "/ontology", "/actors",
                                  "/dumps", "/dumps/dataset.nq.gz", "/id/place/quay"])  # fmt: skip
def test_a_document_is_its_own_time_gate(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers={"Accept": "text/html"})
    assert links(response, "original") == links(response, "timegate") == [path]
    assert client.get(links(response, "timemap")[0]).status_code == 200
    assert "Accept-Datetime" in response.headers["Vary"]
    assert "Memento-Datetime" not in response.headers


@pytest.mark.parametrize(
    ("asked", "stamp"),
    [
        ("Tue, 01 Jan 2030 00:00:00 GMT", FIRST),
        ("Fri, 01 Feb 2030 11:59:59 GMT", FIRST),
        ("Fri, 01 Feb 2030 12:00:00 GMT", SECOND),
        ("Tue, 01 Jan 2019 00:00:00 GMT", FIRST),
        ("Sat, 01 Jan 2050 00:00:00 GMT", THIRD),
    ],
)
def test_a_date_leads_to_the_copy_of_that_moment(
    client: FlaskClient, asked: str, stamp: str
) -> None:
    response = client.get("/graph/places", headers={"Accept-Datetime": asked})
    assert (response.status_code, response.location) == (302, f"/release/{stamp}/graph/places")
    assert "Accept-Datetime" in response.headers["Vary"]
    assert links(response, "memento") == [f"/release/{stamp}/graph/places"]
    assert links(response, "original") == ["/graph/places"]
    assert "Memento-Datetime" not in response.headers


def test_a_date_leads_only_to_a_release_that_had_the_thing(client: FlaskClient) -> None:
    late = {"Accept-Datetime": "Sat, 01 Jan 2050 00:00:00 GMT"}
    assert client.get(PATH, headers=late).location == f"/release/{SECOND}{PATH}"
    assert client.get("/doc/place/quai.ttl", headers=late).location == (
        f"/release/{FIRST}/doc/place/quai.ttl"
    )
    assert client.get("/doc/place/none", headers=late).status_code == 404


@pytest.mark.parametrize("asked", ["yesterday", "2030-01-01", "Tue, 32 Jan 2030 00:00:00 GMT", "",
                                   "Tue, 01 Jan 2030 00:00:00 +0100"])  # fmt: skip
def test_what_is_no_date_is_400(client: FlaskClient, asked: str) -> None:
    response = client.get("/graph/places", headers={"Accept-Datetime": asked})
    assert response.status_code == 400
    assert "Accept-Datetime" in response.get_json()["detail"]


def test_what_is_no_document_heeds_no_date(client: FlaskClient) -> None:
    late = {"Accept-Datetime": "nonsense"}
    assert client.get("/sparql?query=ASK%7B%7D", headers=late).status_code == 200
    assert client.get(f"/release/{FIRST}{PATH}", headers=late).status_code == 200


# Removed things ---------------------------------------------------------------------------


def test_what_was_removed_names_the_last_copy_of_it(client: FlaskClient) -> None:
    response = client.get(PATH, headers={"Accept": "application/json"})
    assert response.status_code == 410
    assert links(response, "memento") == [f"/release/{SECOND}{PATH}"]
    assert links(response, "timemap") == [f"/timemap{PATH}"]
    assert response.get_json()["last"] == f"/release/{SECOND}{PATH}"
    page = client.get(PATH, headers={"Accept": "text/html"}).text
    assert f'href="/release/{SECOND}{PATH}"' in page
    assert read_page(page).faults == []


# TimeMaps ---------------------------------------------------------------------------------


def test_a_time_map_lists_the_releases_that_had_a_thing(client: FlaskClient) -> None:
    response = client.get(f"/timemap{PATH}")
    assert response.content_type == "application/link-format"
    assert response.text == (
        f'<{PATH}>; rel="original timegate",\n'
        f'<{f"/timemap{PATH}"}>; rel="self"; type="application/link-format"; '
        'from="Tue, 01 Jan 2030 00:00:00 GMT"; until="Fri, 01 Feb 2030 12:00:00 GMT",\n'
        f'<{f"/release/{FIRST}{PATH}"}>; rel="first memento"; '
        'datetime="Tue, 01 Jan 2030 00:00:00 GMT",\n'
        f'<{f"/release/{SECOND}{PATH}"}>; rel="last memento"; '
        'datetime="Fri, 01 Feb 2030 12:00:00 GMT"\n'
    )


@pytest.mark.parametrize("path", ["/", "/doc/place/quay", "/doc/place/quai.ttl", "/graph/places",
                                  "/query/competency/energy", "/dumps/dataset.nq.gz", "/actors",
                                  "/id/place/dock", "/doc/place/quay?format=nt"])  # fmt: skip
def test_every_memento_of_a_time_map_is_there(client: FlaskClient, path: str) -> None:
    address = "/timemap" if path == "/" else f"/timemap{path}"
    text = client.get(address).text
    listed = re.findall(r'<([^>]*)>; rel="[^"]*memento"; datetime="([^"]*)"', text)
    assert 1 <= len(listed) <= 3
    for target, moment in listed:
        response = client.get(target, headers={"Accept": "text/html, */*;q=0.1"})
        assert response.status_code in (200, 303)
        assert response.headers["Memento-Datetime"] == moment


@pytest.mark.parametrize("path", ["doc/place/none", "none", "sparql", "static/treatygraph.css",
                                  f"release/{FIRST}/doc/place/pier", "timemap", "graph/none",
                                  "query/none", "dumps/none"])  # fmt: skip
def test_what_no_release_had_has_no_time_map(client: FlaskClient, path: str) -> None:
    assert client.get(f"/timemap/{path}").status_code == 404


def test_a_long_time_map_comes_in_pages(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timemap, "MOST_MEMENTOS", 2)
    first, second = (client.get(f"/timemap/graph/places{page}").text for page in ("", "?page=2"))
    assert '</timemap/graph/places?page=2>; rel="timemap next"' in first
    assert '</timemap/graph/places>; rel="timemap prev"' in second
    assert first.count('memento"') == 2
    assert second.count('memento"') == 1
    for page in ("0", "3", "x", "-1", "9" * 40, "²"):
        assert client.get(f"/timemap/graph/places?page={page}").status_code == 404


def test_lists_of_releases_are_not_kept(out: Path, tmp_path: Path) -> None:
    """Another build may take releases away, or switch, while this one is served."""
    shutil.copytree(out, tmp_path / "build", symlinks=True)
    client = app_of(tmp_path / "build").test_client()
    paths = ("/release", "/timemap/graph/places")
    before = [client.get(path, headers={"Accept": "text/html"}) for path in paths]
    assert all(FIRST in response.text for response in before)
    tags = [response.headers["ETag"] for response in before]
    for path, tag in zip(paths, tags, strict=True):
        assert (
            client.get(path, headers={"If-None-Match": tag, "Accept": "text/html"}).status_code
            == 304
        )
    history = tmp_path / "build/history.tsv"
    lines = history.read_text().splitlines(keepends=True)
    history.write_text("".join(line for line in lines if "2030-01-01" not in line))
    for path in paths:
        assert FIRST not in client.get(path, headers={"Accept": "text/html"}).text


# The list of releases ---------------------------------------------------------------------


def test_the_releases_are_listed_newest_first(client: FlaskClient, out: Path) -> None:
    page = client.get("/release.html").text
    places = [page.index(f'href="/release/{stamp}/"') for stamp in (THIRD, SECOND, FIRST)]
    assert places == sorted(places)
    assert read_page(page).faults == []
    told = graph_of(client, "/release")
    versions = {str(version): str(told.value(version, DCAT.version))
                for version in told.objects(DATASET, DCAT.hasVersion)}  # fmt: skip
    assert versions == {
        f"{DEFAULT_BASE}release/{switch.stamp}/.well-known/void#dataset": switch.version
        for switch in read_history(out)
    }
    for version in told.objects(DATASET, DCAT.hasVersion):
        assert (version, RDF.type, DCAT.Dataset) in told
        assert told.value(version, DCTERMS.issued)


def test_the_description_names_the_release_before(client: FlaskClient) -> None:
    told = graph_of(client, "/.well-known/void")
    before = told.value(DATASET, DCAT.previousVersion)
    assert str(before) == f"{DEFAULT_BASE}release/{SECOND}/.well-known/void#dataset"
    assert client.get(f"/release/{SECOND}/.well-known/void").status_code == 200


def test_a_dated_copy_leads_to_the_one_list_of_releases(client: FlaskClient) -> None:
    assert client.get(f"/release/{FIRST}/release").location == "/release"
    assert client.get(f"/release/{FIRST}/timemap{PATH}").location == f"/timemap{PATH}"


def test_robots_are_kept_out(client: FlaskClient) -> None:
    assert "Disallow: /release/\n" in client.get("/robots.txt").text


def test_files_served_as_they_are_have_no_other_releases(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<x:a> <x:b> <x:c> .")
    release = open_files([tmp_path / "a.ttl"])
    app = create_app(ServeConfig(str(release.folder)), release=release, store=release.store)
    client = app.test_client()
    response = client.get("/", headers={"Accept-Datetime": "nonsense"})
    assert response.status_code in (200, 303)
    assert not links(response, "timegate")
    assert "not kept in releases" in client.get("/release.html").text
    assert client.get(f"/release/{FIRST}/").status_code == 404
    assert client.get("/timemap/actors").status_code == 404


# Mounted below a path ---------------------------------------------------------------------


def test_below_a_path_of_its_own_everything_is_below_it(client: FlaskClient) -> None:
    mounted: dict[str, Any] = {"base_url": "http://localhost/of/mine"}
    response = client.get(PATH.replace("pier", "quay"), **mounted)
    assert links(response, "original") == ["/of/mine/doc/place/quay"]
    late = {"Accept-Datetime": "Sat, 01 Jan 2050 00:00:00 GMT"}
    leading = client.get("/doc/place/quay", headers=late, **mounted)
    assert leading.location == f"/of/mine/release/{THIRD}/doc/place/quay"
    older = client.get(f"/release/{FIRST}{PATH}.html", **mounted)
    assert f'href="/of/mine{PATH}">Read what is so today' in older.text
    assert f'href="/of/mine/release/{FIRST}/actors"' in older.text


# Open releases are few --------------------------------------------------------------------


def test_older_releases_are_closed_when_there_are_too_many(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memento, "MOST_OPEN", 1)
    app = app_of(out)
    client, older = app.test_client(), older_of(app)
    for stamp in (FIRST, SECOND, FIRST):
        assert client.get(f"/release/{stamp}{PATH}.ttl").status_code == 200
        assert len(older._open) == 1
    opened = next(iter(older._open.values()))
    assert "store" in opened.release.__dict__
    monkeypatch.setattr(memento, "IDLE_SECONDS", 0.0)
    assert client.get("/robots.txt").status_code == 200
    assert not older._open
    assert "store" not in opened.release.__dict__


def test_large_ones_are_open_one_at_a_time(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memento, "MOST_STATEMENTS", 1)
    app = app_of(out)
    for stamp in (FIRST, SECOND):
        assert app.test_client().get(f"/release/{stamp}{PATH}").status_code == 200
        assert len(older_of(app)._open) == 1


def test_a_download_of_an_older_release_loads_no_data(out: Path) -> None:
    app = app_of(out)
    app.test_client().get(f"/release/{FIRST}/dumps/dataset.nq.gz")
    opened = next(iter(older_of(app)._open.values()))
    assert "store" not in opened.release.__dict__


def test_an_older_release_that_is_damaged_is_503_and_no_more(out: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(out, tmp_path / "build", symlinks=True))
    first = read_history(copy)[0].version
    (copy / "releases" / first / "dataset.nq").write_bytes(b"")
    client = app_of(copy).test_client()
    response = client.get(f"/release/{FIRST}{PATH}", headers={"Accept": "application/json"})
    assert response.status_code == 503
    assert "damaged" in response.get_json()["detail"]
    assert str(tmp_path) not in response.text
    assert client.get(f"/release/{SECOND}{PATH}").status_code == 200


def test_a_release_that_is_not_kept_is_410_and_in_no_list(out: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(out, tmp_path / "build", symlinks=True))
    client = app_of(copy).test_client()
    assert client.get(f"/release/{FIRST}{PATH}").status_code == 200
    shutil.rmtree(copy / "releases" / read_history(copy)[0].version)
    assert client.get(f"/release/{FIRST}{PATH}").status_code == 410
    assert FIRST not in client.get("/release.html").text
    assert FIRST not in client.get(f"/timemap{PATH}").text


# Over a socket ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def dated_server(out: Path) -> Any:
    with serving("--out", str(out)) as running:
        yield running


def test_a_client_with_a_date_gets_what_was_so_then(dated_server: Server) -> None:
    headers = {"Accept-Datetime": "Sat, 05 Jan 2030 00:00:00 GMT", "Accept": "text/turtle"}
    request = urllib.request.Request(f"{dated_server.url}doc/place/quai", headers=headers)
    with urllib.request.urlopen(request, timeout=30) as response:
        assert response.url == f"{dated_server.url}release/{FIRST}/doc/place/quai"
        assert response.headers["Memento-Datetime"] == "Tue, 01 Jan 2030 00:00:00 GMT"
        assert list(parse(response.read(), format=RdfFormat.TURTLE))


def test_moments_are_told_in_whole_seconds() -> None:
    switch = Switch(datetime(2030, 1, 1, tzinfo=UTC) + timedelta(seconds=5), "x")
    assert switch.stamp == "20300101T000005Z"
