"""How much a page weighs with all that it loads, compressed as a browser gets it."""

from __future__ import annotations

import gzip
import re
import urllib.request
from functools import cache
from html import unescape
from typing import TYPE_CHECKING

import pytest
from routes import listed

from support import Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser

KB = 1000
MOST = {"map": 250 * KB, "network": 250 * KB, "sparql": 400 * KB}
"""Bytes that pages with a large picture or an editor may have; the others have less."""

ORDINARY = 150 * KB


def sent(address: str) -> tuple[int, bytes]:
    """How many bytes of an answer in gzip are sent, and the body."""
    wanted = {"Accept": "text/html, */*;q=0.5", "Accept-Encoding": "gzip"}
    with urllib.request.urlopen(urllib.request.Request(address, headers=wanted)) as answer:
        body, coding = answer.read(), answer.headers["Content-Encoding"]
    return len(body), gzip.decompress(body) if coding == "gzip" else body


def weight(address: str) -> tuple[int, str]:
    """The bytes of an answer in gzip, and its text."""
    size, body = sent(address)
    return size, body.decode()


def most(path: str) -> int:
    """Bytes that the page of a path may have with all that it loads."""
    return MOST.get(re.split("[ ?]", path)[0], ORDINARY)


def loaded(page: str) -> set[str]:
    """What a page loads by itself: its stylesheets, icons, scripts and pictures."""
    tags = re.findall(r'<link rel="(?:stylesheet|icon)"[^>]*href="([^"]+)"', page)
    tags += re.findall(r'<(?:script|img)[^>]* src="([^"]+)"', page)
    return {unescape(tag) for tag in tags}


@pytest.mark.parametrize("kind", ["", "agreements", "timeline", "map", "map answered", "network",
                                  "binding answered", "compare answered", "disagreements",
                                  "coverage", "doc/state", "doc/agreement", "doc/source",
                                  "sparql", "ontology", "query/library"])  # fmt: skip
def test_a_page_with_all_it_loads_is_light(
    server: Server, kinds: dict[str, str], kind: str
) -> None:
    total, page = weight(f"{server.url}{kinds.get(kind, kind)}")
    total += sum(weight(f"{server.url}{path.lstrip('/')}")[0] for path in loaded(page))
    assert total <= most(kind), f"{total:,} bytes"


def test_what_a_page_loads_is_found() -> None:
    page = '<link rel="stylesheet" href="/a.css"><script src="/b.js" defer></script><img src="c">'
    assert loaded(page) == {"/a.css", "/b.js", "c"}


@pytest.mark.slow
def test_no_page_of_the_sitemap_is_heavy(server: Server) -> None:
    @cache
    def part(path: str) -> int:
        return sent(f"{server.url}{path.lstrip('/')}")[0]

    found = {}
    for path in listed(server):
        size, page = weight(f"{server.url}{path}")
        found[path] = size + sum(map(part, loaded(page)))
    assert len(found) > 3_000
    assert part.cache_info().currsize > 3, "pages load styles and scripts"
    assert {path: size for path, size in found.items() if size > most(path)} == {}


@pytest.mark.slow
def test_nor_is_any_kind_with_what_its_scripts_and_styles_ask_for(
    server: Server, kinds: dict[str, str], browser: Browser
) -> None:
    """Each in a window of its own, which has kept nothing."""
    found = {}
    for path in (path for name, path in kinds.items() if name != "not found"):
        context = browser.new_context()
        window, asked = context.new_page(), set[str]()
        window.on("response", lambda one, asked=asked: asked.add(one.url))
        window.goto(f"{server.url}{path}", wait_until="networkidle")
        context.close()
        found[path] = sum(sent(address)[0] for address in asked)
    assert {path: size for path, size in found.items() if size > most(path)} == {}
    assert all(size > 5_000 for size in found.values())
