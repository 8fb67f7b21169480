"""Treaties in the regulations of Canada: official XML, an English and a French file each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path, PurePosixPath
from typing import ClassVar, Final
from xml.etree.ElementTree import Element

from treatygraph.importing.actors import Actors
from treatygraph.importing.articles import Articles
from treatygraph.importing.dates import parse_american
from treatygraph.importing.faults import Refused
from treatygraph.importing.kinds.parties import infer_parties
from treatygraph.importing.kinds.protocol import Made, Raw
from treatygraph.importing.kinds.titles import instrument_type
from treatygraph.importing.model import Norm, Record, SetDescription
from treatygraph.importing.names import clean, slug
from treatygraph.importing.reading import files_in
from treatygraph.importing.xml import outside, parse_xml, text_of

_TREATY: Final = "ConventionAgreementTreaty"
_QUOTED: Final = frozenset(("AmendedText", "AmendedContent"))
"""What stands in these is the text of another treaty, as it is to read from now on."""
_ARTICLE = re.compile(r"\W{0,2}article\s+(.+)\Z", re.IGNORECASE)
_IN_FORCE = re.compile(
    r"\b(?:force|effect)\b(?:\s+on|\s+effective)?,?\s+([A-Z][a-z]+ \d{1,2}, \d{4})", re.IGNORECASE
)
_ENGLISH: Final = {"TR": "SI", "DORS": "SOR"}
_FEWEST_WORDS: Final = 4
"""A shorter heading, such as “Protocol”, says too little to be a title alone."""


class CaTreaties:
    """Each treaty element, in both languages."""

    name: ClassVar = "ca-treaties"
    needs_actors: ClassVar = True

    def __init__(self, path: Path) -> None:
        self.of = SetDescription(
            "ca-treaties", "Treaties in the consolidated regulations of Canada, 2026",
            ("department-of-justice-canada", "Department of Justice Canada"),
            "https://github.com/justicecanada/laws-lois-xml", "2026-07-23",
            "https://open.canada.ca/en/open-government-licence-canada",
            "Contains information licensed under the Open Government Licence - Canada; Department "
            "of Justice Canada, laws-lois-xml.",
            is_official=True,
        )  # fmt: skip

    def read(self, path: Path) -> Iterator[Raw]:
        """Each instrument's treaties, the English element beside the French one of its place."""
        pairs: dict[str, dict[str, bytes]] = {}
        for name, content in files_in(path, ".xml"):
            if isinstance(content, Refused):
                yield Raw(name, None, 1, content)
                continue
            place = PurePosixPath(name)
            kind, _, number = place.stem.partition("-")
            language = "fr" if "fra" in place.parts or kind in _ENGLISH else "en"
            pairs.setdefault(f"{_ENGLISH.get(kind, kind)}-{number}", {})[language] = content
        for number in sorted(pairs):
            yield from _treaties(number, pairs[number])

    def convert(self, raw: Raw, actors: Actors) -> Made:
        """The treaty with its articles, each once for both languages, and the terms it defines."""
        number, nth, of, long_title, english, french = raw.content
        element = english if english is not None else french
        title = _title(element, long_title)
        if not title or not slug(number):
            raise Refused("the treaty has no title", raw.name)
        suffix = f"-{nth}" if nth > 1 else ""
        locator = f"{number}{suffix}"
        short = f"Canadian treaty {locator}"
        record = Record(f"ca-{slug(locator)}", short, f"{title} ({short})", locator=slug(locator))
        record.titles = [(title, "en" if english is not None else "fr")]
        record.identifiers = [number]
        if french is not None and english is not None:
            record.titles.append((_title(french, ""), "fr"))
        record.titles = [pair for pair in record.titles if pair[0]]
        record.labels = [pair for pair in record.titles if pair[1] == "fr"]
        record.kind = instrument_type(title)
        record.notes += ["The source does not give the day of signature in a field.", long_title]
        match = _IN_FORCE.search(long_title) if of == 1 else None
        record.in_force_from = parse_american(match[1]) if match else None
        infer_parties(record, f"{title} {long_title}", "Canada", actors)
        articles = Articles(record)
        for language, one in (("en", english), ("fr", french)):
            if one is not None:
                _articles(record, articles, one, language)
        _definitions(record, element)
        return record


def _treaties(number: str, files: dict[str, bytes]) -> Iterator[Raw]:
    roots: dict[str, Element] = {}
    for language, content in files.items():
        try:
            roots[language] = parse_xml(content)
        except Refused as fault:
            yield Raw(f"{number} ({language})", None, 1, fault)
    found = {language: list(root.iter(_TREATY)) for language, root in roots.items()}
    long_title = (
        clean(text_of(roots["en"].find("Identification/LongTitle"))) if "en" in roots else ""
    )
    pairs = list(zip_longest(found.get("en", ()), found.get("fr", ())))
    if roots and not pairs:
        yield Raw(number, None, 1, Refused("the instrument holds no treaty", number))
    for nth, (english, french) in enumerate(pairs, 1):
        told = (number, nth, len(pairs), long_title, english, french)
        yield Raw(f"{number} ({nth})", told)


def _title(treaty: Element, long_title: str) -> str:
    """The first heading that numbers nothing; with the instrument's title where it is short."""
    for heading in outside(treaty, _QUOTED):
        if heading.tag == "Heading" and not clean(text_of(heading.find("Label"))):
            title = clean(text_of(heading.find("TitleText")))
            if title and not _ARTICLE.match(title):
                is_short = len(title.split()) < _FEWEST_WORDS and bool(long_title)
                return f"{title}: {long_title}" if is_short else title
    return long_title


def _articles(record: Record, articles: Articles, treaty: Element, language: str) -> None:
    for heading in outside(treaty, _QUOTED):
        if heading.tag != "Heading":
            continue
        label, title = (clean(text_of(heading.find(name))) for name in ("Label", "TitleText"))
        match = _ARTICLE.match(label) or (None if label else _ARTICLE.match(title))
        if not match:
            continue
        if match.string[0] in '“«"':
            record.leave_out("article", "the heading is of a text that is quoted", match.string)
        else:
            articles.add(match[1], language, title if label else "")


def _definitions(record: Record, treaty: Element) -> None:
    """A rule for each term that the treaty defines: that it does, not how."""
    seen: dict[str, int] = {}
    for element in outside(treaty, _QUOTED):
        term = clean(text_of(element)) if element.tag in ("DefinedTermEn", "DefinedTermFr") else ""
        key = slug(term)
        if not term:
            continue
        if not key or key in seen:
            record.leave_out("definition", "the term is defined again", term)
            continue
        seen[key] = 1
        note = "A program found the term marked as one that is defined; the text was not read."
        record.norms.append(Norm(f"definition-of-{key}", "ConstitutiveRule",
                                 f"Definition of “{term}”", f"it defines the term “{term}”",
                                 "definitions", notes=[note]))  # fmt: skip
        record.keep("definition")
