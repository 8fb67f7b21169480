"""Files that pages load: addresses of their content, kept for a year, compressed."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from treatygraph.web.static_files import FOREVER, static_files


def test_a_page_loads_its_files_by_their_content(client: FlaskClient) -> None:
    page = client.get("/").text
    named = re.search(r'rel="stylesheet" href="/static/treatygraph.css\?v=([0-9a-f]+)"', page)
    assert named
    assert static_files()["treatygraph.css"].checksum.startswith(named[1])


@pytest.mark.parametrize("name", sorted(static_files()))
def test_a_file_is_kept_for_a_year_under_the_address_of_its_content(
    client: FlaskClient, name: str
) -> None:
    answer = client.get(f"/static/{name}?v={static_files()[name].version}")
    assert answer.headers["Cache-Control"] == FOREVER
    assert answer.data == static_files()[name].body


@pytest.mark.parametrize("version", ["", "?v=", "?v=0000000000000000"])
def test_under_another_address_it_is_asked_for_each_time(client: FlaskClient, version: str) -> None:
    answer = client.get(f"/static/treatygraph.css{version}")
    assert answer.status_code == 200
    assert "must-revalidate" in answer.headers["Cache-Control"]
    held = client.get("/static/treatygraph.css", headers={"If-None-Match": answer.headers["ETag"]})
    assert held.status_code == 304


def test_a_file_is_sent_compressed(client: FlaskClient) -> None:
    answer = client.get("/static/treatygraph.css", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.data) < len(static_files()["treatygraph.css"].body) / 2


@pytest.mark.parametrize("name", ["none.css", "../app.py", "bundle", "bundle/", ""])
def test_what_is_no_such_file_is_not_found(client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404
