"""What changed from one release to the next, read from their files and kept beside them."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from changed import MINI, TREATY, Edit, copied
from support import ROOT
from treatygraph.changes import open_side, released
from treatygraph.changes.comparing import compare
from treatygraph.changes.differing import _blocks_that_differ
from treatygraph.changes.facts import Facts
from treatygraph.changes.homes import FILES
from treatygraph.changes.kept import KEPT, KeptChanges, keep_missing, pairs
from treatygraph.changes.released import Step, step_between
from treatygraph.changes.sides import Place
from treatygraph.cli import main
from treatygraph.collection import load_collection, load_shipped
from treatygraph.errors import ReleaseUnavailable
from treatygraph.iris import Base
from treatygraph.namespaces import DEFAULT_BASE
from treatygraph.release import BuildOptions, build_release
from treatygraph.release.history import read_history

AGREEMENT = f"{DEFAULT_BASE}id/agreement/aa-bb-1999"
STATE = f"{DEFAULT_BASE}id/state/"
MODALITY: Edit = (TREATY, "a tg:ObligationOfConduct", "a tg:Prohibition")
FORCE: Edit = ("agreements/bb-cc-2003.ttl", "legal-force:contested", "legal-force:binding")


def built(data: Path, out: Path, base: Base = Base()) -> Path:
    options = BuildOptions(data, ROOT / "ontology", ROOT / "queries", out, base=base)
    return build_release(options, load_collection(data, base),
                         load_shipped(options.ontology, base))  # fmt: skip


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(MINI, tmp_path_factory.mktemp("first"))


def step(first: Path, tmp_path: Path, *edits: Edit, base: Base = Base()) -> Step:
    return step_between(first, built(copied(tmp_path, *edits), tmp_path / "out", base))


def test_it_tells_what_a_diff_of_the_two_releases_tells(first: Path, tmp_path: Path) -> None:
    """The same sentences in the same order, though only a part of each release was read."""
    renamed = ("places/port-quill.ttl", "place:port-quill\n", "place:quill-port\n")
    of_a_file = ("places/port-quill.ttl", 'dcterms:title "Port', 'dcterms:title "The Port')
    after = built(copied(tmp_path, MODALITY, FORCE, renamed, of_a_file), tmp_path / "out")
    place = Place(ROOT, Path("data/triples"))
    shipped = load_shipped(ROOT / "ontology", Base())
    words = Facts((q.subject, q.predicate, q.object) for q in shipped.quads())  # type: ignore[misc]
    sides = open_side(str(first), place), open_side(str(after), place)
    whole = compare(*sides, words)
    told = step_between(first, after)
    of_files = [group for group in whole.groups if group.label == FILES]
    things = [thing for group in whole.groups if group.label != FILES for thing in group.things]
    assert of_files
    assert [one.alone for one in told.told] == [thing.alone for thing in things]
    assert [one.sentence for one in told.told] == [thing.sentence for thing in things]
    assert {kind for kind, n in told.counts.items() if n} >= {"changed", "renamed"}
    assert (told.added, told.removed) == (whole.triples_added, whole.triples_removed)


def test_a_change_concerns_its_agreement_and_all_that_take_part(
    first: Path, tmp_path: Path
) -> None:
    (one,) = step(first, tmp_path, MODALITY).told
    assert {AGREEMENT, f"{STATE}XAA", f"{STATE}XBB", one.iri} <= set(one.concerns)
    assert f"{STATE}XCC" not in one.concerns
    assert (one.home, one.change) == (AGREEMENT, "changed")


def test_what_is_removed_concerns_those_that_took_part(first: Path, tmp_path: Path) -> None:
    data = copied(tmp_path)
    (data / TREATY).unlink()
    told = step_between(first, built(data, tmp_path / "out")).told
    gone = next(one for one in told if one.cls == "Agreement")
    assert gone.change == "removed"
    assert {f"{STATE}XAA", f"{STATE}XBB"} <= set(gone.concerns)


def test_a_release_under_another_base_tells_its_own_iris(tmp_path: Path) -> None:
    base = Base("https://treaties.example.org/of/mini/")
    before = built(MINI, tmp_path / "out", base)
    after = built(copied(tmp_path, MODALITY), tmp_path / "out", base)
    (one,) = step_between(before, after).told
    assert one.home == f"{base.root}id/agreement/aa-bb-1999"
    assert all(iri.startswith(base.root) for iri in one.concerns)


def test_of_too_much_agreements_and_actors_alone_are_told(
    first: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(released, "MOST_SUBJECTS", 1)
    data = copied(tmp_path)
    (data / "agreements/bb-cc-2003.ttl").unlink()
    found = step_between(first, built(data, tmp_path / "out"))
    assert not found.whole
    assert [(one.cls, one.change) for one in found.told] == [("Agreement", "removed")]
    assert found.removed > len(found.told)


def test_a_move_to_another_file_and_what_files_say_of_themselves_are_not_told(
    first: Path, tmp_path: Path
) -> None:
    data = copied(tmp_path)
    (data / "places/port-quill.ttl").rename(data / "places/port.ttl")
    text = (data / "places/port.ttl").read_text().replace("places\\/port-quill", "places\\/port")
    (data / "places/port.ttl").write_text(text)
    assert step_between(first, built(data, tmp_path / "out")).told == ()


lines = st.sets(st.integers(0, 60)).map(lambda of: [b"<%03d> <p> <o> .\n" % n for n in sorted(of)])


@given(lines, lines, st.integers(1, 200))
def test_blocks_of_lines_find_what_whole_files_find(
    tmp_path_factory: pytest.TempPathFactory, one: list[bytes], other: list[bytes], size: int
) -> None:
    folder = tmp_path_factory.mktemp("lines")
    for name, of in (("a", one), ("b", other)):
        (folder / name).write_bytes(b"".join(of))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("treatygraph.changes.differing._BLOCK", size)
        found = list(_blocks_that_differ(folder / "a", folder / "b"))
    assert set().union(*(gone for gone, _ in found)) == set(one) - set(other)
    assert set().union(*(come for _, come in found)) == set(other) - set(one)


# Kept beside the releases -------------------------------------------------------------------


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three releases by the command, the third the same as the first; where they were made."""
    root = tmp_path_factory.mktemp("three")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        for name, edits in (("one", ()), ("two", (MODALITY,)), ("three", ())):
            shutil.rmtree("data", ignore_errors=True)
            shutil.copytree(copied(root, *edits, name=name), "data/triples")
            result = CliRunner().invoke(main, ["build"])
            assert result.exit_code == 0, result.output
    return root


@pytest.fixture
def three(ready: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of them, in the working directory; the build folder."""
    shutil.copytree(ready, tmp_path / "three", symlinks=True)
    monkeypatch.chdir(tmp_path / "three")
    return tmp_path / "three/build"


def test_each_build_keeps_what_it_changes(three: Path) -> None:
    kept, (one, two, again) = KeptChanges(three), pairs(read_history(three))
    assert (one.before, one.switch.version) == ("", again.switch.version)
    assert kept.summary(one) is None
    there, back = kept.summary(two), kept.summary(again)
    assert there is not None
    assert back is not None
    assert there.counts["changed"] == back.counts["changed"] == 1
    (told,) = kept.told(two, most=9)
    assert "obligation of conduct → prohibition" in told.sentence
    assert "prohibition → obligation of conduct" in kept.told(again, most=9)[0].sentence


def test_it_is_found_by_whom_it_concerns(three: Path) -> None:
    kept, two = KeptChanges(three), pairs(read_history(three))[1]
    assert kept.concerning(f"{STATE}XAA") == kept.concerning(AGREEMENT)
    assert (two.before, two.switch.version) in kept.concerning(AGREEMENT)
    assert kept.concerning(f"{STATE}XCC") == set()
    assert [one.iri for one in kept.told(two, f"{STATE}XAA", most=9)]
    assert kept.told(two, f"{STATE}XCC", most=9) == []


def test_what_is_missing_is_worked_out_by_the_next_build(three: Path) -> None:
    (three / KEPT).unlink()
    assert CliRunner().invoke(main, ["build"]).exit_code == 0
    assert len(KeptChanges(three).concerning(AGREEMENT)) == 2


def test_it_stays_when_older_releases_go(three: Path) -> None:
    assert CliRunner().invoke(main, ["build", "--keep", "0"]).exit_code == 0
    two = pairs(read_history(three))[1]
    assert not (three / "releases" / two.switch.version).exists()
    assert KeptChanges(three).told(two, most=9)


def test_nothing_is_kept_of_a_release_that_is_gone_before_it_was_compared(three: Path) -> None:
    (three / KEPT).unlink()
    shutil.rmtree(three / "releases" / pairs(read_history(three))[1].switch.version)
    keep_missing(three)
    assert KeptChanges(three).concerning(AGREEMENT) == set()


def test_a_damaged_file_is_told_and_stops_no_build(three: Path) -> None:
    (three / KEPT).write_text("no database")
    with pytest.raises(ReleaseUnavailable, match="remove it"):
        KeptChanges(three).concerning(AGREEMENT)
    result = CliRunner().invoke(main, ["build"])
    assert result.exit_code == 0
    assert "cannot be told" in result.stderr
    assert "Traceback" not in result.output


def test_a_step_is_kept_wholly_or_not_at_all(three: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (three / KEPT).unlink()

    def broken(*_: object) -> None:
        raise sqlite3.OperationalError("the disk is full")

    monkeypatch.setattr("treatygraph.changes.kept._insert", broken)
    with pytest.raises(ReleaseUnavailable):
        keep_missing(three)
    monkeypatch.undo()
    assert not any(KeptChanges(three).knows(pair.before, pair.switch.version)
                   for pair in pairs(read_history(three)))  # fmt: skip
