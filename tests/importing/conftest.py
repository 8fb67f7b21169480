"""Imports of small sets that tests make: invented content, in the form of the real ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from import_support import FILES_OF_STATES, ONTOLOGY, Imported, Importer, nothing, written

from treatygraph.collection.formatting import known_prefixes
from treatygraph.importing import Options, import_set


@pytest.fixture
def imported(tmp_path: Path) -> Importer:
    """Import files, given by name, as a kind of set."""
    count = 0

    def run(
        kind: str, files: dict[str, str | bytes] | Path, *, into: Path | None = None,
        actors: Path | None = None, jobs: int = 1,
    ) -> Imported:  # fmt: skip
        nonlocal count
        count += 1
        path = files if isinstance(files, Path) else written(tmp_path / f"set{count}", files)
        folder = into or tmp_path / f"collection{count}"
        prefixes = known_prefixes(ONTOLOGY)
        options = Options(kind, path, folder, prefixes, actors, jobs=jobs)
        return Imported(folder, import_set(options, nothing))

    return run


@pytest.fixture(scope="session")
def states(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A collection of invented States, and of those that ship, for parties to be."""
    root = tmp_path_factory.mktemp("states")
    path = written(root / "set", FILES_OF_STATES)
    options = Options("state-codes", path, root / "collection", known_prefixes(ONTOLOGY))
    import_set(options, nothing)
    return root / "collection"
