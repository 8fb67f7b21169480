"""What a store is to hold of a release, as a file for the bulk loader that large stores have."""

from __future__ import annotations

from pathlib import Path

from treatygraph.publishing.content import Content
from treatygraph.publishing.sending import Progress, copies
from treatygraph.release import Release
from treatygraph.store.published import COPY, Published

_SOME = 50_000


def write_nquads(release: Release, path: Path, progress: Progress) -> int:
    """Write N-Quads: each triple in its copy and in the whole, and of which graph each is the copy.

    How many lines. `publish` then finds it all there, counts it, and switches. Raises OSError.
    """
    published = Published(release.manifest.base, release.version)
    whole = f" <{published.everything}> .\n".encode()
    with Content(release.dataset) as content, path.open("wb") as out:
        to = copies(content, published)
        total = sum(content.counts.values())
        for done, (graph, triple, is_new) in enumerate(content.lines()):
            if done % _SOME == 0:
                progress("writing", done, total)
            out.write(triple + f" <{to[graph]}> .\n".encode())
            if is_new:
                out.write(triple + whole)
        for graph, copy in to.items():
            out.write(f"<{graph}> <{COPY}> <{copy}> <{published.graphs}> .\n".encode())
        return total + content.triples + len(to)
