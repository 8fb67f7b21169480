"""Turtle files in house style: found, read, compared, replaced."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from treatygraph.collection.files import display_name, not_utf8, read_file
from treatygraph.errors import NothingToRead, SourceFault, UnreadableFiles
from treatygraph.turtle import (
    SyntaxFault,
    TurtleDocument,
    declared_prefixes,
    format_turtle,
    parse_turtle,
)

_SUFFIX = ".ttl"


@dataclass(frozen=True, slots=True)
class FormattedText:
    """A Turtle text as it was and as house style has it."""

    name: str
    before: bytes
    after: str

    @property
    def changes(self) -> bool:
        return self.before != self.after.encode()

    def diff(self) -> str:
        """The change as a unified diff."""
        before, after = _lines(self.before.decode()), _lines(self.after)
        return "".join(unified_diff(before, after, self.name, self.name))


def find_turtle_files(paths: Iterable[Path]) -> list[Path]:
    """The Turtle files named, and those below the folders named, sorted; each once.

    What is hidden below a folder is left alone: `.venv` holds files of others. Raises
    NothingToRead for a file with another suffix and for a folder without Turtle.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        inside = sorted(_below(path)) if path.is_dir() else [path]
        if not inside or (inside == [path] and path.suffix.lower() != _SUFFIX):
            raise NothingToRead(path, f"the suffix {_SUFFIX}")
        for file in inside:
            found.setdefault(file.resolve(), file)
    return list(found.values())


def known_prefixes(ontology: Path) -> Mapping[str, str]:
    """The prefixes that an ontology folder declares, for all files, in ``prefixes.ttl``.

    Raises NothingToRead, and UnreadableFiles where it does not parse.
    """
    path = ontology / "prefixes.ttl"
    if not path.is_file():
        raise NothingToRead(ontology, "prefixes.ttl")
    return declared_prefixes(read_document(path)[1])


def read_document(path: Path) -> tuple[str, TurtleDocument]:
    """The text of a Turtle file, and what it says. Raises UnreadableFiles with all its faults."""
    name = display_name(path)
    text = _decoded(name, _read(path, name))
    return text, _parsed(name, text)


def format_file(path: Path, prefixes: Mapping[str, str]) -> FormattedText:
    """A file in house style. Raises UnreadableFiles with all its faults; writes nothing."""
    name = display_name(path)
    return format_bytes(name, _read(path, name), prefixes)


def format_bytes(name: str, content: bytes, prefixes: Mapping[str, str]) -> FormattedText:
    """A text in house style. Raises UnreadableFiles with all its faults, under a name."""
    text = _decoded(name, content)
    return FormattedText(name, content, format_turtle(text, _parsed(name, text), prefixes))


def replace_file(path: Path, text: str) -> None:
    """Give a file a new text in one step, or leave it as it was; its mode stays.

    Raises UnreadableFiles where that is refused.
    """
    try:
        _replace(path.resolve(), text)
    except OSError as error:
        reason = f"cannot be written: {error.strerror}"
        raise UnreadableFiles((SourceFault(display_name(path), 1, 1, reason),)) from error


def _replace(path: Path, text: str) -> None:
    with path.open("r+b"):
        pass  # a file that may not be written to is not replaced either
    handle, beside = tempfile.mkstemp(prefix=".treatygraph-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(handle)
        shutil.copymode(path, beside)
        os.replace(beside, path)
    finally:
        Path(beside).unlink(missing_ok=True)  # it is still there only where something failed


def _below(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.suffix.lower() == _SUFFIX and not hidden and not path.is_dir():
            yield path


def _read(path: Path, name: str) -> bytes:
    try:
        return read_file(path)
    except OSError as error:
        reason = f"cannot be read: {error.strerror}"
        raise UnreadableFiles((SourceFault(name, 1, 1, reason),)) from error


def _decoded(name: str, content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise UnreadableFiles((not_utf8(name, content, error),)) from error


def _parsed(name: str, text: str) -> TurtleDocument:
    document = parse_turtle(text)
    if document.faults:
        raise UnreadableFiles(tuple(_source_fault(name, fault) for fault in document.faults))
    return document


def _source_fault(name: str, fault: SyntaxFault) -> SourceFault:
    place = fault.position
    return SourceFault(name, place.line, place.column, fault.message, fault.hint)


def _lines(text: str) -> list[str]:
    lines = [line + "\n" for line in text.split("\n")]
    last = lines.pop().removesuffix("\n")
    return [*lines, f"{last}\n\\ No newline at end of file\n"] if last else lines
