"""Turtle's terminals: https://www.w3.org/TR/turtle/#sec-grammar-grammar.

One regular expression knows every terminal, and, so that nothing is ever lost, also what almost
is one: a string without its closing quote, an IRI with a space in it, a stray character.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import accumulate, compress
from typing import Final

from treatygraph.turtle.positions import BYTE_ORDER_MARK, LineTable, Span


class TokenKind(IntEnum):
    """What a token is. The value is the number of its group in the regular expression."""

    PREFIXED_NAME = 1
    SEMICOLON = 2
    COMMA = 3
    DOT = 4
    STRING = 5
    LANGUAGE_TAG = 6
    DATATYPE_MARK = 7
    A = 8
    IRI = 9
    INTEGER = 10
    DECIMAL = 11
    DOUBLE = 12
    BOOLEAN = 13
    LONG_STRING = 14
    BLANK_LABEL = 15
    OPEN_BRACKET = 16
    CLOSE_BRACKET = 17
    OPEN_LIST = 18
    CLOSE_LIST = 19
    AT_KEYWORD = 20
    SPARQL_KEYWORD = 21
    COMMENT = 22
    BROKEN_STRING = 23
    BROKEN_IRI = 24
    WORD = 25
    UNKNOWN = 26
    WHITESPACE = 27
    END = 28


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a Turtle text; the texts of all tokens, joined, are the text."""

    kind: TokenKind
    text: str
    span: Span


_SPACE = r"[ \t\r\n]"
# PN_CHARS_BASE, PN_CHARS_U, PN_CHARS and PLX of the grammar, productions 163s to 169s.
NAME_START = (
    r"A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D"
    r"\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
NAME_CHARS = NAME_START + r"_\-0-9\u00B7\u0300-\u036F\u203F\u2040"
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]"
# A name may hold dots but not end with one.
PREFIX_NAME = rf"[{NAME_START}][{NAME_CHARS}]*+(?:\.++[{NAME_CHARS}]++)*+"
LOCAL_NAME = (
    rf"(?:[{NAME_START}_:0-9]|{_ESCAPED})(?:[{NAME_CHARS}:]++|{_ESCAPED})*+"
    rf"(?:\.++(?:[{NAME_CHARS}:]++|{_ESCAPED})++)*+"
)
_LABEL = rf"_:[{NAME_START}_0-9][{NAME_CHARS}]*+(?:\.++[{NAME_CHARS}]++)*+"
_NOT_IN_A_NAME = rf"(?![{NAME_CHARS}])"
_NOT_IN_A_WORD = rf"(?!\.*+[{NAME_CHARS}])"  # no '.' can follow these, so a.b is one odd word
_IRI = r"""<(?:[^\x00-\x20<>"{}|^`\\]++|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>"""
# A string that is never closed ends with its line; a long one before the next block.
_BLANK_LINE = r"(?:\r\n?|\n)[ \t]*(?:\r\n?|\n)[^ \t\r\n]"
_BROKEN_STRING = rf"""(?:\"\"\"|''')(?:(?!{_BLANK_LINE})[\s\S])*+|["'][^\r\n]*+"""
_ODD = r"""[^\s\[\]();,"'<>.]"""

_PATTERNS: Final = {
    TokenKind.PREFIXED_NAME: rf"(?:{PREFIX_NAME})?:(?:{LOCAL_NAME})?",
    TokenKind.SEMICOLON: ";",
    TokenKind.COMMA: ",",
    TokenKind.DOT: r"\.(?![0-9])",
    TokenKind.STRING: r'"(?!"")(?:[^"\\\r\n]++|\\[^\r\n])*+"'
    r"|'(?!'')(?:[^'\\\r\n]++|\\[^\r\n])*+'",
    TokenKind.LANGUAGE_TAG: r"@(?!(?:prefix|base)(?![A-Za-z0-9-]))[A-Za-z]++(?:-[A-Za-z0-9]++)*+",
    TokenKind.DATATYPE_MARK: r"\^\^",
    TokenKind.A: "a" + _NOT_IN_A_WORD,
    TokenKind.IRI: _IRI,
    TokenKind.INTEGER: r"[+-]?[0-9]++(?!\.[0-9]|\.?[eE][+-]?[0-9])",
    TokenKind.DECIMAL: r"[+-]?[0-9]*+\.[0-9]++(?![eE][+-]?[0-9])",
    TokenKind.DOUBLE: r"[+-]?(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)[eE][+-]?[0-9]++",
    TokenKind.BOOLEAN: "(?:true|false)" + _NOT_IN_A_NAME,
    TokenKind.LONG_STRING: r'"""(?:[^"\\]++|\\[\s\S]|"(?!""))*+"""'
    r"|'''(?:[^'\\]++|\\[\s\S]|'(?!''))*+'''",
    TokenKind.BLANK_LABEL: _LABEL,
    TokenKind.OPEN_BRACKET: r"\[",
    TokenKind.CLOSE_BRACKET: r"\]",
    TokenKind.OPEN_LIST: r"\(",
    TokenKind.CLOSE_LIST: r"\)",
    TokenKind.AT_KEYWORD: "@(?:prefix|base)",
    TokenKind.SPARQL_KEYWORD: "(?i:prefix|base)" + _NOT_IN_A_WORD,
    TokenKind.COMMENT: r"\#[^\r\n]*+",
    TokenKind.BROKEN_STRING: _BROKEN_STRING,
    TokenKind.BROKEN_IRI: r"<<\(?|<[^<>\r\n]*+>|<[^\s<>]*+",
    TokenKind.WORD: PREFIX_NAME,
    TokenKind.UNKNOWN: rf"(?:{_ODD}|\.(?={_ODD}))++|[^ \t\r\n]",
}
_ANY = "|".join(_PATTERNS.values())
_TERMINALS = re.compile(f"({_ANY})({_SPACE}*+)")
_CLASSES = re.compile("|".join(f"({pattern})" for pattern in _PATTERNS.values()))
_LEADING_SPACE = re.compile(f"{BYTE_ORDER_MARK}?{_SPACE}*+")
_COMMENT: Final = int(TokenKind.COMMENT)
_END: Final = int(TokenKind.END)
_ENDS: Final = 3  # the parser looks two tokens ahead


@dataclass(frozen=True, slots=True)
class TokenTable:
    """The tokens that the grammar sees, as columns, and the comments beside them."""

    kinds: Sequence[int]
    texts: Sequence[str]
    places: Sequence[tuple[int, int]]
    comments: tuple[tuple[int, int], ...]


class _Kinds(dict[str, int]):
    """The kind of a token, told from its text; most texts come more than once."""

    def __missing__(self, written: str) -> int:
        found = _CLASSES.match(written)
        kind = (found and found.lastindex) or int(TokenKind.UNKNOWN)
        self[written] = kind
        return kind


def tabulate(text: str) -> TokenTable:
    """Read all tokens; the table ends with a few END tokens that stand after the last one.

    Splitting the text and adding up lengths happens in C and so is twice as fast as a loop.
    """
    kinds, texts, places = _columns(text)
    comments: tuple[tuple[int, int], ...] = ()
    if _COMMENT in kinds:
        seen = [kind != _COMMENT for kind in kinds]
        comments = tuple(place for place, kept in zip(places, seen, strict=True) if not kept)
        kinds, texts = list(compress(kinds, seen)), list(compress(texts, seen))
        places = list(compress(places, seen))
    last = places[-1][1] if places else 0
    kinds.extend([_END] * _ENDS)
    texts.extend([""] * _ENDS)
    places.extend([(last, last)] * _ENDS)
    return TokenTable(kinds, texts, places, comments)


def tokenize(text: str) -> Iterator[Token]:
    """Yield every token of a text with white space and comments (Turtle 1.1, section 6.1, 6.2).

    What is no terminal of the grammar comes as BROKEN_STRING, BROKEN_IRI, WORD or UNKNOWN.
    """
    lines = LineTable(text)
    reached = 0
    for kind, written, (start, end) in zip(*_columns(text), strict=True):
        if reached < start:
            yield Token(TokenKind.WHITESPACE, text[reached:start], lines.span(reached, start))
        yield Token(TokenKind(kind), written, lines.span(start, end))
        reached = end
    if reached < len(text):
        yield Token(TokenKind.WHITESPACE, text[reached:], lines.span(reached, len(text)))


def _columns(text: str) -> tuple[list[int], list[str], list[tuple[int, int]]]:
    """Kinds, texts and places of all tokens, comments among them."""
    leading = _LEADING_SPACE.match(text)
    begin = leading.end() if leading else 0
    pieces = _TERMINALS.split(text[begin:])  # "", token, space, "", token, space, …, ""
    offsets = list(accumulate(map(len, pieces), initial=begin))
    texts = pieces[1::3]
    kinds = list(map(_Kinds().__getitem__, texts))
    return kinds, texts, list(zip(offsets[1:-1:3], offsets[2::3], strict=True))
