"""``/changes``: what each release changed, as a page and as a feed that readers can follow."""

from __future__ import annotations

import io
import re
import shutil
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
from atom_schema import faults
from flask import Flask
from flask.testing import FlaskClient
from strict_html import read_page

from changed import TREATY, Edit, copied
from places import build_places
from support import ROOT
from treatygraph.changes.kept import keep_step
from treatygraph.collection import load_collection, load_shipped
from treatygraph.iris import Base
from treatygraph.namespaces import DEFAULT_BASE
from treatygraph.release import BuildOptions, build_release, open_files, open_release
from treatygraph.release.history import read_history
from treatygraph.web import changes as changes_pages
from treatygraph.web.app import create_app
from treatygraph.web.atom import ATOM
from treatygraph.web.config import ServeConfig

MODALITY: Edit = (TREATY, "a tg:ObligationOfConduct", "a tg:Prohibition")
HOSTILE: Edit = (
    "places/port-quill.ttl", 'skos:prefLabel "Port Quill"@en',
    'skos:prefLabel "<b>Quill</b> &amp; ]]> \\u000B\\uFFFF 墨"@en',
)  # fmt: skip
ATOM_TYPE = "application/atom+xml; charset=utf-8"
FIRST = datetime(2030, 1, 1, tzinfo=UTC)


def app_of(out: Path) -> Flask:
    release = open_release((out / "current").resolve())
    return create_app(ServeConfig(str(release.folder)), release=release, store=release.store)


def build(data: Path, out: Path) -> None:
    """A release that follows the one before, as ``treatygraph build`` lets it."""
    options = BuildOptions(data, ROOT / "ontology", ROOT / "queries", out)
    build_release(options, load_collection(data, Base()), load_shipped(options.ontology, Base()),
                  follow=partial(keep_step, out))  # fmt: skip


def dated(out: Path) -> None:
    """Give the releases a day each, the first of them the first of 2030."""
    lines = (out / "history.tsv").read_text().splitlines()
    days = ((FIRST + timedelta(days=n)).strftime("%Y-%m-%dT%H:%M:%SZ") for n in range(len(lines)))
    told = [f"{day}\t{line.partition(chr(9))[2]}\n" for day, line in zip(days, lines, strict=True)]
    (out / "history.tsv").write_text("".join(told))


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four releases: the small collection; a norm of another kind; an agreement and what is of it
    removed and a place under a hostile name; the place under another key."""
    root = tmp_path_factory.mktemp("changes")
    renamed = ("places/port-quill.ttl", "place:port-quill\n", "place:quill-port\n")
    for name, edits in (("a", ()), ("b", (MODALITY,)), ("c", (MODALITY, HOSTILE)),
                        ("d", (MODALITY, renamed, HOSTILE))):  # fmt: skip
        data = copied(root, *edits, name=name)
        if name > "b":
            (data / "agreements/bb-cc-2003.ttl").unlink()
        build(data, root / "build")
    dated(root / "build")
    return root / "build"


@pytest.fixture(scope="module")
def client(out: Path) -> FlaskClient:
    return app_of(out).test_client()


def feed(client: FlaskClient, query: str = "") -> Any:
    """A feed as a feed reader reads it; one that is not well-formed fails."""
    response = client.get(f"/changes.atom{query}")
    assert (response.status_code, response.headers["Content-Type"]) == (200, ATOM_TYPE)
    assert faults(response.data) == []
    found = feedparser.parse(io.BytesIO(response.data))
    assert not found.bozo, found.get("bozo_exception")
    return found


# The feed -----------------------------------------------------------------------------------


def test_a_reader_gets_an_entry_for_each_release_the_newest_first(
    client: FlaskClient, out: Path
) -> None:
    found = feed(client)
    assert found.version == "atom10"
    versions = [switch.version for switch in reversed(read_history(out))]
    assert [entry.title.split()[1].rstrip(":") for entry in found.entries] == versions
    assert [entry.updated for entry in found.entries] == [
        f"2030-01-0{day}T00:00:00Z" for day in (4, 3, 2, 1)]  # fmt: skip
    assert found.feed.updated == "2030-01-04T00:00:00Z"
    assert found.feed.id == f"{DEFAULT_BASE}changes"


def test_it_tells_what_was_changed_removed_and_renamed(client: FlaskClient) -> None:
    newest, removal, change, first = (entry.content[0].value for entry in feed(client).entries)
    assert "key: place/port-quill → place/quill-port" in newest
    assert "Removed agreement: Ferry convention of 2003" in removal
    assert "Seek to waive tolls: obligation of conduct → prohibition" in change
    assert "Harbour treaty of 1999" in change
    assert "none before it to compare with" in first


def test_what_entries_are_called_never_changes(client: FlaskClient, out: Path) -> None:
    """A later release, or another host, leaves the names of all that were there as they were."""
    switches = read_history(out)
    ids = [entry.id for entry in feed(client).entries]
    assert ids == [f"{DEFAULT_BASE}changes/{one.stamp}-{one.version}"
                   for one in reversed(switches)]  # fmt: skip
    elsewhere = client.get("/changes.atom", base_url="https://mirror.example/treaties").data
    assert [entry.id for entry in feedparser.parse(io.BytesIO(elsewhere)).entries] == ids
    links = [entry.link for entry in feedparser.parse(io.BytesIO(elsewhere)).entries]
    assert all(link.startswith("https://mirror.example/treaties/changes/2030") for link in links)


def test_a_name_from_data_is_text_and_nothing_else(client: FlaskClient) -> None:
    body = client.get("/changes.atom").data
    root = ElementTree.fromstring(body)
    html = "{http://www.w3.org/1999/xhtml}"
    assert {one.tag for one in root.iter() if one.tag.startswith(html)} == {
        f"{html}{tag}" for tag in ("div", "p", "h3", "ul", "li")}  # fmt: skip
    assert any("<b>Quill</b> &amp; ]]>" in (one.text or "") for one in root.iter(f"{html}li"))
    assert "\x0b" not in body.decode()


@pytest.mark.parametrize(("of", "told", "not_told"), [
    ("agreement/aa-bb-1999", {"b"}, "Ferry"),
    ("agreement/bb-cc-2003", {"c"}, "tolls"),
    ("XAA", {"b"}, "Ferry"),
    ("place/quill-port", {"d"}, "tolls"),
])  # fmt: skip
def test_a_thing_has_a_feed_of_what_concerns_it(
    client: FlaskClient, out: Path, of: str, told: set[str], not_told: str
) -> None:
    found = feed(client, f"?of={of}")
    versions = dict(zip("abcd", (switch.version for switch in read_history(out)), strict=True))
    assert {entry.title.split()[1].rstrip(":") for entry in found.entries} == {
        versions[name] for name in told}  # fmt: skip
    assert not_told not in str(found.entries)
    assert found.feed.id == f"{DEFAULT_BASE}changes?of={of}"
    assert all(entry.id.endswith(f"?of={of}") for entry in found.entries)


def test_a_thing_that_no_release_changed_has_an_empty_feed(client: FlaskClient) -> None:
    found = feed(client, "?of=state/XCC")
    assert found.entries == []
    assert found.feed.updated == "2030-01-04T00:00:00Z"
    assert found.feed.id == f"{DEFAULT_BASE}changes?of=XCC"


def test_older_releases_are_in_archives_that_never_change(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RFC 5005, section 4: from the newest, a reader walks back and misses none."""
    monkeypatch.setattr(changes_pages, "PER_PAGE", 3)
    newest = feed(client)
    archive = next(link.href for link in newest.feed.links if link.rel == "prev-archive")
    response = client.get(archive)
    older = feedparser.parse(io.BytesIO(response.data))
    assert b"<fh:archive" in response.data
    assert b"<fh:archive" not in client.get("/changes.atom").data
    assert len(newest.entries) == len(older.entries) == 3
    assert {one.id for one in [*newest.entries, *older.entries]} == {
        one.id for one in _all(client, monkeypatch)}  # fmt: skip
    relations = {link.rel for link in older.feed.links}
    assert relations == {"self", "alternate", "current", "license"}


def _all(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    monkeypatch.setattr(changes_pages, "PER_PAGE", 20)
    return list(feed(client).entries)


def test_what_is_the_same_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/changes.atom")
    tag = first.headers["ETag"]
    again = client.get("/changes.atom", headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert client.head("/changes.atom").headers["Content-Length"] == str(len(first.data))


def test_a_new_release_is_told_by_a_server_that_has_not_followed_yet(
    out: Path, tmp_path: Path
) -> None:
    """What is kept of changes is on the disk, and answers are worked for each time."""
    copy = Path(shutil.copytree(out, tmp_path / "build", symlinks=True))
    client = app_of(copy).test_client()
    before = client.get("/changes.atom")
    with (copy / "history.tsv").open("a") as history:
        history.write(f"2030-02-01T00:00:00Z\t{read_history(copy)[0].version}\n")
    after = client.get("/changes.atom", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "what changed is not known" in feedparser.parse(io.BytesIO(after.data)).entries[0].title


def test_releases_without_a_record_say_so(tmp_path: Path) -> None:
    build_places(tmp_path, "quai")
    build_places(tmp_path, "quai", "pier")
    client = app_of(tmp_path / "build").test_client()
    assert "was not worked out" in feed(client).entries[0].summary
    assert "was not worked out" in client.get("/changes.html").text


def test_a_damaged_record_is_an_error_in_words(out: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(out, tmp_path / "build", symlinks=True))
    (copy / "changes.sqlite").write_text("no database")
    response = app_of(copy).test_client().get("/changes.atom")
    assert response.status_code == 503
    assert "remove it" in response.text


# The page -----------------------------------------------------------------------------------


def test_the_page_and_the_feed_are_one_document(client: FlaskClient) -> None:
    page = client.get("/changes", headers={"Accept": "text/html"})
    assert read_page(page.text).faults == []
    assert '<link rel="alternate" type="application/atom+xml"' in page.text
    assert client.get("/changes", headers={"Accept": ATOM.media_type}).data == client.get(
        "/changes.atom").data  # fmt: skip
    assert '</changes.atom>; rel="alternate"' in str(page.headers.getlist("Link"))
    assert "Accept" in page.headers["Vary"]
    assert client.get("/changes", headers={"Accept": "image/png"}).status_code == 406
    assert "Removed agreement: Ferry convention of 2003" in page.text
    assert "&lt;b&gt;Quill&lt;/b&gt;" in page.text


def test_each_release_has_a_page_of_all_that_it_changed(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes_pages, "LINES_OF_ONE", 1)
    path = feed(client).entries[1].link.removeprefix("http://localhost")
    told = ""
    while path:
        page = client.get(path)
        assert (page.status_code, read_page(page.text).faults) == (200, [])
        told += page.text
        found = re.search(r'<a rel="next" href="([^"]+)"', page.text)
        path = found[1] if found else ""
    assert "Removed agreement: Ferry convention of 2003" in told
    assert "Quill" in told


@pytest.mark.parametrize("path", [
    "/changes?of=XZZ", "/changes?of=agreement/none", "/changes?archive=0", "/changes?archive=7",
    "/changes?archive=x", "/changes.pdf", "/changes/20300101T000000Z-000000000000",
    "/changes/none", "/changes/current?page=2",
])  # fmt: skip
def test_what_there_is_not_is_404_in_a_sentence(client: FlaskClient, path: str) -> None:
    name = feed(client).entries[0].id.rpartition("/")[2]
    response = client.get(path.replace("current", name))
    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"


def test_pages_of_agreements_and_states_lead_to_their_feeds(client: FlaskClient) -> None:
    for path, of in (("agreement/aa-bb-1999", "agreement/aa-bb-1999"), ("state/XAA", "XAA")):
        page = client.get(f"/doc/{path}.html").text
        found = re.search(r'<link rel="alternate" type="application/atom\+xml"[^>]*>', page)
        assert found is not None
        assert f'href="/changes.atom?of={of}"' in found[0]
        assert f'<a href="/changes?of={of}">' in page
    assert 'href="/changes.atom"' in client.get("/agreements", headers={"Accept": "text/html"}).text


def test_a_dated_copy_leads_to_the_list_of_today(client: FlaskClient, out: Path) -> None:
    stamp = read_history(out)[0].stamp
    response = client.get(f"/release/{stamp}/changes.atom?of=XAA")
    assert (response.status_code, response.location) == (302, "/changes.atom?of=XAA")


def test_files_served_as_they_are_have_no_releases_to_tell_of(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<http://x/a> a <http://x/C> .")
    release = open_files([tmp_path])
    app = create_app(ServeConfig(str(release.folder)), release=release, store=release.store)
    assert feed(app.test_client()).entries == []
    assert "not kept in releases" in app.test_client().get("/changes.html").text
