"""Files of others, read without trust: in memory, bounded, one record at a time.

Nothing is ever unpacked to disk, so that no name in an archive leads anywhere.
"""

from __future__ import annotations

import csv
import io
import json
import lzma
import stat
import tarfile
import zipfile
import zlib
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final, cast

from treatygraph.importing.faults import BrokenOff, Refused, one_line

LARGEST: Final = 64 << 20
"""Bytes of one file, or one line of one: more is no record."""

LONGEST_FIELD: Final = 1 << 20
"""Characters of one field of a table."""

_ARCHIVES: Final = (".tar.xz", ".tar.gz", ".tgz", ".tar.bz2", ".tar", ".zip")
_BROKEN: Final = (EOFError, lzma.LZMAError, tarfile.TarError, zipfile.BadZipFile, zlib.error)
Named = tuple[str, bytes | Refused]
"""A file's name and content, or why it has none."""


def files_in(path: Path, suffix: str) -> Iterator[Named]:
    """The files with a suffix in a folder, in the archives in it, or in an archive or file itself.

    Those of a folder come sorted, those of an archive in its order. Raises BrokenOff where an
    archive ends early or is none, after what could be read.
    """
    if path.is_dir():
        for inner in sorted(path.rglob("*")):
            if _is_archive(inner):
                yield from _in_archive(inner, suffix)
            elif inner.name.endswith(suffix) and not inner.is_dir():
                yield inner.relative_to(path).as_posix(), _content(inner)
    elif _is_archive(path):
        yield from _in_archive(path, suffix)
    else:
        yield path.name, _content(path)


def _is_archive(path: Path) -> bool:
    return path.name.endswith(_ARCHIVES) and path.is_file()


def _content(path: Path) -> bytes | Refused:
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode):
            return Refused("it is no regular file", path.name)
        if status.st_size > LARGEST:
            return Refused("the file is too large", f"{path.name}: {status.st_size:,} bytes")
        return path.read_bytes()
    except OSError as error:
        return Refused("the file cannot be read", f"{path.name}: {error.strerror}")


def _in_archive(path: Path, suffix: str) -> Iterator[Named]:
    count = 0
    try:
        for named in _zipped(path, suffix) if path.name.endswith(".zip") else _tarred(path, suffix):
            count += 1
            yield named
    except _BROKEN as error:
        raise BrokenOff(
            "the archive breaks off", f"{path.name}, after {count} files: {error}"
        ) from None


def _tarred(path: Path, suffix: str) -> Iterator[Named]:
    with tarfile.open(path, "r|*") as archive:
        for member in archive:
            if not member.name.endswith(suffix) or member.isdir():
                continue
            yield member.name, _member(archive, member)


def _member(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes | Refused:
    if not member.isreg():
        return Refused("the archive holds a link or a device", member.name)
    fault = _name_fault(member.name) or _size_fault(member.name, member.size)
    if fault:
        return fault
    stream = archive.extractfile(member)
    content = stream.read() if stream else b""
    if len(content) < member.size:
        raise tarfile.ReadError("unexpected end of data")
    return content


def _zipped(path: Path, suffix: str) -> Iterator[Named]:
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if info.filename.endswith(suffix) and not info.is_dir():
                fault = _name_fault(info.filename) or _size_fault(info.filename, info.file_size)
                yield info.filename, fault or archive.read(info)


def _name_fault(name: str) -> Refused | None:
    place = PurePosixPath(name.replace("\\", "/"))
    leads_out = place.is_absolute() or ".." in place.parts or ":" in place.parts[0]
    return Refused("the name leads out of the archive", name) if leads_out else None


def _size_fault(name: str, size: int) -> Refused | None:
    return Refused("the file is too large", f"{name}: {size:,} bytes") if size > LARGEST else None


def decoded(content: bytes) -> str:
    """A text as UTF-8, without a byte order mark. Raises Refused, also for NUL characters."""
    try:
        text = content.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        raise Refused("the text is not UTF-8", f"byte {error.start}: {error.reason}") from None
    if "\x00" in text:
        raise Refused("the text holds a NUL character", f"character {text.index(chr(0))}")
    return text


def json_of(content: bytes | str) -> Any:
    """A JSON document (RFC 8259). Raises Refused for what is none, or nests beyond measure."""
    text = decoded(content) if isinstance(content, bytes) else content
    try:
        return json.loads(text, parse_constant=_no_constant)
    except RecursionError:
        raise Refused("the JSON nests too deeply") from None
    except ValueError as error:
        raise Refused("it is not JSON", str(error)) from None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _open(path: Path) -> IO[bytes]:
    if path.suffix == ".xz":
        return cast(IO[bytes], lzma.open(path))
    return path.open("rb")


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """A file's bytes, unpacked where its name ends in ``.xz``."""
    try:
        stream = _open(path)
    except OSError as error:
        raise BrokenOff("the file cannot be read", f"{path.name}: {error.strerror}") from None
    with stream as content:
        yield content


def lines_of(path: Path) -> Iterator[tuple[int, bytes | Refused]]:
    """The lines of a file with their numbers; one beyond measure is refused, not read whole."""
    with opened(path) as content:
        number = 0
        try:
            while line := content.readline(LARGEST):
                number += 1
                if line.endswith(b"\n") or len(line) < LARGEST:
                    yield number, line.rstrip(b"\r\n")
                    continue
                _skip_line(content)
                yield number, Refused("the line is too long", f"line {number}")
        except (*_BROKEN, OSError) as error:
            raise BrokenOff("the file breaks off", f"after line {number}: {error}") from None


def _skip_line(content: IO[bytes]) -> None:
    while (piece := content.readline(LARGEST)) and not piece.endswith(b"\n"):
        pass


Row = tuple[int, dict[str, str] | Refused]
"""The number of a row, the first below the header being 2, and its fields by column."""


def rows_of(content: bytes, *, delimiter: str = ",") -> Iterator[Row]:
    """The rows of a table (RFC 4180). Raises Refused where there is no usable header."""
    reader = _reader(io.StringIO(decoded(content), newline=""), delimiter)
    header = next(reader, None)
    if header is None:
        raise Refused("the table has no header")
    columns = header[1]
    if isinstance(columns, Refused):
        raise columns
    repeated = {name for name in columns if name and columns.count(name) > 1}
    if repeated:
        raise Refused("the table names a column twice", ", ".join(sorted(repeated)))
    for number, fields in reader:
        yield number, fields if isinstance(fields, Refused) else _by_column(number, columns, fields)


def _by_column(number: int, columns: list[str], fields: list[str]) -> dict[str, str] | Refused:
    if len(fields) != len(columns):
        return Refused(
            "the row has another number of fields than the header",
            f"row {number}: {len(fields)}, not {len(columns)}",
        )
    return dict(zip(columns, fields, strict=True))


def _reader(stream: Iterable[str], delimiter: str) -> Iterator[tuple[int, list[str] | Refused]]:
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(stream, delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, Refused("the row is no CSV", f"row {number}: {error}")
            continue
        if fields:
            yield number, fields


def file_named(path: Path, name: str) -> Path:
    """The one file of a name in a folder, or the path itself. Raises BrokenOff."""
    found = path / name if path.is_dir() else path
    if not found.is_file():
        raise BrokenOff("a file of the set is missing", name)
    return found


def bytes_of(path: Path) -> bytes:
    """A whole file within measure. Raises BrokenOff."""
    content = _content(path)
    if isinstance(content, Refused):
        raise BrokenOff(content.reason, content.detail)
    return content


def each(named: Iterator[Named], read: Callable[[str, bytes], Any]) -> Iterator[tuple[str, Any]]:
    """What reading each file gives, or why it cannot be read."""
    for name, content in named:
        try:
            if isinstance(content, Refused):
                raise content
            yield name, read(name, content)
        except Refused as fault:
            yield name, Refused(fault.reason, fault.detail or one_line(name))
