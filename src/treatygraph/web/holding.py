"""Which of the releases that are kept had a document: read from their files, none is opened."""

from __future__ import annotations

from treatygraph.iris import canonical_path
from treatygraph.negotiation import PAGE_FORMATS
from treatygraph.release.history import Switch
from treatygraph.web.site import site

ARCHIVED = frozenset(("resources", "graphs", "discovery", "dumps", "questions", "pages",
                      "coverage"))  # fmt: skip
"""The rooms whose documents each release has; the others are about the server, or all releases."""


def holding(path: str) -> list[Switch]:
    """The switches whose release had what is at a path, oldest first."""
    archive = site().archive
    switches = archive.switches() if archive else ()
    known: dict[str, bool] = {}
    for one in switches:
        if one.version not in known:
            known[one.version] = _had(one.version, canonical_path(path))
    return [one for one in switches if known[one.version]]


def _had(version: str, path: str) -> bool:
    """Whether a release had something at a path; what it has of its own making it always had."""
    archive, root = site().archive, site().release.base.root
    kind, _, key = path.lstrip("/").partition("/")
    assert archive
    for name in _unsuffixed(key):
        if kind in ("id", "doc") and archive.speaks_of(version, f"{root}id/{name}"):
            return True
        if kind == "graph" and archive.has_graph(version, f"{root}graph/{name}"):
            return True
        if kind == "query" and archive.has_file(version, f"queries/{name}.rq"):
            return True
        if kind == "dumps" and archive.has_file(version, f"dumps/{name}"):
            return True
    return not (key and kind in ("id", "doc", "graph", "query", "dumps"))


def _unsuffixed(key: str) -> list[str]:
    """A key, and what it is without the suffix of a format."""
    stem, dot, suffix = key.rpartition(".")
    named = dot and suffix in [*(item.suffix for item in PAGE_FORMATS), "rq"]
    return [key, stem] if named else [key]
