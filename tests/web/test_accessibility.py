"""Every kind of page in a browser: axe finds no fault, all is reached by keyboard, nothing is cut.

axe-core comes with the packages of frontend/. The kinds are found in the sitemap; axe and the walk
by keyboard, which take minutes, run where CI=true.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from routes import kind, listed, page_routes, spread, without_example

from support import ROOT, Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

AXE = ROOT / "frontend/node_modules/axe-core/axe.min.js"


@pytest.fixture(scope="module")
def axe() -> str:
    """The source of axe-core."""
    if not AXE.is_file():
        pytest.skip("axe-core is absent: run `make frontend`")
    return Path(AXE).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def window(browser: Browser) -> Any:
    """A window of a phone's width in which a test may run scripts of its own."""
    size = {"width": 360, "height": 800}
    context = browser.new_context(viewport=size, bypass_csp=True, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def faults(window: Page, axe: str, address: str, rules: str = "{}") -> list[str]:
    """What axe finds on a page: the rule, how bad it is, and the first place."""
    window.goto(address)
    window.evaluate(axe)
    options = f"Object.assign({{resultTypes: ['violations']}}, {rules})"
    found = window.evaluate(f"axe.run(document, {options})")["violations"]
    return [f"{one['id']} ({one['impact']}): {one['nodes'][0]['html'][:200]}" for one in found]


@pytest.mark.slow
def test_axe_finds_nothing_on_any_kind_of_page(
    server: Server, kinds: dict[str, str], window: Page, axe: str
) -> None:
    found = {path: faults(window, axe, f"{server.url}{path}") for path in kinds.values()}
    assert {path: said for path, said in found.items() if said} == {}


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_wide_window_either(
    server: Server, kinds: dict[str, str], window: Page, axe: str, scheme: Any
) -> None:
    window.set_viewport_size({"width": 1280, "height": 900})
    window.emulate_media(color_scheme=scheme)
    found = {path: faults(window, axe, f"{server.url}{path}") for path in kinds.values()}
    window.set_viewport_size({"width": 360, "height": 800})
    window.emulate_media(color_scheme="light")
    assert {path: said for path, said in found.items() if said} == {}


@pytest.mark.slow
def test_axe_finds_nothing_on_a_dozen_pages_of_each_kind(
    server: Server, window: Page, axe: str
) -> None:
    """Contrast, which takes longest and depends on the kind of page, is left to the others."""
    rules = "{rules: {'color-contrast': {enabled: false}}}"
    found = {path: faults(window, axe, f"{server.url}{path}", rules)
             for path in spread(listed(server), 12)}  # fmt: skip
    assert {path: said for path, said in found.items() if said} == {}


def test_axe_finds_a_picture_without_words(window: Page, axe: str) -> None:
    window.goto("about:blank")
    window.set_content("<html lang=en><title>x</title><main><h1>x</h1><img src=x></main>")
    window.evaluate(axe)
    found = window.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert "image-alt" in {one["id"] for one in found}


def test_every_list_and_every_kind_of_thing_is_looked_at(kinds: dict[str, str]) -> None:
    assert {"", "agreements", "timeline", "map", "network", "binding", "compare"} <= set(kinds)
    assert {"doc/agreement", "doc/agreement/norm", "doc/source/claim", "graph"} <= set(kinds)
    assert "?" in kinds["map answered"]
    assert kind("doc/agreement/ru-ir-2025/article-3.3") == "doc/agreement/article"


def test_every_route_that_gives_a_page_is_looked_at(server: Server, kinds: dict[str, str]) -> None:
    """A new page that is in no sitemap, and that no page leads to, is told here."""
    routes = page_routes(server)
    assert {"/", "/binding", "/sparql", "/cite", "/doc/{key}", "/release/{name}"} <= set(routes)
    assert without_example(routes, kinds.values()) == []


def test_a_route_without_a_page_to_look_at_is_noticed() -> None:
    paths = ["", "binding?actor=IRN", "doc/agreement/ru-ir-2025"]
    assert without_example(["/", "/binding", "/doc/{key}", "/doc"], paths) == ["/doc"]
    assert without_example(["/newly", "/doc/{key}/newly"], paths) == ["/newly", "/doc/{key}/newly"]


# Keyboard -------------------------------------------------------------------------------

REACHABLE = """
() => {
  const wanted = 'a[href], button, select, textarea, summary, input:not([type=hidden]), '
    + '[tabindex="0"]';
  const all = [...document.querySelectorAll(wanted)];
  const shown = all.filter(one => one.checkVisibility() && one.tabIndex >= 0 && !one.disabled
    && !(one.closest('details:not([open])') && !one.closest('summary')));
  shown.forEach((one, at) => one.dataset.stop = at);
  return shown.length;
}
"""
FOCUSED = """
() => {
  const one = document.activeElement;
  const ringed = at => at && getComputedStyle(at).outlineStyle !== 'none'
    && parseFloat(getComputedStyle(at).outlineWidth) > 0;
  // An editor's field is a speck beside its caret: the frame around it shows where one is.
  const seen = ringed(one) || ringed(one.closest('.CodeMirror'));
  return {stop: one.dataset.stop ?? null, html: one.outerHTML.slice(0, 120), seen,
          outside: one === document.body};
}
"""


def walked(window: Page) -> tuple[int, set[str], list[str]]:
    """How many stops a page has, those that Tab reached, and those where no focus is seen."""
    number = window.evaluate(REACHABLE)
    reached: set[str] = set()
    unseen: list[str] = []
    last = None
    for _ in range(number + 10):  # a field for a day has several stops in itself
        window.keyboard.press("Tab")
        at = window.evaluate(FOCUSED)
        if at["outside"] or (at["stop"] in reached and at["stop"] != last):
            break
        if at["stop"] is not None and at["stop"] not in reached:
            reached.add(at["stop"])
            unseen += [] if at["seen"] else [at["html"]]
        last = at["stop"]
    return number, reached, unseen


@pytest.mark.slow
def test_whatever_leads_on_is_reached_by_tab_and_seen_there(
    server: Server, kinds: dict[str, str], window: Page
) -> None:
    """One way through each page: no stop is left out, none is a trap (WCAG 2.2, 2.1.1, 2.1.2)."""
    missed = {}
    for name, path in kinds.items():
        window.goto(f"{server.url}{path}")
        number, reached, unseen = walked(window)
        if len(reached) < number or unseen:
            missed[name] = (number, len(reached), unseen[:3])
    assert missed == {}


@pytest.mark.slow
def test_the_walk_notices_what_cannot_be_reached_or_seen(window: Page) -> None:
    window.goto("about:blank")
    window.set_content("<a href=x>one</a><a href=y style='outline: none'>two</a>"
                       "<p tabindex=0 onkeydown='event.preventDefault()'>trap</p>"
                       "<a href=z>three</a>")  # fmt: skip
    number, reached, unseen = walked(window)
    assert number == 4
    assert len(reached) == 3
    assert len(unseen) == 1


# A phone --------------------------------------------------------------------------------


def test_no_kind_of_page_is_wider_than_a_phone(
    server: Server, kinds: dict[str, str], window: Page
) -> None:
    wider = {}
    for path in kinds.values():
        window.goto(f"{server.url}{path}")
        if window.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wider[path] = window.evaluate("document.documentElement.scrollWidth")
    assert wider == {}
