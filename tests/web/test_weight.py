"""How much a page weighs with all that it loads, compressed as a browser gets it."""

from __future__ import annotations

import gzip
import re
import urllib.request
from html import unescape

import pytest

from support import Server

KB = 1000
MOST = {"map": 250 * KB, "network": 250 * KB, "sparql": 400 * KB}
"""Bytes that pages with a large picture or an editor may have; the others have less."""

ORDINARY = 150 * KB


def weight(address: str) -> tuple[int, str]:
    """The bytes of an answer in gzip, and its text."""
    wanted = {"Accept": "text/html, */*;q=0.5", "Accept-Encoding": "gzip"}
    with urllib.request.urlopen(urllib.request.Request(address, headers=wanted)) as answer:
        body, coding = answer.read(), answer.headers["Content-Encoding"]
    return len(body), (gzip.decompress(body) if coding == "gzip" else body).decode()


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
    assert total <= MOST.get(kind.split(" ")[0], ORDINARY), f"{total:,} bytes"


def test_what_a_page_loads_is_found() -> None:
    page = '<link rel="stylesheet" href="/a.css"><script src="/b.js" defer></script><img src="c">'
    assert loaded(page) == {"/a.css", "/b.js", "c"}
