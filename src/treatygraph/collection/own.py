"""What a collection brings besides its data: questions and rules beside those that ship."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from treatygraph.collection.files import FORMATS
from treatygraph.collection.loading import Collection, parsed, read_collection
from treatygraph.iris import Base


@dataclass(frozen=True, slots=True)
class Own:
    """The folder of a collection: ``queries/``, ``checks/shapes/`` and ``checks/hygiene/`` in it.

    Each may be missing; without a root there are none. ``shipped`` holds the shipped queries,
    whose names are taken.
    """

    root: Path | None = None
    shipped: Path | None = None

    @property
    def queries(self) -> Path | None:
        """The folder of queries that a release holds beside the shipped ones."""
        return self._folder("queries")

    @property
    def hygiene(self) -> Path | None:
        """The folder of queries that must find nothing."""
        return self._folder("checks/hygiene")

    def shapes(self) -> Collection:
        """The SHACL shapes that the data is held to as well. Raises UnreadableFiles."""
        folder = self._folder("checks/shapes")
        if not folder or not any(path.suffix.lower() in FORMATS for path in folder.rglob("*.*")):
            return Collection(Base(), ())
        return parsed(read_collection(folder, Base(), below="checks/shapes/"))

    def files(self) -> Iterator[tuple[str, Path]]:
        """Every file of them, by a name that is the same on every machine."""
        for folder in ("queries", "checks/hygiene", "checks/shapes"):
            inside = self._folder(folder)
            for path in sorted(inside.rglob("*.*")) if inside else ():
                if path.is_file() and path.suffix.lower() in {".rq", *FORMATS}:
                    yield f"{folder}/{path.relative_to(inside or path).as_posix()}", path

    def _folder(self, name: str) -> Path | None:
        folder = self.root / name if self.root is not None else None
        return folder if folder and folder.is_dir() else None
