"""Releases are put into engines beside what is read there, switched to in one step, and back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from pyoxigraph import Literal
from releases import XSD, canonical, graph, read_back, reading, sending, tiny
from servers import Engine

from treatygraph.publishing import NotPublished, Outcome, Progress, go_back, publish
from treatygraph.release import Release
from treatygraph.store.published import POINTER, Published, current_release, manifest_of


def silent(what: str, done: int, total: int) -> None:
    """No progress."""


@pytest.fixture(scope="module")
def words() -> Iterator[str]:
    """Words that no release of this module has said yet."""
    return (f"word-{number}" for number in count())


@pytest.fixture
def two(engine: Engine, tmp_path: Path, words: Iterator[str]) -> tuple[Release, Release]:
    """Two releases that no engine has seen."""
    return tiny(tmp_path, next(words)), tiny(tmp_path, next(words))


@pytest.fixture
def put(engine: Engine, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Publishing into the engine."""

    def publishing(
        release: Release, progress: Progress = silent, *, batch: int | None = None
    ) -> Outcome:
        with sending(engine, monkeypatch, batch=batch) as sender:
            return publish(release, sender, keep=1, progress=progress)

    return publishing


def seen(engine: Engine) -> Published | None:
    """What readers see as the current release."""
    return current_release(reading(engine).select)


def name_of(release: Release) -> Published:
    return Published(release.manifest.base, release.version)


def graphs_of(engine: Engine, release: Release) -> int:
    """How many graphs of a release an engine has."""
    start = name_of(release).iri
    query = (
        f'SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), "{start}/")) }}'
    )
    return len(reading(engine).select(query))


def test_what_arrives_is_what_was_sent(engine: Engine, put, two) -> None:  # type: ignore[no-untyped-def]
    release, _ = two
    put(release)
    there = canonical(read_back(engine, name_of(release)))
    assert there == canonical(list(release.store.quads()))


def test_the_default_graph_is_all_of_the_release(engine: Engine, put, two) -> None:  # type: ignore[no-untyped-def]
    first, second = two
    put(first)
    put(second)
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    for release in two:
        there = reading(engine, name_of(release)).select(query).rows
        assert there == ((Literal(str(len({q.triple for q in release.store.quads()})),
                                  datatype=there[0][0].datatype),),)  # fmt: skip


def test_blank_nodes_are_the_same_in_the_graph_and_in_the_whole(  # type: ignore[no-untyped-def]
    engine: Engine, put, two
) -> None:
    release, _ = two
    put(release)
    query = "SELECT ?o { ?list <x:list> ?first . GRAPH ?g { ?first <x:first> ?o } }"
    assert reading(engine, name_of(release)).select(query).rows == ((Literal("one"),),)


def test_a_second_time_nothing_is_sent(engine: Engine, put, two) -> None:  # type: ignore[no-untyped-def]
    release, _ = two
    assert put(release).switched
    again = put(release)
    assert (again.sent, again.switched, seen(engine)) == (0, False, name_of(release))


def test_going_back_switches_to_what_was_read_before(  # type: ignore[no-untyped-def]
    engine: Engine, put, two, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = two
    put(first)
    put(second)
    for expected in (first, second, first):  # back, and back from there
        with sending(engine, monkeypatch) as sender:
            outcome = go_back(sender, None, silent)
        assert outcome.release == seen(engine) == name_of(expected)
    assert put(second).sent == 0


def test_the_last_one_is_kept_and_older_ones_are_removed(  # type: ignore[no-untyped-def]
    engine: Engine, put, two, tmp_path: Path, words: Iterator[str]
) -> None:
    first, second = two
    third = tiny(tmp_path, next(words))
    put(first)
    put(second)
    assert put(third).removed == (first.version,)
    each = 6 if engine.name == "virtuoso" else 5  # it has the pairs of paths too
    assert [graphs_of(engine, release) for release in (first, second, third)] == [0, each, each]
    told = f"SELECT ?p {{ GRAPH <{POINTER}> {{ <{name_of(first).iri}> ?p ?o }} }}"
    assert not len(reading(engine).select(told))


def test_the_store_tells_of_the_release_what_its_manifest_does(engine: Engine, put, two) -> None:  # type: ignore[no-untyped-def]
    release, _ = two
    put(release)
    told = manifest_of(reading(engine).select, name_of(release))
    assert (told["version"], told["base"]) == (release.version, release.manifest.base)


class Interrupted(Exception):
    """What stops a run in the middle."""


def test_an_interrupted_run_leaves_readers_where_they_were_and_is_run_again(  # type: ignore[no-untyped-def]
    engine: Engine, put, two
) -> None:
    """Stopped at each step in turn, until it gets through."""
    old, new = two
    put(old)
    for steps in count(1):
        left = iter(range(steps))

        def stop(what: str, done: int, total: int, left: Iterator[int] = left) -> None:
            if next(left, None) is None and what != "removing":
                raise Interrupted

        try:
            put(new, stop, batch=15)
            break
        except Interrupted:
            assert seen(engine) == name_of(old)
            assert len(read_back(engine, name_of(old))) == len(list(old.store.quads()))
    assert steps > 5
    assert seen(engine) == name_of(new)
    assert canonical(read_back(engine, name_of(new))) == canonical(list(new.store.quads()))


def test_what_was_added_to_a_graph_is_found_and_mended(
    engine: Engine, put, two, monkeypatch
) -> None:  # type: ignore[no-untyped-def]
    release, other = two
    put(release)
    put(other)
    copy = name_of(release).copy_of(graph("sources/c"))
    with sending(engine, monkeypatch) as sender:
        sender.writer.update(f"INSERT DATA {{ GRAPH <{copy}> {{ <x:not> <x:of> <x:it> }} }}")
    assert put(release).sent == 20
    assert len(read_back(engine, name_of(release))) == len(list(release.store.quads()))


def test_what_readers_see_is_not_mended_under_their_eyes(  # type: ignore[no-untyped-def]
    engine: Engine, put, two, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(two[0])
    put(two[1])
    with sending(engine, monkeypatch) as sender:
        sender.drop([name_of(two[1]).copy_of(graph("sources/c"))])
    with pytest.raises(NotPublished, match=r"go --back first, then publish it again"):
        put(two[1])
    with sending(engine, monkeypatch) as sender:
        go_back(sender, None, silent)
    assert put(two[1]).sent == 20


def test_a_release_that_does_not_arrive_in_whole_is_not_switched_to(  # type: ignore[no-untyped-def]
    engine: Engine, put, two, tmp_path: Path, words: Iterator[str]
) -> None:
    """Two ways to write one number are two triples in a file, and one to these engines."""
    put(two[0])
    both = "".join(
        f'<x:s> <x:n> "{n}"^^<{XSD}integer> <{graph("sources/c")}> .\n' for n in ("8", "08")
    )
    other = tiny(tmp_path, next(words), more=both)
    if engine.name == "rdflib":  # which keeps both
        assert put(other).switched
        return
    told = r"not switched: the store has 21 triples in <\S+/c>, the release 22"
    with pytest.raises(NotPublished, match=told):
        put(other)
    assert seen(engine) == name_of(two[0])


def test_readers_see_the_old_release_or_the_new_one_and_no_mix(  # type: ignore[no-untyped-def]
    engine: Engine, put, two, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever reads without pause while it is published, gone back from, and published again."""
    put(two[0])
    found, stopped = list[tuple[str, tuple[object, ...]]](), threading.Event()
    query = "SELECT ?word (COUNT(*) AS ?n) { ?s <x:says> ?word } GROUP BY ?word"

    def read() -> None:
        store = reading(engine)
        while not stopped.is_set():
            release = current_release(store.select)
            assert release is not None
            rows = reading(engine, release).select(query).rows
            found.append((release.version, tuple((r[0].value, int(r[1].value)) for r in rows)))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        put(two[1])
        with sending(engine, monkeypatch) as sender:
            go_back(sender, None, silent)
        put(two[1])
    finally:
        stopped.set()
        reader.join()
    words = [quad.object.value for release in two for quad in release.store.quads()
             if quad.predicate.value == "x:says"]  # fmt: skip
    old, new = words[0], words[-1]
    assert set(found) == {(two[0].version, ((old, 20),)), (two[1].version, ((new, 20),))}
