"""A query's patterns, read from its tokens as far as its paths need it (SPARQL 1.1, 19.8).

No parser of all of SPARQL: what this does not know it tells by :class:`NotRead`, and whoever asked
leaves the query as it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from treatygraph.queries.scan import pieces

_PAIRS = {"{": "}", "(": ")", "[": "]"}
_BEFORE_A_GROUP = frozenset(["OPTIONAL", "UNION", "MINUS", "WHERE", "EXISTS", "NOT"])
_MODIFIERS = "*+?"
_FORMS = frozenset(["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"])

Token = tuple[str, str]


class NotRead(Exception):
    """A query has something that is not read here."""


@dataclass(frozen=True, slots=True)
class Path:
    """A path: what joins its ``parts`` (``/``, ``|``), what stands at one (``^ * + ?``), or ``""``
    for one that is read no further, a predicate most often, of which there is the ``text``."""

    sign: str
    parts: tuple[Path, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Triples:
    """Triples of one subject: the tokens that they are, and each path with its object.

    ``graph`` is the term after the innermost GRAPH around them; None where there is none.
    """

    begin: int
    end: int
    graph: str | None
    subject: str
    pairs: tuple[tuple[Path, str], ...]


def tokens(text: str) -> list[Token]:
    """The pieces of a query, but signs one by one, and names without the dot that ends triples."""
    return list(_tokens(text))


def _tokens(text: str) -> Iterator[Token]:
    for kind, piece in pieces(text):
        if kind == "":
            yield from (("", sign) for sign in piece)
        elif kind in ("run", "name"):
            name = piece.rstrip(".")
            yield kind, name
            yield from (("", sign) for sign in piece[len(name) :])
        else:
            yield kind, piece


@dataclass(slots=True)
class Reader:
    """Reads the tokens of a query once; ``found`` has its triples in the order of their ends."""

    tokens: list[Token]
    at: int = 0
    found: list[Triples] = field(default_factory=list)

    def read(self) -> list[Triples]:
        """The triples in the patterns of a query. Raises NotRead."""
        self._skip()
        while self.at < len(self.tokens) and self._word() not in _FORMS:
            self._take()
        form = self._word()
        if form == "DESCRIBE":
            raise NotRead  # it may have no group
        if form == "CONSTRUCT":
            self._take()
            if self._text() == "{":
                self._bracket()
        self._select(None)
        while self.at < len(self.tokens):
            self._modifier(None)
        return self.found

    # Tokens ------------------------------------------------------------------------------------

    def _skip(self) -> None:
        while self.at < len(self.tokens) and self.tokens[self.at][0] == "skip":
            self.at += 1

    def _now(self) -> Token:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def _text(self) -> str:
        return self._now()[1]

    def _word(self) -> str:
        kind, text = self._now()
        return text.upper() if kind == "run" else ""

    def _take(self, wanted: str = "") -> str:
        """The token here, which must be the one that is wanted; then those that say nothing."""
        kind, text = self._now()
        if kind == "end" or (wanted and text != wanted):
            raise NotRead
        self.at += 1
        self._skip()
        return text

    def _source(self, begin: int) -> str:
        """What is written from a token to here, without comments."""
        some = self.tokens[begin : self.at]
        return "".join(" " if kind == "skip" else text for kind, text in some).strip()

    # Groups ------------------------------------------------------------------------------------

    def _select(self, graph: str | None) -> None:
        """From SELECT or ASK to the end of its group."""
        while self._text() != "{":
            self._expression_or_token(graph)
        self._group(graph)

    def _group(self, graph: str | None) -> None:
        self._take("{")
        while self._text() != "}":
            self._statement(graph)
        self._take("}")

    def _statement(self, graph: str | None) -> None:
        word = self._word()
        if self._text() == "{":
            self._group(graph)
        elif self._text() == "." or word in _BEFORE_A_GROUP:
            self._take()
        elif word == "GRAPH":
            self._take()
            begin = self.at
            self._take()
            self._group(self._source(begin))
        elif word in ("FILTER", "BIND"):
            self._take()
            self._constraint(graph)
        elif word == "VALUES":
            self._values()
        elif word == "SELECT":
            self._select(graph)
            while self._text() != "}":
                self._modifier(graph)
        elif word in ("SERVICE", "LET"):
            raise NotRead
        else:
            self._triples(graph)

    def _constraint(self, graph: str | None) -> None:
        """A bracketed expression, a call, or (NOT) EXISTS with its group."""
        while self._text() not in ("(", "{"):
            if self._text() == "}":
                raise NotRead
            self._take()
        if self._text() == "{":
            self._group(graph)
        else:
            self._expression_or_token(graph)

    def _expression_or_token(self, graph: str | None) -> None:
        """One token, or a bracket to its end; the groups of EXISTS within it are patterns."""
        if self._take() != "(":
            return
        while self._text() != ")":
            if self._text() == "{":
                self._group(graph)
            else:
                self._expression_or_token(graph)
        self._take(")")

    def _modifier(self, graph: str | None) -> None:
        """What stands after the group of a SELECT."""
        if self._word() == "VALUES":
            self._values()
        elif self._text() == "{":
            raise NotRead
        else:
            self._expression_or_token(graph)

    def _values(self) -> None:
        while self._text() != "{":
            self._take()
        self._bracket()

    def _bracket(self) -> None:
        """A bracket with all that is in it."""
        closing = _PAIRS.get(self._take())
        while self._text() != closing:
            if self._text() in _PAIRS:
                self._bracket()
            else:
                self._take()
        self._take()

    # Triples -----------------------------------------------------------------------------------

    def _triples(self, graph: str | None) -> None:
        begin = self.at
        subject, pairs = self._node(), list[tuple[Path, str]]()
        if self._ends_triples() and subject[0] not in "[(":
            raise NotRead
        while not self._ends_triples():
            path = self._alternative()
            pairs.append((path, self._node()))
            while self._text() == ",":
                self._take()
                pairs.append((path, self._node()))
            while self._text() == ";":
                self._take()
        self.found.append(Triples(begin, self.at, graph, subject, tuple(pairs)))

    def _ends_triples(self) -> bool:
        return self._text() in ("", ".", "{", "}") or (
            self._now()[0] == "run" and ":" not in self._text() and self._text() != "a"
        )

    def _node(self) -> str:
        """A term as it is written: a literal is several tokens; brackets are taken whole."""
        begin = self.at
        kind, text = self._now()
        if text in ("[", "("):
            self._bracket()
            return self._source(begin)
        if text in ("+", "-"):
            self._take()
            kind, text = self._now()
        is_name = kind in ("run", "name") and (":" in text or text in ("true", "false"))
        if not (is_name or kind in ("text", "term")):
            raise NotRead
        self.at += 1
        self._rest_of_literal(text)
        end = self.at
        self._skip()
        return "".join(text for _, text in self.tokens[begin:end])

    def _rest_of_literal(self, text: str) -> None:
        """What belongs to a literal: ``@en``, ``^^xsd:date``, the digits after a point."""
        if text[0] in "\"'":
            if self._text().startswith("@"):
                self.at += 1
            elif self._text() == "^":
                self.at += 3
        elif text[0].isdigit():
            after = self.tokens[self.at + 1][1] if self.at + 1 < len(self.tokens) else ""
            if self._text() == "." and after[:1].isdigit():
                self.at += 2
            if self._text()[:1] in ("e", "E"):
                raise NotRead

    # Paths -------------------------------------------------------------------------------------

    def _alternative(self) -> Path:
        return self._joined("|", self._sequence)

    def _sequence(self) -> Path:
        return self._joined("/", self._step)

    def _joined(self, sign: str, part: Callable[[], Path]) -> Path:
        parts = [part()]
        while self._text() == sign:
            self._take()
            parts.append(part())
        return parts[0] if len(parts) == 1 else Path(sign, tuple(parts))

    def _step(self) -> Path:
        if self._text() == "^":
            self._take()
            return Path("^", (self._element(),))
        return self._element()

    def _element(self) -> Path:
        path = self._primary()
        kind, text = self._now()
        if text in ("*", "?") or (text == "+" and kind == "form"):
            return Path(self._take(), (path,))
        return path

    def _primary(self) -> Path:
        begin = self.at
        kind, text = self._now()
        if text == "(":
            self._take()
            path = self._alternative()
            self._take(")")
            return path
        if text == "!":
            self._take()
            if self._text() == "(":
                self._bracket()
            else:
                self._take()
        elif kind in ("run", "name", "term") or text.startswith("<"):
            self._take()
        else:
            raise NotRead
        return Path("", text=self._source(begin))
