"""A check since a revision on the curated data: what it finds, and how little it looks at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

import pytest

from support import ROOT
from treatygraph.check import CheckReport, Finding, check_collection, summary
from treatygraph.collection import Collection, LoadedFile, load_shipped, read_collection
from treatygraph.collection.revision import Difference
from treatygraph.iris import Base

DATA, ONTOLOGY = ROOT / "data/triples", ROOT / "ontology"
CLAIM = "sources/alpha-news-2025-03-20.ttl"
SAID = 'tg:statement "Almost 90 per cent'

Texts = dict[str, str | None]
"""What becomes of files, by their names; None for one that is taken away."""


@cache
def shipped() -> Collection:
    return load_shipped(ONTOLOGY, Base())


@cache
def curated() -> Collection:
    return read_collection(DATA, Base())


@dataclass(frozen=True)
class Edit:
    """The data after an edit, and what differs from the data before."""

    collection: Collection
    difference: Difference


def edited(texts: Texts) -> Edit:
    before = {loaded.file.name: loaded for loaded in curated().files}
    changed = {name: loaded for name, loaded in before.items() if _inner(loaded) in texts}
    new = tuple(
        replace(loaded, text=text.encode())
        for loaded in changed.values()
        if (text := texts[_inner(loaded)]) is not None
    )
    rest = (loaded for name, loaded in before.items() if name not in changed)
    collection = Collection(Base(), (*rest, *new))
    return Edit(collection, Difference("HEAD", tuple(changed.values()), new))


def _inner(loaded: LoadedFile) -> str:
    return loaded.file.path.relative_to(DATA).as_posix()


def _check(edit: Edit, *, since: bool) -> CheckReport:
    difference = edit.difference if since else None
    return check_collection(edit.collection, shipped(), ONTOLOGY, since=difference)


def _by_shapes(findings: Sequence[Finding]) -> set[Finding]:
    return {finding for finding in findings if not finding.rule.startswith("hygiene/")}


def _text(name: str) -> str:
    return (DATA / name).read_text(encoding="utf-8")


def _with(name: str, old: str, new: str) -> Texts:
    text = _text(name)
    assert old in text
    return {name: text.replace(old, new)}


def _renamed() -> Texts:
    """A place that is no longer called what all others call it."""
    return _with("places/moscow.ttl", "place:moscow\n", "place:moskva\n")


EDITS: dict[str, Callable[[], Texts]] = {
    "a norm's bearer": lambda: _with(
        "agreements/ir-cn-2021.ttl", "tg:bearer state:IRN", "tg:bearer topic:trade"
    ),
    "a file that is gone": lambda: {"actors/states/IRN.ttl": None},
    "a thing by another name": _renamed,
    "another class": lambda: _with("places/moscow.ttl", "a tg:Place", "a tg:System"),
    "two of one": lambda: _with(CLAIM, "likelihood:unstated", "likelihood:unstated , topic:trade"),
    "a property that may not be": lambda: _with(CLAIM, SAID, f"tg:articleCount 3 ; {SAID}"),
    "a blank node": lambda: _with(CLAIM, SAID, f"tg:supports [ a tg:Claim ] ; {SAID}"),
}


@pytest.mark.parametrize("name", EDITS)
def test_each_new_finding_is_told_at_its_place(name: str, corpus_findings: list[Finding]) -> None:
    edit = edited(EDITS[name]())
    told, all_ = _check(edit, since=True), _check(edit, since=False)
    new = _by_shapes(all_.findings) - _by_shapes(corpus_findings)
    assert new, "an edit without a fault tries nothing"
    assert new <= _by_shapes(told.findings) <= _by_shapes(all_.findings)
    assert set(told.findings) - _by_shapes(told.findings) == (
        set(all_.findings) - _by_shapes(all_.findings)
    )


def test_a_claims_text_has_few_focus_nodes_checked() -> None:
    edit = edited(_with(CLAIM, SAID, SAID.replace("Almost", "Nearly")))
    told = _check(edit, since=True)
    assert told.scope
    assert 0 < told.scope.nodes < told.scope.all_nodes / 10
    assert 0 < told.scope.pairs < told.scope.all_pairs / 10
    assert told.scope.all_nodes > 3000
    said = f"checked {told.scope.nodes:,} of {told.scope.all_nodes:,} focus nodes that the change"
    files = len(curated().files)
    assert summary(told).startswith(f"{said} since HEAD can affect, and the hygiene of {files:,} ")


def test_statements_that_move_between_files_are_no_change() -> None:
    home = "places/moscow.ttl"
    text = _text(home)
    at = text.index("place:moscow\n")
    away = _text("places/beijing.ttl") + text[at:]
    told = _check(edited({home: text[:at], "places/beijing.ttl": away}), since=True)
    assert told.scope
    assert told.scope.nodes == 0
    assert _by_shapes(told.findings) == set()


def test_a_statement_that_another_file_makes_too_is_no_change() -> None:
    home = "places/moscow.ttl"
    text = _text(home)
    told = _check(edited({"places/beijing.ttl": _text("places/beijing.ttl") + text}), since=True)
    assert told.scope
    assert told.scope.nodes == 0


def test_where_much_differs_everything_is_checked_and_the_reason_told() -> None:
    edit = edited({})
    difference = Difference("HEAD", (), edit.collection.files)
    told = check_collection(edit.collection, shipped(), ONTOLOGY, since=difference)
    assert told.scope
    assert told.scope.whole
    assert told.scope.notes == (
        "everything is checked: so much differs that little would be saved",
    )
    assert summary(told).startswith(f"checked {len(edit.collection.files):,} files, ")


def test_a_difference_that_is_not_known_has_everything_checked() -> None:
    edit = edited(EDITS["another class"]())
    unknown = Difference("HEAD", unknown="x.ttl is a submodule")
    told = check_collection(edit.collection, shipped(), ONTOLOGY, since=unknown)
    assert told.scope
    assert told.scope.notes == ("everything is checked: x.ttl is a submodule",)
    assert _by_shapes(told.findings) == _by_shapes(_check(edit, since=False).findings)
