"""Agreements that two sets have: told by title and day, as a link that a curator decides on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Final

from treatygraph.importing.folder import Entry

_FEWEST_WORDS: Final = 4
"""A shorter title, such as “Exchange of notes”, means no agreement without its day."""


def links_to_others(ours: Iterable[Entry], others: Iterable[Entry]) -> list[tuple[str, str]]:
    """Keys of agreements of ours, each with one of another set that it is likely the same as.

    Their titles have the same words, and their days are the same or one the vaguer form of the
    other. Where a day is missing, no other agreement of the set may have that title.
    """
    named: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in others:
        if entry.title:
            named[entry.title].append(entry)
    found = [(_key(one), _key(other)) for one in ours for other in _alike(one, named)]
    return sorted(found)


def _alike(one: Entry, named: dict[str, list[Entry]]) -> list[Entry]:
    others = named.get(one.title, []) if one.title else []
    if one.day:
        dated = [other for other in others if other.day and _same_day(one.day, other.day)]
        if dated:
            return dated[:1] if len(dated) == 1 else []
    undated = [other for other in others if not (one.day and other.day)]
    is_telling = len(one.title.split()) >= _FEWEST_WORDS
    return undated if is_telling and len(others) == len(undated) == 1 else []


def _same_day(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _key(entry: Entry) -> str:
    return PurePosixPath(entry.place).stem
