"""What a page weighs with all that it loads, compressed: found in the sitemap, and in a browser."""

from __future__ import annotations

import gzip
import re
from functools import cache
from html import unescape
from typing import TYPE_CHECKING

import pytest
from flask.testing import FlaskClient
from routes import listed

from support import Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Response

MOST = 150_000
"""Bytes that a page may weigh."""
MORE = {"map": 250_000, "network": 250_000, "sparql": 400_000}
"""And those of which most is a picture or an editor."""

_LOADED = re.compile(r'<(?:script|img|source)[^>]* src="(/[^"]+)"|<link[^>]* rel="(?:stylesheet|'
                     r'modulepreload|preload|icon)"[^>]* href="(/[^"]+)"')  # fmt: skip


def most(path: str) -> int:
    """Bytes that the page of a path may weigh."""
    return MORE.get(re.split(r"[/?.]", path.lstrip("/"))[0], MOST)


def weight(body: bytes) -> int:
    """Bytes of a body on the wire, as gzip has it; what is compressed already gains nothing."""
    return min(len(body), len(gzip.compress(body, 6)))


def loaded_by(page: str) -> set[str]:
    """The addresses on its own server that a page loads."""
    return {unescape(one or other) for one, other in _LOADED.findall(page)}


@pytest.mark.slow
def test_no_page_of_the_sitemap_is_heavy(server: Server, corpus_client: FlaskClient) -> None:
    @cache
    def part(address: str) -> int:
        return weight(corpus_client.get(address).data)

    found = {}
    for path in listed(server):
        answer = corpus_client.get(f"/{path}", headers={"Accept": "text/html"})
        assert answer.status_code == 200, path
        found[path] = weight(answer.data) + sum(map(part, loaded_by(answer.text)))
    assert len(found) > 3_000
    assert part.cache_info().currsize > 3, "pages load styles and scripts"
    assert {path: size for path, size in found.items() if size > most(path)} == {}


@pytest.mark.slow
def test_nor_is_any_kind_with_what_a_browser_loads_of_it(
    server: Server, kinds: dict[str, str], browser: Browser
) -> None:
    """Whatever styles and scripts ask for is here too; each in a window that has kept nothing."""
    found = {}
    for path in kinds.values():
        context = browser.new_context()
        window = context.new_page()
        answers: list[Response] = []
        window.on("response", lambda one, answers=answers: answers.append(one))
        window.goto(f"{server.url}{path}", wait_until="networkidle")
        found[path] = sum(weight(one.body()) for one in answers if one.status == 200)
        context.close()
    assert {path: size for path, size in found.items() if size > most(path)} == {}
    assert all(size > 5_000 for size in found.values())
