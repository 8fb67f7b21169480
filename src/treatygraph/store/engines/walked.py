"""Paths of any length put into a query's words as pairs that are stored: no engine walks them.

``?norm tg:topic/skos:broader* ?topic`` is asked as ``?norm tg:topic ?tgstep0 . GRAPH <…> { ?tgstep0
<…> ?topic }``. The answers stay the same, and how often each comes: a path of any length gives each
pair once, as a graph holds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count, pairwise

from treatygraph.store.engines.naming import full, prefixes
from treatygraph.store.engines.reading import (
    NotRead,
    Path,
    Reader,
    Token,
    Triples,
    tokens,
)
from treatygraph.store.inside import STEP
from treatygraph.store.walks import Walk, Walks

_OPTIONAL = ("*", "+", "?")


def with_walks(text: str, walks: Walks) -> str:
    """A query with each path that ``walks`` holds the pairs of, in its graph, asked for there.

    A query that is not read here, or shows whatever it has (``DISTINCT *``), is left as it is.
    """
    told = tokens(text)
    any_length = any(kind in ("", "form") and sign in _OPTIONAL for kind, sign in told)
    if not any_length or _doubtful(told):
        return text
    try:
        found = Reader(told).read()
    except NotRead:
        return text
    rewriting = _Rewriting(walks, prefixes(told))
    out = [piece for _, piece in told]
    for triples in found:
        if triples.graph == f"<{walks.of}>" and (written := rewriting.written(triples)):
            nothing = [""] * (triples.end - triples.begin - 1)
            out[triples.begin : triples.end] = [f"{written} ", *nothing]
    return "".join(out)


def _doubtful(told: list[Token]) -> bool:
    """Whether a query has what more variables or more groups could change: rows told apart by all
    that they have, or a blank node that would stand in two groups."""
    words = [text.upper() for kind, text in told if kind != "skip"]
    apart = any(one in ("DISTINCT", "REDUCED") and other == "*"
                for one, other in pairwise(words))  # fmt: skip
    return apart or any(word.startswith("_:") for word in words)


@dataclass(slots=True)
class _Rewriting:
    """Writes triples anew; each variable that it needs has another number."""

    walks: Walks
    prefixes: Mapping[str, str]
    numbers: Iterator[int] = field(default_factory=count)

    def written(self, triples: Triples) -> str:
        """The same triples with the walks that are stored; "" where there are none."""
        ends = (triples.subject, *(term for _, term in triples.pairs))
        if not any(map(self._walked, (path for path, _ in triples.pairs))) or any(
            term[0] in "[(" for term in ends
        ):
            return ""
        return " . ".join(self._pair(triples.subject, path, term) for path, term in triples.pairs)

    def _walked(self, path: Path) -> bool:
        """Whether any part of a path is stored."""
        return self._walk(path) is not None or any(map(self._walked, path.parts))

    def _walk(self, path: Path) -> Walk | None:
        """The walk that a path is, where its pairs are stored."""
        if path.sign not in _OPTIONAL:
            return None
        (inner,) = path.parts
        links = inner.parts if inner.sign == "|" else (inner,)
        if any(link.sign for link in links):
            return None
        walk = Walk(frozenset(full(link.text, self.prefixes) for link in links), path.sign)
        return walk if walk in self.walks.held else None

    # Paths -------------------------------------------------------------------------------------

    def _pair(self, start: str, path: Path, end: str) -> str:
        """A path from one term to another."""
        if not self._walked(path):
            return f"{start} {_text(path)} {end}"
        if walk := self._walk(path):
            return f"GRAPH <{self.walks.graph}> {{ {start} <{walk.predicate}> {end} }}"
        if path.sign == "^":
            return self._pair(end, path.parts[0], start)
        if path.sign == "|":
            return " UNION ".join(f"{{ {self._pair(start, part, end)} }}" for part in path.parts)
        if path.sign == "/":
            return self._steps(start, path, end)
        return f"{start} {_text(path)} {end}"

    def _steps(self, start: str, path: Path, end: str) -> str:
        """A path's parts one after the other, those that are not stored in as few as may be."""
        parts = list[Path]()
        for part in path.parts:
            if parts and not self._walked(part) and not self._walked(parts[-1]):
                before = parts.pop()
                of = before.parts if before.sign == "/" else (before,)
                part = Path("/", (*of, part))
            parts.append(part)
        between = [f"?{STEP}{next(self.numbers)}" for _ in parts[1:]]
        stops = [start, *between, end]
        return " . ".join(map(self._pair, stops, parts, stops[1:]))


def _text(path: Path) -> str:
    """A path as a query writes it."""
    if not path.sign:
        return path.text
    inner = [_text(part) if not part.sign else f"({_text(part)})" for part in path.parts]
    if path.sign in ("/", "|"):
        return path.sign.join(inner)
    return f"^{inner[0]}" if path.sign == "^" else f"{inner[0]}{path.sign}"
