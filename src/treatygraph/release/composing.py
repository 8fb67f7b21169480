"""Composing a release: all its files, written into a folder from what is known of each source."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode

from treatygraph import __version__
from treatygraph.collection import Collection
from treatygraph.collection.loading import Progress
from treatygraph.iris import Base
from treatygraph.namespaces import ONTOLOGY, expand
from treatygraph.release.closure import TYPE, Fact
from treatygraph.release.dumps import FOLDER, DumpRecord, write_dumps
from treatygraph.release.earlier import replaced_things
from treatygraph.release.hands import Hands
from treatygraph.release.inference import Inference
from treatygraph.release.lines import Line, fact_of, in_graph, quads_of, split_lines
from treatygraph.release.locations import write_locations
from treatygraph.release.manifest import FORM, FileRecord, Manifest
from treatygraph.release.options import BuildOptions
from treatygraph.release.sheets import KeptSheet, Sheets
from treatygraph.release.work import Work
from treatygraph.search import FILE as SEARCH
from treatygraph.search import write_search_of_lines
from treatygraph.store import EmbeddedStore

DATASET: Final = "dataset.nq"
LOCATIONS: Final = "locations.sqlite"

_OURS: Final = f" {TYPE.decode()} <{ONTOLOGY}#".encode()
_VERSION: Final = NamedNode(expand("owl:versionInfo"))
_STAGES: Final = ("reading", "inferring", "ordering", "writing", "dumping", "indexing", "measuring")


@dataclass(frozen=True, slots=True)
class Composed:
    """What the manifest tells of what was written."""

    counts: dict[str, int]
    classes: dict[str, int]
    ontology: str
    earlier: dict[str, list[str]]
    dumps: dict[str, DumpRecord]


@dataclass(slots=True)
class _Curated:
    """The statements of all files, and what each entails by itself."""

    lines: list[Line] = field(default_factory=list)
    shipped: list[Line] = field(default_factory=list)
    derived: set[Fact] = field(default_factory=set)
    links: set[Fact] = field(default_factory=set)

    @classmethod
    def of(cls, sheets: Sheets, shipped: Collection, store: EmbeddedStore) -> _Curated:
        """Read what is known of each file; its statements go into ``store`` as well."""
        found, names = cls(), {loaded.file.name for loaded in shipped.files}
        for loaded, sheet in sheets:
            lines = sheet.statements.splitlines(keepends=True)
            (found.shipped if loaded.file.name in names else found.lines).extend(lines)
            store.load_lines(sheet.statements)
            found.derived.update(split_lines(sheet.derived))
            found.links.update(split_lines(sheet.links))
        return found


def compose(
    options: BuildOptions,
    sheets: Sheets,
    shipped: Collection,
    folder: Path,
    *,
    progress: Progress,
    hands: Hands,
) -> Composed:
    """Write the dataset, its indexes and its dumps; indexes beside whatever else is done."""
    stage = _Stages(progress)
    stage.begin("reading")
    sheets.finish()
    store = EmbeddedStore()
    curated = _Curated.of(sheets, shipped, store)
    locating = hands.beside(_locate, sheets.kept(), folder / LOCATIONS)
    stage.begin("inferring")
    inferred = _inferred(options, sheets, curated, store)
    del store
    stage.begin("ordering")
    earlier = replaced_things([*curated.lines, *curated.shipped], options.base)
    classes = _class_counts([*curated.lines, *inferred])
    ontology = _ontology_version(curated.shipped)
    counts = {"shipped": len({*curated.shipped}), "inferred": len(inferred)}
    lines = [*curated.lines, *curated.shipped, *inferred]
    del curated, inferred
    lines.sort()
    lines = [line for line, _ in groupby(lines)]  # files that share a graph may say the same
    counts["curated"] = len(lines) - sum(counts.values())
    stage.begin("writing")
    with (folder / DATASET).open("wb") as out:
        out.writelines(lines)
    indexing = hands.beside(_index, folder / DATASET, folder / SEARCH, options.base)
    stage.begin("dumping")
    dumps = {} if options.withheld else write_dumps(
        lines, folder / FOLDER, options.base, work=Work(options.work), hands=hands
    )  # fmt: skip
    del lines
    stage.begin("indexing")
    locating.result()
    indexing.result()
    return Composed(counts, classes, ontology, earlier, dumps)


class _Stages:
    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def begin(self, stage: str) -> None:
        self._progress(stage, _STAGES.index(stage), len(_STAGES))


def _inferred(
    options: BuildOptions, sheets: Sheets, curated: _Curated, store: EmbeddedStore
) -> list[Line]:
    """The lines that are inferred, in no order."""
    inference = Inference(sheets.rules)
    inference.close(curated.derived, curated.links)
    inference.apply(options.ontology / "rules", options.base, store)
    inference.leave_out(map(fact_of, curated.lines))
    inference.leave_out(map(fact_of, curated.shipped))
    return [*in_graph(inference.facts, f"{options.base.root}graph/inferred")]


def _locate(files: Iterable[tuple[str, KeptSheet]], path: Path) -> None:
    write_locations(((name, kept.sheet.places) for name, kept in files), path)


def _index(dataset: Path, path: Path, base: Base) -> None:
    with dataset.open("rb") as lines:
        write_search_of_lines(lines, path, base)


def _class_counts(lines: Iterable[Line]) -> dict[str, int]:
    """How many things each class of ours has, by local name."""
    members = {fact_of(line) for line in lines if _OURS in line}
    terms = (fact.split(b" ", 2) for fact in members)
    counts = Counter(cls[len(ONTOLOGY) + 2 : -1].decode() for _, predicate, cls in terms
                     if predicate == TYPE)  # fmt: skip
    return dict(sorted(counts.items()))


def _ontology_version(lines: Iterable[Line]) -> str:
    told = (line for line in lines if line.startswith(f"<{ONTOLOGY}> {_VERSION} ".encode()))
    found = (quad.object for quad in quads_of(told))
    return next((term.value for term in found if isinstance(term, Literal)), "unknown")


def manifest_of(
    options: BuildOptions, files: Sequence[tuple[str, str]], composed: Composed, folder: Path,
    version: str,
) -> Manifest:  # fmt: skip
    """The manifest of what lies in a folder; ``files`` are the sources, by graph and name."""
    graphs = dict(files)
    written = sorted(path for path in folder.rglob("*") if path.is_file())
    with ThreadPoolExecutor(os.cpu_count()) as beside:
        records = dict(zip(written, beside.map(FileRecord.of, written), strict=True))
    return Manifest(
        form=FORM,
        version=version,
        base=options.base.root,
        tool=__version__,
        ontology=composed.ontology,
        counts=composed.counts | {"graphs": len(graphs) + 1},
        classes=composed.classes,
        graphs=graphs,
        files={path.relative_to(folder).as_posix(): record for path, record in records.items()},
        title=options.title,
        authors=options.authors,
        licence=options.licence,
        rights=options.rights,
        withheld=options.withheld,
        dumps=composed.dumps,
        earlier=composed.earlier,
    )
