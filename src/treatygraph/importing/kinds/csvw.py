"""Any table that a CSVW metadata file describes: no code is needed for the next one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import ClassVar, Final

from treatygraph.importing.actors import Actors
from treatygraph.importing.faults import Refused
from treatygraph.importing.kinds.metadata import (
    BadMetadata,
    Column,
    Metadata,
    expand_template,
    read_metadata,
)
from treatygraph.importing.kinds.parties import participation
from treatygraph.importing.kinds.protocol import Made, Raw
from treatygraph.importing.kinds.titles import instrument_type
from treatygraph.importing.model import Record, Source
from treatygraph.importing.names import slug
from treatygraph.importing.reading import bytes_of, rows_of

State = Callable[[Record, Column, str], None]
_DATES: Final = {"tg:concludedOn": "concluded", "tg:inForceFrom": "in_force_from",
                 "tg:inForceUntil": "in_force_until", "tg:asOf": "as_of"}  # fmt: skip
_CONCEPTS: Final = ("tg:agreementType", "tg:legalForce", "tg:topic")
_PARTY: Final = "tg:participant"


class Csvw:
    """A metadata file and its table. Rows that follow one another with one key are one record."""

    name: ClassVar = "csvw"

    def __init__(self, path: Path) -> None:
        self._metadata: Metadata = read_metadata(path)
        self.of = self._metadata.of
        unknown = sorted({column.property for column in self._metadata.columns} - KNOWN)
        if unknown:
            raise BadMetadata(
                f"{path}: no `propertyUrl` may be {', '.join(unknown)}: there are "
                f"{', '.join(sorted(KNOWN - {''}))}"
            )

    @property
    def needs_actors(self) -> bool:
        """Whether a column names parties."""
        return any(column.property == _PARTY for column in self._metadata.columns)

    def read(self, path: Path) -> Iterator[Raw]:
        """Rows by their key; each row counts as a record of the source."""
        told = self._metadata
        rows = rows_of(bytes_of(told.table), delimiter=told.delimiter)
        for key, group in groupby(rows, lambda row: self._key(row[1])):
            numbered = list(group)
            name = f"{told.table.name}:{numbered[0][0]}"
            fault = numbered[0][1] if isinstance(numbered[0][1], Refused) else None
            if fault is None and not key:
                fault = Refused("the row has no key", told.about)
            if fault:
                for number, row in numbered:
                    yield Raw(f"{told.table.name}:{number}", None, 1,
                              row if isinstance(row, Refused) else fault)  # fmt: skip
            else:
                yield Raw(name, (key, [row for _, row in numbered]), len(numbered))

    def _key(self, row: dict[str, str] | Refused) -> str:
        if isinstance(row, Refused):
            return ""
        named = {column.name: row.get(column.title, "") for column in self._metadata.columns}
        variables = self._metadata.about.rpartition("agreement/")[2]
        has_all = all(slug(named[name]) for name in named if f"{{{name}}}" in variables)
        return slug(expand_template(variables, named)) if has_all else ""

    def convert(self, raw: Raw, actors: Actors) -> Made:
        """An agreement of what the columns of its rows state."""
        key, rows = raw.content
        record = Record(key, f"{self.of.title} {key}", "")
        record.source = None
        record.locator = key
        for row in rows:
            for column in self._metadata.columns:
                self._cell(record, row, column, actors)
        titles = [text for text, language in record.titles if language == "en"]
        record.label = f"{titles[0] if titles else self.of.title} ({key})"
        record.titles = list(dict.fromkeys(record.titles))
        record.kind = record.kind or instrument_type(titles[0] if titles else "")
        if not record.concluded:
            record.notes.append("The source gives no day of conclusion.")
        return record

    def _cell(self, record: Record, row: dict[str, str], column: Column, actors: Actors) -> None:
        if not column.property:
            return
        if not column.virtual and column.title not in row:
            raise Refused("the table lacks a column of the metadata", column.title)
        values = column.values(row.get(column.title, ""))
        if column.virtual and column.value_url and not values:
            values = [""]
        for value in values:
            shown = value
            if column.value_url:
                named = {one.name: row.get(one.title, "") for one in self._metadata.columns}
                shown = expand_template(column.value_url, named | {column.name: value})
            if column.property == _PARTY:
                participation(record, value, record.concluded, actors)
            else:
                _state(record, column, shown)


def _state(record: Record, column: Column, value: str) -> None:
    if column.property in _DATES:
        name, date = _DATES[column.property], column.date(value)
        if getattr(record, name) not in (None, date):
            raise Refused("rows of one record give two dates", f"{column.name}: {value}")
        setattr(record, name, date)
    else:
        _STATING[column.property](record, column, value)


def _title(record: Record, column: Column, value: str) -> None:
    record.titles.append((value, column.lang))


def _concept(record: Record, column: Column, value: str) -> None:
    key = slug(value.rpartition("/")[2])
    scheme = column.property.partition(":")[2]
    if key not in CONCEPTS[scheme]:
        raise Refused("a value is no concept that ships", f"{column.name}: {value}")
    if scheme == "topic":
        record.topics.append(key)
    elif scheme == "agreementType":
        record.kind = key
    else:
        record.force = key


def _identifier(record: Record, column: Column, value: str) -> None:
    record.identifiers.append(value)


def _note(record: Record, column: Column, value: str) -> None:
    record.notes.append(value)


def _place(record: Record, column: Column, value: str) -> None:
    record.place = value


def _address(record: Record, column: Column, value: str) -> None:
    if not value.startswith(("http://", "https://")):
        raise Refused("an address is none of the web", f"{column.name}: {value}")
    record.source = replace(record.source, url=value) if record.source else Source(
        f"Record of {record.short}", value)  # fmt: skip


_STATING: Final[dict[str, State]] = {
    "dcterms:title": _title, "dcterms:identifier": _identifier, "skos:editorialNote": _note,
    "tg:concludedAt": _place, "tg:url": _address, **dict.fromkeys(_CONCEPTS, _concept),
}  # fmt: skip
KNOWN: Final = frozenset((*_STATING, *_DATES, _PARTY, ""))
"""The properties that a column may state; a column without one states nothing."""

CONCEPTS: Final[dict[str, frozenset[str]]] = {
    "agreementType": frozenset(
        ("treaty", "convention", "charter", "agreement", "programme", "memorandum", "declaration",
         "plan-of-action")
    ),
    "legalForce": frozenset(("binding", "not-binding", "contested")),
    "topic": frozenset(
        ("political-relations", "multipolar-order", "non-interference",
         "international-organizations", "parliamentary-cooperation", "interregional-cooperation",
         "bilateral-relations", "security", "defence", "arms-trade", "intelligence",
         "counter-terrorism", "organized-crime", "cyber-security", "arms-control",
         "regional-security", "maritime-security", "territorial-integrity", "economy", "trade",
         "sanctions", "payments", "investment", "transport", "industry", "agriculture", "customs",
         "energy", "oil-and-gas", "nuclear-energy", "renewable-energy", "society", "culture",
         "education", "science-and-technology", "health", "media", "sport-and-tourism",
         "environment", "environmental-protection", "disaster-relief", "legal-affairs",
         "legal-assistance", "consular-affairs", "migration", "dispute-settlement",
         "final-provisions")
    ),
}  # fmt: skip
"""The concepts that ship, by the property whose values they are; a test holds them to the files."""
