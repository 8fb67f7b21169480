"""Files as one Turtle document for a SHACL engine: as they are where that is safe, for speed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import BlankNode, RdfFormat, Triple, serialize

from treatygraph.collection import LoadedFile


@dataclass(frozen=True, slots=True)
class Document:
    """Turtle whose blank nodes all have a label, and these labels."""

    turtle: str
    blank_labels: tuple[str, ...] = ()


def as_document(files: Iterable[LoadedFile]) -> Document:
    """The triples of all files, their graph names left aside. The files must be free of faults.

    Raises SyntaxError or UnicodeDecodeError for some faults that they have none the less.
    """
    texts: list[bytes] = []
    labels: list[str] = []
    for loaded in files:
        if loaded.is_plain:
            texts.append(loaded.text)
        else:
            texts.append(_labelled(loaded))
            labels += _labels(loaded)
    return Document(b"\n".join(texts).decode(), tuple(labels))


def _labelled(loaded: LoadedFile) -> bytes:
    """A file's quads as N-Triples, which are Turtle; their blank nodes have labels of the file."""
    triples = (Triple(quad.subject, quad.predicate, quad.object) for quad in loaded.quads)
    return serialize(triples, format=RdfFormat.N_TRIPLES) or b""


def _labels(loaded: LoadedFile) -> list[str]:
    terms = (term for quad in loaded.quads for term in (quad.subject, quad.object))
    return list(dict.fromkeys(term.value for term in terms if isinstance(term, BlankNode)))
