"""The pages in a real browser, wide and narrow, light and dark."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from support import Corpus, Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAGES = {
    "front page": "",
    "treaty": "doc/agreement/ru-ir-2025",
    "provision": "doc/agreement/ru-ir-2025/article-3.3",
    "norm": "doc/agreement/ru-ir-2025/norm-no-aid-to-aggressor",
    "claim": "doc/source/csag-2025/claim-5.b-2",
    "paper": "doc/source/issi-2025-03-04",
    "passage": "doc/source/csag-2025/passage-5.b",
    "state": "doc/state/IRN",
    "person": "doc/person/sergey-lavrov",
    "disagreement": "doc/disagreement/pipeline-55-bcm",
    "concept": "doc/norm-type/mutual-defence",
    "list of sources": "sources",
    "query page": "sparql",
    "how to cite": "cite?of=/doc/agreement/ru-ir-2025",
    "answer": "sparql?query=SELECT%20*%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D%20LIMIT%2020",
    "coverage": "coverage",
    "binding form": "binding",
    "binding": "binding?actor=IRN&on=2025-10-20",
    "binding on a topic": "binding?actor=RUS&on=2025-10-20&topic=sanctions",
    "disagreements": "disagreements",
    "disagreements narrowed": "disagreements?kind=conflict&agreement=jcpoa-2015",
    "compare form": "compare?agreements=ru-ir-2025",
    "compare two": "compare?agreements=ru-ir-2025,ru-kp-2024",
    "compare six": "compare?agreements=ru-ir-2025,ru-kp-2024,ru-cn-2001,caspian-2018,ir-cn-2021,"
    "csto-1992&topic=security&only=differences",
    "binding of nobody": "binding?actor=XXX",
    "timeline": "timeline",
    "map form": "map",
    "map": "map?agreements=ru-ir-2025&on=2025-10-03",
    "map of three": "map?agreements=instc-2000,jcpoa-2015,csto-1992&on=2025-10-03",
    "network": "network",
    "network around a State": "network?of=IRN&steps=2",
    "timeline of nothing": "timeline?from=1900&until=1901",
    "search form": "search",
    "search": "search?q=iran",
    "search narrowed": "search?q=iran&kind=Norm&kind=Claim&actor=RUS&page=2",
    "search in Persian": "search?q=%D8%A7%D9%8A%D8%B1%D8%A7%D9%86",
    "search in Chinese": "search?q=%E6%9D%A1%E7%BA%A6",
    "search for nothing": "search?q=partnreship",
    "ontology": "ontology",
    "graph": "graph/agreements/ru-ir-2025",
    "shapes": "shapes",
    "dataset": ".well-known/void",
    "dumps": "dumps",
    "releases": "release",
    "changes": "changes",
    "changes of a State": "changes?of=IRN",
    "panels": "panels",
    "panel": "panels/dyad-year",
    "dated copy": "release/VERSION/doc/agreement/ru-ir-2025",
    "dated list": "release/VERSION/agreements",
    "questions": "query",
    "service": "openapi",
    "question": "query/competency/mutual-defence-between-russia-and-iran",
    "not found": "doc/agreement/none",
}
WIDTHS = {"wide": 1280, "narrow": 360}


def address(server: Server, corpus: Corpus, path: str) -> str:
    """Where a page of ``PAGES`` lies."""
    return f"{server.url}{path.replace('VERSION', corpus.release.version)}"


@pytest.mark.slow
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
@pytest.mark.parametrize(
    "page", [(w, "light") for w in WIDTHS.values()], ids=WIDTHS.keys(), indirect=True
)
def test_a_page_fits_its_window_and_asks_nobody_else(
    server: Server, corpus: Corpus, page: Page, path: str
) -> None:
    page.goto(address(server, corpus, path))
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0
    complaints = [said for said in page.complaints if "404" not in said]  # type: ignore[attr-defined]
    assert complaints == []
    assert {url.startswith(server.url) for url in page.asked} == {True}  # type: ignore[attr-defined]
    assert page.locator("h1").count() == 1


@pytest.mark.slow
def test_persian_runs_from_right_to_left(server: Server, page: Page) -> None:
    page.goto(f"{server.url}doc/agreement/ru-ir-2025")
    title = page.locator('[lang="fa"]').first
    assert title.evaluate("element => getComputedStyle(element).direction") == "rtl"


@pytest.mark.slow
def test_the_first_tab_reaches_a_way_past_the_header(server: Server, page: Page) -> None:
    page.goto(server.url)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')").startswith("#")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


CONTRAST = """
() => {
  const linear = value => value <= .03928 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4;
  const channel = value => linear(value / 255);
  const light = ([r, g, b]) => .2126 * channel(r) + .7152 * channel(g) + .0722 * channel(b);
  const parse = text => text.match(/[\\d.]+/g).map(Number);
  const behind = element => {
    for (let at = element; at; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color.length < 4 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    if (!own || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const [a, b] = [light(parse(style.color)), light(behind(element))].sort((x, y) => y - x);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    const ratio = (a + .05) / (b + .05);
    if (ratio < (large ? 3 : 4.5)) poor.push([element.textContent.trim().slice(0, 40), ratio]);
  }
  return poor;
}
"""


@pytest.mark.slow
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
@pytest.mark.parametrize(
    "page", [(1280, "light"), (1280, "dark")], ids=["light", "dark"], indirect=True
)
def test_text_stands_out_from_its_ground(
    server: Server, corpus: Corpus, page: Page, path: str
) -> None:
    """Contrast of WCAG 2.2, success criterion 1.4.3."""
    page.goto(address(server, corpus, path))
    assert page.evaluate(CONTRAST) == []


@pytest.mark.slow
def test_the_check_of_contrast_finds_faint_text(page: Page) -> None:
    page.set_content('<body><p>dark</p><p style="color: #999">faint</p></body>')
    assert [text for text, _ in page.evaluate(CONTRAST)] == ["faint"]


@pytest.mark.slow
def test_evidence_opens_in_place_without_a_script(server: Server, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    window = context.new_page()
    window.goto(f"{server.url}doc/agreement/ru-ir-2025/norm-no-aid-to-aggressor")
    evidence = window.locator("details").first
    evidence.locator("summary").click()
    assert evidence.get_attribute("open") is not None
    context.close()


WIDEST = """
() => Math.max(...[...document.querySelectorAll('main *')]
  .filter(element => element.checkVisibility())
  .map(element => element.getBoundingClientRect().right))
"""


@pytest.mark.slow
def test_a_browser_refuses_what_the_policy_forbids(server: Server, page: Page) -> None:
    page.goto(server.url)
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), "
                  "{textContent: 'window.ran = true'}))")  # fmt: skip
    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in said for said in page.complaints)  # type: ignore[attr-defined]


@pytest.mark.slow
def test_questions_are_asked_by_forms_without_a_script(server: Server, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    window = context.new_page()
    window.goto(f"{server.url}binding")
    window.get_by_label("Actor").select_option("IRN")
    window.get_by_label("Day").fill("2025-10-03")
    window.get_by_role("button", name="Show").click()
    assert window.url == f"{server.url}binding?actor=IRN&on=2025-10-03&topic="
    assert window.locator("h1").inner_text() == "What binds Iran on 3 October 2025"
    window.goto(f"{server.url}compare")
    window.get_by_label("Russia–Iran strategic partnership treaty (2025)").check()
    window.get_by_label("Collective Security Treaty (1992)").check()
    window.get_by_role("button", name="Compare").click()
    assert window.locator("h1").inner_text() == "Two agreements side by side"
    window.goto(f"{server.url}disagreements")
    window.get_by_label("Kind").select_option("misreading")
    window.get_by_role("button", name="Show").click()
    assert window.locator("article").count() == 4
    context.close()


@pytest.mark.slow
def test_an_answer_is_reached_and_opened_by_keyboard(server: Server, page: Page) -> None:
    page.goto(f"{server.url}binding?actor=IRN&on=2025-10-03&topic=sanctions")
    why = page.locator("details.why").first
    why.locator("summary").focus()
    page.keyboard.press("Enter")
    assert why.get_attribute("open") is not None


@pytest.mark.slow
@pytest.mark.parametrize("name", ["binding", "compare two", "compare six", "disagreements"])
def test_on_paper_there_is_no_form_and_nothing_is_cut_off(
    server: Server, page: Page, name: str
) -> None:
    page.goto(f"{server.url}{PAGES[name]}")
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 within its margins
    page.emulate_media(media="print")
    assert not any(form.is_visible() for form in page.locator("form").all())
    assert page.evaluate(WIDEST) <= 718
    for grounds in page.locator("details.why dl").all()[:3]:
        assert grounds.is_visible()


@pytest.mark.slow
def test_suggestions_are_chosen_by_keys_alone(server: Server, page: Page) -> None:
    """The combobox of the ARIA Authoring Practices, from the first key to the page it leads to."""
    page.goto(server.url)
    while page.evaluate("document.activeElement.name") != "q":
        page.keyboard.press("Tab")
    box, options = page.get_by_role("combobox", name="Search"), page.get_by_role("option")
    page.keyboard.type("lavr")
    options.first.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    assert page.locator("form[role=search] [role=status]").inner_text().endswith("choose.")
    page.keyboard.press("ArrowDown")
    assert options.first.get_attribute("aria-selected") == "true"
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    page.keyboard.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") is None, "back in the box"
    page.keyboard.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    assert box.input_value() == "lavr", "the first Escape only closes the list"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{server.url}doc/person/sergey-lavrov")
    assert page.complaints == []  # type: ignore[attr-defined]


@pytest.mark.slow
def test_what_was_typed_is_searched_by_enter(server: Server, page: Page) -> None:
    page.goto(f"{server.url}agreements")
    page.get_by_role("combobox", name="Search").fill("договор")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    assert page.locator("h1").inner_text() == "Search for “договор”"
    assert page.locator("mark").first.inner_text() == "Договор"


@pytest.mark.slow
def test_of_what_is_typed_fast_only_the_last_is_asked_for(server: Server, page: Page) -> None:
    page.clock.install()
    page.goto(server.url)
    page.clock.pause_at(datetime.now() + timedelta(hours=1))  # however slowly it is typed here
    page.get_by_role("combobox", name="Search").press_sequentially("shanghai")
    page.clock.run_for(2_000)
    page.get_by_role("option").first.wait_for()
    asked = [url for url in page.asked if "/search/suggest" in url]  # type: ignore[attr-defined]
    assert asked == [f"{server.url}search/suggest?q=shanghai"]


@pytest.mark.slow
def test_a_search_needs_no_script(server: Server, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    window = context.new_page()
    window.goto(server.url)
    window.get_by_role("searchbox", name="Search").fill("pipeline")
    window.get_by_role("button", name="Search").click()
    assert window.url == f"{server.url}search?q=pipeline"
    window.get_by_role("complementary", name="Narrow").get_by_role("link", name="Norm").click()
    assert window.get_by_role("list", name="Narrowed to").inner_text().startswith("Kind Norm")
    context.close()
