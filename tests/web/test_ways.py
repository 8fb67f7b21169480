"""Ways to the pages: what there is stands in the sitemap, and is two clicks from the front page."""

from __future__ import annotations

from routes import get, leads_to, listed, main_pages

from support import Server

CLICKS = 2
"""How many it may take from the front page to any other main page."""


def reached(server: Server, clicks: int) -> set[str]:
    """The paths to which so many clicks lead, through main pages."""
    seen, left, mains = set[str](), {""}, set(main_pages(server))
    for _ in range(clicks):
        led = set[str]().union(*(leads_to(get(f"{server.url}{path}")) for path in left))
        seen |= left
        left = led & mains - seen
    return seen | led


def test_every_main_page_stands_in_the_sitemap(server: Server) -> None:
    mains = main_pages(server)
    assert {"", "binding", "timeline", "map", "network", "sparql", "ontology"} <= set(mains)
    assert set(mains) - set(listed(server)) == set()


def test_every_main_page_is_two_clicks_from_the_front_page(server: Server) -> None:
    assert set(main_pages(server)) - reached(server, CLICKS) == set()


def test_what_is_a_question_about_something_is_no_main_page(server: Server) -> None:
    assert not {"cite", "doc/{key}"} & set(main_pages(server))


def test_ways_are_links_and_forms_that_stay_here() -> None:
    page = (
        '<a class=x href="/a?b#c">1</a><form action="/d"></form><a href="https://e.example/f">2</a>'
    )
    assert leads_to(page + '<link href="/g"><a href="#h">3</a>') == {"a", "d"}
