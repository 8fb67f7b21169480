"""Whether agreements are in force on a day: four-valued, by the one query that says it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date
from weakref import WeakKeyDictionary

from pyoxigraph import Literal, NamedNode

from treatygraph.describe.reader import Reader
from treatygraph.namespaces import expand

QUERY = "library/status-on-day"


@dataclass(frozen=True, slots=True)
class Status:
    """``in force``, ``not in force``, ``unknown`` or ``disputed``, on a calendar day in UTC."""

    value: str
    on: str


_KEPT: WeakKeyDictionary[Reader, dict[date, dict[str, Status]]] = WeakKeyDictionary()
_MOST_DAYS = 32
_LOCK = threading.Lock()
"""One asks while others wait: of a large dataset the query takes seconds."""


def statuses(reader: Reader, on: date) -> dict[str, Status]:
    """The status of each agreement on a day, by IRI; empty where the release lacks the query.

    Kept for as long as the release is served, and no longer: a reader holds the whole dataset.
    """
    with _LOCK:
        days = _KEPT.setdefault(reader, {})
        if on not in days:
            if len(days) >= _MOST_DAYS:
                days.clear()
            days[on] = _statuses(reader, on)
        return days[on]


def _statuses(reader: Reader, on: date) -> dict[str, Status]:
    query = reader.release.queries.get(QUERY)
    if query is None:
        return {}
    day = Literal(on.isoformat(), datatype=NamedNode(expand("xsd:date")))
    rows = reader.release.store.select(query.bound({"day": str(day)}).text).dicts()
    return {_text(row["agreement"]): Status(_text(row["status"]), on.isoformat()) for row in rows}


def _text(term: object) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else str(term)
