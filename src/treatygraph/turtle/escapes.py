"""Turtle's escape sequences: https://www.w3.org/TR/turtle/#sec-escapes."""

import re
from typing import Final

_STRING_ESCAPES: Final = {
    "t": "\t",
    "b": "\b",
    "n": "\n",
    "r": "\r",
    "f": "\f",
    '"': '"',
    "'": "'",
    "\\": "\\",
}
_NUMERIC_OR_OTHER = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([\s\S]))")
_IN_NAME = re.compile(r"\\(.)")


class EscapeError(ValueError):
    """An escape sequence that stands for no character; `start` and `end` say where it is."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.start = start
        self.end = end


def unescape_string(content: str) -> str:
    """Replace numeric and string escapes (Turtle 1.1, section 6.4)."""
    return _NUMERIC_OR_OTHER.sub(_string_character, content)


def unescape_iri(content: str) -> str:
    """Replace numeric escapes, the only ones that an IRI may hold (Turtle 1.1, section 6.4)."""
    return _NUMERIC_OR_OTHER.sub(_numeric_character, content)


def unescape_name(local: str) -> str:
    """Drop the backslash of reserved characters; %-encoded ones stay (Turtle 1.1, section 6.4)."""
    return _IN_NAME.sub(r"\1", local)


def _string_character(found: re.Match[str]) -> str:
    escaped: str | None = found[3]
    if escaped is None:
        return _numeric_character(found)
    if escaped not in _STRING_ESCAPES:
        raise EscapeError(f"'{_shown(found[0])}' is no escape sequence", *found.span())
    return _STRING_ESCAPES[escaped]


def _numeric_character(found: re.Match[str]) -> str:
    digits: str | None = found[1] or found[2]
    if digits is None:
        raise EscapeError(f"'{_shown(found[0])}' is no escape sequence", *found.span())
    code = int(digits, 16)
    if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        raise EscapeError(f"'{found[0]}' is not the number of a character", *found.span())
    return chr(code)


def _shown(escape: str) -> str:
    return escape if escape.isprintable() else escape.encode("unicode_escape").decode()
