"""Statements as lines of N-Quads, in the order of their bytes: what a release is made from.

``<subject> <predicate> object <graph> .`` and the end of the line; every statement of a release has
a graph. Sorted, they are in the order of code points, since UTF-8 keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Quad, RdfFormat, parse, serialize

from treatygraph.collection import LoadedFile
from treatygraph.iris import Base

Line = bytes
END = b" .\n"
MARK = b" !\n"
"""Ends a fact that is inferred, until it is known whether it was curated too. It comes before the
lines of the same fact in graphs, and is the end of none of them."""


def lines_as_read(loaded: LoadedFile) -> list[Line]:
    """The statements of a file as they come. Raises SyntaxError or UnicodeDecodeError."""
    if is_read_plainly(loaded):
        graph = b"%b .\n" % str(loaded.graph).encode()
        quads = parse(loaded.text, format=loaded.file.format)
        written = serialize(quads, format=RdfFormat.N_TRIPLES) or b""
        return [line[:-1] + graph for line in split_lines(written)]
    return _written(loaded.read_quads())


def is_read_plainly(loaded: LoadedFile) -> bool:
    """Whether a file's statements are what a parser reads: none is moved, or named anew."""
    return bool(loaded.text) and loaded.is_plain and loaded.base == Base()


def lines_of_quads(quads: Iterable[Quad]) -> list[Line]:
    """Statements, each once, in order."""
    return sorted(set(_written(quads)))


def _written(quads: Iterable[Quad]) -> list[Line]:
    return (serialize(quads, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)


def split_lines(text: bytes) -> list[bytes]:
    """Lines without their ends."""
    found = text.split(b"\n")
    if found and not found[-1]:
        found.pop()
    return found


def fact_of(line: Line) -> bytes:
    """Subject, predicate and object of a line."""
    return line[: line.rindex(b" ", 0, -3)]


def graph_of(line: Line) -> bytes:
    """The graph of a line, in its brackets."""
    return line[line.rindex(b" ", 0, -3) + 1 : -3]


def in_graph(facts: Iterable[bytes], graph: str) -> Iterator[Line]:
    """Facts as lines of a graph."""
    rest = f" <{graph}> .\n".encode()
    return (fact + rest for fact in facts)


def marked(facts: Iterable[bytes]) -> list[Line]:
    """Facts that are inferred, as lines."""
    return [fact + MARK for fact in facts]


def unmarked(lines: bytes) -> bytes:
    """Marked lines as N-Triples."""
    return lines.replace(MARK, END)


def quads_of(lines: Iterable[Line]) -> Iterator[Quad]:
    """Lines read."""
    return parse(b"".join(lines), format=RdfFormat.N_QUADS, lenient=True)
