"""The names in a query, in full: what its prefixes stand for, and which predicates it has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from treatygraph.namespaces import expand
from treatygraph.store.engines.reading import NotRead, Path, Reader, Token, tokens


def prefixes(told: Sequence[Token]) -> Mapping[str, str]:
    """What each prefix of a query stands for, its colon included."""
    words = [text for kind, text in told if kind != "skip"]
    return {name: iri[1:-1] for word, name, iri in zip(words, words[1:], words[2:], strict=False)
            if word.upper() == "PREFIX" and iri.startswith("<")}  # fmt: skip


def full(name: str, known: Mapping[str, str]) -> str:
    """The IRI of a predicate as a query writes it, by what its prefixes stand for."""
    if name == "a":
        return expand("rdf:type")
    if name.startswith("<"):
        return name[1:-1]
    prefix, _, local = name.partition(":")
    return known.get(f"{prefix}:", f"{prefix}:") + local


def predicates(text: str) -> frozenset[str]:
    """The predicates of a query on its default graph, whose triples alone decide its answer.

    Raises NotRead where that are none that it names: a variable, all but some, those of a graph.
    """
    told = tokens(text)
    known, found = prefixes(told), set[str]()
    for triples in Reader(told).read():
        ends = (triples.subject, *(term for _, term in triples.pairs))
        if triples.graph or any(term[0] in "[(" for term in ends):
            raise NotRead
        found.update(full(name, known) for path, _ in triples.pairs for name in _names(path))
    return frozenset(found)


def _names(path: Path) -> Iterator[str]:
    """The predicates of a path as they are written. Raises NotRead for a variable, or ``!``."""
    if path.text[:1] in ("?", "$", "!"):
        raise NotRead
    if not path.sign:
        yield path.text
    for part in path.parts:
        yield from _names(part)
