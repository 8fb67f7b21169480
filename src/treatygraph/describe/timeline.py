"""Acts and events in the order of time, narrowed by actor, agreement, kind and period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import overload

from pyoxigraph import Literal, NamedNode

from treatygraph.describe.agreement import ActLine, act_line
from treatygraph.describe.reader import Reader
from treatygraph.describe.values import Link
from treatygraph.namespaces import expand
from treatygraph.queries import QueryDocument
from treatygraph.store.answers import Term

QUERY = "library/acts-and-events"

SORTS = {
    "signature": ("signature", "definitive-signature"),
    "consent": ("consent-to-be-bound",),
    "domestic": ("domestic-step",),
    "force": ("entry-into-force", "provisional-application"),
    "end": ("end", "withdrawal", "denunciation", "suspension"),
}
"""What marks are told apart by: each sort with the kinds that belong to it, narrower ones too."""

OTHER = "event"
"""The sort of all else."""


@dataclass(frozen=True, slots=True)
class Period:
    """Acts and events of whom, of what, of which kind, from and until which day; None is all."""

    actor: str | None = None
    agreement: str | None = None
    kind: str | None = None
    first: date | None = None
    last: date | None = None

    def put(self, query: QueryDocument) -> QueryDocument:
        """The query with its values filled in."""
        things = {"ofActor": self.actor, "ofAgreement": self.agreement, "ofKind": self.kind}
        days = {"first": self.first, "last": self.last}
        values = {name: str(NamedNode(iri)) if iri else "UNDEF" for name, iri in things.items()}
        return query.bound(values | {name: _day(day) for name, day in days.items()})


def _day(day: date | None) -> str:
    return str(Literal(day.isoformat(), datatype=NamedNode(expand("xsd:date")))) if day else "UNDEF"


@dataclass(frozen=True, slots=True)
class Moment:
    """An act or event; ``first`` and ``last`` bound its day, and None is an open bound."""

    line: ActLine
    sort: str
    first: date | None
    last: date | None
    agreements: tuple[Link, ...]
    actors: tuple[Link, ...]

    @property
    def exact(self) -> bool:
        """Whether the day is known."""
        return self.first is not None and self.first == self.last

    @property
    def order(self) -> tuple[date, date, str]:
        """By the earliest day on which it can have been, an open one by its latest."""
        first = self.first or self.last or date.max
        return first, self.last or date.max, self.line.link.iri


class Moments(Sequence[Moment]):
    """What happened, the earliest first.

    Each is looked up when it is asked for: of tens of thousands a page tells a few hundred.
    """

    def __init__(self, reader: Reader, found: Mapping[str, list[dict[str, str]]]) -> None:
        self._reader = reader
        self._found = sorted(found.items(), key=lambda item: _order(item[0], item[1][0]))

    def __len__(self) -> int:
        return len(self._found)

    @overload
    def __getitem__(self, place: int) -> Moment: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Moment, ...]: ...
    def __getitem__(self, place: int | slice) -> Moment | tuple[Moment, ...]:
        if isinstance(place, slice):
            return tuple(_moment(self._reader, *item) for item in self._found[place])
        return _moment(self._reader, *self._found[place])


def _order(event: str, row: Mapping[str, str]) -> tuple[date, date, str]:
    """As :attr:`Moment.order`, of an event that is not looked up."""
    first, last = _date(row.get("earliest")), _date(row.get("latest"))
    return first or last or date.max, last or date.max, event


def moments(reader: Reader, period: Period) -> Moments | None:
    """What happened, the earliest first; None where the release lacks the query."""
    query = reader.release.queries.get(QUERY)
    if query is None:
        return None
    found: dict[str, list[dict[str, str]]] = {}
    for row in reader.release.store.select(period.put(query).body).dicts():
        cells = {name: _text(term) for name, term in row.items()}
        found.setdefault(cells["event"], []).append(cells)
    return Moments(reader, found)


def _text(term: Term) -> str:
    return str(getattr(term, "value", term))


def moment_of(reader: Reader, line: ActLine) -> Moment:
    """An act or event that was read already, in a lane of its own agreement, which goes unsaid."""
    actors = dict.fromkeys([*([line.actor] if line.actor else []), *line.involves])
    sort = _sort(reader, {kind.iri for kind in line.kinds})
    return Moment(line, sort, _date(line.earliest), _date(line.latest), (), tuple(actors))


def _moment(reader: Reader, event: str, rows: list[dict[str, str]]) -> Moment:
    return Moment(
        line=reader.line(act_line, event),
        sort=_sort(reader, {row["kind"] for row in rows if "kind" in row}),
        first=_date(rows[0].get("earliest")),
        last=_date(rows[0].get("latest")),
        agreements=_links(reader, rows, "agreement"),
        actors=_links(reader, rows, "actor"),
    )


def _links(reader: Reader, rows: list[dict[str, str]], name: str) -> tuple[Link, ...]:
    links = reader.links({row[name] for row in rows if name in row})
    return tuple(sorted(links, key=lambda link: (link.label.value.casefold(), link.iri)))


def _date(text: str | None) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(text) if text else None
    return None


def _sort(reader: Reader, kinds: set[str]) -> str:
    """The first sort that a kind, or one above it, belongs to."""
    keys = {key for kind in kinds for key in reader.line(_keys_above, kind)}
    return next((sort for sort, belong in SORTS.items() if keys.intersection(belong)), OTHER)


def _keys_above(reader: Reader, kind: str) -> frozenset[str]:
    """What a kind and those above it are called: acts share few kinds."""
    return frozenset(one.rpartition("/")[2] for one in _with_broader(reader, kind))


def _with_broader(reader: Reader, kind: str) -> list[str]:
    found = [kind]
    for one in found:
        found += [wider for wider in reader.iris(one, "skos:broader") if wider not in found]
    return found


def kinds_there_are(reader: Reader) -> tuple[tuple[str, tuple[tuple[str, Link], ...]], ...]:
    """The kinds that acts and events of the release have, headed by what they are kinds of."""
    return tuple(
        (heading, choices)
        for name, heading in _HEADINGS.items()
        if (choices := tuple((link.key, link) for link in _kinds(reader, name)))
    )


_HEADINGS: Mapping[str, str] = {"tg:actionType": "Acts of participants", "tg:eventType": "Events"}


def _kinds(reader: Reader, name: str) -> list[Link]:
    """Kinds by name, those above them too, which stand for all that is below."""
    used = {quad.object.value for quad in reader.release.store.quads(None, NamedNode(expand(name)))
            if isinstance(quad.object, NamedNode)}  # fmt: skip
    found = {one for kind in used for one in _with_broader(reader, kind)}
    return sorted(reader.links(found), key=lambda link: link.label.value.casefold())


def kind_named(reader: Reader, key: str) -> str | None:
    """The kind of act or event of a key, if there is one."""
    iris = (reader.base.thing(kind, key) for kind in ("action-type", "event-type"))
    return next((iri for iri in iris if reader.cls(iri) == "Concept"), None)
