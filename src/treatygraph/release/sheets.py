"""What a build needs of one file: its statements, what each entails, and where each stands."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Final

from treatygraph.collection import LoadedFile, RdfFile
from treatygraph.release.asking import Asked
from treatygraph.release.closure import Rules
from treatygraph.release.hands import Hands
from treatygraph.release.lines import fact_of, lines_as_read, marked, unmarked
from treatygraph.release.locations import rows_of
from treatygraph.release.work import Work, key_of

_LENGTHS: Final = struct.Struct("<5Q")
_BATCH: Final = 32
"""Files that a process is given at a time."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Of one file, each as lines in order, one after the other."""

    statements: bytes
    """Its statements as lines of N-Quads."""
    derived: bytes
    """What each of these facts entails by itself, marked as inferred; see :mod:`.lines`."""
    links: bytes
    """Those facts, curated or derived, that can be links of a chain."""
    asked: bytes
    """Of statements and of what they entail, what the rules look at: as lines of N-Quads."""
    places: bytes
    """The rows of its statements in the index of locations; see :mod:`.locations`."""

    @classmethod
    def of(cls, loaded: LoadedFile, rules: Rules, asked: Asked) -> Sheet:
        """Work a file out. Raises SyntaxError or UnicodeDecodeError."""
        if loaded.too_deep:
            raise SyntaxError(loaded.too_deep.reason)
        read = lines_as_read(loaded)
        lines = sorted(set(read))
        facts = {fact_of(line) for line in lines}
        derived = set(rules.alone(facts))
        links = {*rules.links(facts), *rules.links(derived)}
        entailed = marked(sorted(derived - facts))
        sought = b"".join(asked.among(lines)) + unmarked(b"".join(asked.among(entailed)))
        places = b"\n".join(rows_of(loaded, read))
        return cls(b"".join(lines), b"".join(entailed), _joined(links), sought, places)

    def pack(self) -> bytes:
        """As bytes to be kept."""
        parts = astuple(self)
        return _LENGTHS.pack(*map(len, parts)) + b"".join(parts)

    @classmethod
    def unpack(cls, packed: bytes) -> Sheet:
        """What was packed."""
        at, parts = _LENGTHS.size, []
        for length in _LENGTHS.unpack_from(packed):
            parts.append(packed[at : at + length])
            at += length
        return cls(*parts)


def _joined(facts: Iterable[bytes]) -> bytes:
    return b"\n".join(sorted(facts))


@dataclass(frozen=True, slots=True)
class _Making:
    """What a process needs to work files out."""

    folder: Path | None
    rules: Rules
    asked: Asked

    def __call__(self, batch: Sequence[tuple[str, LoadedFile]]) -> list[bytes]:
        """Keep a sheet for each file; where nothing is kept, the sheets themselves."""
        work = Work(self.folder)
        made = ((key, Sheet.of(loaded, self.rules, self.asked)) for key, loaded in batch)
        kept = (work.put(key, sheet.pack()) for key, sheet in made)
        return [packed if self.folder is None else b"" for packed in kept]


@dataclass(frozen=True, slots=True)
class KeptSheet:
    """Where a sheet is: kept under a key, or here; can be sent to another process."""

    folder: Path | None
    key: str
    packed: bytes | None

    @property
    def sheet(self) -> Sheet:
        """Read it. Raises OSError where it is gone since."""
        packed = self.packed or Work(self.folder).get(self.key)
        if packed is None:
            raise OSError(f"{self.folder}: what was kept for this build is gone; build again")
        return Sheet.unpack(packed)


class Sheets:
    """The sheets of files, each made where it is not kept; ``hands`` make several at a time."""

    def __init__(
        self, files: Sequence[LoadedFile], rules: Rules, asked: Asked, work: Work,
        hands: Hands,
    ) -> None:  # fmt: skip
        self._files, self._work = [*files], work
        self.rules, self.asked = rules, asked
        self._making = _Making(work.folder, rules, asked)
        told = key_of("rules", rules.spelled(), asked.spelled())
        self.keys = [_key(loaded, told) for loaded in files]
        lacking = [(key, replace(loaded)) for key, loaded in zip(self.keys, files, strict=True)
                   if not work.has(key)]  # fmt: skip
        self._held: dict[str, bytes] = {}
        self._lacking = [key for key, _ in lacking]
        batches = [lacking[at : at + _BATCH] for at in range(0, len(lacking), _BATCH)]
        self._running = hands.begin(self._making, batches)

    def finish(self) -> None:
        """Wait until all are made. Raises what making one did."""
        made = [packed for batch in self._running for packed in batch]
        if self._work.folder is None:
            self._held |= zip(self._lacking, made, strict=True)

    def __iter__(self) -> Iterator[tuple[LoadedFile, Sheet]]:
        """Each file and its sheet, read when its turn comes; once: texts are let go of."""
        for at, key in enumerate(self.keys):
            loaded = self._files[at]
            yield loaded, Sheet.unpack(self._packed(key, loaded))
            self._files[at] = replace(loaded, text=b"")

    def _packed(self, key: str, loaded: LoadedFile) -> bytes:
        """A sheet; one that was kept and is damaged, or not kept for lack of room, is made anew."""
        packed = self._held.get(key) or self._work.get(key)
        if packed is None:
            packed = self._held[key] = Sheet.of(loaded, self.rules, self.asked).pack()
        return packed

    def kept(self) -> list[tuple[str, KeptSheet]]:
        """Each file's name and where its sheet is, once all were read."""
        return [
            (loaded.file.name, KeptSheet(self._work.folder, key, self._held.get(key)))
            for key, loaded in zip(self.keys, self._files, strict=True)
        ]

    @property
    def sources(self) -> list[RdfFile]:
        """The files that they are of."""
        return [loaded.file for loaded in self._files]


def _key(loaded: LoadedFile, rules: str) -> str:
    """The key of a file's sheet, under rules that have a key of their own: they are long."""
    file = loaded.file
    about = f"{loaded.base.root} {file.graph} {file.name} {file.format}"
    return key_of("sheet", about, rules, loaded.text)
