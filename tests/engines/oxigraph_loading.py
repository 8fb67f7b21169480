"""Releases put into Oxigraph in one piece, which its graph store takes as N-Quads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from urllib.request import Request, urlopen

from servers import Engine

from treatygraph.release import Release
from treatygraph.store.published import (
    COPY,
    MANIFEST,
    POINTER,
    POSITION,
    RELEASE_OF,
    VERSION,
    Published,
)

_INTEGER = "http://www.w3.org/2001/XMLSchema#integer"


def load(engine: Engine, dataset: Path) -> None:
    """A dataset as it is."""
    _send(engine, dataset.read_bytes())


def hold(engine: Engine, release: Release, *, version: str, position: int) -> None:
    """A release as ``treatygraph publish`` lays it out, under a version; it is the current one
    where its position is the greatest."""
    lines = [*_statements(release, Published(release.base.root, version)),
             *_pointer(release, version, position)]  # fmt: skip
    _send(engine, "\n".join(lines).encode() + b"\n")


def _statements(release: Release, as_: Published) -> Iterator[str]:
    for line in release.dataset.read_text(encoding="utf-8").splitlines():
        triple, graph, _ = line.rsplit(" ", 2)
        yield f"{triple} <{as_.copy_of(graph[1:-1])}> ."
        yield f"{triple} <{as_.everything}> ."
    for graph in release.manifest.named_graphs:
        yield f"<{graph}> <{COPY}> <{as_.copy_of(graph)}> <{as_.graphs}> ."


def _pointer(release: Release, version: str, position: int) -> Iterator[str]:
    iri, base = Published(release.base.root, version).iri, release.base.root
    left_out = ("files", "dumps", "graphs", "earlier")
    told = asdict(replace(release.manifest, version=version))
    kept = json.dumps({name: value for name, value in told.items() if name not in left_out})
    manifest = json.dumps(kept)  # as a literal in N-Quads
    for name, value in (
        (POSITION, f'"{position}"^^<{_INTEGER}>'), (RELEASE_OF, f"<{base}>"),
        (VERSION, f'"{version}"'), (MANIFEST, manifest),
    ):  # fmt: skip
        yield f"<{iri}> <{name}> {value} <{POINTER}> ."


def _send(engine: Engine, quads: bytes) -> None:
    kind = {"Content-Type": "application/n-quads"}
    urlopen(Request(engine.graph_store or "", quads, kind, method="POST"), timeout=60).close()
