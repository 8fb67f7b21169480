"""What a record says against itself is left out with its reason: the rest can then be held.

The rules are those of the shapes and the hygiene queries, so that what is written passes them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from treatygraph.importing.dates import Date
from treatygraph.importing.model import Act, Participation, Record

_CONSENT: Final = frozenset(
    ("acceptance", "accession", "approval", "consent-to-be-bound", "definitive-signature",
     "exchange-of-instruments", "notice-of-completed-procedures", "ratification", "succession")
)  # fmt: skip
_SIGNED: Final = frozenset(("signature",))
_BINDING: Final = _CONSENT | _SIGNED
_BACKWARDS: Final = "The source gives {} as its end, which lies before its beginning."


def fit(record: Record) -> None:
    """Leave out of a record what contradicts the rest of it; each is told in a note."""
    _conclusion(record)
    _end(record)
    for participation in record.participations.values():
        _signatures(record, participation)
        _own_beginning(record, participation)
    if record.as_of and record.in_force_from and record.as_of.surely_before(record.in_force_from):
        record.as_of = None


def _conclusion(record: Record) -> None:
    """An agreement is concluded with its first signature: an earlier consent cannot be to it."""
    concluded = record.concluded
    if not concluded:
        return
    for one in record.participations.values():
        _without(record, one, "the act lies before the conclusion", _earlier(concluded, _BINDING))


def _end(record: Record) -> None:
    end = record.in_force_until
    starts = [day for day in (record.concluded, record.in_force_from) if day]
    if end and any(end.surely_before(day) for day in starts):
        record.in_force_until = None
        record.notes.append(
            f"The source gives {end.text} as its end, which lies before its beginning."
        )
        if record.kept["end"]:
            record.drop("end", "the end lies before the beginning", end.text)


def _signatures(record: Record, one: Participation) -> None:
    consents = [act.date for act in one.acts if act.kind in _CONSENT and act.date]
    if consents:
        first = min(consents)
        _without(record, one, "the signature lies after the consent", _later(first, _SIGNED))


def _own_beginning(record: Record, one: Participation) -> None:
    start, end = one.in_force_from, one.in_force_until
    if end and start and end.surely_before(start):
        one.in_force_until = None
        one.notes.append(
            f"The source gives {end.text} as its end, which lies before its beginning."
        )
    begins = start or (record.in_force_from if len(record.participations) == 2 else None)
    if begins:
        late = "the consent lies after the entry into force"
        _without(record, one, late, _later(begins, _CONSENT))


def _earlier(day: Date, kinds: frozenset[str]) -> Callable[[Act], bool]:
    def is_earlier(act: Act) -> bool:
        return act.kind in kinds and act.date is not None and act.date.surely_before(day)

    return is_earlier


def _later(day: Date, kinds: frozenset[str]) -> Callable[[Act], bool]:
    def is_later(act: Act) -> bool:
        return act.kind in kinds and act.date is not None and day.surely_before(act.date)

    return is_later


def _without(
    record: Record, one: Participation, reason: str, is_unfit: Callable[[Act], bool]
) -> None:
    unfit = [act for act in one.acts if is_unfit(act)]
    one.acts = [act for act in one.acts if not is_unfit(act)]
    for act in unfit:
        day = act.date.text if act.date else ""
        told = act.kind.replace("-", " ")
        one.notes.append(f"The source also gives a {told} of {day}, not held: {reason}.")
        record.drop("act", reason, f"{one.label}: {told}, {day}")
