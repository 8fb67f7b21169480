"""What a manifest tells of the statements of a release, noted as they are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from treatygraph.iris import Base
from treatygraph.namespaces import ONTOLOGY, expand
from treatygraph.release.closure import TYPE
from treatygraph.release.dumps import DumpRecord
from treatygraph.release.earlier import lines_of_replacing, replaced_things
from treatygraph.release.lines import Line, fact_of, quads_of

_OURS: Final = f" {TYPE.decode()} <{ONTOLOGY}#".encode()
_VERSION: Final = NamedNode(expand("owl:versionInfo"))


@dataclass(frozen=True, slots=True)
class Composed:
    """What the manifest tells of what was written."""

    counts: dict[str, int]
    classes: dict[str, int]
    ontology: str
    earlier: dict[str, list[str]]
    dumps: dict[str, DumpRecord]


class Tally:
    """Counts statements, and members of our classes, and gathers what is said to be replaced."""

    def __init__(self, shipped: Set[Line], base: Base) -> None:
        self._shipped, self._base = shipped, base
        self.statements = self._inferred = 0
        self._classes: Counter[bytes] = Counter()
        self._replacing: list[Line] = []
        self._own = f"> <{base.root}graph/inferred> .\n".encode()

    def note(self, lines: Sequence[Line], inferred: int) -> None:
        """Note lines, ``inferred`` of which are; all that tell the same fact at once."""
        self.statements += len(lines)
        self._inferred += inferred
        typed = {fact_of(line) for line in lines if _OURS in line and line not in self._shipped}
        terms = (fact.split(b" ", 2) for fact in typed)
        self._classes.update(cls for _, predicate, cls in terms if predicate == TYPE)
        told = (line for line in lines_of_replacing(lines) if not line.endswith(self._own))
        self._replacing.extend(told)

    def composed(self, dumps: dict[str, DumpRecord]) -> Composed:
        """What was noted, once all is."""
        counts = {"shipped": len(self._shipped), "inferred": self._inferred}
        counts["curated"] = self.statements - sum(counts.values())
        classes = {cls[len(ONTOLOGY) + 2 : -1].decode(): of for cls, of in self._classes.items()}
        return Composed(
            counts,
            dict(sorted(classes.items())),
            _ontology_version(self._shipped),
            replaced_things(self._replacing, self._base),
            dumps,
        )


def _ontology_version(lines: Iterable[Line]) -> str:
    told = sorted(line for line in lines if line.startswith(f"<{ONTOLOGY}> {_VERSION} ".encode()))
    found = (quad.object for quad in quads_of(told))
    return next((term.value for term in found if isinstance(term, Literal)), "unknown")
