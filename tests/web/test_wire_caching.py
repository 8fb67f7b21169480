"""On the wire, lines 14 and 15: what caches compare by, and which release an answer is from."""

from __future__ import annotations

import gzip
import re
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat
from pyoxigraph import parse as parse_rdf
from strict_html import read_page
from werkzeug.test import TestResponse

from support import Corpus
from treatygraph.collection import load_collection, load_shipped
from treatygraph.errors import StoreUnavailable
from treatygraph.namespaces import expand
from treatygraph.release import BuildOptions, Release, build_release, open_current, open_release
from treatygraph.store import Answer
from treatygraph.web.app import create_app
from treatygraph.web.config import ServeConfig

SUFFIXES = ("html", "ttl", "nt", "jsonld", "rdf")
DOCUMENTS = (
    "/doc/agreement/ru-ir-2025",
    "/graph/agreements/ru-ir-2025",
    "/ontology",
    "/shapes",
    "/query/competency/energy",
    "/.well-known/void",
)


def client_of(release: Release) -> FlaskClient:
    """A client of an application that just started on a release."""
    config = ServeConfig(str(release.folder))
    return create_app(config, release=release, store=release.store).test_client()


@pytest.mark.parametrize("path", DOCUMENTS)
def test_14_each_variant_has_a_strong_tag_of_its_own(corpus_client: FlaskClient, path: str) -> None:
    tags = [corpus_client.get(f"{path}.{suffix}").headers["ETag"] for suffix in SUFFIXES]
    assert len(set(tags)) == len(tags)
    assert all(tag.startswith('"') for tag in tags)


@pytest.mark.parametrize("path", [*(f"{path}.ttl" for path in DOCUMENTS), "/agreements",
                                  "/context.jsonld", "/sitemap.xml", "/robots.txt"])  # fmt: skip
def test_14_what_has_not_changed_is_304_with_tag_vary_and_cache_control(
    corpus_client: FlaskClient, path: str
) -> None:
    first = corpus_client.get(path)
    for tag in (first.headers["ETag"], f'"other", W/{first.headers["ETag"]}', "*"):
        again = corpus_client.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.data) == (304, b"")
        for name in ("ETag", "Vary", "Cache-Control", "Treatygraph-Release"):
            assert again.headers[name] == first.headers[name]
        assert again.headers.get("Content-Location") == first.headers.get("Content-Location")
    assert corpus_client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_14_last_modified_is_the_newest_day_in_the_data(
    corpus_client: FlaskClient, corpus: Corpus
) -> None:
    written = [quad.object.value for name in ("dcterms:created", "dcterms:modified")
               for quad in corpus.release.store.quads()
               if quad.predicate.value == expand(name)]  # fmt: skip
    newest = datetime.combine(date.fromisoformat(max(written)), datetime.min.time(), UTC)
    for path in DOCUMENTS:
        assert corpus_client.get(f"{path}.ttl").last_modified == newest


def test_14_a_page_is_of_today(corpus_client: FlaskClient) -> None:
    response = corpus_client.get("/doc/agreement/ru-ir-2025.html")
    assert response.last_modified
    assert response.last_modified.date() == datetime.now(UTC).date()


def test_14_a_day_alone_never_hides_a_change(corpus_client: FlaskClient) -> None:
    first = corpus_client.get("/ontology.ttl")
    day = {"If-Modified-Since": first.headers["Last-Modified"]}
    assert corpus_client.get("/ontology.ttl", headers=day).status_code == 200
    both = day | {"If-None-Match": first.headers["ETag"]}
    assert corpus_client.get("/ontology.ttl", headers=both).status_code == 304


def test_14_the_same_release_elsewhere_gives_the_same(
    corpus_client: FlaskClient, corpus: Corpus, tmp_path: Path
) -> None:
    copied = shutil.copytree(corpus.options.out, tmp_path / "copy", symlinks=True)
    elsewhere = client_of(open_current(copied))
    for path in DOCUMENTS:
        for suffix in SUFFIXES:
            here, there = (c.get(f"{path}.{suffix}") for c in (corpus_client, elsewhere))
            for name in ("ETag", "Last-Modified", "Content-Location"):
                assert here.headers[name] == there.headers[name], (path, suffix)
            # What Memento adds is of the place: only in a build folder are there older releases.
            assert plain_links(here) == plain_links(there) != [], (path, suffix)


def plain_links(response: TestResponse) -> list[str]:
    """The links of a response but for those to its older copies."""
    links = response.headers.getlist("Link")
    return [link for link in links if not re.search("timegate|timemap|memento|version", link)]


def test_14_a_changed_file_changes_the_tag(
    corpus: Corpus, corpus_client: FlaskClient, tmp_path: Path
) -> None:
    data = shutil.copytree(corpus.options.data, tmp_path / "data/triples")
    file = data / "agreements/ru-ir-2025.ttl"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("2025-01-17", "2025-01-18"), encoding="utf-8")
    options = BuildOptions(data, corpus.options.ontology, corpus.options.queries, tmp_path / "out")
    shipped = load_shipped(options.ontology, options.base)
    collection = load_collection(options.data, options.base)
    changed = client_of(open_release(build_release(options, collection, shipped)))
    tag = corpus_client.get("/doc/agreement/ru-ir-2025.ttl").headers["ETag"]
    again = changed.get("/doc/agreement/ru-ir-2025.ttl", headers={"If-None-Match": tag})
    assert again.status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/id/state/IRN", "/doc/state/IRN.ttl", "/sparql", "/none", "/robots.txt",
             "/static/treatygraph.css", "/ontology/"],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PATCH"])
def test_15_every_answer_names_its_release(
    corpus_client: FlaskClient, corpus: Corpus, path: str, method: str
) -> None:
    with corpus_client.open(path, method=method) as response:
        assert response.headers["Treatygraph-Release"] == corpus.release.version


def test_15_the_release_stands_in_the_data_and_on_the_page(
    corpus_client: FlaskClient, corpus: Corpus
) -> None:
    version = corpus.release.version
    for path in ("/doc/state/IRN", "/.well-known/void"):
        triples = parse_rdf(corpus_client.get(f"{path}.nt").data, format=RdfFormat.N_TRIPLES)
        said = [t.object.value for t in triples if t.predicate.value == expand("dcat:version")]
        assert said == [version]
        assert f"Release {version}" in read_page(corpus_client.get(f"{path}.html").text).text


# Query answers ------------------------------------------------------------------------

TYPED = {"query": "SELECT ?s ?o { ?s a ?o } ORDER BY ?s ?o LIMIT 100"}
UNSTABLE = ("NOW()", "RAND()", "UUID()", "STRUUID()", "BNODE()")


def answers_of(client: FlaskClient, **headers: str) -> list[TestResponse]:
    """The same question twice, by GET."""
    return [client.get("/sparql", query_string=TYPED, headers=headers) for _ in range(2)]


def test_14_a_query_s_answer_is_run_once_and_says_so(fresh_client: FlaskClient) -> None:
    first, second = answers_of(fresh_client)
    assert first.data == second.data
    assert first.headers["Server-Timing"].startswith("query;dur=")
    assert second.headers["Server-Timing"] == "cache;desc=hit"
    posted = [fresh_client.post("/sparql", data=TYPED).headers["Server-Timing"] for _ in range(2)]
    assert posted[1] == "cache;desc=hit"


def test_14_an_answer_s_tag_is_made_of_the_question_and_the_release(
    fresh_client: FlaskClient, mini_release: Release
) -> None:
    first, _ = answers_of(fresh_client)
    assert first.headers["ETag"].startswith('W/"')
    tags = {first.headers["ETag"]}
    for change in ({"query": TYPED["query"] + " "}, {"format": "csv"}, {"named-graph-uri": "x:g"},
                   {"default-graph-uri": "x:g"}):  # fmt: skip
        tags.add(fresh_client.get("/sparql", query_string=TYPED | change).headers["ETag"])
    assert len(tags) == 5
    restarted = client_of(mini_release).get("/sparql", query_string=TYPED)
    assert restarted.headers["ETag"] == first.headers["ETag"]


def test_14_another_release_has_other_tags(
    fresh_client: FlaskClient, corpus_client: FlaskClient
) -> None:
    first, _ = answers_of(fresh_client)
    held = {"If-None-Match": first.headers["ETag"]}
    assert corpus_client.get("/sparql", query_string=TYPED, headers=held).status_code == 200


def test_14_what_a_client_holds_is_told_without_running_the_query(mini_release: Release) -> None:
    first = client_of(mini_release).get("/sparql", query_string=TYPED)
    coded = first.headers["ETag"][:-1] + '-gzip"'
    config = ServeConfig(str(mini_release.folder))
    deaf = create_app(config, release=mini_release, store=Deaf()).test_client()
    for tag in (first.headers["ETag"], f'"other", {first.headers["ETag"]}', coded):
        for method in ("GET", "HEAD"):
            again = deaf.open("/sparql", method=method, query_string=TYPED,
                              headers={"If-None-Match": tag})  # fmt: skip
            assert (again.status_code, again.data) == (304, b"")
            assert again.headers["ETag"] in tag
            for name in ("Vary", "Cache-Control", "Treatygraph-Release",
                         "Access-Control-Allow-Origin"):  # fmt: skip
                assert again.headers[name] == first.headers[name]
    assert (
        deaf.get("/sparql", query_string=TYPED, headers={"If-None-Match": "*"}).status_code == 503
    )


class Deaf:
    """A store that answers nothing."""

    def answer(self, *_: object, **__: object) -> Answer:
        raise StoreUnavailable("nobody answers here, whatever is asked")

    select = answer


@pytest.mark.parametrize("call", UNSTABLE)
@pytest.mark.parametrize("accept", ["application/sparql-results+json", "text/html"])
def test_14_what_differs_each_time_is_neither_tagged_nor_stored(
    fresh_client: FlaskClient, call: str, accept: str
) -> None:
    asked = {"query": f"SELECT (STR({call}) AS ?now) {{}}" if call != "BNODE()" else
             "SELECT (BNODE() AS ?now) {}"}  # fmt: skip
    first, second = (fresh_client.get("/sparql", query_string=asked, headers={"Accept": accept})
                     for _ in range(2))  # fmt: skip
    assert first.data != second.data
    for reply in (first, second):
        assert reply.headers["Cache-Control"] == "no-store"
        assert "ETag" not in reply.headers


def test_14_the_words_alone_are_no_reason(fresh_client: FlaskClient) -> None:
    asked = {"query": 'SELECT ?now { BIND("RAND()" AS ?now) } # NOW()'}
    replies = [fresh_client.get("/sparql", query_string=asked) for _ in range(2)]
    assert replies[1].headers["Server-Timing"] == "cache;desc=hit"
    assert "ETag" in replies[0].headers


@pytest.mark.parametrize("path", ["/doc/agreement/ru-ir-2025", "/ontology.ttl", "/sparql?query="
                                  "SELECT+*+%7B+%3Fs+%3Fp+%3Fo+%7D+LIMIT+50"])  # fmt: skip
def test_14_answers_are_coded_as_the_client_asks(corpus_client: FlaskClient, path: str) -> None:
    plain = corpus_client.get(path)
    coded = corpus_client.get(path, headers={"Accept-Encoding": "br, gzip;q=0.9"})
    assert coded.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(coded.data) == plain.data
    assert coded.headers["ETag"] != plain.headers["ETag"]
    assert coded.headers["Content-Type"] == plain.headers["Content-Type"]
    for reply in (plain, coded):
        assert {"Accept", "Accept-Encoding"} <= set(reply.vary)
    refused = corpus_client.get(path, headers={"Accept-Encoding": "*;q=0"})
    assert (refused.status_code, refused.mimetype) == (406, "application/problem+json")


@pytest.fixture
def fresh_client(mini_release: Release) -> FlaskClient:
    """A client of an application that nobody asked anything before."""
    return client_of(mini_release)


COMPARED = (
    "Content-Type", "Content-Length", "Content-Encoding", "Content-Digest", "Repr-Digest",
    "Accept-Ranges", "ETag", "Vary", "Cache-Control", "Server-Timing",
)  # fmt: skip


@pytest.mark.parametrize("path", [*DOCUMENTS, "/", "/dumps/dataset.nq.gz", "/sparql", "/none"])
def test_headers_are_spelled_as_what_keeps_answers_compares_them(
    corpus_client: FlaskClient, path: str
) -> None:
    spelled = {name.lower(): name for name in COMPARED}
    sent = corpus_client.get(path, headers={"Accept-Encoding": "gzip"}).headers.keys()
    assert {name for name in sent if spelled.get(name.lower(), name) != name} == set()
