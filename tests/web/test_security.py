"""What a page may load: headers of every answer, and pages that need nothing they forbid."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from flask.testing import FlaskClient
from test_browser import PAGES

from treatygraph.release import Release
from treatygraph.web.app import create_app
from treatygraph.web.config import ServeConfig
from treatygraph.web.security import HEADERS
from treatygraph.web.site import EXTENSION

PROGRAMS_TOO = ("doc/agreement/ru-ir-2025.ttl", "sparql?query=ASK%7B%7D&format=json", "static/x",
                "sparql?query=nonsense&format=json", "robots.txt", "id/agreement/ru-ir-2025",
                "static/treatygraph.css", "agreements/")  # fmt: skip


@pytest.fixture(scope="module")
def browser_client(corpus_client: FlaskClient) -> FlaskClient:
    browser = corpus_client.application.test_client()  # the other is everybody's
    browser.environ_base["HTTP_ACCEPT"] = "text/html"
    return browser


@pytest.mark.parametrize("path", [*PAGES.values(), *PROGRAMS_TOO])
def test_every_answer_has_the_headers(browser_client: FlaskClient, path: str) -> None:
    with browser_client.get(f"/{path}") as answer:
        headers = answer.headers
    assert {name: headers.get(name) for name in HEADERS} == HEADERS


def test_the_policy_begins_with_nothing_and_allows_nothing_unsafe() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "*" not in policy
    assert not re.search(r"https?:", policy)


class Loaded(HTMLParser):
    """What a page has that a policy without ``unsafe-inline`` forbids, and what it loads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.loads: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has: dict[str, Any] = dict(attrs)
        data = tag == "script" and has.get("type") == "application/ld+json"
        if tag == "style" or (tag == "script" and not data and "src" not in has):
            self.inline.append(f"<{tag}>")
        self.inline += [name for name in has if name == "style" or name.startswith("on")]
        self.inline += [value for value in has.values() if (value or "").startswith("javascript:")]
        if tag != "a" and "src" in has:
            self.loads.append(has["src"])
        if tag == "link" and has.get("rel") in ("stylesheet", "icon", "preload", "preconnect"):
            self.loads.append(has["href"])


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_a_page_has_nothing_inline_and_loads_from_here_alone(
    browser_client: FlaskClient, path: str
) -> None:
    page = Loaded(browser_client.get(f"/{path}").get_data(as_text=True))
    assert page.inline == []
    assert page.loads
    assert all(re.match(r"/(?!/)", address) for address in page.loads)


def test_what_is_inline_is_found() -> None:
    page = "<p style='x' onclick='y'><script>1</script><style></style><a href='javascript:0'>"
    assert Loaded(page).inline == ["style", "onclick", "<script>", "<style>", "javascript:0"]


def test_the_pages_looked_at_are_of_every_kind(corpus_release: Release) -> None:
    """Each template of a page is rendered for one of PAGES at least."""
    config = ServeConfig(str(corpus_release.folder))
    app = create_app(config, release=corpus_release, store=corpus_release.store)
    templates = app.extensions[EXTENSION].templates
    templates.cache.clear()  # so that it holds those that are asked for from now on
    for path in PAGES.values():
        app.test_client().get(f"/{path}", headers={"Accept": "text/html"})
    used = {name for _, name in templates.cache}
    kinds = {name for name in templates.list_templates() if not name.startswith("_")}
    # of an older release: test_memento; of a release after another: test_changes_feed
    assert kinds - used == {"query_then.html", "changes_of.html"}
