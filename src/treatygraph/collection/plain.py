"""Turtle that can be put between other Turtle as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_MAYBE_RELATIVE: Final = re.compile(rb"<(?!https?:)")
_LINE: Final = re.compile(rb'(?:[^("\'#]++|"(?:[^"\\]++|\\.)*+")*+')
"""As much of a line as surely holds no bracket outside a text; long texts are not known to it."""


def is_plain_turtle(text: bytes) -> bool:
    """Whether a Turtle text can stand between others as it is: no blank nodes, no relative IRIs.

    Blank nodes need labels that are the file's own, by which a finding can be traced back; a
    relative IRI needs the file's base. May say no of a file that could. Prefixes do no harm: a
    file that does not declare its own has a fault.
    """
    if b"_:" in text or b"[" in text:
        return False
    if _MAYBE_RELATIVE.search(text):
        return False
    return b"(" not in text or _brackets_are_prose(text)


def _brackets_are_prose(text: bytes) -> bool:
    """Whether each round bracket surely stands in a text, and so opens no collection."""
    if b'"""' in text or b"'''" in text:
        return False
    return all(_ends_plainly(line) for line in _lines_with(b"(", text))


def _lines_with(sign: bytes, text: bytes) -> Iterator[bytes]:
    """The lines that hold a sign; the others, which are nearly all, are not cut out."""
    at = text.find(sign)
    while at >= 0:
        end = text.find(b"\n", at)
        end = end if end >= 0 else len(text)
        yield text[text.rfind(b"\n", 0, at) + 1 : end]
        at = text.find(sign, end)


def _ends_plainly(line: bytes) -> bool:
    plain = _LINE.match(line)
    return plain is not None and plain.end() == len(line)
