"""Files as one Turtle document for a SHACL engine: as they are where that is safe, for speed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, RdfFormat, Triple, serialize

from treatygraph.collection import LoadedFile

_LINE: Final = re.compile(rb'(?:[^("\'#]++|"(?:[^"\\]++|\\.)*+")*+')
"""As much of a line as surely holds no bracket outside a text; long texts are not known to it."""


@dataclass(frozen=True, slots=True)
class Document:
    """Turtle whose blank nodes all have a label, and these labels."""

    turtle: str
    blank_labels: tuple[str, ...] = ()


def as_document(files: Iterable[LoadedFile]) -> Document:
    """The triples of all files, their graph names left aside. The files must be free of faults."""
    texts: list[str] = []
    labels: list[str] = []
    for loaded in files:
        if is_plain_turtle(loaded):
            texts.append(loaded.text.decode())
        else:
            texts.append(_labelled(loaded))
            labels += _labels(loaded)
    return Document("\n".join(texts), tuple(labels))


def is_plain_turtle(loaded: LoadedFile) -> bool:
    """Whether a file can stand between others as it is: no blank nodes and no relative IRIs.

    Blank nodes need labels that are the file's own, by which a finding can be traced back; a
    relative IRI needs the file's base. May say no of a file that could. Prefixes do no harm: a
    file that does not declare its own has a fault.
    """
    text = loaded.text
    if loaded.file.format != RdfFormat.TURTLE or b"_:" in text or b"[" in text:
        return False
    if text.count(b"<") != text.count(b"<http:") + text.count(b"<https:"):
        return False
    return b"(" not in text or _brackets_are_prose(text)


def _brackets_are_prose(text: bytes) -> bool:
    """Whether each round bracket surely stands in a text, and so opens no collection."""
    if b'"""' in text or b"'''" in text:
        return False
    lines = (line for line in text.split(b"\n") if b"(" in line)
    return all(_ends_plainly(line) for line in lines)


def _ends_plainly(line: bytes) -> bool:
    plain = _LINE.match(line)
    return plain is not None and plain.end() == len(line)


def _labelled(loaded: LoadedFile) -> str:
    """A file's quads as N-Triples, which are Turtle; their blank nodes have labels of the file."""
    triples = (Triple(quad.subject, quad.predicate, quad.object) for quad in loaded.quads)
    return (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode()


def _labels(loaded: LoadedFile) -> list[str]:
    terms = (term for quad in loaded.quads for term in (quad.subject, quad.object))
    return list(dict.fromkeys(term.value for term in terms if isinstance(term, BlankNode)))
