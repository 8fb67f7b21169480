"""Lists of States and their codes: ISO 3166, Correlates of War, Gleditsch and Ward.

They are the base to which other sets' names of parties are resolved. States that the list of ISO
3166-1 lacks, nearly all because they ended, are told by a list that ships.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar, Final

from treatygraph.importing.actors import Actors, listed
from treatygraph.importing.dates import Date, parse_iso, parse_parts
from treatygraph.importing.faults import Refused
from treatygraph.importing.kinds.protocol import Made, Raw
from treatygraph.importing.model import ActorRecord, SetDescription, Text
from treatygraph.importing.names import clean, name_key, slug
from treatygraph.importing.reading import bytes_of, file_named, rows_of

_STATES: Final = ("Yes", "In contention", "Associated with NZ")
"""Of what the list says on independence: those that conclude treaties in their own name."""
_LANGUAGES: Final = {"English": "en", "French": "fr", "Spanish": "es", "Russian": "ru",
                     "Arabic": "ar", "Chinese": "zh"}  # fmt: skip
_OFFICIAL: Final = {"en": "en", "fr": "fr", "es": "es", "ru": "ru", "ar": "ar", "cn": "zh"}
_NO_LABEL: Final = frozenset(("(the)", "*", "(l')", "(le)", "(la)", "(les)", "(el)", "(los)"))


class StateCodes:
    """The three tables in one folder."""

    name: ClassVar = "state-codes"
    needs_actors: ClassVar = False

    def __init__(self, path: Path) -> None:
        self.of = SetDescription(
            "state-codes", "State codes: ISO 3166-1, Correlates of War, Gleditsch-Ward",
            ("datasets-on-github", "Core Datasets (datasets, on GitHub)"),
            "https://github.com/datasets/country-codes", "2026-07-01",
            "https://opendatacommons.org/licenses/pddl/1-0/",
            "Country codes: ODC-PDDL, datasets/country-codes. Membership of the state system: "
            "Correlates of War (2016), and Gleditsch and Ward (1999), by way of the package "
            "peacesciencer (GPL-2).",
        )  # fmt: skip

    def read(self, path: Path) -> Iterator[Raw]:
        """Each actor with all rows that tell of it; rows that tell of nobody one by one."""
        gathered = _Gathered()
        for _, row in rows_of(bytes_of(file_named(path, "country-codes.csv"))):
            gathered.country(row)
        for row in listed("states"):
            gathered.unlisted(row)
        for file, code, spell in (
            ("cow_states.csv", "COW", _cow_spell), ("gw_states.csv", "GW", _gw_spell),
        ):  # fmt: skip
            for number, row in rows_of(bytes_of(file_named(path, file))):
                gathered.spell(file, number, code, row, spell)
        yield from gathered.raws()

    def convert(self, raw: Raw, actors: Actors) -> Made:
        """The actor, or place, that rows tell of."""
        made: ActorRecord = raw.content
        return made


Spell = tuple[str, str, Date | None, Date | None]
"""A code's number, a name, the first and the last day."""
Reading = Callable[[dict[str, str]], Spell]


def _cow_spell(row: dict[str, str]) -> Spell:
    first = parse_parts(row["styear"], row["stmonth"], row["stday"])
    last = parse_parts(row["endyear"], row["endmonth"], row["endday"])
    return row["ccode"], row["statenme"], first, last


def _gw_spell(row: dict[str, str]) -> Spell:
    return row["gwcode"], row["statename"], parse_iso(row["startdate"]), parse_iso(row["enddate"])


class _Gathered:
    """Actors as rows are added to them."""

    def __init__(self) -> None:
        self._made: dict[str, ActorRecord] = {}
        self._rows: dict[str, int] = {}
        self._faults: list[Raw] = []
        self._by_name: dict[str, str] = {}
        for row in listed("names"):
            self._by_name[name_key(row["name"])] = row["actor"]

    def country(self, row: dict[str, str] | Refused) -> None:
        if isinstance(row, Refused):
            self._faults.append(Raw("country-codes.csv", None, 1, row))
            return
        code, label = row.get("ISO3166-1-Alpha-3", ""), _label(row)
        if len(code) != 3 or not (code.isascii() and code.isupper()) or not label:
            fault = Refused("the row has no code or no name", code or label)
            self._faults.append(Raw("country-codes.csv", None, 1, fault))
            return
        is_state = row.get("is_independent") in _STATES
        path = f"state/{code}" if is_state else f"place/{slug(label)}"
        actor = ActorRecord(path, label, _other_names(row), _codes(row), _wikidata(row))
        if not is_state:
            told = row.get("is_independent", "")
            actor.notes.append(f"No State of its own, but with a code of ISO 3166-1: {told}.")
        self._add(actor, 1)

    def unlisted(self, row: dict[str, str]) -> None:
        """A State that the list of ISO 3166-1 lacks."""
        others: list[Text] = [(name, "en") for name in _several(row["aliases"])]
        note = "Not in the list of ISO 3166-1; its names are those by which other sets call it."
        codes = _several(row["codes"])
        self._add(ActorRecord(f"state/{row['key']}", row["name"], others, codes, "", [note]), 0)

    def spell(
        self, file: str, number: int, code: str, row: dict[str, str] | Refused, read: Reading
    ) -> None:
        """A membership of the state system."""
        if isinstance(row, Refused):
            self._faults.append(Raw(f"{file}:{number}", None, 1, row))
            return
        try:
            value, name, first, last = read(row)
        except KeyError as error:
            fault = Refused("the table lacks a column", str(error))
            self._faults.append(Raw(f"{file}:{number}", None, 1, fault))
            return
        self._member(f"{file}:{number}", f"{code}:{value.partition('.')[0]}", name, first, last)

    def _member(
        self, place: str, code: str, name: str, first: Date | None, last: Date | None
    ) -> None:
        found = self._found(code, name)
        if found is None:
            self._faults.append(Raw(place, None, 1, Refused("the name is of no known State", name)))
            return
        actor = self._made[found]
        actor.identifiers.append(code)
        span = " to ".join(day.text for day in (first, last) if day)
        actor.notes.append(f"{code} ({clean(name)}), member of the state system {span}.")
        self._rows[found] += 1

    def _found(self, code: str, name: str) -> str | None:
        for path, actor in self._made.items():
            if code in actor.identifiers:
                return path
        named = self._by_name.get(name_key(name), "")
        return named if named in self._made else None

    def _add(self, actor: ActorRecord, rows: int) -> None:
        self._made[actor.path] = actor
        self._rows[actor.path] = rows
        for text, _ in ((actor.label, "en"), *actor.other_names):
            self._by_name.setdefault(name_key(text), actor.path)

    def raws(self) -> Iterator[Raw]:
        for path, actor in self._made.items():
            yield Raw(path, actor, self._rows[path])
        yield from self._faults


def _label(row: dict[str, str]) -> str:
    short = row.get("UNTERM English Short") or row.get("official_name_en") or ""
    short = short or row.get("CLDR display name", "")
    return _named(short)


def _named(text: str) -> str:
    return " ".join(word for word in clean(text).split() if word not in _NO_LABEL)


def _other_names(row: dict[str, str]) -> list[Text]:
    found: list[Text] = []
    for name, language in _LANGUAGES.items():
        for form in ("Formal", "Short"):
            found.append((_named(row.get(f"UNTERM {name} {form}", "")), language))
    found += [(_named(row.get(f"official_name_{ending}", "")), language)
              for ending, language in _OFFICIAL.items()]  # fmt: skip
    found.append((_named(row.get("CLDR display name", "")), "en"))
    return [pair for pair in dict.fromkeys(found) if pair[0]]


def _codes(row: dict[str, str]) -> list[str]:
    pairs = (("ISO", "ISO3166-1-Alpha-2"), ("ISO", "ISO3166-1-Alpha-3"), ("M49", "M49"))
    return [
        f"{kind}:{row[column].strip()}" for kind, column in pairs if row.get(column, "").strip()
    ]


def _wikidata(row: dict[str, str]) -> str:
    item = row.get("wikidata_id", "").rpartition("/")[2]
    is_item = item[:1] == "Q" and item[1:].isascii() and item[1:].isdigit()
    return f"http://www.wikidata.org/entity/{item}" if is_item else ""


def _several(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]
