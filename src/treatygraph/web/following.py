"""Following the current release: a new one is opened beside, tried, and switched in whole."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from treatygraph.errors import TreatygraphError
from treatygraph.web.front import Front
from treatygraph.web.serving import Serving

logger = logging.getLogger(__name__)

EVERY: Final = 1.0
"""Seconds between two looks at which release is current."""

Open = Callable[[Path], Serving]


class Follower:
    """Serves by ``front`` the current release, as long as the process lives.

    ``current`` tells its folder, as a link that points to it does. A release that cannot be opened
    is told of once, and what was served before stays.
    """

    def __init__(self, front: Front, current: Callable[[], Path], opened: Open) -> None:
        self._front = front
        self._current = current
        self._opened = opened
        self._refused: tuple[Path, int] | None = None
        self._retired: list[Serving] = []

    def run(self, stop: threading.Event) -> None:
        """Look until told to stop."""
        while not stop.wait(EVERY):
            self.look()

    def look(self) -> None:
        """Switch if another release is current; end what nobody is answered by any more."""
        folder = self._current()
        serving = self._front.serving
        known = serving.release.folder if serving else None
        if folder != known and (folder, _stamp(folder)) != self._refused:
            self._switch(folder)
        self._sweep()

    def _switch(self, folder: Path) -> None:
        stamp = _stamp(folder)
        try:
            serving = self._opened(folder)
        except (TreatygraphError, OSError) as error:
            logger.error("the new release is not served: %s", error)
            self._refused = (folder, stamp)
            return
        except Exception:
            logger.exception("the new release %s is not served", folder)
            self._refused = (folder, stamp)
            return
        before = self._front.serve(serving)
        logger.info("release %s is served from now on", serving.release.version)
        if before:
            self._retired.append(before)

    def _sweep(self) -> None:
        for serving in [one for one in self._retired if one.idle]:
            self._retired.remove(serving)
            version = serving.release.version
            serving.close()
            logger.info("release %s has ended with its last answer", version)


def _stamp(folder: Path) -> int:
    """What changes when a release of the same name is written anew; 0 where there is none."""
    try:
        return (folder / "manifest.json").stat().st_mtime_ns
    except OSError:
        return 0
