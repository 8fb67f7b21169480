"""Which files belong to a collection, and in which syntax each is written."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from pyoxigraph import RdfFormat

from treatygraph.errors import NothingToRead, SourceFault, UnreadableFiles

FORMATS = {
    ".ttl": RdfFormat.TURTLE,
    ".trig": RdfFormat.TRIG,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".rdf": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
    ".json": RdfFormat.JSON_LD,
}


@dataclass(frozen=True, slots=True)
class RdfFile:
    """One file to read: where it is, what to call it in messages, the graph it becomes."""

    where: Path | str
    """As a string it costs far less than as a path: a large collection has tens of thousands."""
    name: str
    graph: str | None
    format: RdfFormat

    @property
    def path(self) -> Path:
        """Where it is."""
        return Path(self.where)

    def __reduce__(self) -> tuple[object, ...]:
        """To be sent to another process, which a format of pyoxigraph's cannot be."""
        return _sent, (self.where, self.name, self.graph, self.format.file_extension)


def _sent(where: Path | str, name: str, graph: str | None, extension: str) -> RdfFile:
    format_ = RdfFormat.from_extension(extension)
    assert format_ is not None, "it is that of a format"
    return RdfFile(where, name, graph, format_)


def format_of(path: Path | str) -> RdfFormat:
    """The syntax that a file's suffix names. Raises NothingToRead for an unknown suffix."""
    try:
        return FORMATS[os.path.splitext(path)[1].lower()]
    except KeyError:
        raise NothingToRead(Path(path), "the suffixes " + " ".join(FORMATS)) from None


def find_rdf_files(paths: Iterable[Path]) -> list[tuple[Path, PurePosixPath]]:
    """The files named, and those below the folders named, with their place below them; sorted.

    Raises NothingToRead for a path that does not exist or a folder without RDF files.
    """
    found: list[tuple[Path, PurePosixPath]] = []
    for path in paths:
        if path.is_file():
            format_of(path)
            found.append((path, PurePosixPath(path.name)))
        else:
            found.extend(_below(path))
    return sorted(found, key=lambda pair: pair[1].parts)


def _below(folder: Path) -> list[tuple[Path, PurePosixPath]]:
    return [(Path(folder, inner), PurePosixPath(inner)) for inner in walk_rdf_files(folder)]


def walk_rdf_files(folder: Path) -> list[str]:
    """Where RDF files lie below a folder, as ``a/b.ttl``; sorted.

    Plain strings: a large collection has tens of thousands of files. Raises NothingToRead, and
    UnreadableFiles for folders that cannot be looked into.
    """
    root = str(folder)
    refused: list[OSError] = []
    inside = [
        f"{above[len(root) :].lstrip('/')}/{name}".lstrip("/")
        for above, _, names in os.walk(folder, onerror=refused.append)
        for name in names
        if os.path.splitext(name)[1].lower() in FORMATS
    ]
    if refused and folder.is_dir():
        raise UnreadableFiles(tuple(map(_refusal, refused)))
    if not inside:
        raise NothingToRead(folder, "the suffixes " + " ".join(FORMATS))
    return sorted(inside, key=lambda inner: inner.split("/"))


def _refusal(error: OSError) -> SourceFault:
    shown = display_name(Path(error.filename))
    return SourceFault(shown, 1, 1, f"the folder cannot be read: {error.strerror}")


_READING: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""To open a pipe that nobody writes to does not wait. Windows would read text otherwise."""


def read_file(path: Path | str) -> bytes:
    """What a file holds. Raises OSError, also for a pipe or a device, which might never end.

    The plain calls of the system take half the time of a file object, and there are many files.
    """
    file = os.open(path, _READING)
    try:
        about = os.fstat(file)
        if not stat.S_ISREG(about.st_mode):
            raise OSError(errno.EINVAL, "it is no regular file")
        text = os.read(file, about.st_size + 1)
        while more := os.read(file, 1 << 20):
            text += more
        return text
    finally:
        os.close(file)


def not_utf8(name: str, content: bytes, error: UnicodeDecodeError) -> SourceFault:
    """The fault of a file at the first byte that is no character."""
    before = content[: error.start].decode(errors="replace")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return SourceFault(name, line, column, "not UTF-8", "save the file as UTF-8")


def is_utf8(name: str) -> bool:
    """Whether a file's name, as Python has it from the system, can be written as text."""
    return name.isascii() or not any("\udc80" <= char <= "\udcff" for char in name)


def display_name(path: Path) -> str:
    """A file's path as a curator would type it: relative to the working directory if below it."""
    relative = os.path.relpath(path)
    return path.as_posix() if relative.startswith("..") else Path(relative).as_posix()
