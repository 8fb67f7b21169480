"""The words that ship with the tool: ontology, vocabularies, shapes, prefixes, as graphs."""

from __future__ import annotations

from pathlib import Path

from treatygraph.collection.files import RdfFile, find_rdf_files, format_of
from treatygraph.collection.loading import Collection, load_files
from treatygraph.iris import Base

ALIGNMENT = "alignment"
"""The folder of what other vocabularies say, for a reasoner alone: no release holds it."""


def load_shipped(
    ontology: Path, base: Base, *, shapes: bool = True, shown: str = "ontology"
) -> Collection:
    """Read the ontology folder; ``…/graph/ontology/PATH`` names each of its graphs.

    ``shown`` is what the folder is called in messages.
    """
    found = find_rdf_files([ontology])
    files = [
        RdfFile(path, f"{shown}/{inner}", base.graph("ontology" / inner), format_of(path))
        for path, inner in found
        if inner.parts[0] != ALIGNMENT and (shapes or inner.parts[0] != "shapes")
    ]
    return load_files(files, base)
