"""Titles as they are compared: words that tell, what an instrument does to another, its numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from treatygraph.search.folding import words

_COMMON: Final = """
    the of and for to in on a an at by with from between concerning relating regarding respecting
    about or its as government governments republic kingdom united der die das des dem den und fur
    zwischen uber zur zum von vom im am betreffend regierung republik bundesrates schweizerischen
    schweizerische eidgenossenschaft le la les du de l d et entre sur relatif relative concernant
    gouvernement republique conseil federal suisse confederation il lo gli del della dei delle tra
    e sulla concernente relativo governo repubblica consiglio federale svizzero svizzera het een
    van en tussen inzake betreffende regering republiek koninkrijk nederlanden
    """
"""Words that stand in titles of all kinds; folded."""

_IS_COMMON: Final = frozenset(_COMMON.split())

_MARKS: Final = {
    "a protocol": ("protocol", "protokol", "protocole", "protocollo"),
    "an amendment": ("amend", "abander", "anderung", "modif", "wijzig", "revis", "revidier",
                     "emend"),
    "an addition": ("addition", "zusatz", "aanvullend", "supplement", "aggiuntiv", "optional",
                    "fakultativ", "facultati", "complement"),
    "an exchange of notes": ("exchange", "briefwechsel", "notenaustausch", "notenwechsel",
                             "echange", "scambio", "notawisseling", "briefwisseling"),
    "an end": ("terminat", "aufheb", "kundig", "denonc", "abrog", "beeindig"),
    "a prolongation": ("extension", "extend", "prolong", "verlang", "proroga", "verleng", "renew"),
    "an accession": ("accession", "beitritt", "adhesion", "toetreding", "adesione"),
}  # fmt: skip
"""What a title says an instrument is, or does, to another one: beginnings of words, folded."""

_COMPOUND: Final = {"protocol": ("protokoll", "protocol")}
"""What ends a compound, as in “Zusatzprotokoll”."""

_BETWEEN: Final = frozenset(("between", "zwischen", "entre", "tra", "fra", "tussen"))
_NUMBER: Final = re.compile(r"\d+")
_BRACKETS: Final = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Title:
    """A title: ``telling`` are its words but the common ones, each once, in their order."""

    language: str
    text: str
    telling: tuple[str, ...]
    marks: frozenset[str]
    numbers: frozenset[str]
    has_sides: bool
    """Whether it names who concluded it with whom."""

    @property
    def spelled(self) -> str:
        """Its telling words, sorted: what two titles in one language are compared by."""
        return " ".join(sorted(self.telling))


def title_of(text: str, language: str) -> Title:
    """A title, taken apart. What stands in brackets is left out, unless nothing else is there."""
    bare = _BRACKETS.sub(" ", text)
    found = words(bare) or words(text)
    telling = tuple(dict.fromkeys(word for word in found if word not in _IS_COMMON))
    return Title(
        language.partition("-")[0].lower(),
        text,
        telling or tuple(dict.fromkeys(found)),
        frozenset(mark for mark, stems in _MARKS.items() if _has(found, stems)),
        frozenset(one.lstrip("0") or "0" for word in found for one in _NUMBER.findall(word)),
        not _BETWEEN.isdisjoint(found),
    )


def _has(found: list[str], stems: tuple[str, ...]) -> bool:
    return any(
        word.startswith(stems) or word.endswith(_COMPOUND.get(stems[0], ())) for word in found
    )
