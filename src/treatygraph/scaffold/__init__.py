"""A collection to begin with: the templates in ``collection/``, filled in and written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from json import dumps
from pathlib import Path, PurePosixPath
from string import Template

from treatygraph import __version__
from treatygraph.errors import TreatygraphError
from treatygraph.settings import Settings

_DOT = "dot-"
"""Begins the name of a template whose file begins with a dot: packagers and git heed those."""

_COMMENTS = {
    "authors": "Who made this collection, as they are cited; semicolons set several apart.",
    "rights": "Whom the data are owed to; it stands in the description of the dataset.",
    "withheld": "Why this collection may not be published: releases of it offer no dumps.",
}

_GIT = ".git"
"""A fresh clone of an empty repository holds it, and is empty to its owner."""

_SAMPLE = ("data", "queries", "README.md")
"""What of the templates is the sample, or speaks of it."""


class CannotInit(TreatygraphError):
    """A folder in which no collection can be begun."""


def write_collection(folder: Path, settings: Settings, *, today: date) -> list[Path]:
    """Write a collection into a new or empty folder; the files written, sorted.

    Raises CannotInit where the folder holds anything, is a file or cannot be written. What is
    there already is never touched.
    """
    return _write(folder, settings, today, list(_templates()))


def write_bare_collection(folder: Path, settings: Settings, *, today: date) -> list[Path]:
    """The same without the sample, for records that come from elsewhere; the files written.

    What the settings say of rights, and of why nothing is to be published, stands in them.
    """
    bare = [(place, text) for place, text in _templates() if place.parts[0] not in _SAMPLE]
    readme = (files(__name__) / "imported.md").read_text(encoding="utf-8")
    return _write(folder, settings, today, [*bare, (PurePosixPath("README.md"), readme)])


def _write(
    folder: Path, settings: Settings, today: date, templates: list[tuple[PurePosixPath, str]]
) -> list[Path]:
    words = _words(settings, today)
    try:
        texts = {place: Template(text).substitute(words).encode() for place, text in templates}
        folder.mkdir(parents=True, exist_ok=True)
        if any(entry.name != _GIT for entry in folder.iterdir()):
            raise CannotInit(f"{folder} is not empty: name a folder that is new or empty")
        return [_write_new(folder / place, text) for place, text in sorted(texts.items())]
    except (FileExistsError, NotADirectoryError):
        raise CannotInit(f"{_in_the_way(folder)} is there already and is no folder") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CannotInit(f"{folder} cannot be written: {reason}") from None


def _in_the_way(folder: Path) -> Path:
    """The file, or link to nowhere, that stands where a folder should be."""
    there = (path for path in (folder, *folder.parents) if path.is_symlink() or path.exists())
    return next(there, folder)


def _write_new(path: Path, text: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as out:
        out.write(text)
    return path


def _words(settings: Settings, today: date) -> Mapping[str, str]:
    """What stands for each ``$name``; those in ``…_text`` as TOML writes a text, as JSON does."""
    told = {"base": settings.base.root, "title": settings.title, "licence": settings.licence}
    quoted = {f"{name}_text": dumps(value, ensure_ascii=False) for name, value in told.items()}
    more = "".join(_setting(settings, name) for name in _COMMENTS)
    return {**told, **quoted, "more": more, "today": today.isoformat(), "version": __version__}


def _setting(settings: Settings, name: str) -> str:
    """A key that is written only where it says something."""
    value: str = getattr(settings, name)
    text = dumps(value, ensure_ascii=False)
    return f"\n\n# {_COMMENTS[name]}\n{name} = {text}" if value else ""


def _templates() -> Iterator[tuple[PurePosixPath, str]]:
    return _below(files(__name__) / "collection", PurePosixPath())


def _below(folder: Traversable, place: PurePosixPath) -> Iterator[tuple[PurePosixPath, str]]:
    for entry in folder.iterdir():
        name = entry.name
        inner = place / (f".{name[len(_DOT) :]}" if name.startswith(_DOT) else name)
        if entry.is_dir():
            yield from _below(entry, inner)
        else:
            yield inner, entry.read_text(encoding="utf-8")
