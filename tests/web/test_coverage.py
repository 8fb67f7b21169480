"""The coverage page counts what is there, and nothing that cannot be opened."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from pyoxigraph import NamedNode

from treatygraph.describe import Reader
from treatygraph.describe.coverage import coverage
from treatygraph.namespaces import expand
from treatygraph.release import Release


def test_every_norm_and_article_is_counted_once(corpus_release: Release) -> None:
    rows = coverage(Reader(corpus_release))
    norms = [link.iri for row in rows for _, links in row.norms for link in links]
    articles = [link.iri for row in rows for link in row.articles]
    for counted, cls in ((norms, "tg:Norm"), (articles, "tg:Article")):
        found = corpus_release.store.quads(
            None, NamedNode(expand("rdf:type")), NamedNode(expand(cls))
        )
        assert sorted(counted) == sorted({quad.subject.value for quad in found})


def test_norms_without_an_article_are_among_the_norms(corpus_release: Release) -> None:
    for row in coverage(Reader(corpus_release)):
        norms = {link.iri for _, links in row.norms for link in links}
        assert {link.iri for link in row.unplaced} <= norms


def test_each_count_has_as_many_links_behind_it(client: FlaskClient) -> None:
    page = client.get("/coverage").get_data(as_text=True)
    blocks = re.findall(
        r"<summary>(\d+) (?:article|norm|disagreement)s?</summary>(.*?)</details>", page, re.S
    )
    assert blocks
    assert all(int(number) == links.count("<a ") for number, links in blocks)
