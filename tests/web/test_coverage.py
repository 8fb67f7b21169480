"""The coverage page counts what is there, and nothing that cannot be opened."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode

from treatygraph.describe import Reader
from treatygraph.describe.coverage import coverage
from treatygraph.namespaces import expand
from treatygraph.release import Release
from treatygraph.web.app import create_app
from treatygraph.web.config import ServeConfig


def test_every_norm_and_article_is_counted_once(corpus_release: Release) -> None:
    rows = coverage(Reader(corpus_release))
    norms = [link.iri for row in rows for _, links in row.norms for link in links]
    articles = [link.iri for row in rows for link in row.articles]
    for counted, cls in ((norms, "tg:Norm"), (articles, "tg:Article")):
        found = corpus_release.store.quads(
            None, NamedNode(expand("rdf:type")), NamedNode(expand(cls))
        )
        assert sorted(counted) == sorted({quad.subject.value for quad in found})


def test_every_provision_right_below_its_agreement_is_counted_once(
    corpus_release: Release,
) -> None:
    """An agreement in paragraphs, a resolution say, has no article and is not empty for that."""
    rows = coverage(Reader(corpus_release))
    counted = [link.iri for row in rows for link in (*row.articles, *row.parts)]
    found = corpus_release.store.quads(None, NamedNode(expand("tg:partOf")), None)
    agreements = {row.agreement.iri for row in rows}
    placed = {quad.subject.value for quad in found if quad.object.value in agreements}
    assert len(counted) == len(set(counted))
    assert set(counted) <= placed


def test_a_number_of_the_table_leads_to_the_count_itself(page: Callable[[str], str]) -> None:
    """The row that it jumps to holds as many things as it says."""
    text = page("/coverage")
    jumps = re.findall(r'<a href="#(c-[^"]+)">(\d+)</a>', text)
    assert len(jumps) > 50
    for row, number in jumps:
        counted = re.search(rf'id="{re.escape(row)}"><dt>.*?<summary>(\d+) ', text, re.DOTALL)
        assert counted is not None
        assert counted[1] == number, row


def test_norms_without_an_article_are_among_the_norms(corpus_release: Release) -> None:
    for row in coverage(Reader(corpus_release)):
        norms = {link.iri for _, links in row.norms for link in links}
        assert {link.iri for link in row.unplaced} <= norms


@pytest.fixture
def page(corpus_release: Release) -> Callable[[str], str]:
    """Pages of the curated data, by address."""
    config = ServeConfig(str(corpus_release.folder))
    browser = create_app(config, release=corpus_release, store=corpus_release.store).test_client()
    browser.environ_base["HTTP_ACCEPT"] = "text/html"
    return lambda address: browser.get(address, follow_redirects=True).get_data(as_text=True)


def blocks(page: str) -> list[tuple[int, list[str]]]:
    """Each count of a page, and the addresses that it opens."""
    found = re.findall(r"<summary>(\d+) [a-z]+</summary>(.*?)</details>", page, re.DOTALL)
    assert len(found) == page.count("<summary>")
    return [(int(number), re.findall(r'<a href="([^"]+)"', inner)) for number, inner in found]


def test_each_count_has_as_many_links_behind_it(
    client: FlaskClient, page: Callable[[str], str]
) -> None:
    for text in (client.get("/coverage").get_data(as_text=True), page("/coverage")):
        assert blocks(text)
        assert all(number == len(links) for number, links in blocks(text))


def test_every_number_of_the_page_is_a_count_that_opens_or_a_link(
    page: Callable[[str], str],
) -> None:
    """Labels hold numbers too; they stand in links and notes, and are taken out first."""
    text = re.sub(r".*(<main.*)</main>.*", r"\1", page("/coverage"), flags=re.DOTALL)
    for opened in (r"<summary>.*?</details>", r"<a .*?</a>", r"<[^>]+>"):
        text = re.sub(opened, "", text, flags=re.DOTALL)
    assert re.findall(r"\d+", text) == []


def test_what_a_count_opens_is_there(corpus_release: Release, page: Callable[[str], str]) -> None:
    reader, links = Reader(corpus_release), set()
    for _, found in blocks(page("/coverage")):
        assert page(found[0]).count("<h1") == 1
        links.update(found)
    root = corpus_release.base.root
    things = {re.sub("^/doc/", "/id/", link).replace("/id/", f"{root}id/", 1) for link in links}
    assert [thing for thing in sorted(things) if not reader.exists(thing)] == []


def test_every_open_question_is_shown_with_what_it_stands_on(corpus_release: Release) -> None:
    reader = Reader(corpus_release)
    for row in coverage(reader):
        for thing, note in row.open_questions:
            assert note in reader.texts(thing.iri, "skos:editorialNote")
