"""Parties by the names that sources give them."""

from __future__ import annotations

import re
from typing import Final

from treatygraph.importing.actors import Actor, Actors
from treatygraph.importing.dates import Date
from treatygraph.importing.model import Participation, Record
from treatygraph.importing.names import parted

_MOST_WORDS: Final = 10
_WORD = re.compile(r"[\w'’.-]+")


def participation(
    record: Record, name: str, day: Date | None, actors: Actors, part: str = "participation"
) -> Participation | None:
    """The standing of a party by its name, once for each; None where nobody has that name."""
    actor = actors.find(name, day)
    if actor is None:
        record.leave_out(part, "the name is of no known actor", name)
        return None
    record.keep(part)
    if actor.path not in record.participations:
        record.participations[actor.path] = Participation(actor.path, actor.label)
    return record.participations[actor.path]


def parties_in(title: str, day: Date | None, actors: Actors) -> list[Actor]:
    """The States that a title names, in its order; a longer name is taken before one in it."""
    words = _WORD.findall(parted(title))
    found: dict[str, Actor] = {}
    at = 0
    while at < len(words):
        actor, length = _longest(words[at : at + _MOST_WORDS], day, actors)
        if actor:
            found.setdefault(actor.path, actor)
        at += length
    return list(found.values())


def _longest(words: list[str], day: Date | None, actors: Actors) -> tuple[Actor | None, int]:
    for length in range(len(words), 0, -1):
        first, last = words[0], words[length - 1]
        if first[:1].isupper() and (length == 1 or last[:1].isupper()):
            actor = actors.find(" ".join(words[:length]).rstrip("."), day)
            if actor and actor.path.startswith("state/"):
                return actor, length
    return None, 1


def infer_parties(record: Record, title: str, own: str, actors: Actors) -> None:
    """The parties of a bilateral treaty: the State whose collection it is in, and one of its title.

    Where the title names no other State, or several, it is not known who they are.
    """
    home = actors.find(own)
    others = [one for one in parties_in(title, record.concluded, actors) if one != home]
    if home:
        record.participations[home.path] = Participation(home.path, home.label)
    if len(others) == 1:
        note = "A program took it for a party, as the title names no other State."
        only = others[0]
        record.participations[only.path] = Participation(
            only.path, only.label, notes=[note], confidence="low"
        )
    else:
        record.notes.append("The source names no parties, and the title not just one.")
