"""Codes of actors by year: ISO 3166-1, Correlates of War, Gleditsch and Ward.

A State has a code of the last two in the years in which the list has it as a member of the state
system. The import of `state-codes` tells that in a note; nothing else tells of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from treatygraph.panels.records import Actor

COW, GW = "COW", "GW"

_SPELL: Final = re.compile(
    r"(COW|GW):(\d+) \(.*\), member of the state system "
    r"(\d{4})(?:-\d\d){0,2}(?: to (\d{4}(?:-\d\d){0,2}))?\.\Z"
)


@dataclass(frozen=True, slots=True)
class Spell:
    """A code, from the first to the last year; ``last`` is None where it has not ended."""

    code: int
    first: int
    last: int | None

    def holds_in(self, year: int) -> bool:
        """Whether it held on a day of a year."""
        return self.first <= year and (self.last is None or year <= self.last)


class Codes:
    """The codes of all actors. A spell that ends on the last day of its list is open: lists end,
    and the States in them go on."""

    def __init__(self, actors: Iterable[Actor]) -> None:
        found = {actor.iri: [match for note in actor.notes if (match := _SPELL.match(note))]
                 for actor in actors}  # fmt: skip
        ends = {system: max((one[4] for of in found.values() for one in of
                             if one[1] == system and one[4]), default="")
                for system in (COW, GW)}  # fmt: skip
        self._spells = {
            (iri, system): sorted((_spell(one, ends[system]) for one in of if one[1] == system),
                                  key=lambda one: one.first)
            for iri, of in found.items() for system in (COW, GW)
        }  # fmt: skip

    def of(self, actor: Actor, system: str, year: int) -> int | None:
        """The code in a year; of two, the one that began last. An identifier of which no note tells
        when it held is that of every year."""
        spells = self._spells.get((actor.iri, system), [])
        if spells:
            held = [one.code for one in spells if one.holds_in(year)]
            return held[-1] if held else None
        named = (text.partition(":") for text in actor.identifiers)
        codes = sorted(int(code) for kind, _, code in named
                       if kind == system and code.isascii() and code.isdigit())  # fmt: skip
        return codes[0] if len(codes) == 1 else None


def _spell(found: re.Match[str], end_of_list: str) -> Spell:
    end = found[4]
    return Spell(int(found[2]), int(found[3]), int(end[:4]) if end and end < end_of_list else None)


def iso3(actor: Actor) -> str:
    """The three letters of ISO 3166-1; empty where the actor has none."""
    codes = (text.removeprefix("ISO:") for text in actor.identifiers if text.startswith("ISO:"))
    return next((code for code in codes if len(code) == 3), "")
