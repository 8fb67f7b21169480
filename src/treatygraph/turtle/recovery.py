"""Where to read on after a fault, so that one slip gives one fault."""

from typing import Final

from treatygraph.turtle.positions import LineTable
from treatygraph.turtle.tokens import TokenKind, TokenTable

_DOT: Final = int(TokenKind.DOT)
_END: Final = int(TokenKind.END)
_DIRECTIVES: Final = frozenset(map(int, (TokenKind.AT_KEYWORD, TokenKind.SPARQL_KEYWORD)))
_OPENING: Final = frozenset(map(int, (TokenKind.OPEN_BRACKET, TokenKind.OPEN_LIST)))
_CLOSING: Final = frozenset(map(int, (TokenKind.CLOSE_BRACKET, TokenKind.CLOSE_LIST)))
_SUBJECTS: Final = frozenset(
    map(int, (TokenKind.IRI, TokenKind.PREFIXED_NAME, TokenKind.BLANK_LABEL))
)
_VERBS: Final = frozenset(map(int, (TokenKind.IRI, TokenKind.PREFIXED_NAME, TokenKind.A)))
_NO_OBJECTS: Final = _CLOSING | frozenset(
    map(int, (TokenKind.DOT, TokenKind.SEMICOLON, TokenKind.COMMA, TokenKind.END))
)
_TRIPLE: Final = 3
_BASE_DIRECTIVE: Final = 2


class Recovery:
    """Finds the borders of statements from their looks: dots, line starts and indentation."""

    def __init__(self, text: str, lines: LineTable, table: TokenTable) -> None:
        self._text = text
        self._lines = lines
        self._kinds = table.kinds
        self._places = table.places

    def next_head(self, first: int, found: int) -> int | None:
        """The token, if any, where a new statement began before the fault at `found` showed.

        When the '.' is missing, the next subject was read as a predicate (after ';') or as an
        object, so it is at most two tokens back.
        """
        shortest = _BASE_DIRECTIVE if self._kinds[first] in _DIRECTIVES else _TRIPLE
        for at in range(max(found - 2, first + shortest), found + 1):
            if self._begins_statement(at, first):
                return at
        return None

    def next_statement(self, first: int, found: int) -> int:
        """The token after the end of the broken statement that began at `first`."""
        depth = self._depth(first, found)
        at = found
        while self._kinds[at] != _END:
            if at > first and self._begins_statement(at, first):
                return at
            depth = self._deepen(depth, at)
            at += 1
            if self._kinds[at - 1] == _DOT and (depth == 0 or self._is_outdented(at, first)):
                return at
        return at

    def _depth(self, first: int, found: int) -> int:
        depth = 0
        for at in range(first, found):
            depth = self._deepen(depth, at)
        return depth

    def _deepen(self, depth: int, at: int) -> int:
        if self._kinds[at] in _OPENING:
            return depth + 1
        return max(depth - 1, 0) if self._kinds[at] in _CLOSING else depth

    def _begins_statement(self, at: int, first: int) -> bool:
        """Whether a line, no deeper than the statement before, reads like a new statement."""
        kinds = self._kinds
        if kinds[at] in _DIRECTIVES:
            return self._is_outdented(at, first)
        return (
            kinds[at] in _SUBJECTS
            and kinds[at + 1] in _VERBS
            and kinds[at + 2] not in _NO_OBJECTS
            and self._is_outdented(at, first)
        )

    def _is_outdented(self, at: int, first: int) -> bool:
        if self._kinds[at] == _END:
            return True
        if self._kinds[at] in _CLOSING:
            return False
        indent = self._indent(at)
        return indent is not None and indent <= (self._indent(first) or 0)

    def _indent(self, at: int) -> int | None:
        """How far the token is indented, or None if it is not the first of its line."""
        start = self._places[at][0]
        before = self._text[self._lines.line_start(start) : start]
        return None if before.strip(" \t\ufeff") else len(before)
