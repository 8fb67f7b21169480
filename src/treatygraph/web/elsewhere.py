"""Serving a release whose statements lie in another's store: which it is, what else lies here."""

from __future__ import annotations

import os
from pathlib import Path

from pyoxigraph import NamedNode

from treatygraph.errors import ReleaseUnavailable
from treatygraph.release import Release
from treatygraph.release.elsewhere import open_elsewhere
from treatygraph.store.engines import Credentials, engine_named
from treatygraph.store.engines.connection import checked_address
from treatygraph.store.relay import Relay
from treatygraph.store.remote import RemoteStore
from treatygraph.web.config import ServeConfig

_GRAPHS = "SELECT DISTINCT ?g WHERE {{ VALUES ?g {{ {} }} GRAPH ?g {{ ?s ?p ?o }} }}"
_ANY = "SELECT ?s ?p ?o WHERE {{ GRAPH {} {{ ?s ?p ?o FILTER(isIRI(?s) && isIRI(?o)) }} }} LIMIT 1"
_SEEN = "SELECT ?seen WHERE {{ VALUES ?seen {{ 1 }} {} {} {} }}"

_LOOKED_FOR = 40
"""Graphs of a release that are looked for in a store, before it is served from there."""


class Elsewhere:
    """Tells the folder of the release that the store holds, or that lies here for it.

    A store that holds no word of a release holds the one that is current here.
    """

    def __init__(self, config: ServeConfig) -> None:
        self._remote = remote_of(config)
        self._link = Path(config.current)

    def current(self) -> Path:
        """The folder of the release to serve. Raises ReleaseUnavailable where there is none."""
        if not self._link.exists():
            raise ReleaseUnavailable(
                self._link.parent,
                f"no release here, and none is told of at {self._remote.endpoint}",
            )
        return self._link.resolve()

    def release(self) -> Release:
        """What :func:`opened_elsewhere` opens, looked at beforehand."""
        return _release(self._remote, self.current())


def opened_elsewhere(config: ServeConfig, folder: Path) -> tuple[Release, Relay]:
    """A release whose statements lie at the endpoint of the settings, and what asks it for others.

    Raises EndpointFailed where the endpoint does not answer, ReleaseUnavailable where it does not
    hold the release.
    """
    remote = remote_of(config)
    return _release(remote, folder), Relay(remote, config.limits)


def _release(remote: RemoteStore, folder: Path) -> Release:
    release = open_elsewhere(folder, remote)
    _check_holds(remote, release)
    return release


def remote_of(config: ServeConfig) -> RemoteStore:
    """The endpoint of the settings, asked as whom the environment says."""
    return RemoteStore(
        checked_address(config.endpoint),
        timeout=config.query_seconds, most=config.limits.result_bytes,
        engine=engine_named(config.engine) if config.engine else None,
        credentials=Credentials.of(os.environ),
    )  # fmt: skip


def _check_holds(remote: RemoteStore, release: Release) -> None:
    """Raise ReleaseUnavailable unless a store that tells of no release holds this one."""
    looked_for = sorted(release.manifest.named_graphs)[:_LOOKED_FOR]
    asked = " ".join(str(NamedNode(graph)) for graph in looked_for)
    rows = remote.raw().select(_GRAPHS.format(asked)).rows
    if len(rows) < len(looked_for):
        raise ReleaseUnavailable(
            release.folder,
            f"{remote.endpoint} does not hold release {release.version}: of {len(looked_for)} "
            f"graphs that were looked for it has {len(rows)}",
        )
    if not _sees_union(remote, looked_for[0]):
        raise ReleaseUnavailable(
            release.folder,
            f"queries at {remote.endpoint} do not see the union of its named graphs: set the "
            "store up so, or load the release with `treatygraph publish`",
        )


def _sees_union(remote: RemoteStore, graph: str) -> bool:
    """Whether a statement of a named graph is seen by a query that names no graph."""
    found = remote.raw().select(_ANY.format(NamedNode(graph))).rows
    return all(remote.select(_SEEN.format(*row)).rows for row in found)
