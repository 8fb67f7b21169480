"""Opening a graph: a server by its address, a release by its folder, or files as they are."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from shutil import rmtree
from weakref import finalize

from treatygraph.client.graph import Graph
from treatygraph.client.sources import LocalSource, RemoteSource
from treatygraph.errors import StoreUnavailable
from treatygraph.iris import BadBase, Base
from treatygraph.release import Release, open_current, open_files, open_release
from treatygraph.release.history import CURRENT
from treatygraph.release.manifest import NAME
from treatygraph.store import Store


def open_graph(
    *places: str | os.PathLike[str],
    base: str | None = None,
    store_of: Callable[[Release], Store] | None = None,
) -> Graph:
    """A graph to ask: of a server's root, of a build folder or a release in it, or of RDF files.

    ``base`` is that of the things in files; ``store_of`` makes what answers the queries of a
    release, which else are answered in this process. Raises ReleaseUnavailable, StoreUnavailable,
    NothingToRead or UnreadableFiles, each in one sentence.
    """
    given = [os.fspath(place) for place in places] or ["build"]
    if len(given) == 1 and given[0].startswith(("http://", "https://")):
        return Graph(_remote(given[0]))
    release = _release([Path(place) for place in given], Base(base) if base else Base())
    return Graph(LocalSource(release, store_of(release) if store_of else None))


def _release(paths: list[Path], base: Base) -> Release:
    """The release of a folder, or one of the moment that is made of files."""
    if len(paths) == 1 and (paths[0] / CURRENT).exists():
        return open_current(paths[0])
    if len(paths) == 1 and (paths[0] / NAME).exists():
        return open_release(paths[0])
    for path in paths:
        if not path.exists():
            raise StoreUnavailable(f"{path}: there is no such file or folder: give the address of "
                                   "a server, a build folder, or RDF files")  # fmt: skip
    release = open_files(paths, base=base)
    finalize(release, rmtree, release.folder, ignore_errors=True)  # it is in a temporary folder
    return release


def _remote(address: str) -> RemoteSource:
    try:
        return RemoteSource(Base(address if address.endswith("/") else f"{address}/").root)
    except BadBase:
        raise StoreUnavailable(f"{address!r} is no address of a server: give its root, such as "
                               "https://w3id.org/treatygraph/") from None  # fmt: skip
