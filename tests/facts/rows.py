"""The rows of the ledger: what became of every fact of the desk research, and what is wrong there.

``tests/facts/<file of the research>.tsv`` has a row for each provision and each discrepancy of that
file, and for other facts worth naming.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import RdfFormat, parse
from research import PROVISION, Research

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
DATA = ROOT / "data/triples"
COLUMNS = ("fact", "things", "what", "reason")
THINGS = "https://w3id.org/treatygraph/id/"
TERMS = "https://w3id.org/treatygraph/ontology#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
NORMS = {
    "Affirmation", "ConstitutiveRule", "Intention", "Norm", "Obligation", "ObligationOfConduct",
    "Permission", "Prohibition",
}  # fmt: skip

Curated = dict[str, set[str]]
"""Each thing of the data, named below ``/id/``, and the classes that a curator gave it."""


@dataclass(frozen=True)
class Row:
    """What one fact became: things named below ``/id/``; why, where it is nothing or a part."""

    file: str
    fact: str
    things: tuple[str, ...]
    what: str
    reason: str

    def becomes(self, curated: Curated, classes: set[str]) -> bool:
        """Whether one of its things is of one of these classes."""
        return any(curated.get(thing, set()) & classes for thing in self.things)


def read_rows(folder: Path = HERE) -> list[Row]:
    """All tables of a folder. Raises :class:`ValueError` at a line that is no row."""
    return [row for path in sorted(folder.glob("*.tsv")) for row in _table(path)]


def _table(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="") as table:
        header, *lines = list(csv.reader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    if tuple(header) != COLUMNS:
        raise ValueError(f"{path.name}: the columns are not {', '.join(COLUMNS)}")
    for number, line in enumerate(lines, 2):
        if len(line) != len(COLUMNS):
            raise ValueError(f"{path.name}, line {number}: {len(line)} cells, not {len(COLUMNS)}")
        fact, things, what, reason = (cell.strip() for cell in line)
        yield Row(path.stem, fact, tuple(things.split()), what, reason)


def read_curated(data: Path = DATA) -> Curated:
    """Every thing that is a subject in the curated Turtle."""
    curated: Curated = {}
    for path in sorted(data.rglob("*.ttl")):
        for quad in parse(path=str(path), format=RdfFormat.TURTLE):
            name = str(getattr(quad.subject, "value", "")).removeprefix(THINGS)
            classes = curated.setdefault(name, set())
            if quad.predicate.value == TYPE:
                classes.add(str(getattr(quad.object, "value", "")).removeprefix(TERMS))
    return curated


def faults_of_rows(rows: Iterable[Row], curated: Curated) -> list[str]:
    """What can be found wrong without the research: unknown things, rows that say nothing."""
    found: list[str] = []
    seen: set[tuple[str, str]] = set()
    for row in rows:
        where = f"{row.file} {row.fact}"
        found += [f"{where}: no such thing: {it}" for it in row.things if it not in curated]
        if (row.file, row.fact) in seen:
            found.append(f"{where}: two rows")
        if not row.things and not row.what:
            found.append(f"{where}: left out, and not said what it is")
        seen.add((row.file, row.fact))
    return found


def faults(rows: list[Row], research: dict[str, Research], curated: Curated) -> list[str]:
    """What is wrong with the ledger, held against the research; empty if nothing is."""
    told = {(row.file, row.fact) for row in rows}
    found = faults_of_rows(rows, curated)
    for file, part in research.items():
        found += [f"{file} {fact}: no row" for fact in part.facts if (file, fact) not in told]
    for row in rows:
        found += _faults_of_row(row, research.get(row.file), curated)
    return found


def _faults_of_row(row: Row, research: Research | None, curated: Curated) -> Iterator[str]:
    where = f"{row.file} {row.fact}"
    if research is None or row.fact not in research.addresses:
        yield f"{where}: no such place in the research"
        return
    fact = research.facts.get(row.fact)
    if row.reason or (fact and fact.kind == PROVISION and fact.memory_only):
        return
    if fact is None and not row.things:
        yield f"{where}: left out without a reason"
    elif fact and not row.becomes(curated, _wanted(fact.kind)):
        yield f"{where}: a {fact.kind} that is no {_name(fact.kind)}, and no reason"


def _wanted(kind: str) -> set[str]:
    return NORMS if kind == PROVISION else {"Disagreement"}


def _name(kind: str) -> str:
    return "norm" if kind == PROVISION else "disagreement"
