"""What a release says of each agreement: statements gathered from a dataset by the agreement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from itertools import chain, groupby
from pathlib import Path
from typing import Final

from treatygraph.iris import Base
from treatygraph.namespaces import expand
from treatygraph.release.lines import END, Line, fact_of
from treatygraph.sorting import Runs

_TYPE, _AGREEMENT, _CONCERNS = (
    f"<{expand(name)}>".encode() for name in ("rdf:type", "tg:Agreement", "tg:concerns")
)
_BETWEEN: Final = b"\t"
"""Between an agreement and lines, without their ends, of a record: no term has a tab."""


def agreements_of(
    dataset: Path, graphs: Set[bytes], base: Base, aside: Path
) -> Iterator[tuple[str, list[Line]]]:
    """Each agreement's IRI and its statements as lines of N-Triples, sorted.

    Those about the agreement, about everything whose IRI lies below its own (provisions, norms,
    participations, acts), about what is said to concern one of these (events), and about the
    files that all this is written in, with their sources and licence; curated and inferred.

    ``dataset`` holds the lines of a release in order, ``graphs`` are theirs, in brackets. The lines
    are sorted by agreement in the folder ``aside``; of what is in memory, what is said of graphs
    alone grows with a release.
    """
    space = f"<{base.root}id/agreement/".encode()
    records, described = Runs(aside), dict[bytes, bytes]()
    with dataset.open("rb") as lines:
        for subject, group in groupby(lines, key=_subject_of):
            said = list(group)
            for agreement in _agreements_of(subject, said, space):
                records.add(_record(agreement, said))
            if subject in graphs:
                described[subject] = b"".join(said)
    everything = chain.from_iterable(records.blocks())
    for agreement, of in groupby(everything, key=lambda record: record[: record.index(_BETWEEN)]):
        if facts := _facts(agreement, of, described):
            yield agreement[1:-1].decode(), [fact + END for fact in sorted(facts)]


def _facts(agreement: bytes, records: Iterable[bytes], described: dict[bytes, bytes]) -> set[bytes]:
    """What is said of an agreement; nothing of what is not said to be one."""
    lines = [line for record in records for line in record[:-1].split(_BETWEEN)[1:]]
    facts = {line[: line.rindex(b" ", 0, -2)] for line in lines}
    if b"%b %b %b" % (agreement, _TYPE, _AGREEMENT) not in facts:
        return set()
    for graph in {line[line.rindex(b" ", 0, -2) + 1 : -2] for line in lines}:
        facts.update(map(fact_of, described.get(graph, b"").splitlines(keepends=True)))
    return facts


def _record(agreement: bytes, said: list[Line]) -> bytes:
    return agreement + _BETWEEN + b"".join(said)[:-1].replace(b"\n", _BETWEEN) + b"\n"


def _subject_of(line: Line) -> bytes:
    return line[: line.index(b" ")]


def _agreements_of(subject: bytes, said: Iterable[Line], space: bytes) -> set[bytes]:
    """The agreements that a subject belongs to, by its own IRI or by what it concerns."""
    named = [subject]
    if not subject.startswith(space):
        terms = (fact_of(line).split(b" ", 2) for line in said if _CONCERNS in line)
        named = [object_ for _, predicate, object_ in terms if predicate == _CONCERNS]
    keys = {iri[len(space) : -1].partition(b"/")[0] for iri in named if iri.startswith(space)}
    return {space + key + b">" for key in keys if key}
