"""Faults in words for whoever wrote the text: what was found, what belongs there, a hint."""

import re
from typing import Final

from treatygraph.turtle.document import SyntaxFault
from treatygraph.turtle.hints import Encounter, Expected, hint_for, hint_for_iri_character
from treatygraph.turtle.positions import LineTable, Span
from treatygraph.turtle.tokens import TokenKind, TokenTable

_FOUND: Final = {
    TokenKind.PREFIXED_NAME: "the name",
    TokenKind.IRI: "the IRI",
    TokenKind.BLANK_LABEL: "the blank node",
    TokenKind.STRING: "the text",
    TokenKind.LONG_STRING: "the text",
    TokenKind.INTEGER: "the number",
    TokenKind.DECIMAL: "the number",
    TokenKind.DOUBLE: "the number",
    TokenKind.BOOLEAN: "the value",
    TokenKind.LANGUAGE_TAG: "the language tag",
    TokenKind.AT_KEYWORD: "the keyword",
    TokenKind.SPARQL_KEYWORD: "the keyword",
    TokenKind.WORD: "the word",
}
_ILLEGAL_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_SHOWN = 40


class FaultWriter:
    """Says what is wrong at a token."""

    def __init__(self, text: str, lines: LineTable, table: TokenTable) -> None:
        self._text = text
        self._lines = lines
        self._table = table

    def unexpected(self, expected: Expected, at: int, opened: int | None) -> SyntaxFault:
        """The token at `at` is not what was expected; `opened` is the innermost open bracket."""
        kind = TokenKind(self._table.kinds[at])
        if kind is TokenKind.BROKEN_STRING:
            return self._unclosed_string(at)
        if kind is TokenKind.BROKEN_IRI:
            return self._broken_iri(at)
        wanted = self._wanted(expected, opened)
        message = f"expected {wanted}, found {self._found(at)}"
        if kind in (TokenKind.DOT, TokenKind.END) and opened is not None:
            return SyntaxFault(self._span(at), message, self._unclosed(opened))
        return SyntaxFault(self._span(at), message, self._hint(expected, at))

    def unfinished(self, head: int, opened: int | None) -> SyntaxFault:
        """The '.' before the statement at `head` is missing."""
        end = self._table.places[head - 1][1]
        line = self._lines.position(self._table.places[head][0]).line
        hint = f"a new statement begins in line {line} with {self._written(head)}"
        if opened is not None and opened < head:
            hint = f"{self._unclosed(opened)}, and {hint}"
        message = "expected '.' at the end of the statement"
        return SyntaxFault(self._lines.span(end, end), message, hint)

    def _unclosed_string(self, at: int) -> SyntaxFault:
        written = self._table.texts[at]
        mark = written[:3] if written.startswith(('"""', "'''")) else written[0]
        hint = f"close it with {mark}"
        if len(mark) == 1:
            hint += f" in the same line; a text of several lines stands in {mark * 3}"
        start = self._table.places[at][0]
        message = f"the text that opens here with {mark} is not closed"
        return SyntaxFault(self._lines.span(start, start + len(mark)), message, hint)

    def _broken_iri(self, at: int) -> SyntaxFault:
        written = self._table.texts[at]
        start = self._table.places[at][0]
        if self._text.startswith("<<<<<<<", start):
            message = "a conflict of git is left in the file"
            advice = "choose between the two versions and take the marks out"
            return SyntaxFault(self._span(at), message, advice)
        if written.startswith("<<"):
            message = "triple terms ('<<') are not part of Turtle 1.1"
            return SyntaxFault(self._span(at), message)
        if not written.endswith(">"):
            message = "the IRI that opens here is not closed"
            return SyntaxFault(self._lines.span(start, start + 1), message, "close it with >")
        illegal = _ILLEGAL_IN_IRI.search(written, 1, len(written) - 1)
        wrong = start + illegal.start() if illegal else start
        sign = self._text[wrong]
        message = f"an IRI may not hold {_named(sign)}"
        hint = hint_for_iri_character(sign)
        return SyntaxFault(self._lines.span(wrong, wrong + 1), message, hint)

    def _wanted(self, expected: Expected, opened: int | None) -> str:
        if opened is None or expected not in (Expected.SEPARATOR, Expected.OBJECT):
            return str(expected)
        if self._table.texts[opened] == "(":
            return "an item or ')'"
        if expected is Expected.OBJECT:
            return str(expected)
        return "']', ';' or ',' after the object"

    def _found(self, at: int) -> str:
        kind = TokenKind(self._table.kinds[at])
        if kind is TokenKind.END:
            return "the end of the file"
        what = _FOUND.get(kind)
        return f"{what} {self._written(at)}" if what else f"'{self._written(at)}'"

    def _written(self, at: int) -> str:
        written = " ".join(self._table.texts[at].split())
        return written if len(written) <= _SHOWN else written[: _SHOWN - 1] + "…"

    def _unclosed(self, opened: int) -> str:
        at = self._lines.position(self._table.places[opened][0])
        bracket = self._text[at.offset]
        return f"the '{bracket}' of line {at.line}, column {at.column} is not closed"

    def _span(self, at: int) -> Span:
        return self._lines.span(*self._table.places[at])

    def _hint(self, expected: Expected, at: int) -> str | None:
        table = self._table
        previous = max(at - 1, 0)
        encounter = Encounter(
            expected=expected,
            kind=TokenKind(table.kinds[at]),
            written=table.texts[at],
            before=TokenKind(table.kinds[previous]) if at else None,
            before_at=self._span(previous),
            touches=at > 0 and table.places[previous][1] == table.places[at][0],
        )
        return hint_for(encounter)


def _named(sign: str) -> str:
    return "a space" if sign == " " else f"'{sign}'" if sign.isprintable() else f"U+{ord(sign):04X}"
