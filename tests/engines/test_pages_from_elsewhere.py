"""Pages, documents and answers from a store elsewhere are those of the embedded one, by bytes."""

from __future__ import annotations

import html
import http.client
import json
import re
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest
from oxigraph_loading import hold, load
from servers import oxigraph

from support import Corpus, Server, serving
from treatygraph.release import Release

_BLANK = re.compile(r"_:[0-9A-Za-z]+")
"""A blank node has another label in each answer."""

_EVERY = 40
"""Where not all pages are compared, each of so many is."""


class Client:
    """Asks a server of ours over one connection."""

    def __init__(self, server: Server) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def get(self, path: str, accept: str = "*/*", method: str = "GET") -> tuple[int, str, str]:
        """Status, body, and the tag of an answer."""
        self._connection.request(method, path, headers={"Accept": accept, "Host": "x.org"})
        answer = self._connection.getresponse()
        body = answer.read().decode()
        return answer.status, _BLANK.sub("_:b", body), answer.headers["ETag"] or ""


@pytest.fixture(scope="module")
def embedded(server: Server) -> Iterator[Client]:
    """A server over the release itself."""
    with closing(Client(server)) as client:
        yield client


@pytest.fixture(scope="module")
def all_it_holds(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A server over Oxigraph that holds the release and nothing else, its folder being here."""
    with oxigraph(tmp_path_factory.mktemp("alone"), union=False) as running:
        load(running, corpus.release.dataset)
        arguments = ("--endpoint", running.query, "--out", str(corpus.options.out))
        with serving(*arguments) as server, closing(Client(server)) as client:
            yield client


@pytest.fixture(scope="module")
def published(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A server over Oxigraph that holds it beside another, and no folder of it here."""
    with oxigraph(tmp_path_factory.mktemp("published"), union=False) as running:
        hold(running, corpus.release, version="another00000", position=1)
        hold(running, corpus.release, version=corpus.release.version, position=2)
        nowhere = str(tmp_path_factory.mktemp("nowhere"))
        with (
            serving("--endpoint", running.query, "--out", nowhere) as server,
            closing(Client(server)) as client,
        ):
            yield client


def _pages(here: Client, release: Release) -> list[str]:
    listed = re.findall("<loc>(.*?)</loc>", here.get("/sitemap.xml")[1])
    return ["/" + html.unescape(address).removeprefix(release.base.root) for address in listed]


def _differing(here: Client, there: Client, paths: list[str], accept: str) -> list[str]:
    return [path for path in paths if here.get(path, accept) != there.get(path, accept)]


@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
def test_pages_of_the_sitemap_are_the_same(
    all_it_holds: Client, embedded: Client, corpus_release: Release, accept: str
) -> None:
    paths = _pages(embedded, corpus_release)[::_EVERY]
    assert len(paths) > 50
    assert _differing(embedded, all_it_holds, paths, accept) == []


@pytest.mark.slow
def test_every_page_of_the_sitemap_is_the_same(
    all_it_holds: Client, embedded: Client, corpus_release: Release
) -> None:
    paths = _pages(embedded, corpus_release)
    # How much memory a query may use is not ours to say of another's store.
    assert _differing(embedded, all_it_holds, paths, "text/html") == ["/sparql"]
    assert "memory" not in all_it_holds.get("/sparql", "text/html")[1]


@pytest.mark.parametrize("path", [
    "/binding?actor=IRN&on=2025-10-03", "/compare?agreements=ru-ir-2025,ru-kp-2024", "/network",
    "/disagreements", "/timeline", "/map?agreements=ru-ir-2025", "/coverage", "/search?q=iran",
    "/dumps", "/completion.json", "/api/library/status-on-day.csv?day=2025-10-03",
    "/.well-known/void", "/cite.bib?of=/doc/agreement/ru-ir-2025",
])  # fmt: skip
def test_answers_of_pages_that_ask_are_the_same(
    all_it_holds: Client, embedded: Client, path: str
) -> None:
    assert _differing(embedded, all_it_holds, [path], "text/html") == []


_QUERIES = {
    "select": "SELECT ?s ?label { ?s skos:prefLabel ?label } ORDER BY ?s ?label LIMIT 50",
    "star": "SELECT * { ?s tg:denied true ; skos:prefLabel ?o } ORDER BY ?o",
    "ask": "ASK { ?s a tg:Claim }",
    "construct": "CONSTRUCT { ?s a tg:State } WHERE { ?s a tg:State ; skos:prefLabel 'Iran'@en }",
    "describe": "DESCRIBE <https://w3id.org/treatygraph/id/state/IRN>",
    "graph": "SELECT DISTINCT ?g { GRAPH ?g { ?s a tg:Agreement } } ORDER BY ?g",
    "from": "SELECT (COUNT(*) AS ?n) "
            "FROM <https://w3id.org/treatygraph/graph/inferred> { ?s ?p ?o }",
    "counted": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
}  # fmt: skip
_PREFIXES = (
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
    "PREFIX tg: <https://w3id.org/treatygraph/ontology#> "
)


def _ask(name: str, **more: str) -> str:
    return f"/sparql?{urlencode({'query': _PREFIXES + _QUERIES[name], **more})}"


@pytest.mark.parametrize("format_", ["json", "xml", "csv", "tsv"])
@pytest.mark.parametrize("name", ["select", "star", "ask", "graph", "from", "counted"])
@pytest.mark.parametrize("held", ["all_it_holds", "published"])
def test_solutions_have_the_same_bytes_and_tags(
    held: str, request: pytest.FixtureRequest, embedded: Client, name: str, format_: str
) -> None:
    path = _ask(name, format=format_)
    assert request.getfixturevalue(held).get(path) == embedded.get(path)


@pytest.mark.parametrize("name", ["construct", "describe"])
@pytest.mark.parametrize("held", ["all_it_holds", "published"])
def test_graphs_have_the_same_triples(
    held: str, request: pytest.FixtureRequest, embedded: Client, name: str
) -> None:
    path = _ask(name, format="ntriples")
    there, here = request.getfixturevalue(held).get(path), embedded.get(path)
    assert sorted(there[1].splitlines()) == sorted(here[1].splitlines())
    assert there[2] == here[2]


def test_a_dataset_of_the_request_is_obeyed(all_it_holds: Client, published: Client) -> None:
    inferred = "https://w3id.org/treatygraph/graph/inferred"
    path = _ask("counted", **{"default-graph-uri": inferred, "format": "csv"})
    counted = all_it_holds.get(path)[1]
    assert counted == published.get(path)[1] == all_it_holds.get(_ask("from", format="csv"))[1]


def test_what_is_absent_without_a_folder_is_said_plainly(published: Client) -> None:
    status, told, _ = published.get("/search?q=iran", "text/html")
    assert status == 501
    assert "this server has no folder of release" in told
    status, told, _ = published.get("/dumps", "text/html")
    assert status == 200
    assert "No dumps are offered here" in told


@pytest.mark.parametrize(
    "path", ["/", "/doc/state/IRN", "/binding?actor=IRN", "/query", "/graph/inferred"]
)
def test_pages_need_no_folder(published: Client, path: str) -> None:
    status, told, _ = published.get(path, "text/html")
    assert status == 200
    assert "Iran" in told or path == "/query"


def test_a_switch_in_the_store_is_followed_by_all_processes(corpus: Corpus, tmp_path: Path) -> None:
    with oxigraph(tmp_path, union=False) as running:
        hold(running, corpus.release, version="first0000000", position=1)
        arguments = ("--endpoint", running.query, "--out", str(tmp_path / "nowhere"))
        with serving(*arguments, "--processes", "2") as server:
            _told_by_all(server, "first0000000")  # each makes itself ready in its own time
            hold(running, corpus.release, version="second000000", position=2)
            _told_by_all(server, "second000000")
            with closing(Client(server)) as client:
                assert client.get("/doc/state/IRN", "text/html")[0] == 200


def _told_by_all(server: Server, release: str) -> None:
    until = time.monotonic() + 30
    while (told := _releases(server)) != {release}:
        assert time.monotonic() < until, told
        time.sleep(0.2)


def _releases(server: Server) -> set[str | None]:
    """What is told on many connections, which come to all processes."""
    clients = [Client(server) for _ in range(20)]
    told = [json.loads(client.get("/health")[1])["release"] for client in clients]
    for client in clients:
        client.close()
    return set(told)


def test_a_server_of_a_store_without_a_release_does_not_start(tmp_path: Path) -> None:
    arguments = ("--out", str(tmp_path / "nothing"))
    _does_not_start(tmp_path, arguments, "no release here, nor is one told of")


def test_a_server_does_not_start_over_a_store_that_lacks_its_release(
    corpus: Corpus, tmp_path: Path
) -> None:
    _does_not_start(tmp_path, ("--out", str(corpus.options.out)), "does not hold release")


def _does_not_start(folder: Path, arguments: tuple[str, ...], told: str) -> None:
    with oxigraph(folder) as running, pytest.raises(AssertionError, match=told):
        serving("--endpoint", running.query, *arguments).__enter__()
