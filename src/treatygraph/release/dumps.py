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

_BATCH: Final = {"nq": 4, "trig": 2, "ttl": 64}
"""Pieces that a process is given at a time, by the first of the forms that it makes of each: those
of one agreement are small."""

Suffixes = tuple[str, ...]

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
        members = _packed(pack, ("nq",), _pieces(lines), hands)
        _write(folder / "dataset.nq.gz", (member for (member,) in members))
    _write_by_graph(by_graph, folder, pack, hands)
    written = {f"dataset.{suffix}.gz": DumpRecord("", statements) for suffix in _WHOLE}
    written |= _write_agreements(dataset, by_graph.graphs, base, aside, folder, pack, hands)
    _write_sums(folder)
    return dict(sorted(written.items()))


def _write_by_graph(by_graph: ByGraph, folder: Path, pack: _Packing, hands: Hands) -> None:
    """Write the dumps in the order of graphs, of whose pieces each is read once for both.

    The members of JSON-LD are those of one array.
    """
    members = _packed(pack, ("trig", "jsonld"), _pieces(by_graph), hands)
    before = compressed(b"[")
    with (
        (folder / "dataset.trig.gz").open("wb") as trig,
        (folder / "dataset.jsonld.gz").open("wb") as jsonld,
    ):
        for one, other in members:
            trig.write(one)
            jsonld.writelines((before, other))
            before = compressed(b",\n")
        jsonld.write(compressed(b"]\n"))


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

    for (member,) in _packed(pack, ("ttl",), noted(), hands):
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
    pack: _Packing, suffixes: Suffixes, pieces: Iterable[Sequence[Line]], hands: Hands
) -> Iterator[list[bytes]]:
    """Of each piece in order the members of dumps, one for each suffix."""
    waiting = ((suffixes, b"".join(piece)) for piece in pieces)
    batches = iter(lambda: list(islice(waiting, _BATCH[suffixes[0]])), [])
    for members in hands.each(pack, batches):
        yield from members


@dataclass(frozen=True, slots=True)
class _Packing:
    """Makes members of pieces, where they are not kept; can be sent to another process."""

    kept: Path | None
    kinds: dict[str, str]
    """The prefixes of kinds of things, which depend on the base."""

    def __call__(self, pieces: Sequence[tuple[Suffixes, bytes]]) -> list[list[bytes]]:
        work = Work(self.kept)
        return [self._one(work, suffixes, piece) for suffixes, piece in pieces]

    def _one(self, work: Work, suffixes: Suffixes, piece: bytes) -> list[bytes]:
        key = key_of("dump", repr(sorted(self.kinds.items())), piece)
        keys = [f"{key}-{suffix}" for suffix in suffixes]
        kept = [work.get(key) for key in keys]
        if None not in kept:
            return [member for member in kept if member]
        made = map(compressed, self._written(suffixes, piece))
        return [work.put(key, member) for key, member in zip(keys, made, strict=True)]

    def _written(self, suffixes: Suffixes, piece: bytes) -> Iterator[bytes]:
        """A piece, which is read once, in the forms of dumps. JSON-LD is in full, and without the
        brackets around all: a machine reads it without asking for a context."""
        read = RdfFormat.N_TRIPLES if suffixes == ("ttl",) else RdfFormat.N_QUADS
        quads = [] if suffixes == ("nq",) else [*parse(piece, format=read, lenient=True)]
        for suffix in suffixes:
            if suffix == "nq":
                yield piece
            elif suffix == "jsonld":
                yield (serialize(quads, format=_FORMATS[suffix]) or b"").strip()[1:-1]
            else:
                prefixes = PREFIX | self.kinds
                yield serialize(quads, format=_FORMATS[suffix], prefixes=prefixes) or b""


def compressed(text: bytes) -> bytes:
    """A gzip member, the same bytes wherever it is made."""
    deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    sum_ = struct.pack("<LL", zlib.crc32(text), len(text) & 0xFFFFFFFF)
    return b"".join((_HEAD, deflate.compress(text), deflate.flush(), sum_))


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
