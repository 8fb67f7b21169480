"""A query with what its header says of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from treatygraph.errors import QueryFileError
from treatygraph.iris import Base, rebase
from treatygraph.queries.header import Header, parse_header

ROW = re.compile(r"VALUES\s+(\?\w+|\([^(){}]*\))\s*\{[^{}]*\}")
"""A row of values: its variable, or its variables in brackets."""

_VARIABLE = re.compile(r"\?(\w+)")
_IRI = re.compile(r"<([^<>\"{}|^`\\\x00-\x20]*)>")


@dataclass(frozen=True, slots=True)
class QueryDocument:
    """One query file: its name, its text as written, and its header."""

    name: str
    text: str
    said: Header = field(default_factory=Header)

    @property
    def header(self) -> Mapping[str, str]:
        """The texts of the header by key."""
        return self.said.texts

    @property
    def summary(self) -> str:
        """The question, in the words of somebody who would ask it."""
        return self.header.get("summary", self.name)

    @property
    def description(self) -> str:
        """What the answer covers and what it leaves out; may be empty."""
        return self.header.get("description", "")

    @property
    def tags(self) -> tuple[str, ...]:
        """The words in ``tags: [a, b]``, or each after a dash."""
        return self.said.named("tags")

    @property
    def body(self) -> str:
        """The text without its header."""
        lines = self.text.splitlines(keepends=True)
        return "".join(line for line in lines if not line.startswith("#+")).lstrip("\n")

    def bound(self, values: Mapping[str, str]) -> QueryDocument:
        """The same query about other values, which fill the rows ``VALUES ?name { … }``.

        A row of several, ``VALUES (?one ?other) { … }``, is filled by as many values. A value is a
        term as SPARQL writes it, such as ``str()`` of a pyoxigraph term gives, or ``UNDEF``; what
        fills a row of one may be several terms.
        Raises QueryFileError for a name that has no such row.
        """
        left = dict(values)

        def filled(row: re.Match[str]) -> str:
            names = _VARIABLE.findall(row[1])
            if not names or not left.keys() >= set(names):
                return row[0]
            terms = " ".join(left.pop(name) for name in names)
            return f"VALUES {row[1]} {{ {f'({terms})' if row[1][0] == '(' else terms} }}"

        text = ROW.sub(filled, self.text)
        if left:
            name = next(iter(left))
            raise QueryFileError(f"{self.name}: there is no row VALUES ?{name} {{ … }} to fill")
        return replace(self, text=text)

    def under(self, base: Base) -> QueryDocument:
        """The same query about the things of another base; the ontology keeps its namespace."""
        return replace(self, text=_IRI.sub(lambda m: f"<{rebase(m[1], base)}>", self.text))


def parse_query(text: str, name: str) -> QueryDocument:
    """Read a query's header. Raises QueryFileError where a header line has no ``key: value``."""
    return QueryDocument(name, text, parse_header(text, name))


def load_query(path: Path, *, name: str | None = None) -> QueryDocument:
    """Read one query file; OSError and UnicodeDecodeError as from reading any text."""
    return parse_query(path.read_text(encoding="utf-8"), name or path.stem)


def load_queries(folder: Path) -> dict[str, QueryDocument]:
    """Every ``*.rq`` below a folder by its path without suffix, in the order of names."""
    paths = sorted(folder.rglob("*.rq"))
    names = [path.relative_to(folder).with_suffix("").as_posix() for path in paths]
    return {name: load_query(path, name=name) for name, path in zip(names, paths, strict=True)}
