"""Parties by the names that sources give them."""

from __future__ import annotations

from treatygraph.importing.actors import Actors
from treatygraph.importing.dates import Date
from treatygraph.importing.model import Participation, Record


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
