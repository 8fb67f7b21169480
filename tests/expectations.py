"""What competency questions are expected to be answered, read from where it was written down."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from treatygraph.namespaces import DEFAULT_BASE, KINDS, PREFIX
from treatygraph.queries import QueryDocument, load_query

HERE = Path(__file__).parent / "competency"
QUERIES = HERE.parents[1] / "queries/competency"
SLUGS = sorted(path.stem for path in QUERIES.glob("*.rq"))
Cell = tuple[str, str] | None
Bag = Counter[tuple[Cell, ...]]

PREFIXES = PREFIX | {kind: f"{DEFAULT_BASE}id/{kind}/" for kind in KINDS}
PREFIXED_NAME = re.compile(r"([a-z][a-z-]*):(\S+)")


def expected_cell(text: str) -> Cell:
    """What a cell of an expectation stands for: nothing, an IRI by prefixed name, or a text."""
    name = PREFIXED_NAME.fullmatch(text)
    if name and name[1] in PREFIXES:
        return "iri", PREFIXES[name[1]] + name[2]
    return ("text", text) if text else None


def expected(slug: str) -> tuple[list[str], Bag]:
    """The variables and the solutions that were written down for a question."""
    with (HERE / f"{slug}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert all(len(row) == len(header) for row in rows), f"{slug}.csv: a row of another width"
    assert header[-1] == "fact", f"{slug}.csv: the rows do not name their facts"
    return header[:-1], Counter(tuple(map(expected_cell, row[:-1])) for row in rows)


def load(slug: str) -> QueryDocument:
    """The query of a question."""
    return load_query(QUERIES / f"{slug}.rq")


def embedded_cell(term: object) -> Cell:
    """A term of pyoxigraph."""
    if term is None:
        return None
    assert isinstance(term, NamedNode | Literal)
    return ("iri" if isinstance(term, NamedNode) else "text"), term.value


def difference(found: Bag, wanted: Bag) -> str:
    """What is missing and what is too much, a solution a line."""
    lines = [f"missing:  {row}" for row in (wanted - found).elements()]
    lines += [f"too much: {row}" for row in (found - wanted).elements()]
    return "\n".join(lines)
