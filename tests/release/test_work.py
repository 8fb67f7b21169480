"""What is kept of the last build: a build that uses it gives the bytes of one that does not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from support import ROOT
from treatygraph.collection import load_shipped, read_collection
from treatygraph.release import BuildOptions, build_release
from treatygraph.release.build import begin_sheets
from treatygraph.release.hands import Hands
from treatygraph.release.sheets import Sheets
from treatygraph.release.work import Work, key_of

MINI = ROOT / "tests/fixtures/mini/data"


@pytest.fixture
def options(tmp_path: Path) -> BuildOptions:
    """A small collection with its ontology, both to be changed."""
    shutil.copytree(MINI, tmp_path / "data")
    shutil.copytree(ROOT / "ontology", tmp_path / "ontology")
    (tmp_path / "data/blank.ttl").write_text("<x:a> <x:b> [ <x:c> 1 ] .")
    return BuildOptions(
        tmp_path / "data", tmp_path / "ontology", ROOT / "queries", tmp_path / "out"
    )


def _built(options: BuildOptions, hands: Hands | None = None) -> dict[str, bytes]:
    """A release, by the names of its files."""
    collection = read_collection(options.data, options.base)
    shipped = load_shipped(options.ontology, options.base)
    folder = build_release(options, collection, shipped, hands=hands or Hands())
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _sheets(options: BuildOptions) -> Sheets:
    collection = read_collection(options.data, options.base)
    return begin_sheets(options, collection, load_shipped(options.ontology, options.base), Hands())


def _agreement(options: BuildOptions) -> Path:
    return options.data / "agreements/aa-bb-1999.ttl"


def _add(options: BuildOptions) -> None:
    copy = options.data / "agreements/zz-new.ttl"
    copy.write_text(_agreement(options).read_text().replace("aa-bb-1999", "zz-new"))


def _change(options: BuildOptions) -> None:
    """A value, and a line before it, which moves all others."""
    path = _agreement(options)
    path.write_text("# moved\n" + path.read_text().replace('"@en', ' again"@en'))


def _remove(options: BuildOptions) -> None:
    _agreement(options).unlink()


def _rename(options: BuildOptions) -> None:
    _agreement(options).rename(options.data / "agreements/renamed.ttl")


def _exchange(options: BuildOptions) -> None:
    """Two files change names: both contents were known, each by another name."""
    one, other = _agreement(options), options.data / "blank.ttl"
    here, there = one.read_bytes(), other.read_bytes()
    one.write_bytes(there)
    other.write_bytes(here)


def _change_ontology(options: BuildOptions) -> None:
    """A property that entails another, so that other facts follow from the same files."""
    ontology = options.ontology / "treatygraph.ttl"
    told = "\ntg:concludedAt rdfs:subPropertyOf tg:about ; rdfs:domain tg:Thing .\n"
    ontology.write_text(ontology.read_text() + told)


def _change_shape(options: BuildOptions) -> None:
    shape = options.ontology / "shapes/agreement.ttl"
    shape.write_text(shape.read_text() + "\n# a remark\nshape:Extra a sh:NodeShape .\n")


def _change_rule(options: BuildOptions) -> None:
    rule = options.ontology / "rules/50-labels.rq"
    rule.write_text(rule.read_text().replace("rdfs:label ?label }", "rdfs:comment ?label }"))


CHANGES = [_add, _change, _remove, _rename, _exchange, _change_ontology, _change_shape,
           _change_rule]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__.strip("_"))
def test_building_again_gives_the_bytes_of_a_clean_build(
    options: BuildOptions, tmp_path: Path, change: Callable[[BuildOptions], None]
) -> None:
    before = _built(options)
    change(options)
    again, clean = _built(options), _built(replace(options, out=tmp_path / "clean"))
    assert again.keys() == clean.keys()
    assert [name for name in clean if again[name] != clean[name]] == []
    assert again["manifest.json"] != before["manifest.json"]


def test_several_processes_give_the_bytes_of_one(options: BuildOptions, tmp_path: Path) -> None:
    with Hands(2) as hands:
        several = _built(options, hands)
    assert several == _built(replace(options, out=tmp_path / "one"))


def test_what_has_not_changed_is_not_worked_out_again(options: BuildOptions) -> None:
    _built(options)
    known = set(_sheets(options).keys)
    _change(options)
    sheets = _sheets(options)
    work = Work(options.work)
    assert [key for key in sheets.keys if not work.has(key)] == [
        key for key in sheets.keys if key not in known
    ]
    assert len(set(sheets.keys) - known) == 1


@pytest.mark.parametrize("damage", [b"", b"xxxx", b"half"])
def test_what_is_kept_and_damaged_is_made_anew(
    options: BuildOptions, tmp_path: Path, damage: bytes
) -> None:
    clean = _built(options)
    shutil.rmtree(options.releases)
    kept = [path for path in options.work.rglob("*") if path.is_file()]
    for path in kept:
        whole = path.read_bytes()
        path.write_bytes(whole[: len(whole) // 2] if damage == b"half" else damage)
    assert len(kept) > 20
    assert _built(options) == clean


def test_where_nothing_can_be_kept_it_builds_all_the_same(options: BuildOptions) -> None:
    clean = _built(options)
    shutil.rmtree(options.out)
    options.out.mkdir()
    options.work.write_text("a file where the folder should be")
    assert _built(options) == clean


def test_what_no_build_used_for_a_week_goes(tmp_path: Path) -> None:
    work = Work(tmp_path)
    old, used = key_of("x", "old"), key_of("x", "used")
    for key in (old, used):
        work.put(key, b"content")
        path = next(path for path in tmp_path.glob("*/*") if path.name == key[2:])
        os.utime(path, (0, 0))
    work.remove_unused([used])
    assert (work.get(old), work.get(used)) == (None, b"content")


def test_keys_tell_parts_apart() -> None:
    keys = {key_of("x", "ab", "c"), key_of("x", "a", "bc"), key_of("y", "ab", "c"), key_of("x")}
    assert len(keys) == 4


def test_keys_are_the_same_under_every_seed_of_hashes(options: BuildOptions) -> None:
    code = (
        "import sys; from pathlib import Path; from treatygraph.collection import load_shipped\n"
        "from treatygraph.iris import Base; from treatygraph.release.inference import rules_of\n"
        "print(rules_of(load_shipped(Path(sys.argv[1]), Base())).spelled())"
    )
    told = set()
    for seed in ("0", "4711"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "src")}
        command = [sys.executable, "-c", code, str(options.ontology)]
        told.add(subprocess.run(command, env=environment, check=True, capture_output=True).stdout)
    assert len(told) == 1
