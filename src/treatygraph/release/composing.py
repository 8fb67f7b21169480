"""Composing a release: all its files, written into a folder from what is known of each source."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from treatygraph import __version__
from treatygraph.collection import Collection
from treatygraph.collection.loading import Progress
from treatygraph.iris import Base
from treatygraph.release.closure import Fact
from treatygraph.release.dumps import FOLDER, write_dumps
from treatygraph.release.hands import Hands
from treatygraph.release.inference import Inference
from treatygraph.release.lines import Line, split_lines
from treatygraph.release.locations import write_locations
from treatygraph.release.manifest import FORM, FileRecord, Manifest
from treatygraph.release.memory import give_back
from treatygraph.release.options import BuildOptions
from treatygraph.release.ordering import ByGraph, settled, whole_facts
from treatygraph.release.sheets import KeptSheet, Sheets
from treatygraph.release.tally import Composed, Tally
from treatygraph.release.work import Work
from treatygraph.search import FILE as SEARCH
from treatygraph.search import write_search_of_dataset
from treatygraph.sorting import Runs
from treatygraph.store import EmbeddedStore

DATASET: Final = "dataset.nq"
LOCATIONS: Final = "locations.sqlite"

_STAGES: Final = ("reading", "inferring", "writing", "dumping", "indexing", "measuring")


class _Sorting:
    """The statements of a release, while they are put in order."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lines = Runs(folder)
        """All lines, and what is inferred, marked."""
        self.by_graph = ByGraph(folder)
        self.shipped: set[Line] = set()
        self.links: set[Fact] = set()

    def read(self, sheets: Sheets, shipped: Collection, store: EmbeddedStore) -> None:
        """Read what is known of each file; what the rules look at goes into ``store``."""
        names = {loaded.file.name for loaded in shipped.files}
        for loaded, sheet in sheets:
            if loaded.file.name in names:
                self.shipped.update(sheet.statements.splitlines(keepends=True))
            self.lines.add(sheet.statements)
            self.lines.add(sheet.derived)
            self.by_graph.add(sheet.statements)
            self.links.update(split_lines(sheet.links))
            store.load_lines(sheet.asked)

    def take_links(self) -> set[Fact]:
        """The links of all chains, which are let go of."""
        links, self.links = self.links, set()
        return links


def compose(
    options: BuildOptions,
    sheets: Sheets,
    shipped: Collection,
    folder: Path,
    *,
    progress: Progress,
    hands: Hands,
) -> Composed:
    """Write the dataset, its indexes and its dumps; indexes beside whatever else is done.

    No more of the statements is in memory than a part, but for what the rules look at.
    """
    with TemporaryDirectory(dir=folder, prefix=".sorting-") as aside:
        return _composed(options, sheets, shipped, folder, _Sorting(Path(aside)), progress, hands)


def _composed(
    options: BuildOptions, sheets: Sheets, shipped: Collection, folder: Path, sorting: _Sorting,
    progress: Progress, hands: Hands,
) -> Composed:  # fmt: skip
    stage = _Stages(progress)
    stage.begin("reading")
    sheets.finish()
    give_back()  # of what the check took
    store = EmbeddedStore()
    sorting.read(sheets, shipped, store)
    locating = hands.beside(_locate, sheets.kept(), folder / LOCATIONS)
    stage.begin("inferring")
    rules = options.ontology / "rules"
    inference = Inference(sheets.rules, sorting.lines, store, rules, options.base)
    inference.close(sorting.take_links())
    inference.apply()
    del store, inference
    give_back()
    stage.begin("writing")
    dataset = folder / DATASET
    tally = _written(sorting, dataset, options.base)
    indexing = hands.beside(write_search_of_dataset, dataset, folder / SEARCH, options.base)
    stage.begin("dumping")
    dumps = {} if options.withheld else write_dumps(
        dataset, sorting.by_graph, folder / FOLDER, options.base,
        statements=tally.statements, aside=sorting.folder, work=Work(options.work), hands=hands,
    )  # fmt: skip
    stage.begin("indexing")
    locating.result()
    indexing.result()
    return tally.composed(dumps)


class _Stages:
    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def begin(self, stage: str) -> None:
        self._progress(stage, _STAGES.index(stage), len(_STAGES))


def _written(sorting: _Sorting, path: Path, base: Base) -> Tally:
    """Write the dataset, and note what is inferred among its graphs."""
    tally = Tally(sorting.shipped, base)
    graph = f"<{base.root}graph/inferred>".encode()
    with path.open("wb") as out:
        for block in whole_facts(sorting.lines.blocks()):
            lines, inferred = settled(block, graph)
            text = b"".join(lines)
            out.write(text)
            sorting.by_graph.add(b"".join(inferred))
            tally.note(lines, len(inferred))
    sorting.lines.remove()
    return tally


def _locate(files: Iterable[tuple[str, KeptSheet]], path: Path) -> None:
    write_locations(((name, kept.sheet.places) for name, kept in files), path)


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
