"""Swiss treaties: consolidated texts of the classified compilation, Markdown with front matter."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import ClassVar, Final

from treatygraph.importing.actors import Actors
from treatygraph.importing.articles import Articles
from treatygraph.importing.dates import Date, parse_iso
from treatygraph.importing.faults import Refused
from treatygraph.importing.kinds.parties import infer_parties
from treatygraph.importing.kinds.protocol import Made, Raw
from treatygraph.importing.kinds.titles import instrument_type
from treatygraph.importing.model import Participation, Record, SetDescription, Source
from treatygraph.importing.names import clean, slug
from treatygraph.importing.reading import decoded, files_in

_FRONT = re.compile(r"---\r?\n(.*?\n)---\r?\n", re.DOTALL)
_LINE = re.compile(r"([a-z_]+):\s*(.*)\Z")
_ARTICLE = re.compile(r"#{2,6}\s+(?:\*\*)?(?:Art\.|Artikel(?=\s))[\s*]*(.*)\Z")
_MARKS = re.compile(r"<[^<>]{1,40}>|\[\^[^\]]{1,20}\]|\*+")
_BILATERAL = re.compile(r"0\.\d{3}\.\d{3}\.\d")
_LANGUAGES: Final = {"title": "de", "title_fr": "fr", "title_it": "it", "title_en": "en"}


class ChTreaties:
    """One file a treaty. Titles and headings of articles are held, the texts are not."""

    name: ClassVar = "ch-treaties"
    needs_actors: ClassVar = True

    def __init__(self, path: Path) -> None:
        self.of = SetDescription(
            "ch-treaties", "Swiss treaties of the classified compilation (SR 0), 2026",
            ("federal-chancellery-of-switzerland", "Federal Chancellery of Switzerland"),
            "https://www.fedlex.admin.ch/", "2026-04-17", "https://spdx.org/licenses/MIT.html",
            "Texts of treaties: public domain (Swiss Copyright Act, Article 5). Metadata and "
            "formatting: legalize-dev/legalize-ch, under the MIT licence; from Fedlex.",
            is_official=True,
        )  # fmt: skip

    def read(self, path: Path) -> Iterator[Raw]:
        """Each file is a record."""
        for name, content in files_in(path, ".md"):
            if PurePosixPath(name).name.lower() in ("readme.md", "upstream-readme.md"):
                continue
            fault = content if isinstance(content, Refused) else None
            yield Raw(name, None if fault else content, 1, fault)

    def convert(self, raw: Raw, actors: Actors) -> Made:
        """The treaty, Switzerland and perhaps its partner, and the headings of its articles."""
        text = decoded(raw.content)
        told = front_matter(text)
        record = _treaty(told, raw.name)
        number = told.get("sr_number", "")
        if _BILATERAL.match(number):
            infer_parties(record, told.get("title_fr", ""), "Switzerland", actors)
        elif home := actors.find("Switzerland"):
            record.participations[home.path] = Participation(home.path, home.label)
            record.notes.append("Of its parties the source names Switzerland alone.")
        articles = Articles(record)
        for line in text.splitlines():
            if match := _ARTICLE.match(line):
                articles.add(_plain(match[1]), "de")
        return record


def front_matter(text: str) -> dict[str, str]:
    """The fields before a text: ``key: "value"`` a line, no other YAML. Raises Refused."""
    found = _FRONT.match(text)
    if not found:
        raise Refused("the file has no front matter", text[:60])
    fields = {}
    for line in found[1].splitlines():
        match = _LINE.match(line)
        if match:
            fields[match[1]] = _value(match[2])
    return fields


def _value(written: str) -> str:
    if written.startswith('"'):
        try:
            return str(json.loads(written))
        except ValueError:
            return written.strip('"')
    return written.strip("'")


def _treaty(told: dict[str, str], name: str) -> Record:
    identifier = told.get("identifier", "").removeprefix("cc-")
    title = _plain(told.get("title", ""))
    key = slug(identifier.replace("_", "-"))
    if not key or not title:
        raise Refused("the file has no identifier or no title", name)
    number, concluded = told.get("sr_number", ""), parse_iso(told.get("publication_date", ""))
    short = f"Swiss treaty {identifier}"
    of_day = f" of {concluded.text}" if concluded else ""
    record = Record(f"ch-{key}", short, f"Swiss treaty SR {clean(number)}{of_day} ({identifier})")
    texts = [(_plain(told.get(field, "")), tag) for field, tag in _LANGUAGES.items()]
    record.titles = [pair for pair in texts if pair[0]]
    record.labels = [pair for pair in record.titles if pair[1] != "en"]
    record.identifiers = [f"SR:{clean(number)}"] if clean(number) else []
    record.kind = instrument_type(title)
    address = told.get("source", "")
    record.source = Source(f"Text of {short}", address, "official-text", ("de",), True)
    record.concluded = concluded
    _force(record, told)
    return record


def _force(record: Record, told: dict[str, str]) -> None:
    record.in_force_from = parse_iso(told.get("entry_into_force", ""))
    if told.get("status") == "in_force" and record.in_force_from:
        record.as_of = Date("2026-04-17")
    start = record.in_force_from
    if start and record.concluded and start.surely_before(record.concluded):
        record.notes.append("The source itself has the entry into force before the signature.")
    if not record.concluded:
        record.notes.append("The source gives no day of signature.")


def _plain(text: str) -> str:
    return clean(_MARKS.sub("", text))
