"""What probably went wrong: the slips that people make in Turtle, and how to mend them."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from treatygraph.turtle.positions import Span
from treatygraph.turtle.tokens import TokenKind

_TEXTS: Final = (TokenKind.STRING, TokenKind.LONG_STRING)
_LITERALS: Final = frozenset(
    (*_TEXTS, TokenKind.INTEGER, TokenKind.DECIMAL, TokenKind.DOUBLE, TokenKind.BOOLEAN)
)
_NAMES: Final = frozenset((TokenKind.PREFIXED_NAME, TokenKind.BLANK_LABEL))
_CLOSING: Final = frozenset((TokenKind.CLOSE_BRACKET, TokenKind.CLOSE_LIST))
_ESCAPABLE: Final = frozenset("~!$&'*+=/?#@%\\")
_CURLY: Final = frozenset("“”„‟‘’‚‛«»‹›`´")
_ENCODED: Final = {" ": "%20", '"': "%22", "<": "%3C", "\\": "%5C", "^": "%5E", "`": "%60"}
_ENCODED_BRACES: Final = {"{": "%7B", "|": "%7C", "}": "%7D"}


class Expected(StrEnum):
    """What the grammar expects at a place."""

    SUBJECT = "a statement (its subject is an IRI, a prefixed name or a blank node)"
    PREDICATE = "a predicate (an IRI, a prefixed name or 'a')"
    OBJECT = "an object after the predicate"
    SEPARATOR = "'.', ';' or ',' after the object"
    DATATYPE = "an IRI or a prefixed name for the datatype after '^^'"
    PREFIX = "a prefix that ends with ':'"
    IRI = "an IRI in '<' and '>'"
    DOT_OF_DIRECTIVE = "'.' at the end of the @ directive"
    NO_DOT = "no '.' after this directive"
    LESS_NESTING = "fewer brackets inside one another"


@dataclass(frozen=True, slots=True)
class Encounter:
    """A token that was not expected, and the one before it."""

    expected: Expected
    kind: TokenKind
    written: str
    before: TokenKind | None
    before_at: Span
    touches: bool


def hint_for(met: Encounter) -> str | None:
    """The first hint that fits, if any."""
    return next((hint for rule in _RULES if (hint := rule(met))), None)


def hint_for_iri_character(sign: str) -> str | None:
    """How to write a character that an IRI may not hold (Turtle 1.1, production 18)."""
    encoded = (_ENCODED | _ENCODED_BRACES).get(sign)
    return f"write it as {encoded}" if encoded else None


def _of_directive(met: Encounter) -> str | None:
    if met.expected is Expected.NO_DOT:
        return "only @prefix and @base end with '.'; leave it out"
    if met.expected is Expected.PREFIX:
        return "for example PREFIX ex: <http://example.org/>"
    if met.kind is TokenKind.LANGUAGE_TAG and met.written.lower() in ("@prefix", "@base"):
        return f"write {met.written.lower()} in lower case"
    return None


def _of_reserved_character(met: Encounter) -> str | None:
    sign = met.written[:1]
    if met.touches and met.before in _NAMES and sign in _ESCAPABLE:
        return f"in a prefixed name write '\\{sign}' for '{sign}'"
    return None


def _of_quotes(met: Encounter) -> str | None:
    if met.written[:1] in _CURLY:
        return 'a text stands in straight quotes: "…"'
    if met.before not in _TEXTS:
        return None
    start, end = met.before_at.start, met.before_at.end
    if start.line != end.line:
        place = f"line {start.line}, column {start.column}"
        return f"the text before opens at {place}: does it end too early?"
    if met.touches or met.kind is TokenKind.WORD:
        return 'inside a text a quote is written \\"'
    return None


def _of_word(met: Encounter) -> str | None:
    if met.kind is not TokenKind.WORD:
        return None
    if met.written.lower() in ("true", "false", "a"):
        return f"write {met.written.lower()} in lower case"
    return "a name has a prefix and a colon, as in ex:name; a text stands in quotes"


def _of_foreign_syntax(met: Encounter) -> str | None:
    if met.written[:1] in ("{", "}"):
        return "braces belong to TriG; a Turtle file is one graph"
    return None


def _of_statement(met: Encounter) -> str | None:
    if met.expected is not Expected.SUBJECT:
        return None
    if met.kind in (TokenKind.SEMICOLON, TokenKind.COMMA) and met.before is TokenKind.DOT:
        return (
            f"the '.' before it has ended the statement: leave out the '.' or the '{met.written}'"
        )
    if met.kind in _LITERALS:
        return "a literal cannot be a subject"
    if met.kind is TokenKind.DOT:
        return "there is nothing for it to end; leave it out"
    return None


def _of_predicate(met: Encounter) -> str | None:
    if met.expected is not Expected.PREDICATE:
        return None
    if met.kind is TokenKind.BLANK_LABEL:
        return "a blank node cannot be a predicate"
    if met.kind is TokenKind.COMMA:
        return "one of ';' and ',' is too many"
    return "a literal cannot be a predicate" if met.kind in _LITERALS else None


def _of_object(met: Encounter) -> str | None:
    if met.expected is not Expected.OBJECT:
        return None
    if met.before is TokenKind.COMMA:
        return "after the last object there is no ','"
    if met.kind is TokenKind.A:
        return "'a' is a predicate: is a '.' or ';' missing before?"
    return None


def _of_closing_bracket(met: Encounter) -> str | None:
    if met.kind in _CLOSING and met.expected is Expected.SEPARATOR:
        return f"no bracket is open that '{met.written}' could close"
    return None


_RULES: Final[tuple[Callable[[Encounter], str | None], ...]] = (
    _of_directive,
    _of_reserved_character,
    _of_quotes,
    _of_word,
    _of_foreign_syntax,
    _of_statement,
    _of_predicate,
    _of_object,
    _of_closing_bracket,
)
