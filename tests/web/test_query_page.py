"""The query page: ways to show an answer without a script, and the editor in a real browser."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient

from support import ROOT, Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAGE = {"Accept": "text/html"}
TG = "PREFIX tg: <https://w3id.org/treatygraph/ontology#>\n"
STATES = f"{TG}SELECT ?state (COUNT(?p) AS ?n) {{ ?p tg:participant ?state }} GROUP BY ?state"
DAYS = f"{TG}SELECT ?a ?day {{ ?a a tg:Agreement ; tg:concludedOn ?day }}"
BAD = "SELECT * {\n  ?s ?p ?o .\n  ?s ?p @ .\n  ?s ?p ?q\n}"
MOST_BYTES = 400_000
"""Of the page and all that it loads, as it is sent."""


def address(query: str, view: str = "") -> str:
    return "/sparql?" + urlencode({"query": query} | ({"view": view} if view else {}))


# Without a script -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "view", "shown"),
    [
        (STATES, "", 'data-column="state"'),
        (STATES, "chart", 'class="bars query-bars"'),
        (STATES, "map", 'aria-label="Russia: '),
        (DAYS, "timeline", '<span class="year">2025</span>'),
        (DAYS, "raw", "&#34;bindings&#34;"),
        (DAYS, "chart", "No chart: no column holds numbers alone."),
        (DAYS, "map", "No map: no column holds States."),
        (STATES, "timeline", "No timeline: no column holds days, months or years."),
        ("SELECT * { ?s a <x:none> }", "map", "No map: there are no rows."),
        ("SELECT * { ?s ?p ?o } LIMIT 3000", "chart", "No chart: there are more than 2,000 rows."),
        ("ASK {}", "chart", "Yes."),
    ],
)
def test_an_answer_is_shown_as_the_address_says(
    corpus_client: FlaskClient, query: str, view: str, shown: str
) -> None:
    response = corpus_client.get(address(query, view), headers=PAGE)
    assert response.status_code == 200
    assert shown in response.get_data(as_text=True)


def test_each_way_is_a_link_and_downloads_leave_it_out(corpus_client: FlaskClient) -> None:
    page = corpus_client.get(address(STATES, "chart"), headers=PAGE).get_data(as_text=True)
    views = re.findall(r"view=(\w+)", page)
    assert sorted(set(views)) == ["chart", "map", "raw", "timeline"]
    (csv,) = re.findall(r'href="(/sparql[^"]*format=csv)"', page)
    assert "view=" not in csv


def test_a_way_that_there_is_not_is_refused(corpus_client: FlaskClient) -> None:
    response = corpus_client.get(address(DAYS, "cake"), headers=PAGE)
    assert response.status_code == 400
    assert "“cake” is no way to show rows" in response.get_data(as_text=True)


def test_programs_are_answered_whatever_the_view(corpus_client: FlaskClient) -> None:
    response = corpus_client.get(address(DAYS, "cake"), headers={"Accept": "text/csv"})
    assert response.mimetype == "text/csv"


def test_what_can_be_completed_is_told_with_names(corpus_client: FlaskClient) -> None:
    told = corpus_client.get("/completion.json").get_json()
    tg = told["prefixes"]["tg"]
    assert [f"{tg}Agreement", "Agreement"] in told["classes"]
    assert f"{tg}concludedOn" in [iri for iri, _ in told["properties"]]
    assert ["https://w3id.org/treatygraph/id/state/IRN", "Iran"] in told["things"]
    assert not any(re.search("/id/agreement/.+/", iri) for iri, _ in told["things"])


def test_the_page_and_all_that_it_loads_are_small(corpus_client: FlaskClient) -> None:
    page = corpus_client.get("/sparql", headers=PAGE)
    loaded = re.findall(r'(?:src|rel="stylesheet" href)="(/[^"]+)"', page.get_data(as_text=True))
    assert any("bundle/query.js" in one for one in loaded)
    assert len(loaded) > 3
    sent = [page.data, corpus_client.get("/completion.json").data]
    sent += [corpus_client.get(one).data for one in loaded]
    assert sum(len(gzip.compress(body)) for body in sent) <= MOST_BYTES


# In a browser ---------------------------------------------------------------------------


@pytest.fixture
def window(browser: Browser, server: Server) -> Iterator[Page]:
    """A window; at its end nothing was complained of, and nobody else was asked."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda sent: asked.append(sent.url))
    yield page
    context.close()
    assert [said for said in complaints if "status of 400" not in said] == []
    assert [url for url in asked if not url.startswith((server.url, "data:"))] == []


def opened(window: Page, server: Server, path: str) -> None:
    window.goto(server.url.rstrip("/") + path)
    window.wait_for_selector(".CodeMirror")


def text_of(window: Page) -> str:
    return str(window.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()"))


def typed(window: Page, text: str) -> None:
    """A query, written key by key at the place where it is to go on."""
    window.evaluate("document.querySelector('.CodeMirror').CodeMirror.focus()")
    window.keyboard.type(text, delay=5)


@pytest.mark.slow
def test_completion_offers_a_class_and_fills_in_its_prefix(window: Page, server: Server) -> None:
    opened(window, server, "/sparql")
    typed(window, "SELECT * WHERE { ?x a tg:Agr")
    hint = window.locator(".CodeMirror-hint code", has_text=re.compile("^tg:Agreement$"))
    hint.wait_for()
    hint.click()
    assert "?x a tg:Agreement" in text_of(window)
    assert text_of(window).startswith("PREFIX tg: <https://w3id.org/treatygraph/ontology#>")


@pytest.mark.slow
def test_a_thing_is_found_by_its_name(window: Page, server: Server) -> None:
    opened(window, server, f"/sparql?query={quote('SELECT * { ?x ?p ')}")
    window.evaluate("(cm => cm.setCursor(cm.lineCount(), 0))"
                    "(document.querySelector('.CodeMirror').CodeMirror)")  # fmt: skip
    typed(window, "state:IR")
    hint = window.locator(".CodeMirror-hint", has_text="state:IRN")
    hint.wait_for()
    assert "Iran" in hint.inner_text()


@pytest.mark.slow
def test_an_error_is_shown_at_its_line(window: Page, server: Server) -> None:
    opened(window, server, "/sparql")
    typed(window, "ASK {}")
    window.evaluate(f"document.querySelector('.CodeMirror').CodeMirror.setValue({BAD!r})")
    window.keyboard.press("Control+Enter")
    window.wait_for_selector(".line-fault")
    line = window.evaluate(
        "[...document.querySelectorAll('.CodeMirror-code > div')]"
        ".findIndex(line => line.querySelector('.line-fault')) + 1"
    )
    told = window.locator("#query-error")
    assert str(line) == told.get_attribute("data-line") == "3"
    assert window.locator(".line-fault-said").inner_text() == told.locator("p").first.inner_text()


@pytest.mark.slow
def test_a_query_is_run_in_place_and_its_address_opens_the_same(
    window: Page, server: Server
) -> None:
    opened(window, server, "/sparql")
    window.evaluate(f"document.querySelector('.CodeMirror').CodeMirror.setValue({STATES!r})")
    window.evaluate("window.stays = true")
    window.get_by_role("button", name="Run").click()
    window.wait_for_selector("#result table")
    assert window.evaluate("window.stays")
    window.get_by_role("link", name="Chart", exact=True).click()
    window.wait_for_selector(".query-bars")
    there = window.url
    assert "view=chart" in there
    opened(window, server, there.removeprefix(server.url.rstrip("/")))
    assert text_of(window) == STATES
    assert window.locator(".query-bars tbody tr").count() > 5
    window.go_back()
    window.wait_for_selector("#result")


@pytest.mark.slow
def test_a_kept_question_is_searched_put_into_the_editor_and_run(
    window: Page, server: Server
) -> None:
    opened(window, server, "/sparql")
    window.get_by_label("Search the questions").fill("voices heard nobody-has-this")
    assert window.locator("[data-library] li:visible").count() == 0
    window.get_by_label("Search the questions").fill("voices reported often")
    window.locator("[data-library] li:visible a").first.click()
    window.locator(".CodeMirror-code", has_text="?voice").wait_for()
    assert "#+" not in text_of(window)
    window.keyboard.press("Control+Enter")
    window.wait_for_selector("#result table")


@pytest.mark.slow
def test_the_editor_lets_the_keyboard_out(window: Page, server: Server) -> None:
    opened(window, server, "/sparql")
    typed(window, "ASK {}")
    window.keyboard.press("Escape")
    window.keyboard.press("Tab")
    assert window.evaluate("document.activeElement.closest('.CodeMirror')") is None


AXE = ROOT / "frontend/node_modules/axe-core/axe.min.js"


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    "path",
    ["/sparql", address(STATES), address(STATES, "chart"), address(STATES, "map"),
     address(DAYS, "timeline"), address(DAYS, "raw"), address(BAD), "/query",
     "/query/library/binding-on-day", "/query/library/comparison?agreement=csto-1992&topic=x",
     "/query/competency/voices-heard-most"],
)  # fmt: skip
def test_axe_finds_nothing_and_the_page_fits(
    browser: Browser, server: Server, path: str, width: int, scheme: str
) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is absent: run `make frontend`")
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme,
                                   bypass_csp=True)  # fmt: skip
    page = context.new_page()
    page.goto(server.url.rstrip("/") + path)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run().then(told => told.violations.map(one => "
                          "[one.id, one.nodes.map(node => node.html.slice(0, 200))]))")  # fmt: skip
    context.close()
    assert found == []
