"""A comparison from beginning to end: two collections in, a file of claims out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from treatygraph.collection.formatting import replace_file
from treatygraph.collection.loading import Progress
from treatygraph.matching.claims import read_claims, with_candidates
from treatygraph.matching.records import CannotMatch, Records, read_records
from treatygraph.matching.scoring import Candidate, candidates, within
from treatygraph.matching.weights import LIKELY

_NO_DAY: Final = "1970-01-01"
"""For files that do not say when they were made: a clock would make each run another file."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a comparison found: candidates, best first, and how many the file did not have."""

    candidates: tuple[Candidate, ...]
    new: int
    compared: tuple[int, int]


def match(
    one: Path, other: Path, into: Path | None, *, least: str, prefixes: Mapping[str, str],
    progress: Progress,
) -> Found:  # fmt: skip
    """Compare two collections, or one with itself, and add what is new to a file of claims.

    Candidates have the likelihood ``least`` or more. Without ``into`` nothing is written. Raises
    CannotMatch, and UnreadableFiles.
    """
    file = read_claims(into) if into else None
    progress("reading", 0, 0)
    left = read_records(one)
    is_one = one.resolve() == other.resolve()
    right = left if is_one else read_records(other)
    progress("comparing", 0, 0)
    found = within(left.all, least=LIKELY[least]) if is_one else candidates(
        left.all, right.all, least=LIKELY[least]
    )  # fmt: skip
    new = 0
    if file:
        title = _title(left, right)
        day = max(left.day, right.day) or _NO_DAY
        text, new = with_candidates(file, found, title=title, day=day, prefixes=prefixes)
        if text != file.text:
            _write(file.path, text)
    return Found(tuple(found), new, (len(left.all), len(right.all)))


def _title(one: Records, other: Records) -> str:
    if one is other:
        return f"What is likely the same agreement twice in {_name(one)}"
    return f"What is likely the same agreement in {_name(one)} and {_name(other)}"


def _name(records: Records) -> str:
    return Path(records.shown).resolve().name


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()  # without a word it is a file without claims
    except OSError as error:
        raise CannotMatch(f"{path} cannot be written: {error.strerror}") from error
    replace_file(path, text)
