"""Dumps: a release as files to download, compressed alike wherever they are made.

Gzip alone, without name or time in its header: the standard library has zstd only since Python
3.14, and the same files have to give the same release under every Python.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import BinaryIO, Final, cast

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, serialize

from treatygraph.iris import Base
from treatygraph.namespaces import KINDS, PREFIX, expand

FOLDER: Final = "dumps"
SUMS: Final = "SHA256SUMS"
"""Names and checksums of all dumps, as ``sha256sum --check`` reads them."""

MEDIA_TYPES: Final = {
    "nq": "application/n-quads",
    "trig": "application/trig",
    "jsonld": "application/ld+json",
    "ttl": "text/turtle",
}
"""The registered media type of a dump by the suffix that its name has before ``.gz``."""

_LEVEL = 6
_CHUNK = 1 << 20
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,150}\Z")
_TYPE, _AGREEMENT = NamedNode(expand("rdf:type")), NamedNode(expand("tg:Agreement"))
_CONCERNS = NamedNode(expand("tg:concerns"))


@dataclass(frozen=True, slots=True)
class DumpRecord:
    """What a dump holds: the IRI that it is about, empty for the whole dataset; its statements."""

    about: str
    statements: int


def write_dumps(
    quads: Sequence[Quad], dataset: Path, folder: Path, base: Base
) -> dict[str, DumpRecord]:
    """Write every dump of a dataset into a folder; what each holds, by its name.

    ``quads`` are all quads in the order of their text, ``dataset`` the N-Quads file of them. They
    are written as they come: beside the quads themselves this takes no memory that grows.
    """
    folder.mkdir()
    with dataset.open("rb") as source, _compressed(folder / "dataset.nq.gz") as out:
        shutil.copyfileobj(source, out, _CHUNK)
    prefixes = PREFIX | {kind: f"{base.root}id/{kind}/" for kind in KINDS}
    graphs = _by_graph(quads)
    for suffix, format_ in (("trig", RdfFormat.TRIG), ("jsonld", RdfFormat.JSON_LD)):
        with _compressed(folder / f"dataset.{suffix}.gz") as out:
            ordered = (quad for graph in sorted(graphs) for quad in graphs[graph])
            serialize(ordered, out, format=format_, prefixes=_fit(prefixes, format_))
    written = {path.name: DumpRecord("", len(quads)) for path in folder.iterdir()}
    for iri, triples in _agreements(quads, set(graphs), base):
        name = _name_of(iri)
        with _compressed(folder / name) as out:
            serialize(triples, out, format=RdfFormat.TURTLE, prefixes=prefixes)
        written[name] = DumpRecord(iri, len(triples))
    _write_sums(folder)
    return dict(sorted(written.items()))


def _fit(prefixes: dict[str, str], format_: RdfFormat) -> dict[str, str] | None:
    """JSON-LD is written in full: a machine reads it without asking for a context."""
    return None if format_ == RdfFormat.JSON_LD else prefixes


@contextmanager
def _compressed(path: Path) -> Iterator[BinaryIO]:
    """A gzip file that tells neither its name nor a time (RFC 1952, 2.3)."""
    with (
        path.open("wb") as raw,
        gzip.GzipFile("", "wb", compresslevel=_LEVEL, fileobj=raw, mtime=0) as out,
    ):
        yield cast(BinaryIO, out)


def _by_graph(quads: Iterable[Quad]) -> dict[str, list[Quad]]:
    """The quads of each graph, each in the order in which they come."""
    found: defaultdict[str, list[Quad]] = defaultdict(list)
    for quad in quads:
        name = quad.graph_name
        found[name.value if isinstance(name, NamedNode) else ""].append(quad)
    return found


def _agreements(
    quads: Sequence[Quad], graphs: set[str], base: Base
) -> Iterator[tuple[str, list[Triple]]]:
    """Each agreement's IRI and its statements, sorted.

    Those about the agreement, about everything whose IRI lies below its own (provisions, norms,
    participations, acts), about what is said to concern one of these (events), and about the
    files that all this is written in, with their sources and licence; curated and inferred.
    """
    members: defaultdict[str, list[Quad]] = defaultdict(list)
    described: dict[str, list[Quad]] = {}
    for subject, group in groupby(quads, key=_subject_of):
        said = list(group)
        for agreement in _agreements_of(subject, said, f"{base.root}id/agreement/"):
            members[agreement] += said
        if subject in graphs:
            described[subject] = said
    for iri in sorted(members):
        if Triple(NamedNode(iri), _TYPE, _AGREEMENT) in map(_triple, members[iri]):
            yield iri, _with_files(members[iri], described)


def _subject_of(quad: Quad) -> str:
    return quad.subject.value if isinstance(quad.subject, NamedNode) else ""


def _agreements_of(subject: str, said: Iterable[Quad], space: str) -> set[str]:
    """The agreements that a subject belongs to, by its own IRI or by what it concerns."""
    named = [subject]
    if not subject.startswith(space):
        concerned = (quad.object for quad in said if quad.predicate == _CONCERNS)
        named = [term.value for term in concerned if isinstance(term, NamedNode)]
    keys = {iri[len(space) :].partition("/")[0] for iri in named if iri.startswith(space)}
    return {space + key for key in keys if key}


def _with_files(said: list[Quad], described: Mapping[str, list[Quad]]) -> list[Triple]:
    files = {quad.graph_name.value for quad in said if isinstance(quad.graph_name, NamedNode)}
    about_files = (quad for file in files for quad in described.get(file, ()))
    return sorted({_triple(quad) for quad in (*said, *about_files)}, key=str)


def _triple(quad: Quad) -> Triple:
    return Triple(quad.subject, quad.predicate, quad.object)


def _name_of(iri: str) -> str:
    """The name of an agreement's dump: its key, or a hash where no file should be called so."""
    key = iri.rpartition("/")[2]
    plain = key if _PLAIN.match(key) else hashlib.sha256(iri.encode()).hexdigest()[:16]
    return f"agreement-{plain}.ttl.gz"


def _write_sums(folder: Path) -> None:
    lines = [f"{_sha256(path)}  {path.name}\n" for path in sorted(folder.iterdir())]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
