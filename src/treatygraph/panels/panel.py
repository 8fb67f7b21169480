"""A panel of a release: its kind, its years, its rows, and what is in none of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from treatygraph.describe.dataset import newest_day
from treatygraph.panels.columns import Column
from treatygraph.panels.counting import Block, Cells, Counting, Wanted
from treatygraph.panels.holding import start_of
from treatygraph.panels.kinds import Kind
from treatygraph.panels.reading import NoSuchYears, read_records
from treatygraph.panels.records import Records
from treatygraph.panels.years import Years
from treatygraph.release import Release

_FIRST: Final = 1000
_LAST: Final = 9999


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows are wanted: the first and the last year, one collection, one actor by its IRI."""

    first: int | None = None
    last: int | None = None
    collection: str = ""
    actor: str = ""


@dataclass(frozen=True)
class Panel:
    """A panel; its rows are counted as they are read, and each reading counts them anew."""

    kind: Kind
    title: str
    release: str
    """The version of the release."""
    licence: str
    rights: str
    years: Years
    collections: tuple[str, ...]
    records: Records
    asked: Asked
    notes: tuple[str, ...]
    """What is counted in no row, and why."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in order."""
        return self.kind.columns

    def blocks(self) -> Iterator[Block]:
        """The rows, those of one unit together."""
        return self.kind.rows(self._counting())

    def rows(self) -> Iterator[Cells]:
        """The rows, one by one, in the order of units and years."""
        for block in self.blocks():
            for year, cells in block.rows():
                yield (*block.unit(year), year, *cells)

    def _counting(self) -> Counting:
        """All years are counted, since what is shown may follow from what was before."""
        starts = _starts(self.records)
        whole = Years(min([*starts, self.years.first]), self.years.last)
        return Counting(self.records, whole, Wanted(self.years, self.asked.actor))


def make_panel(
    release: Release, kind: Kind, asked: Asked = Asked(), records: Records | None = None
) -> Panel:
    """A panel of a release; ``records`` if they have been read already.

    Raises PanelUnavailable for a release without the queries, UnknownCollection, or NoSuchYears.
    """
    records = records or read_records(release, asked.collection)
    starts = _starts(records)
    last = asked.last if asked.last is not None else _last_year(release, records)
    first = asked.first if asked.first is not None else min(starts, default=last)
    if not _FIRST <= first <= last <= _LAST:
        raise NoSuchYears(f"there are no years from {first} to {last}: a panel has years from "
                          f"{_FIRST} to {_LAST}, the first before the last")  # fmt: skip
    collections = tuple(sorted({one.collection for one in records.agreements.values()}))
    manifest = release.manifest
    return Panel(kind, manifest.title or "treatygraph", release.version, release.licence or "",
                 manifest.rights, Years(first, last), collections, records, asked,
                 tuple(_notes(records)))  # fmt: skip


def _starts(records: Records) -> list[int]:
    """The first year of each participation; those before any panel's are taken for its first."""
    found = (start_of(one) for one in records.memberships)
    return [max(year, _FIRST) for year in found if year is not None]


def _last_year(release: Release, records: Records) -> int:
    """The last year that had ended on the newest day for which any record is known to be whole;
    where no record says such a day, on that of the newest file."""
    whole = [one.attested for one in records.agreements.values()]
    attested = max([*whole, *(one.attested for one in records.memberships)], default="")
    if attested:
        return int(attested[:4]) - (len(attested) > 4 and not attested.endswith("-12-31"))
    day = newest_day(release)
    if day is None:
        return max(_starts(records), default=_FIRST)
    return day.year if (day.month, day.day) == (12, 31) else day.year - 1


def _notes(records: Records) -> Iterator[str]:
    undated = {one.agreement.iri for one in records.memberships if start_of(one) is None}
    lone = len(records.agreements) - len({one.agreement.iri for one in records.memberships})
    acts = sum(act.years is None for one in records.memberships for act in one.acts)
    yield (f"Agreements in no row, since neither their conclusion nor a beginning nor an act is "
           f"dated: {len(undated):,}.")  # fmt: skip
    yield f"Agreements in no row of actors, since no participant is recorded: {lone:,}."
    yield f"Acts in no row, since their year has no bound, or one alone: {acts:,}."
    yield ("Records not counted, since another is of the same agreement, as the data says or a "
           f"curator accepted: {records.merged:,}.")  # fmt: skip
