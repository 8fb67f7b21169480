"""The steps of publishing: describe, send, merge, count, switch, and only then remove.

Whatever step is the last that is carried out, readers see the release that they saw, or the new one
in whole; and the next time begins with what is missing. One at a time: of two that publish at once
into one store, one may remove what the other has not switched to yet.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from pyoxigraph import Literal

from treatygraph.namespaces import expand
from treatygraph.publishing.content import Content
from treatygraph.publishing.sending import NotPublished, Progress, Sender, copies, text
from treatygraph.publishing.walking import walk
from treatygraph.queries.terms import in_a_query
from treatygraph.release import Manifest, Release
from treatygraph.store.published import (
    COPY,
    MANIFEST,
    POINTER,
    POSITION,
    RELEASE_OF,
    VERSION,
    Published,
    manifest_of,
    switches,
)

_TRIPLES = expand("void:triples")
_LOCAL = ("files", "dumps", "graphs", "earlier")
"""What of a manifest speaks of files, or grows with the collection."""

_ROWS = 500


@dataclass(frozen=True, slots=True)
class Outcome:
    """What readers see now, how much was sent for that, and what is kept to go back to."""

    release: Published
    sent: int
    switched: bool
    before: Published | None
    removed: tuple[str, ...] = ()


def publish(release: Release, sender: Sender, *, keep: int, progress: Progress) -> Outcome:
    """Put a release into a store beside what is there, switch to it, and keep ``keep`` older ones.

    Raises NotPublished where what arrived is not what was sent, EndpointFailed, TreatygraphError.
    """
    published = Published(release.manifest.base, release.version)
    switched = switches(sender.writer.select, published.base)
    current = switched[0][1] if switched else None
    with Content(release.dataset) as content:
        missing = _missing(sender, published, content, progress)
        if missing and current == published and _before(sender, published):
            raise NotPublished(
                f"readers see release {current.version}, and it is not whole in the store: "
                "go --back first, then publish it again"
            )
        _describe(sender, published, release.manifest, content)
        sent = _bring(sender, published, content, missing, progress) if missing else 0
        if missing:
            _compare(sender, published, content, progress)
        if sender.writer.engine.stored_walks:
            walk(sender, published, _copied(content, published), progress)
    if current != published:
        _switch(sender, published, switched[0][0] + 1 if switched else 1)
    removed = _remove_older(sender, published, keep, progress)
    return Outcome(published, sent, current != published, _before(sender, published), removed)


def go_back(sender: Sender, base: str | None, progress: Progress) -> Outcome:
    """Switch to the release that was current before. Raises NotPublished where there is none."""
    switched = switches(sender.writer.select, base)
    if not switched:
        raise NotPublished("the store holds no release: nothing was published into it")
    number, current = switched[0]
    before = next((release for _, release in switched if release != current), None)
    if before is None:
        raise NotPublished(f"the store holds release {current.version} alone: none to go back to")
    there = sender.counted([before.everything], progress, "counting").get(before.everything, 0)
    if there != (told := _told_triples(sender, before)):
        reason = f"it has {there:,} triples there, not {told:,}: publish it again"
        raise NotPublished(f"not switched back: release {before.version} is not whole, {reason}")
    _switch(sender, before, number + 1)
    return Outcome(before, 0, True, current)


# Bringing it there ----------------------------------------------------------------------------


def _missing(
    sender: Sender, release: Published, content: Content, progress: Progress
) -> dict[str, int]:
    """The graphs in the store that are not as large as they should be, with the size they have."""
    expected = _sizes(content, release)
    known = release in _described(sender, release.base)  # else a bulk loader may have brought it
    if not known and not sender.counted([release.everything], progress, "looking"):
        return dict.fromkeys(expected, 0)
    there = sender.counted(expected, progress, "looking")
    return {graph: there.get(graph, 0) for graph, size in expected.items()
            if there.get(graph, 0) != size}  # fmt: skip


def _sizes(content: Content, release: Published) -> dict[str, int]:
    """How many triples each graph of a release has in the store."""
    sizes = _copied(content, release)
    return sizes | {release.everything: content.triples, release.graphs: len(sizes)}


def _copied(content: Content, release: Published) -> dict[str, int]:
    """How many triples the copy of each named graph has."""
    return {release.copy_of(graph): size for graph, size in content.counts.items()}


def _describe(sender: Sender, release: Published, manifest: Manifest, content: Content) -> None:
    """Tell of the release in the pointer's graph, unless that is done: first, so that what an
    interrupted run leaves is found again."""
    told = {name: value for name, value in asdict(manifest).items() if name not in _LOCAL}
    if manifest_of(sender.writer.select, release) and (
        _told_triples(sender, release) == content.triples
    ):
        return
    iri = f"<{release.iri}>"
    sender.writer.update(f"""DELETE WHERE {{ GRAPH <{POINTER}> {{ {iri} <{_TRIPLES}> ?n }} }} ;
DELETE WHERE {{ GRAPH <{POINTER}> {{ {iri} <{MANIFEST}> ?told }} }} ;
INSERT DATA {{ GRAPH <{POINTER}> {{
  {iri} <{RELEASE_OF}> <{release.base}> ; <{VERSION}> {_text(release.version)} ;
    <{_TRIPLES}> {content.triples} ;
    <{MANIFEST}> {_text(json.dumps(told, sort_keys=True))} .
}} }}""")


def _bring(
    sender: Sender, release: Published, content: Content, missing: Mapping[str, int],
    progress: Progress,
) -> int:  # fmt: skip
    """Send what is missing, first which graphs there are; merge all. How many triples were sent."""
    to = copies(content, release)
    sender.drop([release.everything, *(graph for graph, size in missing.items() if size)])
    if release.graphs in missing:
        sender.describe(to, release.graphs)
    sending = {graph: copy for graph, copy in to.items() if copy in missing}
    sender.send(content, sending, progress, "sending")
    sender.merge(_copied(content, release), release.everything, progress, "merging")
    return sum(content.counts[graph] for graph in sending)


def _text(value: str) -> str:
    return in_a_query(Literal(value))


def _compare(sender: Sender, release: Published, content: Content, progress: Progress) -> None:
    """Raise NotPublished unless every graph in the store has as many triples as in the release."""
    expected = _sizes(content, release)
    there = sender.counted(expected, progress, "counting")
    wrong = [graph for graph, size in expected.items() if there.get(graph, 0) != size]
    if wrong:
        first = wrong[0]
        more = f", and {len(wrong) - 1:,} more graphs differ" if wrong[1:] else ""
        raise NotPublished(
            f"not switched: the store has {there.get(first, 0):,} triples in <{first}>, "
            f"the release {expected[first]:,}{more}"
        )


# Switching, and what is kept ------------------------------------------------------------------


def _switch(sender: Sender, release: Published, number: int) -> None:
    """Add the one triple that makes a release the current one, and look whether it is."""
    sender.writer.update(
        f"INSERT DATA {{ GRAPH <{POINTER}> {{ <{release.iri}> <{POSITION}> {number} }} }}"
    )
    first = switches(sender.writer.select, release.base)
    if not first or first[0] != (number, release):
        raise NotPublished("somebody else switched at the same time: look, and publish again")


def _before(sender: Sender, release: Published) -> Published | None:
    """The release that was current before this one."""
    switched = switches(sender.writer.select, release.base)
    return next((other for _, other in switched if other != release), None)


def _told_triples(sender: Sender, release: Published) -> int:
    query = f"SELECT ?n {{ GRAPH <{POINTER}> {{ <{release.iri}> <{_TRIPLES}> ?n }} }}"
    return next((int(text(row[0])) for row in sender.writer.select(query).rows), -1)


def _remove_older(
    sender: Sender, release: Published, keep: int, progress: Progress
) -> tuple[str, ...]:
    """Remove releases of the same base that are older than the ``keep`` last ones, and what
    interrupted runs left; their versions."""
    order = dict.fromkeys(other for _, other in switches(sender.writer.select, release.base))
    kept = {release, *list(order)[: keep + 1]}
    old = [other for other in _described(sender, release.base) if other not in kept]
    for done, other in enumerate(old):
        progress("removing", done, len(old))
        _remove(sender, other)
    return tuple(other.version for other in old)


def _described(sender: Sender, base: str) -> list[Published]:
    query = f"""SELECT ?version {{ GRAPH <{POINTER}> {{
  ?release <{RELEASE_OF}> <{base}> ; <{VERSION}> ?version }} }} ORDER BY ?version"""
    return [Published(base, text(version)) for (version,) in sender.writer.select(query).rows]


def _remove(sender: Sender, release: Published) -> None:
    """Take a release away, first the word that it could be gone back to."""
    where = f"GRAPH <{POINTER}> {{ <{release.iri}> <{POSITION}> ?n }}"
    sender.writer.update(f"DELETE WHERE {{ {where} }}")
    sender.drop([release.everything, release.walks])
    while found := _some_copies(sender, release):
        sender.drop(found.values())
        gone = " ".join(f"<{graph}> <{COPY}> <{copy}> ." for graph, copy in found.items())
        sender.writer.update(f"DELETE DATA {{ GRAPH <{release.graphs}> {{ {gone} }} }}")
    sender.drop([release.graphs])
    sender.writer.update(f"DELETE WHERE {{ GRAPH <{POINTER}> {{ <{release.iri}> ?p ?o }} }}")


def _some_copies(sender: Sender, release: Published) -> Mapping[str, str]:
    query = f"SELECT ?g ?c {{ GRAPH <{release.graphs}> {{ ?g <{COPY}> ?c }} }} LIMIT {_ROWS}"
    return {text(graph): text(copy) for graph, copy in sender.writer.select(query).rows}
