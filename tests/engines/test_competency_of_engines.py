"""Each engine answers every competency question as it is written down, from a published release.

What an engine cannot answer is named in its file with the reason; that it is told, and never
answered wrongly, is held here too.
"""

from __future__ import annotations

import http.client
from collections import Counter
from collections.abc import Iterator
from contextlib import closing

import pytest
from releases import reading, sending
from servers import ENGINES, rdflib_endpoint

from expectations import SLUGS, difference, embedded_cell, expected, load
from support import ROOT, Corpus, Server, serving
from treatygraph.errors import EndpointFailed
from treatygraph.publishing import publish
from treatygraph.release import Release
from treatygraph.store import Rows
from treatygraph.store.published import current_release
from treatygraph.store.remote import RemoteStore


@pytest.fixture(scope="module", params=["oxigraph", *(
    pytest.param(name, marks=pytest.mark.slow) for name in ("rdflib", "virtuoso", "fuseki")
)])  # fmt: skip
def store(
    request: pytest.FixtureRequest,
    corpus_release: Release,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[RemoteStore]:
    """Each engine in turn as whoever reads it, with the corpus published into it.

    rdflib, which takes minutes for that, has read the release's file instead, and holds no other.
    """
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "rdflib":
        with rdflib_endpoint(folder, corpus_release.dataset) as running:
            yield RemoteStore(running.query)
        return
    with ENGINES[request.param](folder) as running:
        with pytest.MonkeyPatch.context() as patch, sending(running, patch) as sender:
            publish(corpus_release, sender, keep=1, progress=lambda what, done, total: None)
        yield reading(running, current_release(reading(running).select))


@pytest.mark.parametrize("slug", SLUGS)
def test_the_answer_is_the_one_that_was_expected(store: RemoteStore, slug: str) -> None:
    header, wanted = expected(slug)
    is_exception = slug in store.engine.exceptions
    found = _answer(store, slug) if is_exception else store.select(load(slug).text)
    if found is not None:
        bag = Counter(tuple(map(embedded_cell, row)) for row in found.rows)
        assert list(found.variables) == header
        assert (bag == wanted) != is_exception, difference(bag, wanted)


def _answer(store: RemoteStore, slug: str) -> Rows | None:
    """An answer that differs; None where it is refused, as most exceptions are."""
    try:
        return store.select(load(slug).text)
    except EndpointFailed:
        return None


_PAGES = (
    "/", "/binding?actor=IRN&on=2025-10-03", "/compare?agreements=ru-ir-2025,ru-kp-2024",
    "/timeline", "/agreements", "/doc/state/IRN", "/doc/agreement/ru-ir-2025", "/disagreements",
    "/network", "/map?agreements=ru-ir-2025", "/panels/dyad-year.csv",
    "/api/library/acts-and-events.csv", "/api/library/status-on-day.csv?day=2025-10-03",
)  # fmt: skip


def test_pages_say_what_they_say_of_the_embedded_store(
    store: RemoteStore, corpus: Corpus, server: Server
) -> None:
    if store.scope.release is None:
        return  # rdflib would take minutes for them
    arguments = ("--endpoint", store.endpoint, "--out", str(corpus.options.out))
    with serving(*arguments) as elsewhere:
        for path in _PAGES:
            told = _told(elsewhere, path)
            assert told[0] == 200, (path, told[1][-2000:])
            assert told == _told(server, path), path


def _told(server: Server, path: str) -> tuple[int, str]:
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)) as asking:
        asking.request("GET", path, headers={"Accept": "text/html", "Host": "x.org"})
        answer = asking.getresponse()
        return answer.status, answer.read().decode()


def test_what_it_cannot_answer_is_refused_and_never_sent(store: RemoteStore) -> None:
    query = (ROOT / "queries/library/participants-on-day.rq").read_text(encoding="utf-8")
    rows = len(store.select(query))
    assert rows == 2
    if store.engine.name == "virtuoso":
        with pytest.raises(EndpointFailed, match="expressions that are bound") as refused:
            store.answer(query)
        assert refused.value.kind == "refused"


def test_exceptions_are_questions_with_a_reason(store: RemoteStore) -> None:
    told = store.engine.exceptions
    assert set(told) <= set(SLUGS)
    assert all(reason.endswith(".") and " " in reason for reason in told.values())
