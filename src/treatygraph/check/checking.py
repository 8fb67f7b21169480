"""The check: shapes and hygiene over a collection that parses, every finding located."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from treatygraph.check.engine import ShaclEngine
from treatygraph.check.finding import Finding, Severity
from treatygraph.check.hygiene import run_hygiene
from treatygraph.check.locate import locate
from treatygraph.collection import Collection, LoadedFile
from treatygraph.collection.loading import Progress, silent


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found, in the order of files and lines, and how much it looked at."""

    findings: Sequence[Finding]
    files: int
    triples: int

    def count(self, severity: Severity) -> int:
        """How many findings have a severity."""
        return sum(finding.severity == severity for finding in self.findings)

    def fails(self, *, strict: bool) -> bool:
        """Whether it has violations, or, where ``strict``, warnings."""
        worst = Severity.WARNING if strict else Severity.VIOLATION
        return any(finding.severity <= worst for finding in self.findings)


def check_collection(
    collection: Collection,
    shipped: Collection,
    ontology: Path,
    *,
    engine: ShaclEngine | None = None,
    progress: Progress = silent,
) -> CheckReport:
    """Check a collection against the shapes and hygiene queries of an ontology folder.

    ``shipped`` is that folder as read: its shapes are applied, and its terms are part of the data.
    """
    engine = engine or _reference_engine()
    shapes = [quad for loaded in shipped.files if _is_shapes(loaded) for quad in loaded.quads]
    terms = [quad for loaded in shipped.files if not _is_shapes(loaded) for quad in loaded.quads]
    data = [*terms, *collection.quads()]
    progress("hygiene", 0, 3)
    findings = run_hygiene(data, ontology / "hygiene")
    progress("shapes", 1, 3)
    findings += engine.validate(data, shapes)
    progress("locating", 2, 3)
    everything = Collection(collection.base, (*collection.files, *shipped.files))
    return CheckReport(locate(findings, everything), len(collection.files), len(collection))


def _reference_engine() -> ShaclEngine:
    """pySHACL, imported where it is needed: it and rdflib take half of a quick command's time."""
    from treatygraph.check.pyshacl_engine import PyshaclEngine

    return PyshaclEngine()


def _is_shapes(loaded: LoadedFile) -> bool:
    return "shapes" in loaded.file.name.split("/")[:-1]
