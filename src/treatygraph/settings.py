"""What a collection says of itself in ``treatygraph.toml``: a frozen record, checked when read."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from treatygraph.errors import TreatygraphError
from treatygraph.iris import BadBase, Base

FILE: Final = "treatygraph.toml"
LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
"""The licence of a collection that names none."""

_IRI = re.compile(r"https?://(?=[^/])[^\s\x00-\x20\x7f\ud800-\udfff<>\"{}|\\^`]+")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_PLACE = re.compile(r"^(.*) \(at (?:line (\d+), column (\d+)|end of document)\)$", re.DOTALL)


class BadSettings(TreatygraphError):
    """A settings file that cannot be used; the sentence begins with the place."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a collection is built; each field is a key of the file, and all may be left out."""

    base: Base = Base()
    title: str = ""
    licence: str = LICENCE
    authors: str = ""
    """Who made the collection, as they are cited; several are set apart by semicolons."""
    rights: str = ""
    """Whom the data are owed to, and what else its users have to be told."""
    withheld: str = ""
    """Why the collection may not be published: releases of it then offer no dumps."""

    def __post_init__(self) -> None:
        for name in ("title", "authors", "rights", "withheld"):
            value = getattr(self, name)
            if _UNPRINTABLE.search(value):
                raise BadSettings(f"{name} {value!r}: give one line of plain text")
        if not _IRI.fullmatch(self.licence):
            raise BadSettings(
                f"licence {self.licence!r}: give the licence's address, such as {LICENCE}"
            )

    @classmethod
    def read(cls, path: Path) -> Settings:
        """The settings of a file. Raises BadSettings with file, line and column."""
        try:
            text = path.read_bytes().decode()
            found = tomllib.loads(text)
        except OSError as error:
            raise BadSettings(f"{path}: cannot be read: {error.strerror}") from None
        except UnicodeDecodeError as error:
            raise BadSettings(f"{path}: not UTF-8: byte {error.start} is {error.reason}") from None
        except tomllib.TOMLDecodeError as error:
            raise BadSettings(_syntax_fault(path, text, str(error))) from None
        settings = cls()
        for key, value in found.items():
            settings = _with(settings, key, value, f"{path}:{_place(text, key)}")
        return settings


def _with(settings: Settings, key: str, value: Any, place: str) -> Settings:
    """The settings with one more key. Raises BadSettings where it is none, or its value unfit."""
    known = [field.name for field in fields(Settings)]
    if key not in known:
        raise BadSettings(f"{place}: unknown setting {key!r}: there are {', '.join(known)}")
    if not isinstance(value, str):
        raise BadSettings(f"{place}: {key} is no text: write it in quotes")
    values = {name: getattr(settings, name) for name in known}
    try:
        return Settings(**values | {key: Base(value) if key == "base" else value})
    except (BadBase, BadSettings) as error:
        raise BadSettings(f"{place}: {str(error).removeprefix('--')}") from None


def _syntax_fault(path: Path, text: str, told: str) -> str:
    match = _PLACE.match(told)
    reason = match[1] if match else told
    last = text.rstrip("\n").split("\n")
    line, column = (match[2], match[3]) if match and match[2] else (len(last), len(last[-1]) + 1)
    return f"{path}:{line}:{column}: not TOML: {reason}"


def _place(text: str, key: str) -> str:
    """Line and column of a top-level key or table: where a statement begins with its name.

    A statement begins at a line before which everything is whole: a text of several lines is not.
    """
    named = re.compile(rf"[ \t]*(?:\[+[ \t]*)?[\"']?{re.escape(key)}(?![\w-])")
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if named.match(line) and _is_whole("\n".join(lines[:number])):
            return f"{number + 1}:{len(line) - len(line.lstrip()) + 1}"
    return "1:1"


def _is_whole(text: str) -> bool:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True
