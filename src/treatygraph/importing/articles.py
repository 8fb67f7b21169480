"""Articles of a text as its headings tell them: counted anew, and in several languages."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from treatygraph.importing.model import Provision, Record
from treatygraph.importing.names import clean
from treatygraph.importing.numbers import as_written, leading_number

_FAR: Final = 10_000_000
_LONGEST_HEADING: Final = 300


class Articles:
    """Adds articles to a record, in the order of the text.

    A number that comes again in the same language begins a new part: a protocol or an annex that
    counts its articles anew. What comes in another language is the same article again.
    """

    def __init__(self, record: Record) -> None:
        self._record = record
        self._held: dict[tuple[int, str], Provision] = {}
        self._part: defaultdict[str, int] = defaultdict(lambda: 1)
        self._seen: defaultdict[str, set[str]] = defaultdict(set)

    def add(self, written: str, language: str, heading: str = "") -> None:
        """An article whose heading begins with a number; others are left out with a reason."""
        found = leading_number(written)
        if found is None:
            self._record.leave_out("article", "the heading has no number", written or heading)
            return
        number, rest = found
        if number.text in self._seen[language]:
            self._part[language] += 1
            self._seen[language] = set()
        self._seen[language].add(number.text)
        self._record.keep("article")
        article = self._article(self._part[language], number.text, number.ordinal)
        title = clean(heading) or clean(rest).strip(" .:–-")
        if title and len(title) <= _LONGEST_HEADING:
            article.headings.append((title, language))

    def _article(self, part: int, number: str, ordinal: int) -> Provision:
        held = self._held.get((part, number))
        if held:
            return held
        above = f"section-{part}" if part > 1 else ""
        if above and (part, "") not in self._held:
            label = f"Part {part}, whose articles are numbered anew,"
            section = Provision(above, str(part), _FAR * part, [], "Provision", "", label)
            self._held[part, ""] = section
            self._record.provisions.append(section)
        key = f"{above}-article-{number}" if above else f"article-{number}"
        shown = as_written(number)
        made = self._held[part, number] = Provision(key, shown, ordinal, above=above)
        self._record.provisions.append(made)
        return made
