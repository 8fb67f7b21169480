"""A query put inside one graph of a store: what it asks stays the same, where it looks does not.

This is no parser either: it reads the tokens that :mod:`treatygraph.queries.scan` tells, finds the
main pattern by its brackets, and leaves all else as it is written, errors of syntax too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Final

from treatygraph.errors import QueryRefused
from treatygraph.queries.scan import pieces
from treatygraph.store.answers import Dataset

_HIDDEN: Final = "tgcopy"
"""What the variables that stand for copies of graphs begin with."""

STEP: Final = "tgcopystep"
"""What those begin with that stand between the parts of a path."""

_NOTHING: Final = ("skip", "")
"""Kinds of pieces that are no tokens."""


class Pattern:
    """A query in pieces, and where its main pattern begins and ends among them.

    ``graphs`` is the graph that tells by ``copy`` of which graph each is the copy.
    """

    def __init__(self, text: str, graphs: str, copy: str) -> None:
        self._graphs, self._copy = graphs, copy
        self._pieces = list(pieces(text))
        groups = list(_groups(self._pieces))
        head = self._pieces[: groups[0][0]] if groups else []
        construct = any(_is(piece, "CONSTRUCT") for piece in head)
        self._short = construct and any(_is(piece, "WHERE") for piece in head)
        template = construct and not self._short
        self._begin, self._end = next(iter(groups[1:] if template else groups), (0, 0))
        _refuse_doubt([piece for piece in self._pieces if piece[0] not in _NOTHING])

    @property
    def asks_graphs(self) -> bool:
        """Whether it has a GRAPH pattern."""
        return any(_is(piece, "GRAPH") for piece in self._pieces)

    @property
    def exists_outside(self) -> bool:
        """Whether it asks EXISTS where results are made, not where they are found."""
        outside = (*self._pieces[: self._begin], *self._pieces[self._end :])
        return any(_is(piece, "EXISTS") for piece in outside)

    @property
    def names_dataset(self) -> bool:
        """Whether it has a FROM clause."""
        return any(_is(piece, "FROM") for piece in self._pieces[: self._begin])

    def within(self, graph: str) -> str:
        """The query with its pattern on one graph, and its GRAPH patterns on the copies."""
        out = self._on_copies()
        if not self._end:
            return "".join(out)
        before, body, after = (
            "".join(out[: self._begin]),
            "".join(out[self._begin + 1 : self._end]),
            "".join(out[self._end + 1 :]),
        )
        if self._short:  # the template of CONSTRUCT WHERE is its pattern, which has no GRAPH
            head = before.upper().rindex("WHERE")
            before = f"{before[:head]}{{{body}\n}} {before[head:]}"
        return f"{before}{{ GRAPH <{graph}> {{{body}\n}} }}{after}"

    def with_copies(self) -> str:
        """The query with its GRAPH patterns on the copies, its default graph as it is."""
        return "".join(self._on_copies())

    def _on_copies(self) -> list[str]:
        """The texts of all pieces; ``GRAPH x`` finds the copy of ``x`` first."""
        out = [text for _, text in self._pieces]
        asking = [at for at, piece in enumerate(self._pieces) if _is(piece, "GRAPH")]
        for number, place in enumerate(asking):
            of = self._after(place)
            if of is not None:
                copy = f"?{_HIDDEN}{number}"
                out[of] = f"<{self._graphs}> {{ {out[of]} <{self._copy}> {copy} }} GRAPH {copy}"
        return out

    def _after(self, place: int) -> int | None:
        """The place of the next token."""
        later = range(place + 1, len(self._pieces))
        return next((at for at in later if self._pieces[at][0] not in _NOTHING), None)

    # Its dataset --------------------------------------------------------------------------------

    def take_dataset(self) -> Dataset:
        """The dataset of its FROM clauses, which leave the text."""
        found: dict[bool, list[str]] = {False: [], True: []}
        for place in range(self._begin):
            if not _is(self._pieces[place], "FROM"):
                continue
            at = self._after(place)
            named = at is not None and _is(self._pieces[at], "NAMED")
            last = self._after(at) if named and at is not None else at
            if last is not None and last < self._begin:
                found[named].append(self._iri(self._pieces[last]))
                self._pieces[place : last + 1] = [("skip", " ")] * (last + 1 - place)
        return Dataset(tuple(found[False]), tuple(found[True]))

    def _iri(self, piece: tuple[str, str]) -> str:
        """The IRI of a FROM clause, its prefix resolved."""
        kind, text = piece
        if kind == "text":
            return text[1:-1]
        prefix, _, local = text.partition(":")
        told = [text for kind, text in self._pieces if kind not in _NOTHING]
        for keyword, name, value in zip(told, told[1:], told[2:], strict=False):
            if keyword.upper() == "PREFIX" and name == f"{prefix}:":
                return value[1:-1] + local
        return text


def _groups(of: Sequence[tuple[str, str]]) -> Iterator[tuple[int, int]]:
    """The outermost pairs of braces."""
    depth = begin = 0
    for place, (kind, text) in enumerate(of):
        if kind == "open":
            begin = begin if depth else place
            depth += 1
        elif kind == "close":
            depth -= 1
            if depth == 0 and text == "}":
                yield begin, place


def _is(piece: tuple[str, str], word: str) -> bool:
    return piece[0] == "run" and piece[1].upper() == word


def _refuse_doubt(tokens: Sequence[tuple[str, str]]) -> None:
    """A word that an engine might read as GRAPH and more, as ``trueGRAPH``, is none for us."""
    for at, (kind, text) in enumerate(tokens):
        word, colon, _ = text.upper().partition(":")
        glued = kind == "run" and "GRAPH" in word and (word != "GRAPH" or colon)
        following = tokens[at + 1][1] if at + 1 < len(tokens) else ""
        if glued and (not colon or following == "{"):
            raise QueryRefused(f"write a space before and after GRAPH, in {text}")


def without_copies(results: bytes) -> bytes:
    """SPARQL JSON without the variables that stand for copies, which ``SELECT *`` shows."""
    if f'"{_HIDDEN}'.encode() not in results:
        return results
    told = json.loads(results)
    if "vars" in told.get("head", {}):
        told["head"]["vars"] = [name for name in told["head"]["vars"] if _shown(name)]
        for row in told["results"]["bindings"]:
            for name in [name for name in row if not _shown(name)]:
                del row[name]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _shown(name: str) -> bool:
    return not name.startswith(_HIDDEN)
