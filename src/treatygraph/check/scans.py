"""One look at every statement for all the queries that begin with one.

Such a query first groups all statements by their subject, or by their value, and asks a condition
of each group::

    { SELECT ?value WHERE { ?a ?b ?value } GROUP BY ?value HAVING ( … ) }

What no group fulfils leads to no row, and nearly always none does. To ask the conditions of
several queries of the same groups costs little more than to ask one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal

from treatygraph.check.finding import Term
from treatygraph.queries import QueryDocument
from treatygraph.store import EmbeddedStore

_PROLOGUE: Final = re.compile(r"(?:PREFIX\s+([\w-]*:)\s*(<[^<>\s]*>)\s*)*+(?=SELECT\b)")
_PREFIX: Final = re.compile(r"PREFIX\s+([\w-]*:)\s*(<[^<>\s]*>)")
_SCAN: Final = re.compile(
    r"SELECT\s+(?:DISTINCT\s+)?[?\w\s]+WHERE\s*\{\s*"
    r"\{\s*SELECT\s+(?P<group>\?\w+)\s+WHERE\s*\{\s*(?P<pattern>\?\w+\s+\?\w+\s+\?\w+)\s*\}"
    r"\s*GROUP BY\s+(?P=group)\s+HAVING\s*(?=\()"
)
"""A query that begins so, and joins all that follows to the groups that are left."""
_PIECE: Final = re.compile(
    r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>|#[^\n]*|(?P<open>\()|(?P<close>\))"
)


@dataclass(frozen=True, slots=True)
class Scan:
    """What a query asks of all subjects, or predicates, or values, before it does anything else."""

    name: str
    prefixes: Mapping[str, str]
    variable: str
    place: int
    """Which of the three terms of a statement the variable is, counted from 0."""
    condition: str


@dataclass(frozen=True, slots=True)
class SharedScan:
    """Scans of the same groups, whose prefixes mean the same, as one query."""

    scans: Sequence[Scan]

    @property
    def text(self) -> str:
        """A row for each group that fulfils a condition; a column for each says which."""
        prefixes = {key: iri for scan in self.scans for key, iri in scan.prefixes.items()}
        declared = "".join(f"PREFIX {key} {iri}\n" for key, iri in prefixes.items())
        columns = "\n".join(
            f"(IF({scan.condition}, true, false) AS ?held{number})"
            for number, scan in enumerate(self.scans)
        )
        group = self.scans[0].variable
        terms = [f"?scanned{place}" for place in range(3)]
        terms[self.scans[0].place] = group
        either = " || ".join(scan.condition for scan in self.scans)
        return (
            f"{declared}SELECT {group} {columns}\nWHERE {{ {' '.join(terms)} }}\n"
            f"GROUP BY {group}\nHAVING ({either})"
        )

    def idle(self, store: EmbeddedStore) -> set[str]:
        """The names of the queries that cannot find anything in a dataset."""
        rows = list(store.select(self.text).dicts())
        return {
            scan.name
            for number, scan in enumerate(self.scans)
            if not any(_is_true(row.get(f"held{number}")) for row in rows)
        }


def shared_scans(queries: Mapping[str, QueryDocument]) -> list[SharedScan]:
    """The scans that at least two of the queries share."""
    alike: defaultdict[tuple[str, int], list[Scan]] = defaultdict(list)
    for name, query in queries.items():
        scan = scan_of(name, query)
        if scan and _agree(scan, alike[scan.variable, scan.place]):
            alike[scan.variable, scan.place].append(scan)
    return [SharedScan(scans) for scans in alike.values() if len(scans) > 1]


def _agree(scan: Scan, others: Iterable[Scan]) -> bool:
    """Whether no prefix means one thing here and another there."""
    return all(
        other.prefixes.get(key, iri) == iri
        for other in others
        for key, iri in scan.prefixes.items()
    )


def _is_true(term: Term | None) -> bool:
    return isinstance(term, Literal) and term.value == "true"


def scan_of(name: str, query: QueryDocument) -> Scan | None:
    """The scan that a query begins with; None where it is written in any other way."""
    body = query.body
    prologue = _PROLOGUE.match(body)
    found = _SCAN.match(body, prologue.end()) if prologue else None
    if not prologue or not found:
        return None
    terms, condition = found["pattern"].split(), _bracketed(body, found.end())
    if len(set(terms)) < 3 or found["group"] not in terms or not condition or "_:" in condition:
        return None
    rest = body[found.end() + len(condition) :]
    if not re.match(r"\s*\}(?!\s*UNION\b)", rest):
        return None
    prefixes = dict(_PREFIX.findall(prologue[0]))
    return Scan(name, prefixes, found["group"], terms.index(found["group"]), condition)


def _bracketed(text: str, start: int) -> str:
    """A text from a round bracket to the one that closes it; empty where none does."""
    depth = 0
    for piece in _PIECE.finditer(text, start):
        depth += (piece.lastgroup == "open") - (piece.lastgroup == "close")
        if depth == 0:
            return text[start : piece.end()]
    return ""
