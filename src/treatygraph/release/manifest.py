"""The manifest: what a release is, in one JSON file, and how to tell that nothing is missing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from treatygraph.errors import ReleaseUnavailable
from treatygraph.release.dumps import FOLDER, DumpRecord

FORM = 3
"""Raised when a release's layout changes so that an older version could not read it."""

READABLE = (1, 2, 3)
"""The forms that this version reads: 1 has no dumps, 1 and 2 no search index."""

NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file of a release: its size in bytes and its SHA-256 in hexadecimal."""

    bytes: int
    sha256: str

    @classmethod
    def of(cls, path: Path) -> FileRecord:
        """Measure a file."""
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return cls(path.stat().st_size, digest)

    def holds(self, path: Path) -> bool:
        """Whether a file is what was recorded."""
        return FileRecord.of(path) == self


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a release holds. No times: the same files give the same manifest."""

    form: int
    version: str
    base: str
    tool: str
    ontology: str
    counts: Mapping[str, int]
    classes: Mapping[str, int]
    graphs: Mapping[str, str]
    """Each named graph and the file that it was read from."""
    files: Mapping[str, FileRecord]
    title: str = ""
    licence: str = ""
    """What the collection is called, and the licence of its data; empty where it does not say."""
    authors: str = ""
    """Who made the collection, set apart by semicolons. A manifest has it only where it is said."""
    rights: str = ""
    withheld: str = ""
    """Whom the data are owed to; why they may not be published. A manifest has them only then."""
    dumps: Mapping[str, DumpRecord] = field(default_factory=dict)
    """What each dump holds, by its name; the files are in ``dumps/``."""
    earlier: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """IRIs of things that were there once, and what the data say to stand in the place of each."""

    @property
    def makers(self) -> tuple[str, ...]:
        """Who made the collection, one by one; empty where it does not say."""
        return tuple(name for part in self.authors.split(";") if (name := part.strip()))

    @property
    def statements(self) -> int:
        """How many quads it has: curated, shipped with the tool, and inferred."""
        return sum(self.counts[name] for name in ("curated", "shipped", "inferred"))

    @property
    def named_graphs(self) -> tuple[str, ...]:
        """All graphs that hold its quads: those of files, and what was inferred."""
        return (*self.graphs, f"{self.base}graph/inferred")

    def write(self, folder: Path) -> None:
        """Write ``manifest.json``."""
        fields = {name: value for name, value in asdict(self).items()
                  if value or name not in ("authors", "rights", "withheld")}  # fmt: skip
        text = json.dumps(fields, ensure_ascii=False, indent=1, sort_keys=True)
        (folder / NAME).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read it. Raises ReleaseUnavailable where it is missing, damaged or of another form."""
        try:
            fields: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise ReleaseUnavailable(folder, "no release here: run `treatygraph build`") from None
        except (OSError, ValueError) as error:
            raise ReleaseUnavailable(folder, f"damaged: {NAME} cannot be read ({error})") from None
        form = fields.get("form") if isinstance(fields, dict) else FORM
        if form not in READABLE:
            raise ReleaseUnavailable(
                folder, f"of form {form}, not {FORM}: run `treatygraph build` again"
            )
        try:
            records = {name: FileRecord(**record) for name, record in fields["files"].items()}
            dumps = {name: DumpRecord(**one) for name, one in fields.get("dumps", {}).items()}
            return cls(**fields | {"files": records, "dumps": dumps})
        except (AttributeError, KeyError, TypeError):
            raise ReleaseUnavailable(folder, f"damaged: {NAME} is not what was built") from None

    def verify(self, folder: Path, *, dumps: bool = True, sums: bool = True) -> None:
        """Compare every file with its record. Raises ReleaseUnavailable naming the first fault.

        Without ``dumps`` only their sizes are compared: nothing but a download reads them, and
        that compares the checksum. Without ``sums`` only the sizes of all are.
        """
        for name, record in self.files.items():
            path = folder / name
            if not path.is_file():
                raise ReleaseUnavailable(folder, f"damaged: {name} is missing; build it again")
            by_size = not sums or (not dumps and name.startswith(f"{FOLDER}/"))
            if not (record.bytes == path.stat().st_size if by_size else record.holds(path)):
                raise ReleaseUnavailable(
                    folder, f"damaged: {name} is not what was built (checksum); build it again"
                )
