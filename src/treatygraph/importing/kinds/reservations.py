"""What States declared on a treaty: blocks of text, told here by kind and by articles alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from treatygraph.importing.names import clean

_ARTICLES = re.compile(
    r"\barticles?\s+((?:\d{1,3}[a-z]?(?:\s*,\s*(?:and\s+)?|\s+(?:and|to|or)\s+|)){1,8})",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d{1,3}[a-z]?")
_KINDS: Final = (
    ("withdrawal-of-reservation", ("withdraws its reservation", "withdraw the reservation")),
    ("objection", ("objection", "objects to", "does not regard", "cannot accept the reservation",
                   "does not recognize as valid")),
    ("reservation", ("reserv", "does not consider itself bound", "will not apply", "not be bound")),
)  # fmt: skip
_MOST: Final = 12


@dataclass(frozen=True, slots=True)
class Statement:
    """That an actor declared something: by whose name, of which kind, and our words for it.

    The kind is empty where there is a name and no text.
    """

    by: str
    kind: str
    summary: str


def statements_in(text: str) -> Iterator[Statement]:
    """The statements of a file: each begins with a line ``#Name of the State``."""
    for block in re.split(r"^#", text, flags=re.MULTILINE)[1:]:
        name, _, said = block.partition("\n")
        yield _statement(clean(name), said)


def _statement(name: str, said: str) -> Statement:
    if not clean(said):
        return Statement(name, "", "")
    lower = said.lower()
    found = next((kind for kind, words in _KINDS if any(word in lower for word in words)), "")
    kind = found or "interpretative-declaration"
    return Statement(name, kind, _summary(kind, said))


def _summary(kind: str, said: str) -> str:
    numbers = [number for run in _ARTICLES.findall(said) for number in _NUMBER.findall(run)]
    named = sorted(set(numbers), key=lambda one: (int(re.sub(r"\D", "", one)), one))[:_MOST]
    about = f"It names article {', '.join(named)}." if named else "It names no article."
    words = len(said.split())
    what = kind.replace("-", " ").capitalize()
    return f"{what} of {words:,} words, whose text is not held here. {about}"
