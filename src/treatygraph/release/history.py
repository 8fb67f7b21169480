"""When which release was the current one: a file beside the releases, which have no times inside.

``history.tsv`` has a line for each time that ``current`` was switched: a moment in UTC, a version.
It is only ever added to. A release that became current twice has two lines.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

HISTORY: Final = "history.tsv"
CURRENT: Final = "current"
RELEASES: Final = "releases"
STORES: Final = "stores"
"""The folder of stores on disk, which are made from releases."""

_TEXT = "%Y-%m-%dT%H:%M:%SZ"
_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True, order=True)
class Switch:
    """A moment, in whole seconds of UTC, and the version that was current from then on."""

    at: datetime
    version: str

    @property
    def stamp(self) -> str:
        """The moment as it stands in addresses: ``20261126T174000Z``."""
        return self.at.strftime(_STAMP)


def folder_of_releases(release: Path) -> Path | None:
    """The build folder that a release's folder is kept in; None for one that lies elsewhere."""
    return release.parent.parent if release.parent.name == RELEASES else None


def read_history(out: Path) -> list[Switch]:
    """Every switch, oldest first.

    A line that a crash cut off is passed over. Where the last line is not of ``current`` (a crash
    between the two, or releases from before there was a history), the link's own time tells when.
    """
    try:
        lines = (out / HISTORY).read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError):
        lines = []
    found = sorted(filter(None, map(_parsed, lines)))
    current = _of_link(out)
    if current and (not found or found[-1].version != current.version):
        found.append(Switch(_after(found, current.at), current.version))
    return found


def _parsed(line: str) -> Switch | None:
    moment, tab, version = line.partition("\t")
    try:
        at = datetime.strptime(moment, _TEXT).replace(tzinfo=UTC)
    except ValueError:
        return None
    return Switch(at, version) if tab and version else None


def _of_link(out: Path) -> Switch | None:
    """What ``current`` points to, and since when."""
    link = out / CURRENT
    try:
        made, version = link.lstat().st_mtime, Path(os.readlink(link)).name
    except OSError:
        return None
    return Switch(datetime.fromtimestamp(int(made), UTC), version)


def _after(found: Iterable[Switch], at: datetime) -> datetime:
    """A moment as it can be written: whole seconds, and later than all before it."""
    last = max((switch.at for switch in found), default=None)
    at = at.replace(microsecond=0)
    return max(at, last + timedelta(seconds=1)) if last else at


def write_history(out: Path) -> None:
    """Add a line for ``current`` if the last line is of another release; it is there for good."""
    history = read_history(out)
    path = out / HISTORY
    held = path.read_bytes() if path.exists() else b""
    written = {switch for line in held.decode("utf-8", "replace").split("\n")
               if (switch := _parsed(line))}  # fmt: skip
    missing = [switch for switch in history if switch not in written]
    if not missing:
        return
    lines = "".join(f"{switch.at.strftime(_TEXT)}\t{switch.version}\n" for switch in missing)
    torn = "\n" if held and not held.endswith(b"\n") else ""
    with path.open("ab") as out_file:
        out_file.write(f"{torn}{lines}".encode())
        out_file.flush()
        os.fsync(out_file.fileno())
