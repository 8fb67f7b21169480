"""Finds what comments belong to, from the tokens around them."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from pyoxigraph import BlankNode

from treatygraph.turtle.comments import Block, Comments, Owner
from treatygraph.turtle.document import LocatedTriple, Place, Subject, TurtleDocument
from treatygraph.turtle.terms import RDF_NIL, RDF_REST
from treatygraph.turtle.tokens import TokenKind, TokenTable, tabulate

_LINE_BREAK = re.compile(r"\r\n?|\n")
_OPENING: Final = frozenset(map(int, (TokenKind.OPEN_BRACKET, TokenKind.OPEN_LIST)))
_CLOSING: Final = frozenset(map(int, (TokenKind.CLOSE_BRACKET, TokenKind.CLOSE_LIST)))
_DIRECTIVES: Final = frozenset(map(int, (TokenKind.AT_KEYWORD, TokenKind.SPARQL_KEYWORD)))
_DOT: Final = int(TokenKind.DOT)
_END: Final = int(TokenKind.END)


class _Slot(NamedTuple):
    """Where a comment goes: a field of Comments, and the owner where the field has owners."""

    kind: str
    owner: Owner = ()


_HEAD: Final = _Slot("head")
_INWARD: Final = _Slot("inward")  # after an opening bracket: the token that follows decides


def attach_comments(text: str, document: TurtleDocument) -> Comments:
    """Give every comment of a text without faults to what it belongs to.

    A comment at the end of a line belongs to what was last written there; one on a line of its
    own to the subject, predicate or object that follows, or to the subject that ends. Before the
    first statement and among directives it belongs to the head of the file.
    """
    comments = Comments()
    if document.comments:
        table = tabulate(text)
        slots = _Slots(text, table, document)
        for at, places in _by_next_token(table):
            slots.place(comments, at, places)
    return comments


def _by_next_token(table: TokenTable) -> Iterator[tuple[int, list[Place]]]:
    """The token after each run of comments, by number, and the places of the comments."""
    at, run = 0, list[Place]()
    for place in table.comments:
        following = at
        while table.kinds[following] != _END and table.places[following][0] < place[0]:
            following += 1
        if run and following != at:
            yield at, run
            run = []
        at = following
        run.append(place)
    yield at, run


class _Slots:
    """For each token, where comments before it and after it on its line go."""

    def __init__(self, text: str, table: TokenTable, document: TurtleDocument) -> None:
        self._text = text
        self._table = table
        self._namespaces = document.prefixes
        self._subjects: dict[int, Subject] = {}
        self._verbs: dict[int, Owner] = {}
        self._objects: dict[int, LocatedTriple] = {}
        for located in document.triples:
            self._index(located)
        self._before: list[_Slot] = []
        self._after: list[_Slot] = []
        while self._kind() != _END:
            self._statement()
        self._before.append(_Slot("tail"))

    def place(self, comments: Comments, at: int, places: list[Place]) -> None:
        """Give the comments between the token `at` and the one before it to their owners."""
        if at > 0 and not self._breaks(self._table.places[at - 1][1], places[0][0]):
            slot = self._after[at - 1]
            if slot != _INWARD:
                text = self._text[slice(*places.pop(0))]
                self._put(comments, slot, (text,))
        end = self._table.places[at][0] if self._kind(at) != _END else len(self._text)
        for block, start, apart in self._blocks(places, end):
            slot = self._before[at]
            if slot.kind != "statement":
                self._put(comments, slot, block)
            elif not apart:
                self._put(comments, _Slot("above", slot.owner), block)
            elif at == 0:
                self._put(comments, _HEAD, block)
            else:
                comments.sections.append((start, block))

    def _put(self, comments: Comments, slot: _Slot, block: Block) -> None:
        if slot.kind in ("head", "tail"):
            getattr(comments, slot.kind).append(block)
        elif slot.kind == "beside":
            comments.beside.setdefault(slot.owner, []).extend(block)
        else:
            getattr(comments, slot.kind).setdefault(slot.owner, []).append(block)

    def _blocks(self, places: list[Place], end: int) -> Iterator[tuple[Block, int, bool]]:
        """Runs without a blank line, where each starts, and whether a blank line follows it."""
        first = 0
        for last, (_, stop) in enumerate(places):
            following = places[last + 1][0] if last + 1 < len(places) else end
            apart = self._breaks(stop, following) > 1
            if apart or following == end:
                block = tuple(self._text[slice(*place)] for place in places[first : last + 1])
                yield block, places[first][0], apart
                first = last + 1

    def _breaks(self, start: int, end: int) -> int:
        return len(_LINE_BREAK.findall(self._text, start, end))

    def _kind(self, at: int | None = None) -> int:
        return self._table.kinds[len(self._after) if at is None else at]

    def _index(self, located: LocatedTriple) -> None:
        subject_at, verb_at, object_at = located.places
        implied = located.predicate == RDF_REST and verb_at == object_at
        self._subjects.setdefault(subject_at[0], located.subject)
        if verb_at != object_at:
            self._verbs[verb_at[0]] = (located.subject, located.predicate)
        if not implied or located.object == RDF_NIL:
            self._objects[object_at[0]] = located

    def _statement(self) -> None:
        if self._kind() in _DIRECTIVES:
            self._directive()
        else:
            self._triples()

    def _directive(self) -> None:
        """A comment beside a prefix belongs to its namespace; all others go to the head."""
        at = len(self._after)
        is_prefix = self._table.texts[at].lower().endswith("prefix")
        length = (3 if is_prefix else 2) + self._table.texts[at].startswith("@")
        namespace = self._namespaces.get(self._table.texts[at + 1].rstrip(":"))
        after = _Slot("beside", (namespace,)) if is_prefix and namespace else _HEAD
        self._before.extend([_HEAD] * length)
        self._after.extend([after] * length)

    def _triples(self) -> None:
        subject = self._subjects[self._table.places[len(self._after)][0]]
        self._owner: Owner = (subject,)
        self._open: list[tuple[Owner, Subject]] = []
        first = len(self._after)
        while self._kind() != _DOT or self._open:
            before, after = self._token(subject, is_first=len(self._after) == first)
            self._before.append(before)
            self._after.append(after)
        alone = self._breaks(self._table.places[len(self._after) - 1][1], self._start())
        self._before.append(_Slot("foot", (subject,)))
        self._after.append(_Slot("foot", (subject,)) if alone else _Slot("beside", self._owner))

    def _start(self) -> int:
        return self._table.places[len(self._after)][0]

    def _token(self, subject: Subject, *, is_first: bool) -> tuple[_Slot, _Slot]:
        """Where comments before and after a token go, and what it opens, closes or names."""
        located = None if is_first else self._objects.get(self._start())
        before = _Slot("statement", (subject,)) if is_first else _Slot("beside", self._owner)
        if self._kind() in _CLOSING:
            return self._closing(located)
        if located is not None:
            self._owner = (located.subject, located.predicate, located.object)
            before = _Slot("above", self._owner)
        elif not is_first and self._start() in self._verbs:
            self._owner = self._verbs[self._start()]
            before = _Slot("above", self._owner)
        if self._kind() not in _OPENING:
            return before, _Slot("beside", self._owner)
        node = located.object if located is not None else subject
        self._open.append((self._owner, node if isinstance(node, BlankNode) else subject))
        return before, _INWARD

    def _closing(self, located: LocatedTriple | None) -> tuple[_Slot, _Slot]:
        """A bracket that closes: before it is the foot of its node, after it what held it."""
        self._owner, node = self._open.pop()
        after = _Slot("beside", self._owner)
        if self._kind(len(self._after) - 1) in _OPENING:
            return after, after
        if self._kind() == int(TokenKind.CLOSE_BRACKET):
            return _Slot("foot", (node,)), after
        assert located is not None, "a list that has items ends in rdf:nil"
        end = (located.subject, located.predicate, located.object)
        return _Slot("above", end), after
