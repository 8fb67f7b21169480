"""UK Treaties Online: the catalogue of the Foreign, Commonwealth and Development Office."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, ClassVar, Final

from treatygraph.importing.actors import Actors
from treatygraph.importing.dates import Date, parse_slashed
from treatygraph.importing.faults import Refused, one_line
from treatygraph.importing.kinds.parties import participation
from treatygraph.importing.kinds.protocol import Made, Raw
from treatygraph.importing.kinds.titles import instrument_type
from treatygraph.importing.model import UNDETERMINED, Record, SetDescription, Source
from treatygraph.importing.names import clean
from treatygraph.importing.reading import decoded, json_of, lines_of

_UNITED_KINGDOM: Final = "state/GBR"
_REFERENCE = re.compile(r"(?:/0)?\s*:\s*(?:0\s*)?\Z")
_TOPICS: Final = {
    "TRADE": "trade", "AVIATION": "transport", "SHIPPING": "transport", "DEFENCE": "defence",
    "LOANS, CREDITS & GRANTS": "economy", "ECONOMIC CO-OPERATION": "economy", "DEBTS": "payments",
    "EXTRADITION": "legal-assistance", "LEGAL PROCEEDINGS": "legal-assistance",
    "BOUNDARIES": "territorial-integrity", "FRIENDSHIP": "bilateral-relations",
    "TAXATION": "economy", "VISA": "migration", "INVESTMENT PROTECTION": "investment",
    "CUSTOMS": "customs", "DISPUTES": "dispute-settlement", "FOOD": "agriculture",
    "DIPLOMATIC & CONSULAR RELATIONS": "consular-affairs", "SOCIAL SECURITY": "society",
}  # fmt: skip
"""The topic of a subject heading, where one of ours says the same."""


class UkTreaties:
    """One record a line, in JSON."""

    name: ClassVar = "uk-treaties"
    needs_actors: ClassVar = True

    def __init__(self, path: Path) -> None:
        self.of = SetDescription(
            "uk-treaties", "UK Treaties Online, 2022",
            ("fcdo", "Foreign, Commonwealth and Development Office"),
            "https://treaties.fcdo.gov.uk/", "2022-03-31", UNDETERMINED,
            "Contains public sector information of the Foreign, Commonwealth and Development "
            "Office, Crown copyright, by way of ukparliament/uk-treaties.",
            "The records of UK Treaties Online (uk-treaties) are Crown copyright; whether the Open "
            "Government Licence covers them was not confirmed.",
            is_official=True,
        )  # fmt: skip

    def read(self, path: Path) -> Iterator[Raw]:
        """Each line of each file ``*.jsonl`` or ``*.jsonl.xz``."""
        files = [path] if path.is_file() else _files(path)
        for file in files:
            for number, line in lines_of(file):
                name = f"{file.name}:{number}"
                if isinstance(line, Refused):
                    yield Raw(name, None, 1, line)
                elif line.strip():
                    yield Raw(name, line)

    def convert(self, raw: Raw, actors: Actors) -> Made:
        """The treaty with its parties, or why the line is none."""
        told = json_of(decoded(raw.content))
        if not isinstance(told, dict):
            raise Refused("the line is no record", raw.name)
        record = _treaty(told)
        _dates(told, record)
        _parties(told, record, actors)
        _references(told, record)
        return record


def _files(folder: Path) -> list[Path]:
    return sorted(chain(folder.rglob("*.jsonl"), folder.rglob("*.jsonl.xz")))


def _text(told: dict[str, Any], name: str) -> str:
    value = told.get(name)
    return clean(value) if isinstance(value, str) else ""


def _treaty(told: dict[str, Any]) -> Record:
    number, title = told.get("lb_document_id"), _text(told, "title")
    if "thumbnail" in told:
        raise Refused("it is a scanned document, no record of a treaty", title)
    if not isinstance(number, int) or not 0 <= number < 10**12:
        raise Refused("the record has no number", title)
    if not title:
        raise Refused("the record has no title", str(number))
    short = f"UK treaty {number}"
    record = Record(f"uk-{number}", short, f"{title} ({short})")
    record.titles = [(title, "en")]
    record.identifiers = [f"UKTO:{number}"]
    record.kind = instrument_type(title)
    address = _text(told, "document_url")
    record.source = Source(f"Record of {short}", address, "official-statement", ("en",))
    topic = _TOPICS.get(_text(told, "subject"))
    record.topics = [topic] if topic else []
    place = _text(told, "signed_event_location") or _text(told, "adopted_event_location")
    record.place = place.title() if place.isupper() else place
    return record


def _dates(told: dict[str, Any], record: Record) -> None:
    record.concluded = _day(told, "signed_event_date") or _day(told, "adopted_event_date")
    record.in_force_from = _day(
        told, "definative_eif_event_effective_date", "definative_eif_event_date"
    )
    record.in_force_until = _day(told, "terminated_event_effective_date", "terminated_event_date")
    provisional = _day(told, "provisional_eif_event_date")
    if provisional:
        record.notes.append(f"It applied provisionally from {provisional.text}.")
    if not record.concluded:
        record.notes.append("The source gives neither a day of signature nor one of adoption.")
    start = record.in_force_from
    if start and record.concluded and start.surely_before(record.concluded):
        record.notes.append("The source itself has the entry into force before the signature.")


def _day(told: dict[str, Any], *names: str) -> Date | None:
    days = (parse_slashed(_text(told, name)) for name in names)
    return next((day for day in days if day), None)


def _parties(told: dict[str, Any], record: Record, actors: Actors) -> None:
    """Names in capitals are parties; others are territories to which a party extended it."""
    names = [clean(name) for name in _text(told, "country_name").split(" ; ")]
    territories = [name for name in names if name and not name.isupper()]
    for name in filter(None, names):
        if name.isupper():
            participation(record, name, record.concluded, actors, "party link")
        else:
            record.leave_out("party link", "the name is of a territory, told in a note", name)
    if territories:
        named = "; ".join(sorted(set(territories)))
        record.notes.append(f"The source also lists territories: {named}.")
    if not any(names):
        record.notes.append("The source names no parties.")
    left = _day(told, "withdrawn_event_effective_date", "withdrawn_event_date")
    if left and _UNITED_KINGDOM in record.participations:
        record.participations[_UNITED_KINGDOM].in_force_until = left


def _references(told: dict[str, Any], record: Record) -> None:
    for reference in _text(told, "references").split(";"):
        named, _, _ = reference.partition("||")
        cited = _REFERENCE.sub("", clean(named))
        if cited:
            record.identifiers.append(one_line(cited))
            record.keep("citation")
