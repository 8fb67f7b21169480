"""Numbers of articles as texts write them: arabic, roman, Chinese, with letters behind them."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_ROMAN: Final = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_ROMAN_FORM = re.compile(
    r"m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})\Z"
)  # fmt: skip
_DIGITS: Final = {
    "零": 0, "〇": 0, "一": 1, "二": 2, "兩": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6,
    "七": 7, "八": 8, "九": 9,
}  # fmt: skip
_POWERS: Final = {"十": 10, "百": 100, "千": 1000}
_LATIN: Final = ("bis", "ter", "quater", "quinquies", "sexies", "septies", "octies", "novies")
_PIECE = (
    r"(?:[0-9]{1,6}(?![0-9])(?:\s*(?:" + "|".join(_LATIN) + r")\b|\s?[a-z]\b)?"
    r"|[ivxlcdm]{1,12}(?:\s*(?:" + "|".join(_LATIN) + r")\b|[ab]?\b))"
)
_NUMBER = re.compile(rf"({_PIECE})(?:\s?[.–-](?=[0-9]|[ivxlcdm]+\b)({_PIECE}))*", re.IGNORECASE)
_ONE = re.compile(
    r"(?P<digits>[0-9]+)\s*(?P<behind>[a-z]*)|(?P<roman>[ivxlcdm]+?)\s*"
    r"(?P<after>" + "|".join(_LATIN) + r"|[ab]?)\Z",
    re.IGNORECASE,
)
_FIRST: Final = frozenset(("premier", "première", "premiere", "primero", "eerste", "first"))
"""How texts write the number of an article 1 that they do not write as a figure."""
_LARGEST: Final = 999_999


class Number(NamedTuple):
    """How an article is numbered: as its address has it, and where it stands among others.

    ``text`` is made of digits and small letters (``3bis``, ``iv``); a plain number n has the
    ordinal n times 100, so that what is put behind it finds room.
    """

    text: str
    ordinal: int


def parse_number(text: str) -> Number | None:
    """``3``, ``3 bis``, ``3a``, ``IV``, ``3.12``, ``III-9``; None where a text begins otherwise.

    An article ``3.12`` has the ordinal 312, as the twelfth part of the third.
    """
    found = leading_number(text)
    return found[0] if found else None


def leading_number(text: str) -> tuple[Number, str] | None:
    """The number with which a heading begins, and what stands after it."""
    stripped = text.strip().lstrip(". ")
    word, _, rest = stripped.partition(" ")
    if word.lower() in _FIRST:
        return Number("1", 100), rest
    found = _NUMBER.match(stripped)
    pieces = re.split(r"\s?[.–-]", found[0]) if found else []
    numbers = [one for piece in pieces if (one := _one(piece))]
    if not found or not numbers or len(numbers) != len(pieces):
        return None
    written = re.sub(r"\s", "", found[0]).lower().replace("–", "-")
    behind = numbers[1].ordinal // 100 if len(numbers) > 1 else 0
    return Number(written, numbers[0].ordinal + behind), stripped[found.end() :]


def _one(piece: str) -> Number | None:
    found = _ONE.match(piece.strip())
    if not found:
        return None
    if found["digits"]:
        behind = found["behind"].lower()
        return Number(piece, 100 * int(found["digits"]) + _offset(behind))
    value = roman_value(piece.strip())
    if value is not None:
        return Number(piece, 100 * value)
    value = roman_value(found["roman"])
    return None if value is None else Number(piece, 100 * value + _offset(found["after"].lower()))


def as_written(number: str) -> str:
    """A number of an address as texts write it: roman numerals are in capitals."""
    pieces = re.split(r"([.-])", number)
    return "".join(piece.upper() if roman_value(piece) else piece for piece in pieces)


def roman_value(text: str) -> int | None:
    """What a roman numeral is worth, 1 to 3999; None where it is none."""
    lower = text.lower()
    if not lower or not lower.isascii() or not _ROMAN_FORM.match(lower):
        return None
    values = [_ROMAN[char] for char in lower]
    following = [*values[1:], 0]
    return sum(-one if one < next_ else one for one, next_ in zip(values, following, strict=True))


def chinese_value(text: str) -> int | None:
    """What a Chinese numeral below ten thousand is worth: ``二百八十七`` is 287.

    Digits written one after another (``一〇八``) are read as such. None where it is no numeral.
    """
    if not text or any(char not in _DIGITS and char not in _POWERS for char in text):
        return None
    if not any(char in _POWERS for char in text):
        digits = "".join(str(_DIGITS[char]) for char in text)
        return int(digits) if len(digits) <= len(str(_LARGEST)) else None
    return _by_powers(text)


def _by_powers(text: str) -> int | None:
    total, digit, last = 0, None, 10_000
    for char in text:
        if char in _DIGITS:
            if digit not in (None, 0):
                return None
            digit = _DIGITS[char]
            continue
        power = _POWERS[char]
        if power >= last:
            return None
        total += (1 if digit is None else digit) * power
        digit, last = None, power
    return total + (digit or 0)


def _offset(behind: str) -> int:
    if behind in _LATIN:
        return 2 + _LATIN.index(behind)
    return 1 + ord(behind) - ord("a") if len(behind) == 1 else 0
