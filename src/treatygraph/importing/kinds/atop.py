"""ATOP: alliances and, member by member, the obligations that coders read in their texts.

A code says that there is an obligation of a kind and who has it, no more. So each becomes a norm
in words of ours, of low confidence, that says which code it comes from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar, Final, NamedTuple

from treatygraph.importing.actors import Actors
from treatygraph.importing.dates import Date, parse_parts
from treatygraph.importing.faults import Refused
from treatygraph.importing.kinds.parties import participation
from treatygraph.importing.kinds.protocol import Made, Raw
from treatygraph.importing.model import UNDETERMINED, Norm, Participation, Record, SetDescription
from treatygraph.importing.names import clean
from treatygraph.importing.reading import bytes_of, file_named, rows_of

Row = dict[str, str]


class _Duty(NamedTuple):
    """A code of the source, what it is here, and the code that says that it has conditions."""

    kind: str
    norm_type: str
    label: str
    action: str
    conditional: str


_DUTIES: Final = {
    "defense": _Duty("Obligation", "mutual-defence", "Defence",
                     "help another member with force when it is attacked", "defcon"),
    "offense": _Duty("Obligation", "offence", "Offence",
                     "join another member in a use of force that answers no attack", "offcon"),
    "neutral": _Duty("Obligation", "neutrality", "Neutrality",
                     "stay out of a conflict in which another member is", "neucon"),
    "nonagg": _Duty("Prohibition", "non-aggression", "Non-aggression",
                    "use force against another member", ""),
    "consul": _Duty("Obligation", "consultation", "Consultation",
                    "consult the other members when a conflict may come", "concon"),
}  # fmt: skip
_CONDITION: Final = "only in circumstances that the source codes as conditions and does not tell"
_NOT_CODES: Final = frozenset(
    ("atopid", "cowid", "cow4id", "member", "source", "version", "bilat", "ineffect", "length",
     "begyr", "begmo", "begday", "endyr", "endmo", "endday", "conditio", "asymm", "maxphase",
     "new4", "rev4", *(f"mem{number}" for number in range(1, 60)), *_DUTIES,
     *(duty.conditional for duty in _DUTIES.values() if duty.conditional))
)  # fmt: skip
"""Columns that are held in another way, or that tell of the set and not of the alliance."""


class Atop:
    """A table of alliances, and one of their members."""

    name: ClassVar = "atop"
    needs_actors: ClassVar = True

    def __init__(self, path: Path) -> None:
        self.of = SetDescription(
            "atop", "Alliance Treaty Obligations and Provisions (ATOP), version 4.01",
            ("atop-project", "ATOP project"), "http://www.atopdata.org/", "2021-07-14",
            UNDETERMINED,
            "Alliance Treaty Obligations and Provisions: Leeds et al. (2002), atopdata.org, by way "
            "of joshuaalley/arms-allies.",
            "ATOP (atop) is for scholarly use with citation; no licence to pass it on was found.",
        )  # fmt: skip

    def read(self, path: Path) -> Iterator[Raw]:
        """Each alliance with the rows of its members."""
        members: defaultdict[str, list[Row]] = defaultdict(list)
        faults = []
        for number, row in rows_of(bytes_of(file_named(path, "atop-member-level.csv"))):
            if isinstance(row, Refused):
                faults.append(Raw(f"atop-member-level.csv:{number}", None, 1, row))
            else:
                members[_id(row)].append(row)
        for number, row in rows_of(bytes_of(file_named(path, "atop-alliance-level.csv"))):
            name = f"atop-alliance-level.csv:{number}"
            if isinstance(row, Refused):
                yield Raw(name, None, 1, row)
            else:
                yield Raw(name, (row, members.pop(_id(row), [])))
        for left in sorted(members):
            yield Raw(left, None, 1, Refused("members of an alliance that the set lacks", left))
        yield from faults

    def convert(self, raw: Raw, actors: Actors) -> Made:
        """The alliance, who is in it from when to when, and who owes what."""
        row, members = raw.content
        number = _id(row)
        if not number.isascii() or not number.isdigit():
            raise Refused("the alliance has no number", number)
        record = Record(f"atop-{number}", f"ATOP {number}", f"Alliance (ATOP {number})")
        record.locator = number
        record.identifiers = [f"ATOP:{number}"]
        record.in_force_from = _date(row, "beg", "{}yr", "{}mo", "{}day")
        record.in_force_until = _date(row, "end", "{}yr", "{}mo", "{}day")
        record.as_of = Date("2016")
        record.notes += _notes(row)
        bearers = _members(record, members, actors)
        record.label = _label(record)
        _duties(record, row, bearers)
        _length(record, row)
        _other_codes(record, row)
        return record


def _id(row: Row) -> str:
    return row.get("atopid", "").strip().removesuffix(".0")


def _date(row: Row, stem: str, *columns: str) -> Date | None:
    year, month, day = (row.get(column.format(stem), "") for column in columns)
    return parse_parts(year, month, day) if year.strip() not in ("", "0") else None


def _notes(row: Row) -> Iterator[str]:
    yield (
        "The source gives when the alliance began and ended, and neither a title nor the day of "
        "signature. Binding is what its coders took it to be."
    )
    if _is_one(row, "asymm"):
        yield "The source codes that its members do not owe the same."


def _is_one(row: Row, column: str) -> bool:
    return row.get(column, "").strip().removesuffix(".0") == "1"


Bearers = dict[str, set[str]]
"""For each code, the members that have it."""


def _members(record: Record, members: list[Row], actors: Actors) -> Bearers:
    bearers: Bearers = {code: set() for code in _DUTIES}
    phases: defaultdict[str, list[Row]] = defaultdict(list)
    for row in members:
        start = _date(row, "", "yrent", "moent", "dayent")
        code = row.get("member", "").strip().removesuffix(".0")
        one = participation(record, f"COW:{code}", start, actors, "member row")
        if one:
            phases[one.actor].append(row)
    for actor, rows in phases.items():
        _spell(record.participations[actor], rows)
        for code in _DUTIES:
            if any(_is_one(row, code) for row in rows):
                bearers[code].add(actor)
    return bearers


def _spell(one: Participation, rows: list[Row]) -> None:
    """From its first entry to its last exit; the rows are phases of one membership."""
    starts = [day for row in rows if (day := _date(row, "", "yrent", "moent", "dayent"))]
    ends = [_date(row, "", "yrexit", "moexit", "dayexit") for row in rows]
    one.in_force_from = min(starts, default=None)
    known = [day for day in ends if day]
    one.in_force_until = max(known) if known and len(known) == len(ends) else None
    if len(rows) > 1:
        one.notes.append(
            f"The source has {len(rows)} rows of it, one for each phase of the alliance."
        )


def _label(record: Record) -> str:
    names = [one.label for one in record.participations.values()]
    shown = f"{', '.join(names[:-1])} and {names[-1]}" if 1 < len(names) <= 3 else ""
    shown = shown or (f"{names[0]} and {len(names) - 1} others" if names else "members not told")
    begun = f", {record.in_force_from.text[:4]}" if record.in_force_from else ""
    return f"Alliance of {clean(shown)}{begun} ({record.short})"


def _duties(record: Record, row: Row, bearers: Bearers) -> None:
    for code, duty in _DUTIES.items():
        having = bearers[code]
        if not having:
            if _is_one(row, code):
                record.leave_out("obligation", "no member is said to have it", code)
            continue
        everybody = having == record.participations.keys()
        conditional = bool(duty.conditional) and _is_one(row, duty.conditional)
        record.norms.append(Norm(
            duty.norm_type, duty.kind, duty.label, duty.action, duty.norm_type,
            () if everybody else tuple(sorted(having)), "each-party" if everybody else "",
            _CONDITION if conditional else "",
            [f"A program derived it from the code {code} = 1 of ATOP; the text was not read."],
        ))  # fmt: skip
        record.keep("obligation")


def _length(record: Record, row: Row) -> None:
    """The first term, in months; whole years are the agreement's duration."""
    months = row.get("length", "").strip().removesuffix(".0")
    if not months.isascii() or not months.isdigit() or not 0 < int(months) < 2400:
        return
    if int(months) % 12 == 0:
        record.duration_years = int(months) // 12
    record.norms.append(Norm(
        "duration", "ConstitutiveRule", "Duration", f"it lasts {months} months", "duration",
        notes=["A program derived it from the code length of ATOP; the text was not read."],
    ))  # fmt: skip


def _other_codes(record: Record, row: Row) -> None:
    for code, value in row.items():
        if code not in _NOT_CODES and value.strip().removesuffix(".0") not in ("", "0"):
            reason = "the set does not say what the code means"
            record.leave_out("code", reason, f"{code} = {value}")
