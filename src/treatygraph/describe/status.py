"""Whether agreements are in force on a day: four-valued, by the one query that says it."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from weakref import WeakKeyDictionary

from pyoxigraph import Literal, NamedNode

from treatygraph.describe.reader import Reader
from treatygraph.errors import QueryFileError
from treatygraph.namespaces import expand

QUERY = "library/status-on-day"


@dataclass(frozen=True, slots=True)
class Status:
    """``in force``, ``not in force``, ``unknown`` or ``disputed``, on a calendar day in UTC."""

    value: str
    on: str


class _Day:
    """What is known of one day: the status of each agreement that was asked for, or None."""

    def __init__(self) -> None:
        self.lock = threading.Lock()  # one asks while others wait: of many it takes seconds
        self.known: dict[str, Status | None] = {}


_KEPT: WeakKeyDictionary[Reader, dict[date, _Day]] = WeakKeyDictionary()
_MOST_DAYS = 32
_BATCH = 200
"""Agreements that one query asks of: of 15,846, all at once took nine times as long."""
_LOCK = threading.Lock()


def status(reader: Reader, agreement: str, on: date) -> Status | None:
    """The status of one agreement on a day; None where the release lacks the query."""
    return statuses(reader, on, [agreement]).get(agreement)


def statuses(
    reader: Reader, on: date, agreements: Iterable[str] | None = None
) -> dict[str, Status]:
    """The status on a day of some agreements, or all, by IRI; empty where there is no query.

    Only what is not known yet is asked for. It is kept for as long as the release is served, and
    no longer: a reader holds the whole dataset.
    """
    if agreements is None:
        agreements = reader.subjects("rdf:type", expand("tg:Agreement"))
    wanted, day = list(agreements), _day(reader, on)
    with day.lock:
        unknown = [iri for iri in wanted if iri not in day.known]
        if unknown:
            day.known |= dict.fromkeys(unknown)
            for batch in (unknown[at : at + _BATCH] for at in range(0, len(unknown), _BATCH)):
                day.known |= _statuses(reader, batch, on)
        found = ((iri, day.known[iri]) for iri in wanted)
        return {iri: status for iri, status in found if status}


def _day(reader: Reader, on: date) -> _Day:
    with _LOCK:
        days = _KEPT.setdefault(reader, {})
        if on not in days and len(days) >= _MOST_DAYS:
            days.clear()
        return days.setdefault(on, _Day())


def _statuses(reader: Reader, agreements: list[str], on: date) -> dict[str, Status]:
    query = reader.release.queries.get(QUERY)
    if query is None:
        return {}
    day = Literal(on.isoformat(), datatype=NamedNode(expand("xsd:date")))
    asked = " ".join(str(NamedNode(iri)) for iri in agreements)
    try:
        filled = query.bound({"day": str(day), "agreement": asked})
    except QueryFileError:  # of a release that was built before: it tells of all
        filled = query.bound({"day": str(day)})
    rows = reader.release.store.select(filled.text).dicts()
    return {_text(row["agreement"]): Status(_text(row["status"]), on.isoformat()) for row in rows}


def _text(term: object) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else str(term)
