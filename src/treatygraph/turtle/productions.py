"""Turtle's grammar from `triples` down: https://www.w3.org/TR/turtle/#sec-grammar-grammar."""

from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from treatygraph.turtle.document import LocatedTriple, Place, Subject, Term
from treatygraph.turtle.hints import Expected
from treatygraph.turtle.positions import LineTable
from treatygraph.turtle.terms import RDF_FIRST, RDF_NIL, RDF_REST, RDF_TYPE, TermReader
from treatygraph.turtle.tokens import TokenKind, TokenTable

MAX_NESTING: Final = 100

_PREFIXED_NAME: Final = int(TokenKind.PREFIXED_NAME)
_IRI: Final = int(TokenKind.IRI)
_A: Final = int(TokenKind.A)
_STRING: Final = int(TokenKind.STRING)
_LONG_STRING: Final = int(TokenKind.LONG_STRING)
_DATATYPE_MARK: Final = int(TokenKind.DATATYPE_MARK)
_BLANK_LABEL: Final = int(TokenKind.BLANK_LABEL)
_OPEN_BRACKET: Final = int(TokenKind.OPEN_BRACKET)
_CLOSE_BRACKET: Final = int(TokenKind.CLOSE_BRACKET)
_OPEN_LIST: Final = int(TokenKind.OPEN_LIST)
_CLOSE_LIST: Final = int(TokenKind.CLOSE_LIST)
_SEMICOLON: Final = int(TokenKind.SEMICOLON)
_COMMA: Final = int(TokenKind.COMMA)
_DOT: Final = int(TokenKind.DOT)
_NAMES: Final = frozenset((_PREFIXED_NAME, _IRI))
_NODES: Final = frozenset((_PREFIXED_NAME, _IRI, _BLANK_LABEL))
_ATOMS: Final = _NODES | frozenset(
    map(int, (TokenKind.INTEGER, TokenKind.DECIMAL, TokenKind.DOUBLE, TokenKind.BOOLEAN))
)
_TAGS: Final = frozenset(map(int, (TokenKind.LANGUAGE_TAG, TokenKind.AT_KEYWORD)))


class UnexpectedTokenError(Exception):
    """The token in hand is not what the grammar expects."""

    def __init__(self, expected: Expected) -> None:
        super().__init__(expected)
        self.expected = expected


class TripleParser:
    """Recursive descent over a table of tokens; one method for a production."""

    def __init__(self, text: str, table: TokenTable, lines: LineTable, terms: TermReader) -> None:
        self._kinds, self._texts = table.kinds, table.texts
        self._places = table.places
        self._lines = lines
        self._terms = terms
        self._at = 0
        self._open: list[int] = []
        self._triples: list[LocatedTriple] = []

    def _block(self) -> None:
        """triples ::= subject predicateObjectList | blankNodePropertyList predicateObjectList?"""
        start = self._at
        kind = self._kinds[start]
        if kind in _NODES:
            term, span = self._atom()
            subject: Subject | None = None if isinstance(term, Literal) else term
        elif kind == _OPEN_BRACKET:
            subject, span = self._bracketed()
            if self._kinds[self._at] == _DOT and self._at > start + 2:
                return
        elif kind == _OPEN_LIST:
            subject, span = self._collection()
        else:
            raise UnexpectedTokenError(Expected.SUBJECT)
        self._predicates(subject, span)

    def _predicates(self, subject: Subject | None, subject_at: Place) -> None:
        """predicateObjectList ::= verb objectList (';' (verb objectList)?)*"""
        kinds = self._kinds
        while True:
            predicate, predicate_at = self._verb()
            self._objects(subject, subject_at, predicate, predicate_at)
            if kinds[self._at] != _SEMICOLON:
                return
            while kinds[self._at] == _SEMICOLON:
                self._at += 1
            if kinds[self._at] in (_DOT, _CLOSE_BRACKET):
                return

    def _verb(self) -> tuple[NamedNode | None, Place]:
        """verb ::= predicate | 'a'"""
        at = self._at
        if self._kinds[at] == _A:
            self._at = at + 1
            return RDF_TYPE, self._places[at]
        if self._kinds[at] not in _NAMES:
            raise UnexpectedTokenError(Expected.PREDICATE)
        return self._name()

    def _objects(
        self,
        subject: Subject | None,
        subject_at: Place,
        predicate: NamedNode | None,
        predicate_at: Place,
    ) -> None:
        """objectList ::= object (',' object)*"""
        lines = self._lines
        while True:
            term, term_at = self._object()
            if subject is not None and predicate is not None and term is not None:
                self._triples.append(
                    LocatedTriple(
                        subject, predicate, term, (subject_at, predicate_at, term_at), lines
                    )
                )
            if self._kinds[self._at] != _COMMA:
                return
            self._at += 1

    def _object(self) -> tuple[Term | None, Place]:
        """object ::= iri | BlankNode | collection | blankNodePropertyList | literal"""
        kind = self._kinds[self._at]
        if kind in _ATOMS:
            return self._atom()
        if kind == _STRING:
            return self._literal(1)
        if kind == _OPEN_BRACKET:
            return self._bracketed()
        if kind == _OPEN_LIST:
            return self._collection()
        if kind == _LONG_STRING:
            return self._literal(3)
        raise UnexpectedTokenError(Expected.OBJECT)

    def _atom(self) -> tuple[Term | None, Place]:
        """iri | BLANK_NODE_LABEL | NumericLiteral | BooleanLiteral"""
        at = self._at
        self._at = at + 1
        place = self._places[at]
        return self._terms.term(self._kinds[at], self._texts[at], place), place

    def _name(self) -> tuple[NamedNode | None, Place]:
        """iri ::= IRIREF | PrefixedName"""
        at = self._at
        self._at = at + 1
        place = self._places[at]
        return self._terms.iri(self._kinds[at], self._texts[at], place), place

    def _literal(self, quotes: int) -> tuple[Term | None, Place]:
        """RDFLiteral ::= String (LANGTAG | '^^' iri)?"""
        at = self._at
        place = self._places[at]
        content = self._terms.string(self._texts[at], place[0], quotes)
        kind = self._kinds[at + 1]
        self._at = at + 1
        if kind in _TAGS:
            return self._tagged(content, place[0])
        if kind == _DATATYPE_MARK:
            return self._typed(content, place[0])
        return self._terms.literal(content, place), place

    def _tagged(self, content: str | None, start: int) -> tuple[Term | None, Place]:
        at = self._at
        place = self._places[at]
        self._at = at + 1
        literal = self._terms.literal(content, place, language=self._texts[at][1:])
        return literal, (start, place[1])

    def _typed(self, content: str | None, start: int) -> tuple[Term | None, Place]:
        at = self._at = self._at + 1
        if self._kinds[at] not in _NAMES:
            raise UnexpectedTokenError(Expected.DATATYPE)
        datatype, _ = self._name()
        span = (start, self._places[at][1])
        if datatype is None:
            return None, span
        return self._terms.literal(content, self._places[at], datatype=datatype), span

    def _bracketed(self) -> tuple[BlankNode, Place]:
        """blankNodePropertyList ::= '[' predicateObjectList ']', and ANON"""
        node, opened = BlankNode(), self._enter()
        if self._kinds[self._at] == _CLOSE_BRACKET:
            span = (self._places[opened][0], self._places[self._at][1])
        else:
            span = self._places[opened]
            self._predicates(node, span)
        self._leave(_CLOSE_BRACKET)
        return node, span

    def _collection(self) -> tuple[Subject, Place]:
        """collection ::= '(' object* ')'"""
        opened = self._enter()
        if self._kinds[self._at] == _CLOSE_LIST:
            span = (self._places[opened][0], self._places[self._at][1])
            self._leave(_CLOSE_LIST)
            return RDF_NIL, span
        node = cell = BlankNode()
        item_at = self._item(cell)
        while self._kinds[self._at] != _CLOSE_LIST:
            following = BlankNode()
            next_at = self._item(following)
            self._link(cell, following, item_at, next_at)
            cell, item_at = following, next_at
        end_at = self._places[self._at]
        self._link(cell, RDF_NIL, item_at, end_at)
        self._leave(_CLOSE_LIST)
        return node, self._places[opened]

    def _item(self, cell: BlankNode) -> Place:
        item, item_at = self._object()
        if item is not None:
            places = (item_at, item_at, item_at)
            self._triples.append(LocatedTriple(cell, RDF_FIRST, item, places, self._lines))
        return item_at

    def _link(self, cell: BlankNode, rest: Subject, item_at: Place, rest_at: Place) -> None:
        places = (item_at, rest_at, rest_at)
        self._triples.append(LocatedTriple(cell, RDF_REST, rest, places, self._lines))

    def _enter(self) -> int:
        opened = self._at
        if len(self._open) == MAX_NESTING:
            raise UnexpectedTokenError(Expected.LESS_NESTING)
        self._open.append(opened)
        self._at = opened + 1
        return opened

    def _leave(self, kind: int) -> None:
        if self._kinds[self._at] != kind:
            raise UnexpectedTokenError(Expected.SEPARATOR)
        self._open.pop()
        self._at += 1
