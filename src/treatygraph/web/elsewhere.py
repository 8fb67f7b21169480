"""Serving a release whose statements lie in another's store: which it is, what else lies here."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import mkdtemp

from pyoxigraph import NamedNode

from treatygraph.assets import ontology_root, queries_root
from treatygraph.errors import EndpointFailed, ReleaseUnavailable
from treatygraph.iris import Base
from treatygraph.release import Manifest, Release
from treatygraph.release.build import CONTEXT, QUERIES, write_context, write_queries
from treatygraph.release.elsewhere import open_elsewhere
from treatygraph.release.history import RELEASES
from treatygraph.release.manifest import NAME as MANIFEST
from treatygraph.store import ALONE, Share
from treatygraph.store.engines import Credentials, engine_named
from treatygraph.store.engines.connection import checked_address
from treatygraph.store.published import COPY, Published, current_release, manifest_of, switches
from treatygraph.store.relay import Relay
from treatygraph.store.remote import RemoteStore
from treatygraph.web.config import ServeConfig

_GRAPHS = "SELECT DISTINCT ?g WHERE {{ VALUES ?g {{ {} }} GRAPH ?g {{ ?s ?p ?o }} }}"
_ANY = "SELECT ?s ?p ?o WHERE {{ GRAPH {} {{ ?s ?p ?o FILTER(isIRI(?s) && isIRI(?o)) }} }} LIMIT 1"
_SEEN = "SELECT ?seen WHERE {{ VALUES ?seen {{ 1 }} {} {} {} }}"

_LOOKED_FOR = 40
"""Graphs of a release that are looked for in a store, before it is served from there."""


class Elsewhere:
    """Tells the folder of the release that the store says is the current one, or ours.

    Of a release whose folder is not kept here, one is made of what the store tells of it. A store
    that tells of none holds the release that is current here.
    """

    def __init__(self, config: ServeConfig) -> None:
        self._config, self._remote = config, remote_of(config)
        self._link = Path(config.current)
        self._made = Path(config.described)
        self._known: Path | None = None

    def current(self) -> Path:
        """The folder of the release to serve; while the store is out of reach, that of before.

        Raises EndpointFailed, or ReleaseUnavailable where there is no release.
        """
        try:
            published = current_release(self._remote.raw().select, self._config.base or None)
        except EndpointFailed:
            if self._known is None:
                raise
            return self._known
        self._known = self._of(published) if published else self._ours()
        return self._known

    def release(self) -> Release:
        """What :func:`opened_elsewhere` opens, looked at beforehand."""
        return _opened(self._remote, self.current())[0]

    def _ours(self) -> Path:
        if not self._link.exists():
            raise ReleaseUnavailable(
                self._link.parent, f"no release here, nor is one told of at {self._remote.endpoint}"
            )
        return self._link.resolve()

    def _of(self, published: Published) -> Path:
        kept = self._link.parent / RELEASES / published.version
        made = self._made / published.version
        if (kept / MANIFEST).is_file():
            return kept.resolve()
        if not made.exists():
            self._make(made, manifest_of(self._remote.raw().select, published), published)
        return made

    def _make(self, folder: Path, told: Mapping[str, object], published: Published) -> None:
        """A folder of what the store tells, with the queries and words that ship with us."""
        if not told:
            reason = f"{self._remote.endpoint} does not tell what release {published.version} is"
            raise ReleaseUnavailable(folder, reason)
        beside, base = Path(mkdtemp(prefix=".making-", dir=self._made)), Base(published.base)
        of_files = {"files": {}, "dumps": {}, "graphs": self._graphs(published)}
        (beside / MANIFEST).write_text(json.dumps({**told, **of_files}), encoding="utf-8")
        write_queries(queries_root(), base, beside / QUERIES)
        write_context(ontology_root(), base, beside / CONTEXT)
        try:
            beside.rename(folder)
        except OSError:
            if not folder.is_dir():  # else another process of ours was the first
                raise
            shutil.rmtree(beside, ignore_errors=True)

    def _graphs(self, published: Published) -> dict[str, str]:
        """The named graphs that files were read into; of the files nothing is told."""
        asked = f"SELECT ?graph {{ GRAPH <{published.graphs}> {{ ?graph <{COPY}> ?copy }} }}"
        rows = self._remote.raw().select(asked).rows
        found = {term.value for (term,) in rows if isinstance(term, NamedNode)}
        return dict.fromkeys(sorted(found - {f"{published.base}graph/inferred"}), "")


def opened_elsewhere(
    config: ServeConfig, folder: Path, share: Share = ALONE
) -> tuple[Release, Relay]:
    """A release whose statements lie at the endpoint of the settings, and what asks it for others.

    Raises EndpointFailed where the endpoint does not answer, ReleaseUnavailable where it does not
    hold the release.
    """
    release, remote = _opened(remote_of(config), folder)
    return release, Relay(remote, config.limits, share)


def _opened(remote: RemoteStore, folder: Path) -> tuple[Release, RemoteStore]:
    """The release, and the store as far as it holds that release."""
    manifest = Manifest.read(folder)
    known = switches(remote.raw().select, manifest.base)
    published = next((one for _, one in known if one.version == manifest.version), None)
    remote = remote.of(published)
    release = open_elsewhere(folder, remote)
    if published is None:
        _check_holds(remote, release)
    return release, remote


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
