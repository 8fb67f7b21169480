"""The view of a document of words: everything that has a hash IRI in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from treatygraph.describe.reader import Reader
from treatygraph.describe.values import Text

_NAMES = ("sh:name", "rdfs:label", "skos:prefLabel", "sh:prefix")
_TEXTS = ("sh:description", "skos:definition", "rdfs:comment", "sh:namespace")


@dataclass(frozen=True, slots=True)
class Word:
    """A shape or a prefix: its IRI, what follows the hash, its name and what it says."""

    iri: str
    key: str
    name: Text
    text: Text | None


def terms_of(reader: Reader, document: str, graphs: Iterable[str]) -> tuple[Word, ...]:
    """The words of a document that some graphs hold, in order of their IRIs."""
    found = {quad.subject.value for graph in graphs
             for quad in reader.release.store.quads(graph=NamedNode(graph))
             if isinstance(quad.subject, NamedNode)}  # fmt: skip
    return tuple(_word(reader, iri, iri.partition("#")[2]) for iri in sorted(found)
                 if iri.startswith(f"{document}#"))  # fmt: skip


def _word(reader: Reader, iri: str, key: str) -> Word:
    names = (reader.text(iri, name) for name in _NAMES)
    texts = (reader.text(iri, name) for name in _TEXTS)
    return Word(iri, key, next(filter(None, names), Text(key)), next(filter(None, texts), None))
