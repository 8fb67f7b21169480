"""Turtle's grammar down to directives: https://www.w3.org/TR/turtle/#sec-grammar-grammar."""

from types import MappingProxyType
from typing import Final

from pyoxigraph import NamedNode

from treatygraph.turtle.document import SyntaxFault, TurtleDocument
from treatygraph.turtle.faults import FaultWriter
from treatygraph.turtle.hints import Expected
from treatygraph.turtle.positions import LineTable
from treatygraph.turtle.productions import TripleParser, UnexpectedTokenError
from treatygraph.turtle.recovery import Recovery
from treatygraph.turtle.terms import TermReader
from treatygraph.turtle.tokens import Token, TokenKind, tabulate

_PREFIXED_NAME: Final = int(TokenKind.PREFIXED_NAME)
_IRI: Final = int(TokenKind.IRI)
_DOT: Final = int(TokenKind.DOT)
_AT_KEYWORD: Final = int(TokenKind.AT_KEYWORD)
_SPARQL_KEYWORD: Final = int(TokenKind.SPARQL_KEYWORD)
_WORD: Final = int(TokenKind.WORD)
_END: Final = int(TokenKind.END)


def parse_turtle(text: str, *, base_iri: str | None = None) -> TurtleDocument:
    """Parse Turtle 1.1 (https://www.w3.org/TR/turtle/, section 6 and 7) with source positions.

    Bad text never raises: faults are reported and reading goes on with the next statement.
    Anonymous nodes get fresh labels, labelled ones keep theirs. Brackets may nest MAX_NESTING
    deep. A base that is no IRI is a ValueError.
    """
    return _DocumentParser(text, base_iri).document()


class _DocumentParser(TripleParser):
    """Statements and directives, and what happens when one is broken."""

    def __init__(self, text: str, base_iri: str | None) -> None:
        table, lines = tabulate(text), LineTable(text)
        super().__init__(text, table, lines, TermReader(text, lines, base_iri))
        self._text = text
        self._comments = table.comments
        self._recovery = Recovery(text, lines, table)
        self._fault_writer = FaultWriter(text, lines, table)
        self._faults: list[SyntaxFault] = []

    def document(self) -> TurtleDocument:
        """turtleDoc ::= statement*"""
        while self._kinds[self._at] != _END:
            self._statement()
        faults = {*self._faults, *self._terms.faults, *self._terms.faults_of_prefixes()}
        return TurtleDocument(
            triples=tuple(self._triples),
            prefixes=MappingProxyType(self._terms.prefixes),
            base=self._terms.base,
            faults=tuple(sorted(faults, key=lambda fault: (fault.span, fault.message))),
            comments=tuple(self._comment(*span) for span in self._comments),
        )

    def _comment(self, start: int, end: int) -> Token:
        return Token(TokenKind.COMMENT, self._text[start:end], self._lines.span(start, end))

    def _statement(self) -> None:
        """statement ::= directive | triples '.'"""
        first, kept = self._at, len(self._triples)
        try:
            if self._kinds[first] in (_AT_KEYWORD, _SPARQL_KEYWORD):
                self._directive()
            else:
                self._block()
                self._take(_DOT, Expected.SEPARATOR)
        except UnexpectedTokenError as unexpected:
            self._recover(unexpected.expected, first, kept)

    def _recover(self, expected: Expected, first: int, kept: int) -> None:
        """Report the fault in hand and go to the next statement."""
        found = self._at
        opened = self._open[-1] if self._open else None
        self._open.clear()
        self._lose_prefix(first)
        head = self._recovery.next_head(first, found)
        if head is None:
            self._faults.append(self._fault_writer.unexpected(expected, found, opened))
            self._at = self._recovery.next_statement(first, found)
            return
        self._faults.append(self._fault_writer.unfinished(head, opened))
        self._forget(kept, self._places[head][0])
        self._at = head

    def _lose_prefix(self, first: int) -> None:
        """What looks like a declaration of a prefix, such as @PREFIX, makes its uses no faults."""
        prefix, colon, _ = self._texts[first + 1].partition(":")
        if self._texts[first].lower() == "@prefix" and colon and not self._terms.knows(prefix):
            self._terms.declare_prefix(prefix, None)

    def _forget(self, kept: int, offset: int) -> None:
        """Drop the triples of a broken statement that were read from the next one."""
        self._triples[kept:] = [
            triple for triple in self._triples[kept:] if triple.places[2][0] < offset
        ]

    def _directive(self) -> None:
        """directive ::= prefixID | base | sparqlPrefix | sparqlBase"""
        keyword = self._written()
        self._at += 1
        if keyword.lstrip("@").lower() == "prefix":
            self._prefix_declaration()
        else:
            self._base_declaration()
        if keyword.startswith("@"):
            self._take(_DOT, Expected.DOT_OF_DIRECTIVE)
        elif self._kinds[self._at] == _DOT:
            raise UnexpectedTokenError(Expected.NO_DOT)

    def _prefix_declaration(self) -> None:
        prefix, colon, local = self._written().partition(":")
        if self._kinds[self._at] not in (_PREFIXED_NAME, _WORD):
            raise UnexpectedTokenError(Expected.PREFIX)
        if local or not colon:
            self._terms.declare_prefix(prefix, None)
            raise UnexpectedTokenError(Expected.PREFIX)
        self._at += 1
        if self._kinds[self._at] != _IRI:
            self._terms.declare_prefix(prefix, None)
        self._terms.declare_prefix(prefix, self._declared_iri())

    def _base_declaration(self) -> None:
        if self._kinds[self._at] != _IRI:
            self._terms.declare_base(None)
        self._terms.declare_base(self._declared_iri())

    def _declared_iri(self) -> NamedNode | None:
        if self._kinds[self._at] != _IRI:
            raise UnexpectedTokenError(Expected.IRI)
        return self._name()[0]

    def _take(self, kind: int, expected: Expected) -> None:
        if self._kinds[self._at] != kind:
            raise UnexpectedTokenError(expected)
        self._at += 1

    def _written(self) -> str:
        return self._texts[self._at]
