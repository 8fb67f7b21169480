"""What was there once and is no more, and what stands in its place.

What the data say of it (``dcterms:replaces``, ``dcterms:isReplacedBy``) is in each release's
manifest. What went without a word can be known only from the releases before; a release is made of
its files alone, so it is kept beside the releases, in ``earlier.tsv``: an IRI, and after a tab what
stands in its place, where a release that is gone said so.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode

from treatygraph.errors import ReleaseUnavailable
from treatygraph.iris import Base
from treatygraph.namespaces import expand
from treatygraph.release.lines import Line, quads_of
from treatygraph.release.manifest import Manifest
from treatygraph.release.subjects import subjects

EARLIER: Final = "earlier.tsv"

Earlier = Mapping[str, tuple[str, ...]]
"""IRIs, and what stands in the place of each: nothing, one thing or several."""

_REPLACES = NamedNode(expand("dcterms:replaces"))
_REPLACED = NamedNode(expand("dcterms:isReplacedBy"))
_SPELLED = tuple(f" {predicate} ".encode() for predicate in (_REPLACES, _REPLACED))


def lines_of_replacing(lines: Iterable[Line]) -> Iterator[Line]:
    """Those lines that may say that something is replaced."""
    one, other = _SPELLED
    return (line for line in lines if one in line or other in line)


def replaced_things(lines: Iterable[Line], base: Base) -> dict[str, list[str]]:
    """What the data say to be replaced, things of a base alone, with what replaces each."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for quad in quads_of(lines_of_replacing(lines)):
        if quad.predicate not in (_REPLACES, _REPLACED):
            continue
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            pair = quad.object.value, quad.subject.value
            old, new = pair if quad.predicate == _REPLACES else reversed(pair)
            if old.startswith(base.root):
                found[old].add(new)
    return {old: sorted(found[old]) for old in sorted(found)}


def read_earlier(out: Path) -> dict[str, tuple[str, ...]]:
    """What is listed beside the releases; nothing where there is no list."""
    try:
        lines = (out / EARLIER).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    pairs = (line.partition("\t") for line in lines if line)
    return {iri: tuple(new.split()) for iri, _, new in pairs}


def write_earlier(out: Path, before: Path, after: Path) -> None:
    """Bring the list up to date for a release that follows another, both by their folders.

    On it comes what the one before had, or had listed, and the new one has not. It is written
    before ``current`` is switched and is harmless until then: what a release has is never gone.
    """
    try:
        old, new = Manifest.read(before), Manifest.read(after)
        had = _things(before, old, new.base)
        has = _things(after, new, new.base)
    except (ReleaseUnavailable, OSError, UnicodeDecodeError):
        return  # a release that cannot be read tells of nothing
    known: dict[str, tuple[str, ...]] = dict.fromkeys(had, ())
    known |= read_earlier(out)
    known |= {iri: tuple(successors) for iri, successors in old.earlier.items()
              if iri in known or iri.startswith(new.base)}  # fmt: skip
    gone = {iri: successors for iri, successors in known.items() if iri not in has}
    _replace(out / EARLIER, gone)


def _things(folder: Path, manifest: Manifest, root: str) -> set[str]:
    """The things and the graphs of a release whose IRIs are below a root."""
    things = {iri for iri in subjects(folder / "dataset.nq") if iri.startswith(f"{root}id/")}
    return things | {iri for iri in manifest.graphs if iri.startswith(root)}


def _replace(path: Path, gone: Earlier) -> None:
    text = "".join(f"{iri}\t{' '.join(gone[iri])}".rstrip("\t") + "\n" for iri in sorted(gone))
    beside = path.with_name(f".{path.name}-{os.getpid()}")
    with beside.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(path)


def successors(iri: str, earlier: Earlier, exists: Callable[[str], bool]) -> list[str]:
    """What stands in the place of a thing today, through others that are gone themselves."""
    found: list[str] = []
    seen, waiting = {iri}, [iri]
    while waiting:
        for new in earlier.get(waiting.pop(), ()):
            if new in seen:
                continue
            seen.add(new)
            (found if exists(new) or new not in earlier else waiting).append(new)
    return sorted(found)
