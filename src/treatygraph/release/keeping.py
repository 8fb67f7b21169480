"""How many older releases are kept: those that were current last, and the current one always."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from treatygraph.release.history import CURRENT, RELEASES, STORES, read_history

_LEAVING = ".leaving-"


def remove_older(out: Path, keep: int) -> list[str]:
    """Remove all but the current release and so many older ones; the versions that went.

    A release goes out of sight in one step, before its files are removed: whoever looks finds it
    whole or not at all; its store on disk goes with it. Files that a server has open stay readable
    to it. The history keeps its lines, and the list of what was removed from the data stays.
    """
    folder, current = out / RELEASES, (out / CURRENT).resolve().name
    _sweep(folder)
    last = {switch.version: switch.at for switch in read_history(out)}
    found = [path.name for path in folder.iterdir() if path.is_dir() and path.name[0] != "."]
    found = [name for name in found if name != current]
    known = sorted((name for name in found if name in last), key=lambda name: last[name])
    unknown = sorted(name for name in found if name not in last)
    order = [*unknown, *known]
    going = order[: len(order) - keep] if keep else order
    for name in going:
        shutil.rmtree(out / STORES / name, ignore_errors=True)
        (folder / name).rename(folder / f"{_LEAVING}{name}-{os.getpid()}")
    _sweep(folder)
    return going


def _sweep(folder: Path) -> None:
    """Remove what is on its way out, also what a build that was killed has left."""
    for path in folder.glob(f"{_LEAVING}*"):
        shutil.rmtree(path, ignore_errors=True)
