"""Pictures in a browser: without a script whole, with one zoomed and answered in place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from support import Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow

SHOWN = {"timeline": "timeline?agreement=ru-ir-2025", "map": "map?agreements=jcpoa-2015",
         "network": "network?of=IRN"}  # fmt: skip


@pytest.mark.parametrize("path", SHOWN.values(), ids=SHOWN.keys())
def test_without_a_script_a_picture_is_there_with_its_links_and_its_table(
    server: Server, browser: Browser, path: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    window = context.new_page()
    window.goto(f"{server.url}{path}")
    assert window.locator("svg.drawing a.mark").count() > 5
    assert window.get_by_role("button", name="Zoom in").count() == 0
    assert window.locator("main table tbody tr").count() > 2
    mark = window.locator("svg.drawing a.mark:not([tabindex])").first
    target = mark.get_attribute("href")
    mark.focus()
    window.keyboard.press("Enter")
    window.wait_for_url(f"**{target}")
    context.close()


@pytest.mark.parametrize("path", SHOWN.values(), ids=SHOWN.keys())
def test_a_picture_is_zoomed_by_button_by_key_and_back(
    server: Server, page: Page, path: str
) -> None:
    page.goto(f"{server.url}{path}")
    whole = page.locator("svg.drawing").inner_html()
    page.get_by_role("button", name="Zoom in").click()
    page.wait_for_timeout(400)
    nearer = page.locator("svg.drawing").inner_html()
    assert nearer != whole
    page.locator(".drawing-scroll").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(400)
    assert page.locator("svg.drawing").inner_html() != nearer
    page.keyboard.press("0")
    page.wait_for_timeout(400)
    page.keyboard.press("+")
    page.wait_for_timeout(400)
    assert page.complaints == []  # type: ignore[attr-defined]


def test_a_form_is_answered_in_place_and_back_leads_back(server: Server, page: Page) -> None:
    page.goto(f"{server.url}timeline")
    page.evaluate("window.same = true")
    page.get_by_label("Agreement", exact=True).select_option("ru-ir-2025")
    page.locator("h1", has_text="Russia–Iran strategic partnership treaty").wait_for()
    assert page.url == f"{server.url}timeline?agreement=ru-ir-2025"
    assert page.evaluate("window.same")
    assert "21 acts and events" in page.locator("[data-live-region]").inner_text()
    assert page.locator("link[rel=canonical]").get_attribute("href").endswith("=ru-ir-2025")  # type: ignore[union-attr]
    page.get_by_role("button", name="Zoom in").wait_for()
    page.go_back()
    page.locator("h1", has_text=re.compile("^Timeline of acts and events$")).wait_for()
    assert page.get_by_label("Agreement", exact=True).input_value() == ""
    assert page.evaluate("window.same")


def test_the_address_of_an_answer_in_place_gives_the_same_page(server: Server, page: Page) -> None:
    page.goto(f"{server.url}network")
    page.get_by_label("Around", exact=True).select_option("IRN")
    page.locator("h1", has_text="Iran and what is one step away").wait_for()
    there = page.locator("main table").inner_html()
    page.goto(page.url)
    assert page.locator("main table").inner_html() == there


def test_a_ring_centres_the_network_in_place(server: Server, page: Page) -> None:
    page.goto(f"{server.url}network?of=IRN&steps=1")
    page.evaluate("window.same = true")
    page.get_by_role("link", name="Centre on Caspian convention (2018)").click()
    page.locator("h1", has_text="Caspian convention (2018) and what is one step away").wait_for()
    assert page.evaluate("window.same")
    assert page.get_by_label("Around", exact=True).input_value() == "agreement/caspian-2018"


def test_a_name_that_is_reached_lights_up_what_it_is_linked_to(server: Server, page: Page) -> None:
    page.goto(f"{server.url}network")
    page.locator("[data-node=PRK]").focus()
    assert 0 < page.locator(".tie.lit").count() < page.locator(".tie").count()
    assert page.locator("[data-node].lit").count() > 1


def test_a_refusal_is_shown_as_its_own_page(server: Server, page: Page) -> None:
    page.goto(f"{server.url}timeline")
    page.get_by_label("From", exact=True).fill("2025")
    page.get_by_label("Until", exact=True).fill("2024")
    page.get_by_role("button", name="Show").click()
    page.locator("text=lies after").first.wait_for()
