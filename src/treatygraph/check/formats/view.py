"""For whom a report is written."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class View:
    """What counts as a failure, and what the reader's screen can do."""

    strict: bool = False
    """Whether warnings fail the check."""
    colour: bool = False
    width: int | None = None
    """Columns of a terminal; None where lines may have any length."""


PLAIN = View()
"""For nobody in particular: no colour, lines of any length."""


def wants_colour(terminal: bool, environment: Mapping[str, str]) -> bool:
    """Whether to colour: NO_COLOR forbids it, FORCE_COLOR and CLICOLOR_FORCE demand it."""
    if environment.get("NO_COLOR"):
        return False
    forced = {environment.get(name, "") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")}
    if forced - {"", "0"}:
        return True
    return terminal and environment.get("TERM") != "dumb"


def repository_path(file: str) -> str:
    """A file's path from the root of the repository that we are in, as GitHub and GitLab name it.

    Without a repository, from the working directory. A file outside stays as it is named.
    """
    path = Path(os.path.normpath(Path.cwd() / file))
    root = _root()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else file


def _root() -> Path:
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)
