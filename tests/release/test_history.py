"""Beside the releases: when each was current, and what was there once and is no more."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import NamedNode

from places import HEAD, place, write_places
from support import ROOT, Corpus
from treatygraph.cli import main
from treatygraph.namespaces import DEFAULT_BASE
from treatygraph.release import Manifest
from treatygraph.release.build import switch
from treatygraph.release.earlier import read_earlier, successors
from treatygraph.release.history import Switch, read_history
from treatygraph.release.keeping import remove_older
from treatygraph.release.subjects import speaks_of, subjects


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Builds a collection of places; each is a key, and after a colon what it replaces."""
    monkeypatch.chdir(tmp_path)

    def built(*places: str) -> str:
        write_places(Path("data/triples"), *places)
        result = CliRunner().invoke(main, ["build"])
        assert result.exit_code == 0, result.output
        return result.stderr

    return built


def current(out: Path) -> Manifest:
    return Manifest.read((out / "current").resolve())


# History --------------------------------------------------------------------------------


def _releases(out: Path, *names: str) -> None:
    for name in names:
        (out / "releases" / name).mkdir(parents=True, exist_ok=True)
        switch(out, out / "releases" / name)


def test_each_switch_is_a_line_with_its_moment(tmp_path: Path) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    _releases(tmp_path, "one", "two", "one")
    history = read_history(tmp_path)
    assert [found.version for found in history] == ["one", "two", "one"]
    moments = [found.at for found in history]
    assert moments == sorted(set(moments))
    assert before <= moments[0] <= before + timedelta(seconds=10)
    lines = (tmp_path / "history.tsv").read_text().splitlines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\tone", lines[0])


def test_what_is_current_already_is_no_switch(tmp_path: Path) -> None:
    _releases(tmp_path, "one", "one")
    assert len((tmp_path / "history.tsv").read_text().splitlines()) == 1


def test_nothing_is_changed_in_lines_that_stand(tmp_path: Path) -> None:
    _releases(tmp_path, "one")
    first = (tmp_path / "history.tsv").read_bytes()
    _releases(tmp_path, "two")
    assert (tmp_path / "history.tsv").read_bytes().startswith(first)


def test_a_build_folder_without_history_has_what_its_link_tells(tmp_path: Path) -> None:
    _releases(tmp_path, "one")
    told = read_history(tmp_path)
    (tmp_path / "history.tsv").unlink()
    assert [found.version for found in read_history(tmp_path)] == ["one"]
    assert abs(read_history(tmp_path)[0].at - told[0].at) <= timedelta(seconds=1)


@pytest.mark.parametrize("torn", ["2030-01-01T0", "2030-01-01T00:00:00Z", "nonsense\tone", "\xff"])
def test_a_line_that_was_cut_off_is_passed_over(tmp_path: Path, torn: str) -> None:
    _releases(tmp_path, "one")
    with (tmp_path / "history.tsv").open("a") as history:
        history.write(torn)
    _releases(tmp_path, "two")
    assert [found.version for found in read_history(tmp_path)] == ["one", "two"]


def test_a_stamp_is_the_moment_without_punctuation() -> None:
    assert Switch(datetime(2026, 11, 26, 17, 40, tzinfo=UTC), "x").stamp == "20261126T174000Z"


@pytest.mark.slow
def test_killed_at_any_moment_history_and_current_agree(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from treatygraph.release.build import switch\n"
        "out = Path(sys.argv[1])\n"
        "for n in range(10_000):\n"
        "    switch(out, out / 'releases' / f'r{n % 3}')\n"
        "    print(n, flush=True)"
    )
    for number in range(3):
        (tmp_path / "releases" / f"r{number}").mkdir(parents=True)
    for _ in range(20):
        command = [sys.executable, "-c", code, str(tmp_path)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as switching:
            assert switching.stdout
            switching.stdout.readline()
            time.sleep(random.random() / 10)
            switching.kill()
        history = read_history(tmp_path)
        assert history[-1].version == (tmp_path / "current").resolve().name
        assert len({found.at for found in history}) == len(history)


# What is no more --------------------------------------------------------------------------


def test_what_replaces_what_is_in_the_manifest_and_depends_on_nothing_else(
    build: Callable[..., str], tmp_path: Path
) -> None:
    build("quay:quai")
    fresh = {path.name: path.read_bytes()
             for path in (tmp_path / "build/current/").rglob("*") if path.is_file()}  # fmt: skip
    assert current(tmp_path / "build").earlier == {place("quai"): [place("quay")]}
    shutil.rmtree(tmp_path / "build")
    build("quai", "pier")
    build("quay:quai")
    again = {path.name: path.read_bytes()
             for path in (tmp_path / "build/current/").rglob("*") if path.is_file()}  # fmt: skip
    assert fresh == again


def test_what_goes_without_a_word_is_listed_and_told(
    build: Callable[..., str], tmp_path: Path
) -> None:
    assert "gone" not in build("quay", "pier")
    told = build("quay")
    assert f"gone since the last release, without a word of what stands in their place: " \
           f"{place('pier')}\n" in told  # fmt: skip
    assert "dcterms:replaces" in told
    assert read_earlier(tmp_path / "build") == {place("pier"): ()}
    assert "gone" not in build("quay")


def test_what_is_replaced_is_no_news(build: Callable[..., str]) -> None:
    build("quay", "pier")
    assert "gone" not in build("quay:pier")


def test_what_comes_back_is_not_listed_any_more(build: Callable[..., str], tmp_path: Path) -> None:
    build("quay", "pier")
    build("quay")
    build("quay", "pier")
    assert read_earlier(tmp_path / "build") == {}


def test_what_a_release_said_is_known_when_it_is_gone(
    build: Callable[..., str], tmp_path: Path
) -> None:
    build("quai")
    build("quay:quai")
    build("dock:quay")
    known = read_earlier(tmp_path / "build")
    assert known == {place("quai"): (place("quay"),), place("quay"): ()}
    told = {iri: tuple(new) for iri, new in current(tmp_path / "build").earlier.items()}
    assert successors(place("quai"), known | told, {place("dock")}.__contains__) == [place("dock")]


def test_many_that_go_are_counted(build: Callable[..., str]) -> None:
    build("quay", *(f"pier-{number}" for number in range(9)))
    assert "and 6 more" in build("quay")


def test_a_file_that_goes_is_listed_by_its_graph(build: Callable[..., str], tmp_path: Path) -> None:
    build("quay")
    other = tmp_path / "data/triples/more.ttl"
    other.write_text(HEAD.replace("graph:places", "graph:more").replace("Places", "More"))
    build("quay")
    other.unlink()
    build("quay")
    assert read_earlier(tmp_path / "build") == {f"{DEFAULT_BASE}graph/more": ()}


def test_successors_that_lead_in_a_circle_lead_nowhere() -> None:
    earlier = {"a": ("b",), "b": ("c", "d"), "c": ("a",)}
    assert successors("a", earlier, {"d"}.__contains__) == ["d"]
    assert successors("a", {"a": ("b",), "b": ("a",)}, set[str]().__contains__) == []


# Subjects ---------------------------------------------------------------------------------


def test_subjects_are_found_in_the_file_as_in_the_store(corpus: Corpus) -> None:
    held = {quad.subject.value for quad in corpus.release.store.quads()
            if isinstance(quad.subject, NamedNode)}  # fmt: skip
    found = list(subjects(corpus.release.dataset))
    assert len(found) == len(set(found))
    assert set(found) == held
    assert all(speaks_of(corpus.release.dataset, iri) for iri in held)


def test_what_is_no_subject_is_not_found(corpus: Corpus) -> None:
    for iri in (place("none"), place("moscow")[:-1], f"{place('moscow')}/", "a:", "\U0010ffff"):
        assert not speaks_of(corpus.release.dataset, iri)


@pytest.mark.parametrize("text", ["", "<a:b> <a:c> <a:d> .", "<a:b> <a:c> <a:d> .\n"])
def test_files_of_one_line_or_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "dataset.nq").write_text(text)
    assert speaks_of(tmp_path / "dataset.nq", "a:b") == bool(text)
    assert not speaks_of(tmp_path / "dataset.nq", "a:a")
    assert not speaks_of(tmp_path / "dataset.nq", "a:c")


# How many are kept -------------------------------------------------------------------------


def kept(out: Path) -> set[str]:
    return {path.name for path in (out / "releases").iterdir()}


@pytest.mark.parametrize(
    ("keep", "left"),
    [
        (0, {"one"}),
        (1, {"one", "three"}),
        (2, {"one", "two", "three"}),
        (9, {"one", "two", "three"}),
    ],
)
def test_those_that_were_current_last_are_kept(tmp_path: Path, keep: int, left: set[str]) -> None:
    _releases(tmp_path, "one", "two", "three", "one")
    remove_older(tmp_path, keep)
    assert kept(tmp_path) == left
    assert (tmp_path / "current").resolve().name == "one"
    assert [found.version for found in read_history(tmp_path)] == ["one", "two", "three", "one"]


def test_what_was_never_current_goes_first(tmp_path: Path) -> None:
    (tmp_path / "releases/zero").mkdir(parents=True)
    _releases(tmp_path, "one", "two")
    assert remove_older(tmp_path, 1) == ["zero"]


def test_what_a_killed_build_was_removing_is_removed_later(tmp_path: Path) -> None:
    _releases(tmp_path, "one")
    (tmp_path / "releases/.leaving-zero-1").mkdir()
    remove_older(tmp_path, 5)
    assert kept(tmp_path) == {"one"}


def test_build_keeps_all_unless_it_is_told_how_many(
    build: Callable[..., str], tmp_path: Path
) -> None:
    for places in (["quay"], ["quay", "pier"], ["quay"]):
        build(*places)
    assert len(kept(tmp_path / "build")) == 2
    result = CliRunner().invoke(main, ["build", "--keep", "0"])
    assert result.exit_code == 0
    assert kept(tmp_path / "build") == {current(tmp_path / "build").version}
    assert read_earlier(tmp_path / "build") == {place("pier"): ()}
