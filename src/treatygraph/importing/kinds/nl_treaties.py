"""Dutch treaties (BWB): texts in one or more languages, one after another, without dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import ClassVar, Final

from treatygraph.importing.actors import Actors
from treatygraph.importing.articles import Articles
from treatygraph.importing.faults import BrokenOff, Refused
from treatygraph.importing.kinds.languages import language_of
from treatygraph.importing.kinds.parties import infer_parties
from treatygraph.importing.kinds.protocol import Made, Raw
from treatygraph.importing.kinds.titles import instrument_type
from treatygraph.importing.model import UNDETERMINED, Record, SetDescription, Source
from treatygraph.importing.names import clean
from treatygraph.importing.reading import decoded, files_in

_NUMBER = re.compile(r"BWB([VR])([0-9]{7})\Z")
_TITLE = re.compile(r"^##(?!#)\s*(.+)$", re.MULTILINE)
_SECOND = re.compile(r"^####(?!#)\s*(.+)$", re.MULTILINE)
_HEADING = re.compile(r"^###(?!#)[ \t]*(Artikel|Article|Art\.|Artículo)(?![a-z])[ \t]*(.*)$",
                      re.MULTILINE)  # fmt: skip
_UNDER = re.compile(r"\s*####(?!#)\s*(.+)")
_LINK = re.compile(r"\]\((?:\.\./)+[^)\s]*?/(BWB[VR][0-9]{7})/README\.md\)")
_AMONG: Final = {"Artikel": ("nl", "de"), "Article": ("en", "fr"), "Art.": ("en", "fr", "nl", "de"),
                 "Artículo": ("fr",)}  # fmt: skip
"""The languages in which a heading has such a word; the text below decides."""


class NlTreaties:
    """One folder a treaty, named by its number; titles and headings are held, texts are not."""

    name: ClassVar = "nl-treaties"
    needs_actors: ClassVar = True

    def __init__(self, path: Path) -> None:
        self._path = path
        self.of = SetDescription(
            "nl-treaties", "Dutch treaties of the Basiswettenbestand, 2017",
            ("government-of-the-netherlands", "Government of the Netherlands"),
            "https://wetten.overheid.nl/", "2017-05-10", UNDETERMINED,
            "Basiswettenbestand (wetten.overheid.nl), by way of statengeneraal/laws-markdown, made "
            "at the Leibniz Center for Law.",
            "The set of Dutch treaties (nl-treaties) has no licence file; take fresh data of the "
            "Basiswettenbestand, with its licence, before you publish.",
            is_official=True,
        )  # fmt: skip

    def read(self, path: Path) -> Iterator[Raw]:
        """Each file in a folder named ``BWBV0000000`` is a record."""
        for name, content in files_in(path, "README.md"):
            folder = PurePosixPath(name).parent.name
            if not _NUMBER.match(folder):
                if isinstance(content, Refused):
                    yield Raw(name, None, 1, content)
                continue
            fault = content if isinstance(content, Refused) else None
            yield Raw(folder, None if fault else content, 1, fault)

    def convert(self, raw: Raw, actors: Actors) -> Made:
        """The treaty with its articles, each once for all its languages."""
        text = decoded(raw.content)
        record = _treaty(raw.name, text, actors)
        _articles(record, text)
        self._references(record, text, raw.name)
        return record

    def _references(self, record: Record, text: str, own: str) -> None:
        """Other treaties of the set that the text links to."""
        for number in _LINK.findall(text):
            if number == own:
                record.leave_out("reference", "the treaty refers to itself", number)
            elif number not in self._numbers:
                record.leave_out("reference", "the set lacks what is referred to", number)
            else:
                record.keep("reference")
                record.refers_to.append(_key(number))

    @cached_property
    def _numbers(self) -> frozenset[str]:
        """Every number of the set; found once, by reading the names of its files."""
        found = set()
        try:
            for name, content in files_in(self._path, "README.md"):
                if not isinstance(content, Refused):
                    found.add(PurePosixPath(name).parent.name)
        except BrokenOff:
            pass
        return frozenset(found)


def _key(number: str) -> str:
    return f"nl-{number.lower()}"


def _treaty(number: str, text: str, actors: Actors) -> Record:
    title = _TITLE.search(text)
    if not title or not clean(title[1]):
        raise Refused("the text has no title", number)
    dutch = clean(title[1])
    short = f"Dutch treaty {number}"
    record = Record(_key(number), short, short)
    record.identifiers = [f"BWB:{number}"]
    record.titles = [(dutch, "nl")]
    record.labels = [(dutch, "nl")]
    record.kind = instrument_type(dutch)
    address = f"https://wetten.overheid.nl/{number}"
    record.source = Source(f"Text of {short}", address, "official-text", ("nl",), True)
    record.notes.append("The source gives no dates.")
    second = _SECOND.search(text, title.end(), _first_article(text))
    if second and clean(second[1]) and clean(second[1]) != dutch:
        other = (clean(second[1]), language_of(second[1]))
        record.titles.append(other)
        infer_parties(record, other[0], "Netherlands", actors)
    else:
        infer_parties(record, "", "Netherlands", actors)
    return record


def _first_article(text: str) -> int:
    found = _HEADING.search(text)
    return found.start() if found else len(text)


def _articles(record: Record, text: str) -> None:
    articles = Articles(record)
    headings = list(_HEADING.finditer(text))
    ends = [*(heading.start() for heading in headings), len(text)][1:]
    for heading, end in zip(headings, ends, strict=True):
        body = text[heading.end() : end]
        under = _UNDER.match(body)
        language = language_of(body, _AMONG[heading[1]])
        articles.add(clean(heading[2]), language, under[1] if under else "")
