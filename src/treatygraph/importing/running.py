"""An import from beginning to end: read, convert, write, account for; again where it stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from treatygraph import __version__
from treatygraph.importing.actors import Actors, sources_named
from treatygraph.importing.alike import links_to_others
from treatygraph.importing.batches import Outcome, Setting, batches, converted
from treatygraph.importing.folder import CannotImport, Entry, Folder
from treatygraph.importing.journal import Journal, fingerprint
from treatygraph.importing.model import ActorRecord
from treatygraph.importing.names import place_path
from treatygraph.importing.report import Report, Row
from treatygraph.importing.writing import Writer, Written

Progress = Callable[[str, int, int], None]
_FORM: Final = "1"
"""Raised when importers write other files for the same input, so that none is gone on with."""


@dataclass(frozen=True, slots=True)
class Options:
    """What to import, and where to.

    ``actors`` is a folder of a collection whose actors the parties may be; without it those of the
    collection itself are looked at. ``jobs`` processes convert.
    """

    kind: str
    path: Path
    into: Path
    prefixes: Mapping[str, str]
    actors: Path | None = None
    day: str = ""
    jobs: int = 1


def import_set(options: Options, progress: Progress) -> Report:
    """Import a set into a collection. Raises CannotImport, and what its parts raise.

    The same input gives the same files. What an interrupted import did is not done again.
    """
    run = _Run(options, progress)
    run.convert()
    return run.finish()


class _Run:
    """The state of one import."""

    def __init__(self, options: Options, progress: Progress) -> None:
        if not options.path.exists():
            raise CannotImport(f"{options.path} is not there: name the set's folder or file")
        self._setting = _setting(options)
        self._kind = self._setting.made()
        self._folder = Folder(options.into, self._kind.of)
        self._options, self._progress = options, progress
        self._actors_folder = self._actors_from()
        self._report = Report(self._kind.of.key)
        self._entries: dict[str, Entry] = {}
        self._keys: dict[str, str] = {}
        self._parties: set[str] = set()
        self._cities: dict[str, str] = {}

    def _actors_from(self) -> Path | None:
        folder = self._options.actors or self._folder.actors
        if folder is None and self._kind.needs_actors:
            raise CannotImport(
                f"{self._kind.name} names parties, and no States are known here: make them with "
                "`treatygraph import state-codes PATH --into STATES`, then add --actors STATES"
            )
        return _data_of(folder) if folder else None

    def convert(self) -> None:
        """Convert what is not converted yet, and write each agreement's file."""
        self._folder.begin()
        journal = Journal(self._folder.reports, self._fingerprint())
        journal.begin()
        waiting = batches(self._kind.read(self._options.path))
        for done in journal.done:
            self._take([Outcome(**one) for one in done["outcomes"]])
        skipped = islice(waiting, len(journal.done), None)
        setting = Setting(
            self._setting.kind, self._setting.path, self._actors_folder, self._setting.prefixes,
            self._setting.day,
        )  # fmt: skip
        for outcomes in converted(setting, skipped, self._options.jobs):
            kept = self._take(outcomes)
            journal.add({"outcomes": kept})
            self._progress(f"importing {self._report.read:,} records", 0, 0)
        self._journal = journal

    def _take(self, outcomes: list[Outcome]) -> list[dict[str, Any]]:
        """Write files and count; what a journal needs to do it again without converting."""
        for one in outcomes:
            self._one(one)
            one.written = None
        return [asdict(one) for one in outcomes]

    def _one(self, one: Outcome) -> None:
        report = self._report
        report.is_whole = report.is_whole and "breaks off" not in one.fault[0]
        if one.key and one.key in self._keys:
            one.fault = ("the record is a repetition", f"{one.key}, as {self._keys[one.key]}")
            one.key = ""
        if not one.key:
            report.refuse(Row(one.name, "", *one.fault), one.rows)
            return
        self._keys[one.key] = one.name
        if one.written:
            self._folder.write(one.written)
            one.place = one.written.place
        self._entries[one.place] = Entry(one.place, one.title, one.day)
        self._parties.update(one.actors)
        if one.city:
            self._cities.setdefault(place_path(one.city), one.city)
        report.read += one.rows
        report.held += one.rows
        report.things += 1
        report.parts_read.update(one.read)
        report.parts_held.update(one.held)
        for part, reason, detail in one.left_out:
            report.leave_out(Row(one.name, part, reason, detail))

    def finish(self) -> Report:
        """Write what belongs to the whole: the set itself, its actors, links, the reports."""
        writer = Writer(self._kind.of, self._options.prefixes)
        description = writer.description()
        self._folder.write(description)
        self._entries[description.place] = Entry(description.place, "", "")
        self._write_actors(writer)
        self._write_cities(writer)
        links = links_to_others(self._entries.values(), self._folder.others())
        if links:
            alike = writer.links(links)
            self._folder.write(alike)
            self._entries[alike.place] = Entry(alike.place, "", "")
        entries = [self._entries[place] for place in sorted(self._entries)]
        self._folder.finish(entries, self._report.as_json(), self._report.as_table())
        self._journal.end()
        return self._report

    def _write_actors(self, writer: Writer) -> None:
        """Describe the parties, where the collection does not yet."""
        actors = Actors.read(self._actors_folder)
        for path in sorted(self._parties):
            shipped = actors.shipped(path)
            if shipped:
                self._write_free(writer.actor(shipped))
            elif path in actors.places:
                self._copy(actors.places[path])

    def _write_cities(self, writer: Writer) -> None:
        """Name the places of conclusion, where the collection does not yet."""
        for path, name in sorted(self._cities.items()):
            self._write_free(writer.actor(ActorRecord(path, name)))

    def _write_free(self, file: Written) -> None:
        """Write a file, unless the collection has one from elsewhere."""
        if self._folder.is_free(file.place):
            self._folder.write(file)
            self._entries[file.place] = Entry(file.place, "", "")

    def _copy(self, file: Path) -> None:
        """Copy an actor's file, and those of the sources that it names."""
        below = self._actors_folder
        assert below is not None, "a file was read from a folder"
        if below.resolve() != self._own_data().resolve():
            for one in (file, *_sources_of(file, below)):
                place = one.relative_to(below).as_posix()
                self._write_free(Written(place, one.read_text(encoding="utf-8")))

    def _fingerprint(self) -> str:
        path = self._options.path
        files = sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]
        actors = self._actors_folder
        files += sorted(actors.rglob("*.ttl")) if actors and actors != self._own_data() else []
        return fingerprint(iter(files), _FORM, __version__, self._kind.name, self._kind.of.day)

    def _own_data(self) -> Path:
        return _data_of(self._options.into)


def _setting(options: Options) -> Setting:
    return Setting(options.kind, options.path, None, options.prefixes, options.day)


def _data_of(folder: Path) -> Path:
    """The ``data/triples`` of a collection, or the folder itself where it is one."""
    inner = folder / "data" / "triples"
    if inner.is_dir():
        return inner
    return folder.parent if folder.name == "actors" else folder


def _sources_of(file: Path, below: Path) -> Iterator[Path]:
    """The files that describe the sources of a file: ``sources/KEY.ttl`` or ``sets/KEY.ttl``."""
    for key in sources_named(file):
        for folder in ("sources", "sets"):
            found = below / folder / f"{key}.ttl"
            if found.is_file():
                yield found
