"""Multilateral treaties deposited with the UN Secretary-General: who did what, and when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import ClassVar, Final

from treatygraph.importing.actors import Actors
from treatygraph.importing.dates import Date, common, parse_interval, parse_worded
from treatygraph.importing.faults import Refused
from treatygraph.importing.kinds.acts import act_of
from treatygraph.importing.kinds.parties import participation
from treatygraph.importing.kinds.protocol import Made, Raw
from treatygraph.importing.kinds.reservations import Statement, statements_in
from treatygraph.importing.kinds.titles import instrument_type
from treatygraph.importing.model import (
    UNDETERMINED,
    Act,
    Participation,
    Record,
    SetDescription,
    Source,
)
from treatygraph.importing.names import clean, slug
from treatygraph.importing.reading import bytes_of, decoded, file_named, files_in, rows_of

_NUMBER = re.compile(r"mtdsg_no=([A-Za-z0-9.-]+)")
_CLOSING = re.compile(
    r"(?P<title>.+?)[.*\s]*?(?:\.\s*(?P<place>[^.\d]{2,60}?))?[,.]?\s"
    r"(?P<date>(?:\d{1,2}(?: [A-Z][a-z]+)?(?: \d{4})? (?:and|to|-|–) )?"
    r"\d{1,2} [A-Z][a-z]+ \d{4})\.?\Z"
)
_CELL = re.compile(r"(\d{1,2} [A-Za-z]{3,9} \d{4})\s*([A-Za-z]{0,2})\Z")
_FOOTNOTES = re.compile(r"[\s,\d]+\Z")
_TOPICS: Final = {
    "3": "consular-affairs", "4": "legal-affairs", "5": "migration", "6": "organized-crime",
    "9": "health", "10": "trade", "11": "transport", "12": "transport", "14": "culture",
    "17": "media", "18": "organized-crime", "19": "trade", "22": "dispute-settlement",
    "25": "media", "26": "arms-control", "27": "environmental-protection",
}  # fmt: skip
"""The topic of a chapter, where one of ours says the same."""


class UnMtdsg:
    """An index of treaties, a table of participants for each, and what States declared."""

    name: ClassVar = "un-mtdsg"
    needs_actors: ClassVar = True

    def __init__(self, path: Path) -> None:
        self.of = SetDescription(
            "un-mtdsg", "Multilateral Treaties Deposited with the Secretary-General, 2015",
            ("united-nations", "United Nations"), "https://treaties.un.org/", "2015-03-14",
            UNDETERMINED,
            "Multilateral Treaties Deposited with the Secretary-General, United Nations, New York "
            "(ST/LEG/SER.E), by way of zmjones/untreaties (2015).",
            "The set of UN treaty status (un-mtdsg) names no licence, and no right to pass it on "
            "was found.",
        )  # fmt: skip

    def read(self, path: Path) -> Iterator[Raw]:
        """Each line of the index, with the treaty's table and declarations where there are any."""
        index = bytes_of(file_named(path, "index.csv"))
        tables, faults = _by_stem(path, ".csv")
        declared, more = _by_stem(path, ".txt")
        tables.pop("index", None)
        for number, row in rows_of(index):
            if isinstance(row, Refused):
                yield Raw(f"index.csv:{number}", None, 1, row)
                continue
            stem = _stem(row)
            content = {"row": row, "table": tables.pop(stem, None), "said": declared.pop(stem, b"")}
            yield Raw(f"index.csv:{number}", content)
        for stem in sorted({*tables, *declared}):
            yield Raw(stem, None, 1, Refused("no line of the index names the file", stem))
        yield from (Raw(fault.detail, None, 1, fault) for fault in (*faults, *more))

    def convert(self, raw: Raw, actors: Actors) -> Made:
        """The treaty with its participants and their acts."""
        row = raw.content["row"]
        record = _treaty(row)
        if raw.content["table"] is None:
            record.notes.append("The set has no table of participants for it.")
        else:
            _Participants(record, actors).read(raw.content["table"])
        said = raw.content["said"]
        for statement in statements_in(decoded(said)) if said else ():
            _declare(record, statement, actors)
        return record


def _by_stem(path: Path, suffix: str) -> tuple[dict[str, bytes], list[Refused]]:
    found, faults = {}, []
    for name, content in files_in(path, suffix):
        if isinstance(content, Refused):
            faults.append(content)
        else:
            found[PurePosixPath(name).stem] = content
    return found, faults


def _stem(row: dict[str, str]) -> str:
    return f"{row.get('chapter_no', '')}-{row.get('treaty_no', '').replace('.', '-')}"


def _treaty(row: dict[str, str]) -> Record:
    name = clean(row.get("treaty_name", ""))
    address = row.get("url", "")
    match = _NUMBER.search(address)
    number = match[1] if match else _stem(row)
    if not name or not slug(number):
        raise Refused("the line names no treaty, or has no number", name or number)
    short = f"UN treaty {number}"
    closing = _CLOSING.match(name)
    title = (closing["title"] if closing else name).rstrip(" .*")
    record = Record(f"un-{slug(number)}", short, f"{title} ({short})")
    record.titles = [(title, "en")]
    record.identifiers = [f"MTDSG:{number}"]
    record.source = Source(f"Status of {short}", address, "official-statement", ("en",))
    record.kind = instrument_type(title)
    topic = _TOPICS.get(row.get("chapter_no", ""))
    record.topics = [topic] if topic else []
    if closing:
        _conclude(record, closing["date"], clean(closing["place"] or ""))
    if not record.concluded:
        record.notes.append("No day of conclusion could be read in the source.")
    record.notes.append("The source does not tell here when it entered into force.")
    return record


def _conclude(record: Record, written: str, place: str) -> None:
    """When and where; of an interval, what its days share, and a note that has both."""
    record.place = place
    record.concluded = parse_worded(written)
    interval = parse_interval(written)
    if interval:
        record.concluded = common(*interval)
        record.notes.append(f"The source has it of {written}.")


class _Participants:
    """Reads the table of one treaty."""

    def __init__(self, record: Record, actors: Actors) -> None:
        self._record, self._actors = record, actors

    def read(self, table: bytes) -> None:
        for number, row in rows_of(table):
            if isinstance(row, Refused):
                self._record.leave_out("participation", row.reason, row.detail)
                continue
            name = _FOOTNOTES.sub("", clean(row.pop("Participant", "")))
            cells = [(head, clean(cell)) for head, cell in row.items() if clean(cell)]
            self._participant(name or f"row {number}", cells)

    def _participant(self, name: str, cells: list[tuple[str, str]]) -> None:
        days = [day for _, cell in cells if (day := _day_of(cell))]
        one = participation(self._record, name, min(days, default=self._record.concluded),
                            self._actors)  # fmt: skip
        for head, cell in cells:
            self._cell(one, name, head, cell)

    def _cell(self, one: Participation | None, name: str, head: str, cell: str) -> None:
        match, day = _CELL.match(cell), _day_of(cell)
        told = f"{name}: {head}: {cell}"
        if not match or not day:
            self._record.leave_out("cell", "the cell is no dated act", told)
        elif one is None:
            self._record.leave_out("act", "the participant is not known", told)
        else:
            try:
                kind, note = act_of(head, match[2])
            except Refused as fault:
                self._record.leave_out("act", fault.reason, told)
                return
            one.acts.append(Act(kind, day, notes=[note] if note else []))
            self._record.keep("act")


def _day_of(cell: str) -> Date | None:
    match = _CELL.match(cell)
    return parse_worded(match[1]) if match else None


def _declare(record: Record, statement: Statement, actors: Actors) -> None:
    """A reservation or declaration: that it was made, and what it speaks of; its text is not."""
    actor = actors.find(statement.by, record.concluded)
    if not statement.kind:
        record.leave_out("declaration", "the declaration has no text", statement.by)
        return
    if actor is None:
        record.leave_out("declaration", "the name is of no known actor", statement.by)
        return
    one = record.participations.setdefault(actor.path, Participation(actor.path, actor.label))
    note = "A program took it for this kind of act by its words; the source gives no day."
    one.acts.append(Act(statement.kind, None, statement.summary, "low", [note]))
    record.keep("declaration")
