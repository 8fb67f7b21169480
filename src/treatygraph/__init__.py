"""treatygraph: a knowledge graph of treaties as open linked data.

``treatygraph.open`` opens a graph to be asked from Python: see docs/python.md.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from treatygraph.client import Graph

__version__ = "0.1.0"


def open(*places: str | os.PathLike[str], base: str | None = None) -> Graph:
    """A graph: of a server by its root, of a build folder or a release in it, or of RDF files.

    Without a place it is the folder ``build``. ``base`` is that of the things in files.
    """
    from treatygraph.client import open_graph  # what it needs takes long to import

    return open_graph(*places, base=base)
