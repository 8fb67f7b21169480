"""Turtle 1.1 text ↔ RDF terms with source positions: https://www.w3.org/TR/turtle/."""

from treatygraph.turtle.document import LocatedTriple, SyntaxFault, TurtleDocument
from treatygraph.turtle.formatting import format_turtle, write_turtle
from treatygraph.turtle.parser import parse_turtle
from treatygraph.turtle.positions import LINE_BREAK, Position, Span
from treatygraph.turtle.prefixes import declared_prefixes
from treatygraph.turtle.tokens import Token, TokenKind, tokenize

__all__ = [
    "LINE_BREAK",
    "LocatedTriple",
    "Position",
    "Span",
    "SyntaxFault",
    "Token",
    "TokenKind",
    "TurtleDocument",
    "declared_prefixes",
    "format_turtle",
    "parse_turtle",
    "tokenize",
    "write_turtle",
]
