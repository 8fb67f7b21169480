"""The collection that a set is imported into: begun where there is none, described, kept tidy."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from treatygraph.errors import TreatygraphError
from treatygraph.importing.model import SetDescription
from treatygraph.importing.writing import Written
from treatygraph.scaffold import write_bare_collection
from treatygraph.settings import FILE, Settings

DATA: Final = "data/triples"
REPORTS: Final = "import"
_MANIFEST: Final = "written.tsv"


class CannotImport(TreatygraphError):
    """A path, or a folder, that nothing can be imported from or into."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that an import wrote, and how the agreement in it is recognized in another set."""

    place: str
    title: str
    day: str


class Folder:
    """The folder of a collection, as an import of one set sees it."""

    def __init__(self, root: Path, of: SetDescription) -> None:
        self.root, self._of = root, of
        self.reports = root / REPORTS / of.key
        self._data = root / DATA
        self.before = frozenset(one.place for one in _entries(self.reports / _MANIFEST))
        """What an earlier import of the set wrote."""

    @property
    def actors(self) -> Path | None:
        """The actors that the collection describes already."""
        folder = self._data / "actors"
        return folder if folder.is_dir() else None

    def begin(self) -> None:
        """Make the collection, where the folder is new or empty. Raises CannotImport."""
        if self.root.is_dir() and (self.root / FILE).is_file():
            self._describe(Settings.read(self.root / FILE))
            return
        settings = Settings(
            title=self._of.title, licence=self._of.licence, rights=self._of.rights,
            withheld=self._of.withheld,
        )  # fmt: skip
        write_bare_collection(self.root, settings, today=date.fromisoformat(self._of.day))

    def _describe(self, settings: Settings) -> None:
        """Add to what the collection says of itself what the set demands."""
        path, of = self.root / FILE, self._of
        text = path.read_text(encoding="utf-8")
        rights = of.rights
        if of.licence != settings.licence and not of.withheld:
            rights += f" Licence of these ({of.key}): {of.licence}"
        for key, said, more in (
            ("rights", settings.rights, rights), ("withheld", settings.withheld, of.withheld),
        ):  # fmt: skip
            if more and more not in said:
                text = _with_key(text, key, f"{said} {more}".strip())
        if of.withheld and settings.licence != of.licence:
            text = _with_key(text, "licence", of.licence)
        path.write_text(text, encoding="utf-8")

    def write(self, file: Written) -> None:
        """Write a file, unless it is there with the same text."""
        path = self._data / file.place
        content = file.text.encode()
        try:
            if path.is_file() and path.read_bytes() == content:
                return
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError as error:
            raise CannotImport(f"{path}: cannot be written: {error.strerror}") from None

    def is_free(self, place: str) -> bool:
        """Whether the set may write a file: there is none, or an import of it wrote the one."""
        return place in self.before or not (self._data / place).exists()

    def others(self) -> Iterator[Entry]:
        """What imports of other sets wrote into the collection."""
        for path in sorted((self.root / REPORTS).glob(f"*/{_MANIFEST}")):
            if path.parent != self.reports:
                yield from _entries(path)

    def finish(self, entries: Sequence[Entry], report: str, table: str) -> list[str]:
        """Write the reports, and remove what an earlier import wrote and this one did not."""
        gone = sorted(self.before - {entry.place for entry in entries})
        if any(True for _ in self.others()):  # they may name an actor or a place of ours
            gone = [place for place in gone if place.startswith("agreements/")]
        for place in filter(_is_ours, gone):
            (self._data / place).unlink(missing_ok=True)
        self.reports.mkdir(parents=True, exist_ok=True)
        for name, text in (
            (_MANIFEST, _manifest(entries)), ("report.json", report), ("left-out.tsv", table),
        ):  # fmt: skip
            (self.reports / name).write_text(text, encoding="utf-8")
        return gone


def _is_ours(place: str) -> bool:
    """Whether a place may be that of a file which an import wrote: the manifest is but a file."""
    return bool(re.fullmatch(r"[a-z-]+(/[a-z-]+)?/[A-Za-z0-9-]+\.ttl", place))


def _with_key(text: str, key: str, value: str) -> str:
    line = f"{key} = {json.dumps(value, ensure_ascii=False)}"
    pattern = re.compile(rf"^{key}\s*=.*$", re.MULTILINE)
    if pattern.search(text):
        return pattern.sub(lambda _: line, text, count=1)
    return f"{text.rstrip()}\n{line}\n"


def _manifest(entries: Iterable[Entry]) -> str:
    out = io.StringIO()
    table = csv.writer(out, delimiter="\t", lineterminator="\n")
    table.writerow(("file", "title", "day"))
    table.writerows((one.place, one.title, one.day) for one in entries)
    return out.getvalue()


def _entries(path: Path) -> Iterator[Entry]:
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as text:
            rows = csv.reader(text, delimiter="\t")
            next(rows, None)
            yield from (Entry(*row) for row in rows if len(row) == 3)
