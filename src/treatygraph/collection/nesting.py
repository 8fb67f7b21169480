"""How deeply a Turtle text nests brackets: told before a parser follows it down."""

from __future__ import annotations

import re
from typing import Final

from treatygraph.collection.files import RdfFile
from treatygraph.errors import SourceFault

DEEPEST: Final = 100
"""As deep as our own parser follows; a person who writes a list in a list needs three or four."""

_PIECES: Final = re.compile(
    rb'"""(?:[^"\\]++|\\.|"(?!""))*+"""' + rb"|'''(?:[^'\\]++|\\.|'(?!''))*+'''"
    rb'|"(?:[^"\\\n]++|\\.)*+"' + rb"|'(?:[^'\\\n]++|\\.)*+'" + rb"|<[^<>\s]*+>|#[^\n]*+"
    rb"|(?P<open>[\[(])|(?P<close>[\])])",
    re.DOTALL,
)


def nesting_fault(file: RdfFile, text: bytes) -> SourceFault | None:
    """Where brackets nest deeper than :data:`DEEPEST`, or None.

    Texts without that many brackets, which is nearly all, cost no more than counting.
    """
    if text.count(b"[") + text.count(b"(") <= DEEPEST:
        return None
    depth = 0
    for piece in _PIECES.finditer(text):
        depth += (piece.lastgroup == "open") - (piece.lastgroup == "close")
        if depth > DEEPEST:
            return _fault(file, text, piece.start())
    return None


def _fault(file: RdfFile, text: bytes, offset: int) -> SourceFault:
    start = text.rfind(b"\n", 0, offset) + 1
    column = len(text[start:offset].decode(errors="replace")) + 1
    reason = f"brackets nest more than {DEEPEST} deep"
    hint = "give the things inside IRIs or labels of their own"
    end = text.find(b"\n", offset)
    written = text[start : end if end >= 0 else len(text)].decode(errors="replace")
    return SourceFault(file.name, text.count(b"\n", 0, offset) + 1, column, reason, hint, written)
