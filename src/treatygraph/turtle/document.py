"""What parsing a Turtle text gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from treatygraph.turtle.positions import LineTable, Position, Span
from treatygraph.turtle.tokens import Token

Subject = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal
Place = tuple[int, int]  # from one offset to another
Places = tuple[Place, Place, Place]


@dataclass(frozen=True, slots=True)
class SyntaxFault:
    """A place where a text is not Turtle 1.1, in words for whoever wrote it."""

    span: Span
    message: str
    hint: str | None = None

    @property
    def position(self) -> Position:
        return self.span.start

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.position}: {self.message}{hint}"


@dataclass(frozen=True, slots=True)
class LocatedTriple:
    """A triple and where its terms stand (Turtle 1.1, section 2.1 to 2.8).

    A node written in brackets stands at its opening bracket. The cells of a collection, and the
    predicates and the end that they imply, stand at the item, the closing bracket at the end.
    Lines and columns are worked out when asked for: few triples of a file are ever pointed at.
    """

    subject: Subject
    predicate: NamedNode
    object: Term
    places: Places = field(repr=False)
    lines: LineTable = field(repr=False, compare=False)

    @property
    def subject_at(self) -> Span:
        return self.lines.span(*self.places[0])

    @property
    def predicate_at(self) -> Span:
        return self.lines.span(*self.places[1])

    @property
    def object_at(self) -> Span:
        return self.lines.span(*self.places[2])

    @property
    def triple(self) -> Triple:
        return Triple(self.subject, self.predicate, self.object)


@dataclass(frozen=True, slots=True)
class TurtleDocument:
    """The triples of a text in reading order, and its faults by place.

    Prefixes and base are those in force at the end. Where there are faults, the triples are those
    that could be read with certainty: a triple with a faulty term is left out.
    """

    triples: tuple[LocatedTriple, ...]
    prefixes: Mapping[str, str]
    base: str | None
    faults: tuple[SyntaxFault, ...]
    comments: tuple[Token, ...]
