"""What a title says of an instrument: its type, in the languages that titles come in."""

from __future__ import annotations

from typing import Final

from treatygraph.importing.names import folded

# The first word found in a title decides, in this order; all others are treaties.
_WORDS: Final = (
    ("memorandum", ("memorandum", "memorandum of understanding", "verstandigungsprotokoll")),
    ("charter", ("charter of the", "charta der", "handvest")),
    ("declaration", ("declaration", "erklarung", "verklaring", "declaratie")),
    ("convention", ("convention", "konvention", "ubereinkommen", "verdrag tot", "conventie")),
    ("programme", ("programme of", "programm ")),
    ("agreement", ("agreement", "abkommen", "vereinbarung", "akkoord", "overeenkomst",
                   "notawisseling", "exchange of notes", "exchange of letters", "briefwechsel",
                   "notenaustausch", "notenwechsel", "arrangement", "accord", "briefwisseling")),
)  # fmt: skip


def instrument_type(title: str) -> str:
    """The agreement type that a title names: the earliest word decides; without one, a treaty."""
    lower = folded(title)
    places = [(lower.find(word), kind) for kind, words in _WORDS for word in words if word in lower]
    return min(places)[1] if places else "treaty"
