"""What a release is built from, and where to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from treatygraph.collection import Own
from treatygraph.iris import Base
from treatygraph.release.history import RELEASES
from treatygraph.release.work import FOLDER


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """What to build from, and where to: folders, the base of the release's things, its name."""

    data: Path
    ontology: Path
    queries: Path
    out: Path
    base: Base = Base()
    own: Own = Own()
    title: str = ""
    authors: str = ""
    licence: str = ""
    rights: str = ""
    withheld: str = ""
    """Why the release may not be published, and has no dumps; empty where it may."""

    @property
    def releases(self) -> Path:
        """The folder of all releases."""
        return self.out / RELEASES

    @property
    def work(self) -> Path:
        """The folder of work that the next build need not do again."""
        return self.out / FOLDER
