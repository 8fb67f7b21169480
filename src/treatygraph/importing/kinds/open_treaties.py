"""open-treaties: core treaties of the United Nations, one JSON file each, English and Chinese."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, ClassVar, Final

from treatygraph.importing.actors import Actors
from treatygraph.importing.faults import Refused
from treatygraph.importing.kinds.protocol import Made, Raw
from treatygraph.importing.kinds.titles import instrument_type
from treatygraph.importing.model import Provision, Record, SetDescription, Text
from treatygraph.importing.names import clean, slug
from treatygraph.importing.numbers import Number, chinese_value
from treatygraph.importing.reading import each, files_in, json_of

_BEHIND: Final = {"二": "bis", "三": "ter", "四": "quater", "五": "quinquies", "六": "sexies"}
"""What is written behind a number: the second of its kind is ``bis``."""
_NO_DATE: Final = "The set gives neither dates nor parties."


class OpenTreaties:
    """Titles and article headings; the texts stay where they are."""

    name: ClassVar = "open-treaties"
    needs_actors: ClassVar = False

    def __init__(self, path: Path) -> None:
        self.of = SetDescription(
            "open-treaties", "open-treaties: core treaties in English and Chinese",
            ("lawchat-oss", "lawchat-oss (on GitHub)"),
            "https://github.com/lawchat-oss/open-treaties", "2026-04-13",
            "https://creativecommons.org/publicdomain/zero/1.0/",
            "Data of lawchat-oss/open-treaties, under CC0 1.0.",
        )  # fmt: skip

    def read(self, path: Path) -> Iterator[Raw]:
        """Each file is a record."""
        for name, found in each(files_in(path, ".json"), lambda _, content: json_of(content)):
            fault = found if isinstance(found, Refused) else None
            yield Raw(name, None if fault else found, 1, fault)

    def convert(self, raw: Raw, actors: Actors) -> Made:
        """The treaty, its preamble, and its articles with their headings."""
        treaty = raw.content
        stem = slug(PurePosixPath(raw.name).stem)
        if isinstance(treaty, dict) and "$schema" in treaty:
            raise Refused("it is a schema, no treaty", raw.name)
        if not isinstance(treaty, dict) or not _text(treaty, "treaty_en") or not stem:
            raise Refused("the treaty has no English title", raw.name)
        title = _text(treaty, "treaty_en")
        record = Record(f"open-{stem}", f"open-treaties {stem}", f"{title} (open-treaties {stem})")
        record.locator = stem
        record.titles = _pair(treaty, "treaty")
        record.labels = [pair for pair in record.titles if pair[1] != "en"]
        record.kind = instrument_type(title)
        record.force = "not-binding" if record.kind == "declaration" else "binding"
        record.notes.append(_NO_DATE)
        if _text(treaty, "preamble_en") or _text(treaty, "preamble_zh"):
            record.provisions.append(Provision("preamble", "", 0, [], "Preamble", "", "Preamble"))
        self._articles(treaty, record)
        return record

    def _articles(self, treaty: dict[str, Any], record: Record) -> None:
        articles = treaty.get("articles", [])
        if not isinstance(articles, list):
            raise Refused("the articles are no list", record.key)
        seen: set[str] = set()
        for article in articles:
            written = _text(article, "article") if isinstance(article, dict) else ""
            number = _number(written)
            if number is None or number.text in seen:
                why = "the article has no number" if number is None else "the number is repeated"
                record.leave_out("article", why, written or article)
                continue
            seen.add(number.text)
            record.keep("article")
            record.provisions.append(_article(article, number, written))


def _article(article: dict[str, Any], number: Number, written: str) -> Provision:
    names: list[Text] = [(f"第{written}條", "zh")] if not written.isascii() else []
    return Provision(
        f"article-{number.text}", number.text, number.ordinal, _pair(article, "title"),
        aliases=names,
    )  # fmt: skip


def _number(text: str) -> Number | None:
    """``二百八十七``, and ``八之二``, which is 8 bis."""
    main, _, behind = text.partition("之")
    value = int(main) if main.isascii() and main.isdigit() and len(main) < 6 else None
    value = value if value is not None else chinese_value(main)
    if not value or (behind and behind not in _BEHIND):
        return None
    offset = 1 + list(_BEHIND).index(behind) if behind else 0
    return Number(f"{value}{_BEHIND.get(behind, '')}", 100 * value + offset)


def _pair(of: dict[str, Any], name: str) -> list[Text]:
    texts = ((_text(of, f"{name}_{language}"), language) for language in ("en", "zh"))
    return [pair for pair in texts if pair[0]]


def _text(of: dict[str, Any], name: str) -> str:
    value = of.get(name)
    return clean(value) if isinstance(value, str) else ""
