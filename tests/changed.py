"""The small collection with something changed in it, and what is told of that."""

from __future__ import annotations

import shutil
from pathlib import Path

from support import ROOT
from treatygraph.changes import Difference, Place, difference, open_side
from treatygraph.changes.model import ThingChange

MINI = ROOT / "tests/fixtures/mini/data"
QUERIES = ROOT / "queries"
TREATY = "agreements/aa-bb-1999.ttl"
GAZETTE = "sources/gazette-1999-05.ttl"

Edit = tuple[str, str, str]
"""A file of the collection, what stands in it once, and what shall stand there."""


def copied(tmp_path: Path, *edits: Edit, name: str = "b") -> Path:
    """A copy of the small collection, edited."""
    folder = Path(shutil.copytree(MINI, tmp_path / name))
    for file, old, new in edits:
        text = (folder / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    return folder


def block(file: str, start: str) -> str:
    """The text of a thing in a file of the small collection."""
    text = (MINI / file).read_text(encoding="utf-8")
    at = text.index(f"\n{start}\n")
    return text[at : text.index("\n.\n", at) + 3]


def differ(
    a: Path | str, b: Path | str, *, here: Path = ROOT, ask: Path | bool = False
) -> Difference:
    """What differs between two names; ``ask``: whether queries are asked, or a folder of them."""
    place = Place(here, Path("data/triples"))
    sides = open_side(str(a), place), open_side(str(b), place)
    return difference(*sides, ROOT / "ontology", QUERIES if ask is True else ask or None)


def edited(tmp_path: Path, *edits: Edit) -> Difference:
    """What is told of edits to the small collection."""
    return differ(MINI, copied(tmp_path, *edits))


def one(found: Difference) -> ThingChange:
    """The only thing that changed."""
    things = list(found.things)
    assert len(things) == 1, [thing.alone for thing in things]
    return things[0]
