"""Things by words of their names."""

from __future__ import annotations

from collections.abc import Sequence

from pyoxigraph import NamedNode

from treatygraph.describe import Link, Reader
from treatygraph.namespaces import expand


def labelled(reader: Reader, text: str, kinds: Sequence[str]) -> list[Link]:
    """Things of ours whose names have all of some words, the shortest names first."""
    sought = text.casefold().split()
    found: dict[str, int] = {}
    for quad in reader.release.store.quads(None, NamedNode(expand("skos:prefLabel"))):
        name = str(getattr(quad.object, "value", "")).casefold()
        iri = str(getattr(quad.subject, "value", ""))
        if iri.startswith(f"{reader.base.root}id/") and all(word in name for word in sought):
            found[iri] = min(len(name), found.get(iri, len(name)))
    links = [reader.link(iri) for iri in sorted(found, key=lambda iri: (found[iri], iri))]
    return [link for link in links if not kinds or link.cls in kinds]
