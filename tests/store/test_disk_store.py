"""A release served from disk answers as from memory, under the same limits."""

from __future__ import annotations

import json
import shutil
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from processes import wait_until
from support import Corpus, serving
from treatygraph.errors import QueryStopped, ReleaseUnavailable
from treatygraph.release import Release, open_release
from treatygraph.release.build import switch
from treatygraph.release.keeping import remove_older
from treatygraph.release.stored import (
    BYTES_OF_ONE,
    MOST_IN_MEMORY,
    fits_in_memory,
    make_store,
    place_of_store,
    stored,
)
from treatygraph.store import QueryLimits, WorkerPool
from treatygraph.web.app import create_app
from treatygraph.web.config import BadSetting, ServeConfig

LIMITS = QueryLimits(seconds=2, memory_bytes=64 << 20)
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
LARGE = (
    "SELECT (STRLEN(?a26) AS ?n) { BIND('xxxxxxxxxxxxxxxx' AS ?a0) "
    + " ".join(f"BIND(CONCAT(?a{n}, ?a{n}) AS ?a{n + 1})" for n in range(26))
    + " }"
)


@pytest.fixture(scope="module")
def copied(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The corpus in a build folder of its own, released at the same moment, which pages tell."""
    out = tmp_path_factory.mktemp("disk")
    folder = out / "releases" / corpus.release.folder.name
    shutil.copytree(corpus.release.folder, folder)
    switch(out, folder)
    shutil.copy(corpus.options.out / "history.tsv", out)
    return open_release(folder)


@pytest.fixture(scope="module")
def on_disk(copied: Release) -> Release:
    return stored(copied, "disk")


@pytest.fixture(scope="module")
def pool(on_disk: Release) -> Iterator[WorkerPool]:
    with WorkerPool(on_disk.place, workers=1, limits=LIMITS) as running:
        yield running


def _client(release: Release) -> FlaskClient:
    config = ServeConfig(str(release.folder))
    return create_app(config, release=release, store=release.store).test_client()


def _things(release: Release) -> list[str]:
    """A thing of each class, by its path."""
    found = {str(quad.object): quad.subject for quad in release.store.quads()
             if quad.predicate.value.endswith("#type")}  # fmt: skip
    paths = (release.base.path_of(str(thing)[1:-1]) for thing in found.values())
    return sorted(path for path in paths if path and path.startswith("/id/"))


def test_every_question_has_the_answer_that_it_has_from_memory(
    corpus_release: Release, pool: WorkerPool
) -> None:
    assert corpus_release.queries
    for name, question in corpus_release.queries.items():
        text = question.under(corpus_release.base).text
        assert pool.select(text) == corpus_release.store.select(text), name


@pytest.mark.parametrize("suffix", ["", ".ttl", ".jsonld"])
def test_every_kind_of_page_is_the_same_to_the_byte(
    corpus_release: Release, on_disk: Release, suffix: str
) -> None:
    disk, memory = _client(on_disk), _client(corpus_release)
    things = [f"/doc{path[3:]}{suffix}" for path in _things(corpus_release)]
    assert len(things) > 20
    for path in ["/", "/agreements", "/dataset", "/coverage", *things]:
        assert disk.get(path).data == memory.get(path).data, path


def test_a_query_that_reads_everything_needs_no_file_that_is_not_open(
    on_disk: Release, pool: WorkerPool
) -> None:
    told = json.loads(pool.answer("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }").read())
    assert int(told["results"]["bindings"][0]["n"]["value"]) == on_disk.statements


@pytest.mark.parametrize(("query", "limit"), [(ENDLESS, "time"), (LARGE, "memory")])
def test_limits_hold_and_the_next_query_is_answered(
    pool: WorkerPool, query: str, limit: str
) -> None:
    started = time.monotonic()
    with pytest.raises(QueryStopped) as stopped:
        pool.answer(query)
    assert stopped.value.limit == limit
    assert time.monotonic() - started < 10
    assert json.loads(pool.answer("ASK { ?s ?p ?o }").read())["boolean"]


@pytest.mark.parametrize(
    ("statements", "free", "fits"),
    [
        (1000, None, True),
        (1000, 2000 * BYTES_OF_ONE, True),
        (1001, 2000 * BYTES_OF_ONE, False),
        (MOST_IN_MEMORY + 1, 1 << 50, False),
    ],
)
def test_memory_is_chosen_where_half_of_what_is_free_holds_it(
    statements: int, free: int | None, fits: bool
) -> None:
    assert fits_in_memory(statements, free) is fits


def test_several_processes_are_taken_to_hold_one_dataset_each() -> None:
    free = 2 * 1_000_000 * BYTES_OF_ONE
    assert fits_in_memory(1_000_000, free)
    assert not fits_in_memory(1_000_000, free, processes=2)
    assert fits_in_memory(500_000, free, processes=2)


def test_a_small_release_stays_in_memory(copied: Release) -> None:
    assert stored(copied).on_disk is None
    assert stored(copied).place == copied.dataset


def test_a_store_is_made_once_and_what_was_left_half_made_goes(
    copied: Release, tmp_path: Path
) -> None:
    folder = tmp_path / "releases" / copied.version
    shutil.copytree(copied.folder, folder)
    (tmp_path / "stores/.making-abc").mkdir(parents=True)
    place = make_store(replace(copied, folder=folder))
    made = place.stat().st_mtime_ns
    assert not (tmp_path / "stores/.making-abc").exists()
    assert make_store(replace(copied, folder=folder)) == place
    assert place.stat().st_mtime_ns == made


def test_a_store_that_cannot_be_written_is_told_in_a_sentence(
    copied: Release, tmp_path: Path
) -> None:
    folder = tmp_path / "releases" / copied.version
    shutil.copytree(copied.folder, folder)
    (tmp_path / "stores").write_text("a file where the folder should be")
    with pytest.raises(ReleaseUnavailable, match="its store on disk cannot be made"):
        make_store(replace(copied, folder=folder))


def test_a_store_goes_with_its_release(copied: Release, tmp_path: Path) -> None:
    for name in (copied.version, "0123456789ab"):
        shutil.copytree(copied.folder, tmp_path / "releases" / name)
        (tmp_path / "stores" / name).mkdir(parents=True)
    switch(tmp_path, tmp_path / "releases" / copied.version)
    remove_older(tmp_path, 0)
    assert [path.name for path in (tmp_path / "stores").iterdir()] == [copied.version]


def test_a_server_reads_from_disk_and_switches(on_disk: Release) -> None:
    out = on_disk.folder.parent.parent
    other = out / "releases" / "0123456789ab"
    shutil.copytree(on_disk.folder, other)
    told = json.loads((other / "manifest.json").read_text()) | {"version": other.name}
    (other / "manifest.json").write_text(json.dumps(told))
    with serving("--out", str(out), "--store", "disk", "--log-level", "warning") as server:
        switch(out, other)
        wait_until(lambda: _release(f"{server.url}health") == other.name, seconds=30)
        with urllib.request.urlopen(f"{server.url}sparql?query=ASK%7B?s%20?p%20?o%7D") as answer:
            assert answer.status == 200
    assert place_of_store(other).is_dir()


def _release(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return str(json.load(answer)["release"])


def test_a_store_of_another_name_is_refused() -> None:
    with pytest.raises(BadSetting, match="no such store"):
        ServeConfig("x", store="tape")
