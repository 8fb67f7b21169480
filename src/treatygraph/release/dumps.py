"""Dumps: a release as files to download, compressed alike wherever they are made.

Gzip alone, without name or time in its header: the standard library has zstd only since Python
3.14, and the same files have to give the same release under every Python. A dump of the whole is
several gzip members, one after the other (RFC 1952, 2.2), which are made by several processes, and
not made again where what they hold has not changed.
"""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from pyoxigraph import RdfFormat, parse, serialize

from treatygraph.iris import Base
from treatygraph.namespaces import KINDS, PREFIX
from treatygraph.release.agreements import agreements_of
from treatygraph.release.hands import THIS_PROCESS, Hands
from treatygraph.release.lines import Line
from treatygraph.release.ordering import ByGraph
from treatygraph.release.work import NOTHING_KEPT, Work, key_of

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

_FORMATS: Final = {"trig": RdfFormat.TRIG, "jsonld": RdfFormat.JSON_LD, "ttl": RdfFormat.TURTLE}
_LEVEL: Final = 6
_HEAD: Final = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
"""A gzip member that tells neither a name nor a time nor a system (RFC 1952, 2.3)."""

_MANY: Final = 1 << 13
"""Statements of a member, on an average: where one ends is told by what it ends with, so that a
change moves no other."""

_BATCH: Final = {"nq": 4, "trig": 4, "jsonld": 4, "ttl": 64}
"""Members that a process is given at a time: those of one agreement are small."""

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,150}\Z")
_WHOLE: Final = ("nq", "trig", "jsonld")
"""The forms of a dump of the whole."""


@dataclass(frozen=True, slots=True)
class DumpRecord:
    """What a dump holds: the IRI that it is about, empty for the whole dataset; its statements."""

    about: str
    statements: int


def write_dumps(
    dataset: Path,
    by_graph: ByGraph,
    folder: Path,
    base: Base,
    *,
    statements: int,
    aside: Path,
    work: Work = NOTHING_KEPT,
    hands: Hands = THIS_PROCESS,
) -> dict[str, DumpRecord]:
    """Write every dump of a dataset into a folder; what each holds, by its name.

    ``dataset`` holds its statements in order, ``by_graph`` in that of their graphs, so
    many are its ``statements``. In the folder ``aside`` they are sorted.
    """
    folder.mkdir()
    pack = _Packing(work.folder, {kind: f"{base.root}id/{kind}/" for kind in KINDS})
    with dataset.open("rb") as lines:
        _write(folder / "dataset.nq.gz", _packed(pack, "nq", _pieces(lines), hands))
    for suffix, around in (("trig", iter), ("jsonld", _bracketed)):
        members = _packed(pack, suffix, _pieces(by_graph), hands)
        _write(folder / f"dataset.{suffix}.gz", around(members))
    written = {f"dataset.{suffix}.gz": DumpRecord("", statements) for suffix in _WHOLE}
    written |= _write_agreements(dataset, by_graph.graphs, base, aside, folder, pack, hands)
    _write_sums(folder)
    return dict(sorted(written.items()))


def _write_agreements(
    dataset: Path, graphs: Set[bytes], base: Base, aside: Path, folder: Path, pack: _Packing,
    hands: Hands,
) -> dict[str, DumpRecord]:  # fmt: skip
    """Write a dump for each agreement; some wait in memory to be packed, a few batches of them."""
    written: dict[str, DumpRecord] = {}
    waiting: deque[str] = deque()

    def noted() -> Iterator[list[Line]]:
        for iri, said in agreements_of(dataset, graphs, base, aside):
            waiting.append(iri)
            written[_name_of(iri)] = DumpRecord(iri, len(said))
            yield said

    for member in _packed(pack, "ttl", noted(), hands):
        _write(folder / _name_of(waiting.popleft()), [member])
    return written


def _write(path: Path, members: Iterable[bytes]) -> None:
    with path.open("wb") as out:
        out.writelines(members)


def _pieces(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Lines by the piece; a piece ends after a line whose checksum says so."""
    piece: list[Line] = []
    for line in lines:
        piece.append(line)
        if zlib.crc32(line) % _MANY == 0:
            yield piece
            piece = []
    if piece:
        yield piece


def _packed(
    pack: _Packing, suffix: str, pieces: Iterable[Sequence[Line]], hands: Hands
) -> Iterator[bytes]:
    """The members of a dump, in order."""
    waiting = ((suffix, b"".join(piece)) for piece in pieces)
    batches = iter(lambda: list(islice(waiting, _BATCH[suffix])), [])
    for members in hands.each(pack, batches):
        yield from members


@dataclass(frozen=True, slots=True)
class _Packing:
    """Makes members of pieces, where they are not kept; can be sent to another process."""

    kept: Path | None
    kinds: dict[str, str]
    """The prefixes of kinds of things, which depend on the base."""

    def __call__(self, pieces: Sequence[tuple[str, bytes]]) -> list[bytes]:
        work = Work(self.kept)
        return [self._one(work, suffix, piece) for suffix, piece in pieces]

    def _one(self, work: Work, suffix: str, piece: bytes) -> bytes:
        key = key_of(f"dump {suffix}", repr(sorted(self.kinds.items())), piece)
        return work.get(key) or work.put(key, compressed(self._written(suffix, piece)))

    def _written(self, suffix: str, piece: bytes) -> bytes:
        """A piece in the form of a dump. JSON-LD is in full, and without the brackets around all:
        a machine reads it without asking for a context."""
        if suffix == "nq":
            return piece
        format_ = _FORMATS[suffix]
        prefixes = None if suffix == "jsonld" else PREFIX | self.kinds
        read = RdfFormat.N_TRIPLES if suffix == "ttl" else RdfFormat.N_QUADS
        text = serialize(parse(piece, format=read, lenient=True), format=format_, prefixes=prefixes)
        return (text or b"").strip()[1:-1] if suffix == "jsonld" else text or b""


def compressed(text: bytes) -> bytes:
    """A gzip member, the same bytes wherever it is made."""
    deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    sum_ = struct.pack("<LL", zlib.crc32(text), len(text) & 0xFFFFFFFF)
    return b"".join((_HEAD, deflate.compress(text), deflate.flush(), sum_))


def _bracketed(members: Iterable[bytes]) -> Iterator[bytes]:
    """The members of one JSON array."""
    before = compressed(b"[")
    for member in members:
        yield before
        yield member
        before = compressed(b",\n")
    yield compressed(b"]\n")


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
