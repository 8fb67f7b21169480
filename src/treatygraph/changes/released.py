"""What changed from a release to the one that follows it, as a feed tells it.

Read are the subjects that differ and what their sentences name, each found by halving the files:
what is told costs as much as has changed, whatever the size of the releases.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from treatygraph.changes.comparing import compare
from treatygraph.changes.concerning import Concerning
from treatygraph.changes.differing import Differing, differing
from treatygraph.changes.facts import Facts
from treatygraph.changes.homes import FILES
from treatygraph.changes.model import KINDS
from treatygraph.changes.sides import Side, graphs_of_words, side_of_quads
from treatygraph.namespaces import DEFAULT_BASE
from treatygraph.release.build import DATASET
from treatygraph.release.manifest import Manifest
from treatygraph.release.subjects import Statements, statements

MOST_SUBJECTS = 5_000
"""Of more subjects that differ, agreements and actors are told, and not their parts."""
MOST_TOLD = 20_000
"""So many of those are told at the most; the first in the order of their IRIs."""

_STEPS, _STEPS_OF_TOPS = 3, 1
"""How far from a thing that differs its sentence looks: from an act to its participation, to the
actor, to the name of the kind that the actor is of; from an agreement to its type."""
_TOPS = re.compile(r"id/(agreement|state|organization|non-state-actor|person)/[^/]+\Z")
_OF_PARTICIPATION = b"ontology#ofParticipation> "


@dataclass(frozen=True, slots=True)
class ToldChange:
    """One thing that was added, removed, changed or renamed."""

    home: str
    """The agreement or document that it belongs to, or is; empty where there is no one."""
    heading: str
    iri: str
    was: str
    """The IRI that a renamed thing had; else empty."""
    change: str
    """One of :data:`treatygraph.changes.model.KINDS`."""
    cls: str
    sentence: str
    """What is told below the heading."""
    alone: str
    """The same where no heading says what it belongs to."""
    concerns: tuple[str, ...] = ()
    """IRIs of all that it is of interest to: itself, its home, actors."""


@dataclass(frozen=True, slots=True)
class Step:
    """From a release to the next: how much changed, and what."""

    before: str
    after: str
    counts: dict[str, int]
    """How many things are told of each kind of change."""
    added: int
    removed: int
    """Triples."""
    whole: bool
    """Whether each thing is told; else agreements and actors alone are."""
    told: tuple[ToldChange, ...]


def step_between(before: Path, after: Path) -> Step:
    """What changed from one release to another, by their folders.

    Raises ReleaseUnavailable or OSError where one cannot be read.
    """
    old, new = Manifest.read(before), Manifest.read(after)
    left_out = {graph for of in (old, new)
                for graph in (*graphs_of_words(of), f"{of.base}graph/inferred")}  # fmt: skip
    found = differing(before / DATASET, after / DATASET, left_out)
    whole = len(found.subjects) <= MOST_SUBJECTS
    wanted = found.subjects if whole else _tops(found, old, new)
    with ExitStack() as opened:
        one = _Release(before, old, opened.enter_context(statements(before / DATASET)))
        other = _Release(after, new, opened.enter_context(statements(after / DATASET)))
        told = _told(one, other, wanted, whole=whole)
    counts = Counter(thing.change for thing in told)
    return Step(old.version, new.version, {kind: counts[kind] for kind in KINDS},
                found.added, found.removed, whole, told)  # fmt: skip


def _tops(found: Differing, *of: Manifest) -> set[str]:
    bases = tuple({manifest.base for manifest in of})
    paths = ((iri, iri[len(base) :]) for iri in sorted(found.subjects)
             for base in bases if iri.startswith(base))  # fmt: skip
    return set(islice((iri for iri, path in paths if _TOPS.match(path)), MOST_TOLD))


@dataclass(frozen=True, slots=True)
class _Release:
    folder: Path
    manifest: Manifest
    statements: Statements

    def quads(self, iris: Iterable[str]) -> list[Quad]:
        """All that is said of some things."""
        lines = (line for iri in sorted(iris) for line in self.statements.of(iri))
        return list(parse(b"".join(lines), format=RdfFormat.N_QUADS))

    def reach(self, start: set[str], steps: int) -> set[str]:
        """The things, and those that their sentences may name, so many steps away."""
        seen, edge = set(start), start | self._other_acts(start)
        for _ in range(steps):
            terms = (
                term.value for quad in self.quads(edge)
                for term in (quad.predicate, quad.object) if isinstance(term, NamedNode)
            )  # fmt: skip
            seen |= edge
            edge = set(terms) - seen
        return seen | edge

    def _other_acts(self, start: set[str]) -> set[str]:
        """The acts of the agreements of acts: of two alike, each has to be told by its own name."""
        homes = {iri.rpartition("/")[0] for iri in start
                 if any(_OF_PARTICIPATION in line for line in self.statements.of(iri))}  # fmt: skip
        lines = (line for home in homes for line in self.statements.below(home)
                 if _OF_PARTICIPATION in line)  # fmt: skip
        return {line[1 : line.index(b"> ")].decode() for line in lines}

    def side(self, quads: list[Quad]) -> Side:
        """What is curated of that, under the default base."""
        return side_of_quads(self.manifest.version, self.manifest, self.folder / DATASET, quads)

    def words(self, quads: list[Quad]) -> Iterable[Quad]:
        """What is shipped of that."""
        graphs = graphs_of_words(self.manifest)
        return (quad for quad in quads if getattr(quad.graph_name, "value", "") in graphs)


def _told(
    one: _Release, other: _Release, wanted: set[str], *, whole: bool
) -> tuple[ToldChange, ...]:
    """The sentences on the things that are wanted, in the order in which a reviewer reads.

    What files say of themselves (when they were written, by whom) is no news of any treaty.
    """
    if not wanted:
        return ()
    steps = _STEPS if whole else _STEPS_OF_TOPS
    known = one.reach(wanted, steps) | other.reach(wanted, steps)
    old, new = one.quads(known), other.quads(known)
    words = Facts((quad.subject, quad.predicate, quad.object)  # type: ignore[misc]
                  for quad in (*one.words(old), *other.words(new)))  # fmt: skip
    sides = one.side(old), other.side(new)
    root = other.manifest.base
    concerning = Concerning(sides[0].facts, sides[1].facts, (one.statements, other.statements),
                            (one.manifest.base, root))  # fmt: skip
    ours = {_under(iri, one.manifest.base, DEFAULT_BASE) for iri in wanted}
    ours |= {_under(iri, root, DEFAULT_BASE) for iri in wanted}
    return tuple(
        ToldChange(
            home=_under(group.iri, DEFAULT_BASE, root), heading=group.label,
            iri=_under(thing.iri, DEFAULT_BASE, root), was=_under(thing.was, DEFAULT_BASE, root),
            change=thing.change, cls=thing.cls, sentence=thing.sentence, alone=thing.alone,
            concerns=tuple(sorted(_under(iri, DEFAULT_BASE, root)
                                  for iri in concerning.of(thing, group.iri))),
        )
        for group in compare(*sides, words).groups if group.label != FILES
        for thing in group.things if thing.iri in ours
    )  # fmt: skip


def _under(iri: str, base: str, onto: str) -> str:
    return onto + iri[len(base) :] if iri.startswith(base) else iri
