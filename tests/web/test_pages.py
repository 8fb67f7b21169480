"""Pages: every template on the small release, read strictly."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from strict_html import RIGHT_TO_LEFT, Page, read_page

from support import Corpus
from treatygraph.describe import Link, Text
from treatygraph.release import Release
from treatygraph.web.app import create_app
from treatygraph.web.config import ServeConfig
from treatygraph.web.elements import cell, count, external, human_date, link

AGREEMENT = "/doc/agreement/aa-bb-1999"
SOURCE = "/doc/source/gazette-1999-05"
SYNTAX_ERROR = "/sparql?query=SELECT%20*%0AWHERE%20%7B%20%3Fs%20%7D"

PAGES = {
    "home": "/",
    "list of agreements": "/agreements",
    "list of actors": "/actors",
    "list of sources": "/sources",
    "coverage": "/coverage",
    "list of disagreements": "/disagreements",
    "agreement": AGREEMENT,
    "agreement of which little is known": "/doc/agreement/unread-2010",
    "provision": f"{AGREEMENT}/article-2",
    "paragraph": f"{AGREEMENT}/article-2.1",
    "norm": f"{AGREEMENT}/norm-dredge",
    "norm that names its bearer": f"{AGREEMENT}/norm-no-warships",
    "norm that binds nobody": f"{AGREEMENT}/norm-ten-years",
    "claim": f"{SOURCE}/claim-p1-2",
    "forecast": f"{SOURCE}/claim-p2-1",
    "source": SOURCE,
    "passage": f"{SOURCE}/passage-fn1",
    "disagreement": "/doc/disagreement/duty-to-dredge",
    "state": "/doc/state/XAA",
    "person": "/doc/person/ada-arcas",
    "generic thing": "/doc/person/ada-arcas/tenure-minister-of-ports",
    "thing whose name needs escaping": "/doc/initiative/quay-line",
    "concept": "/doc/norm-type/trade-promotion",
    "concept scheme": "/doc/topic",
    "graph": "/graph/agreements/aa-bb-1999",
    "ontology": "/ontology",
    "shapes": "/shapes",
    "prefixes": "/prefixes",
    "dataset": "/.well-known/void",
    "questions": "/query",
    "service": "/openapi",
    "question": "/query/competency/energy",
    "query": "/sparql",
    "query with rows": "/sparql?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D%20LIMIT%205",
    "query with no rows": "/sparql?query=SELECT%20*%20%7B%3Fs%20%3Fs%20%3Fs%7D",
    "query with yes": "/sparql?query=ASK%20%7B%7D",
    "query with a graph": "/sparql?query=DESCRIBE%20%3Chttps%3A%2F%2Fw3id.org%2Ftreatygraph"
    "%2Fid%2Fstate%2FXAA%3E",
    "query that does not parse": SYNTAX_ERROR,
    "unknown thing": "/doc/state/XZZ",
}


def get(client: FlaskClient, path: str) -> Page:
    """A page, read strictly; fails where it is not well formed."""
    page = read_page(client.get(path, follow_redirects=True).text)
    assert page.faults == []
    return page


@pytest.fixture(params=PAGES.values(), ids=PAGES.keys())
def page(request: pytest.FixtureRequest, client: FlaskClient) -> Page:
    """Each page in turn."""
    return get(client, request.param)


# Every page -------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/ontology", "/agreements", "/query"])
def test_a_page_is_the_same_by_whatever_address_it_is_first_asked_for(
    mini_release: Release, path: str
) -> None:
    """Each asked of an application that has made no page yet, since pages are kept."""
    pages = set()
    for first in (path, f"{path}.html", f"{path}?format=html"):
        app = create_app(
            ServeConfig(str(mini_release.folder)), release=mini_release, store=mini_release.store
        )
        answer = app.test_client().get(first, headers={"Accept": "text/html"})
        pages |= {answer.data} if answer.status_code == 200 else set()
    assert len(pages) == 1


def test_each_page_has_one_heading_and_a_title(page: Page) -> None:
    assert len(page.all("h1")) == 1
    assert page.all("h1")[0].text.strip()
    names = [element.name for element in page.elements]
    assert names[: names.index("body")].count("title") == 1  # pictures in it have their own
    title, *of_pictures = page.all("title")
    assert "treatygraph" in title.text
    assert len(of_pictures) == 0 or page.all("svg")


def test_headings_skip_no_level(page: Page) -> None:
    levels = [int(e.name[1]) for e in page.elements if re.fullmatch("h[1-6]", e.name)]
    first = levels.index(1)
    steps = list(zip(levels[first:], levels[first + 1 :], strict=False))
    assert [pair for pair in steps if pair[1] > pair[0] + 1] == []


def test_the_first_link_skips_to_the_content(page: Page) -> None:
    assert page.all("a")[0].attributes["href"] == "#main"
    assert page.all("main")[0].attributes["id"] == "main"


def test_nothing_is_styled_or_scripted_in_the_page(page: Page) -> None:
    assert page.all("style") == []
    scripts = [script.attributes for script in page.all("script")]
    data = {"type": "application/ld+json"}
    of_ours = [one for one in scripts if one != data]
    assert all(one["src"].startswith("/static/bundle/") for one in of_ours)
    assert len(scripts) == len(of_ours) + 1, "and data, which no browser runs"
    inline = [e for e in page.elements for name in e.attributes
              if name == "style" or name.startswith("on")]  # fmt: skip
    assert inline == []


def test_each_text_with_a_language_says_its_direction(page: Page) -> None:
    tagged = [e for e in page.elements if e.attributes.get("lang")]
    for element in tagged:
        expected = "rtl" if element.attributes["lang"] in RIGHT_TO_LEFT else "ltr"
        assert element.attributes.get("dir") == expected, element
    assert tagged


def test_no_figure_of_the_program_shows_through(page: Page) -> None:
    for leak in ("None", "Undefined", "Text(", "Link(", "{{", "{%", "<built-in"):
        assert leak not in page.text


# All pages together -----------------------------------------------------------------


def test_every_link_leads_to_something(client: FlaskClient) -> None:
    waiting, seen = set(PAGES.values()) - {SYNTAX_ERROR, PAGES["unknown thing"]}, set[str]()
    broken: list[str] = []
    while waiting:
        path = waiting.pop()
        seen.add(path)
        with client.get(path) as response:
            if response.status_code != 200:
                broken.append(f"{response.status_code} {path}")
            if response.mimetype == "text/html":
                found = read_page(response.text)
                assert found.faults == [], path
                waiting |= {target for target in found.links if target.startswith("/")} - seen
    assert broken == []
    assert len(seen) > 300


# One kind of page each --------------------------------------------------------------


def test_columns_of_the_front_page_are_headed_by_words(corpus_client: FlaskClient) -> None:
    page = read_page(corpus_client.get("/", headers={"Accept": "text/html"}).text)
    heads = [head.text for head in page.all("th") if head.attributes.get("scope") == "col"]
    assert {"Norm", "May not", "Provision"} <= set(heads)
    assert not [head for head in heads if head[:1].islower()]


def test_an_agreement_shows_its_articles_in_order_with_gaps(client: FlaskClient) -> None:
    found = [e.attributes.get("id") or e.text[:9] for e in get(client, AGREEMENT).elements
             if e.attributes.get("class") in ("provision", "gap-note")]  # fmt: skip
    assert found == [
        "preamble", "article-1", "article-2", "article-2.1", "article-2.2", "Article 3",
        "article-4", "Article 5", "unplaced",
    ]  # fmt: skip


def test_titles_run_in_their_own_direction(client: FlaskClient) -> None:
    shown = {e.attributes["lang"]: e.text for e in get(client, AGREEMENT).all("span")
             if e.attributes.get("lang") in ("fa", "ru")}  # fmt: skip
    assert shown == {"fa": "پیمان بندر کوئیل", "ru": "Договор о порте Квилл"}


@pytest.mark.parametrize(
    ("norm", "sentence"),
    [
        ("dredge", "Each party shall dredge its half of the basin every year."),
        ("no-warships", "Arcadia shall not let warships of a third State lie at the quay."),
        ("levy-toll", "Each party may levy a toll on grain."),
        ("waive-toll", "Each party shall strive to waive the toll in years of dearth."),
        ("deeper-ties", "Each party intends to build a second quay."),
        ("common-interest", "The parties jointly hold that an open harbour serves both."),
        ("ten-years", "The treaty runs for ten years."),
    ],
)
def test_a_norm_reads_as_one_sentence(client: FlaskClient, norm: str, sentence: str) -> None:
    assert sentence in get(client, f"{AGREEMENT}/norm-{norm}").text


def test_a_norm_shows_condition_exception_and_to_whom_it_is_owed(client: FlaskClient) -> None:
    text = get(client, f"{AGREEMENT}/norm-no-warships").text
    assert "Condition: the ship has not asked leave." in text
    assert "Except if: the ship is in distress." in text
    assert "Owed to Borduria" in text


def test_a_norm_shows_claims_for_and_against_and_its_official_text(client: FlaskClient) -> None:
    page = get(client, f"{AGREEMENT}/norm-dredge")
    assert "Claims that bear it out 1" in page.text
    assert "Claims that contradict it 1" in page.text
    assert "https://example.org/treaties/harbour?lang=fa&page=1" in page.links
    assert "Official text on the web" in page.text


def test_a_norm_shows_the_same_type_elsewhere(client: FlaskClient) -> None:
    text = get(client, f"{AGREEMENT}/norm-levy-toll").text
    assert "Borduria may levy a toll on the ferry." in text


def test_a_page_has_the_same_bytes_by_its_suffix_and_shows_its_door(mini_release: Release) -> None:
    bodies = []
    for address in ("/ontology", "/ontology.html"):
        config = ServeConfig(str(mini_release.folder))
        app = create_app(config, release=mini_release, store=mini_release.store)
        bodies.append(app.test_client().get(address, headers={"Accept": "text/html"}).text)
    assert bodies[0] == bodies[1]
    assert '<a href="/ontology" aria-current="page">' in bodies[0]


def test_what_is_no_html_is_escaped(client: FlaskClient) -> None:
    answer = client.get("/doc/%3Cb%3Ebold", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "/doc/&lt;b&gt;bold" in answer.text
    assert "<b>" not in answer.text


def test_a_norm_shows_so_many_of_the_same_type_and_where_the_others_are(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("treatygraph.describe.norm.MOST_ELSEWHERE", 1)
    folder, store = str(corpus.release.folder), corpus.release.store
    client = create_app(ServeConfig(folder), release=corpus.release, store=store).test_client()
    page = get(client, "/doc/agreement/ru-ir-2025/norm-no-territory-for-hostile-acts")
    assert "The same type of norm in other agreements 1+" in page.text
    assert "The first 1 are shown; the page of the type leads to the others" in page.text
    assert any("/doc/norm-type/" in link for link in page.links)


def test_a_claim_names_its_voices_source_and_place(client: FlaskClient) -> None:
    text = get(client, f"{SOURCE}/claim-p1-2").text
    assert "According to The Gazette and Ada Arcas, in The Gazette, May 1999, at p1" in text
    assert "Contradicts 1 Dredge the basin" in text
    assert "Whether there is a duty to dredge" in text


def test_a_forecast_shows_how_likely_it_is_and_on_what_condition(client: FlaskClient) -> None:
    text = get(client, f"{SOURCE}/claim-p2-1").text
    assert "Likelihood likely" in text
    assert "On condition the harvest is good" in text


def test_a_source_lists_its_passages_footnotes_last(client: FlaskClient) -> None:
    ids = [id_ for id_ in get(client, SOURCE).ids if id_.startswith("passage-")]
    assert ids == ["passage-p1", "passage-p2", "passage-fn1"]


def test_an_act_with_bounds_shows_both(client: FlaskClient) -> None:
    assert "between 1 August 1999 and 31 October 1999" in get(client, AGREEMENT).text


def test_every_curated_statement_has_its_file_and_line(client: FlaskClient) -> None:
    for path in (AGREEMENT, SOURCE, "/doc/state/XAA"):
        page = get(client, path)
        assert "not recorded" not in _statements(page)
        assert re.search(r"data/[\w/-]+\.ttl:\d+", _statements(page))


def _statements(page: Page) -> str:
    (found,) = (e.text for e in page.all("table")
                if "with the file and line" in e.text)  # fmt: skip
    return found


def test_what_follows_by_rule_is_marked(client: FlaskClient) -> None:
    assert "follows by rule in no file" in " ".join(_statements(get(client, AGREEMENT)).split())


def test_names_are_escaped(client: FlaskClient) -> None:
    page = get(client, "/doc/initiative/quay-line")
    assert page.all("h1")[0].text == 'Quay <b>& "Line"</b>'
    assert "<script>alert('quay')</script>" in page.text


def test_empty_is_never_blank(client: FlaskClient) -> None:
    text = get(client, "/doc/agreement/unread-2010").text
    for sentence in (
        "No norm of this agreement is recorded.",
        "No article of this agreement is recorded.",
        "No act and no event is recorded",
        "No claim about this agreement is recorded.",
    ):
        assert sentence in text


def test_every_page_of_a_thing_gives_its_data(client: FlaskClient) -> None:
    page = get(client, AGREEMENT)
    assert {f"{AGREEMENT}.{suffix}" for suffix in ("html", "ttl", "nt", "jsonld", "rdf")} \
        <= page.links  # fmt: skip
    assert any(target.startswith("/sparql?query=DESCRIBE%20") for target in page.links)


def test_an_error_says_what_happened_what_was_asked_and_what_to_do(client: FlaskClient) -> None:
    response = client.get("/doc/state/XZZ")
    text = read_page(response.text).text
    assert response.status_code == 404
    for words in ("What happened", "/doc/state/XZZ", "What to do"):
        assert words in text


def test_a_query_that_does_not_parse_is_shown_with_the_place(client: FlaskClient) -> None:
    response = client.get(SYNTAX_ERROR)
    page = read_page(response.text)
    assert response.status_code == 400
    assert "line 2" in page.text
    assert page.all("textarea")[0].text.strip() == "SELECT *\nWHERE { ?s }"


# Words ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "html"),
    [
        ("2025-01-17", '<time datetime="2025-01-17">17 January 2025</time>'),
        ("2025-01", '<time datetime="2025-01">January 2025</time>'),
        ("1998", '<time datetime="1998">1998</time>'),
        ("2025-02-30", "2025-02-30"),
        ("<soon>", "&lt;soon&gt;"),
        (None, ""),
    ],
)
def test_dates_are_written_for_people(value: str | None, html: str) -> None:
    assert human_date(value) == html


def test_counts_have_their_noun() -> None:
    assert [count(n, "norm") for n in (0, 1, 1200)] == ["no norms", "1 norm", "1,200 norms"]
    assert count(2, "property", "properties") == "2 properties"


def test_an_address_that_no_browser_should_follow_is_no_link(mini_app: Flask) -> None:
    with mini_app.test_request_context("/"):
        assert "href" not in link(Link("javascript:alert(1)", Text("a trap", "en")))
        assert "href" not in external("javascript:alert(1)")
        assert 'href="https://example.org/"' in external("https://example.org/")


def test_cells_show_that_nothing_is_recorded() -> None:
    assert "not recorded" in cell(None)
    assert "not recorded" in cell(())
    assert "1,200" in cell(1200)
