"""What changed from each release to the next, kept beside the releases: ``changes.sqlite``.

A release is made of its files alone, and what changed depends on the one before it too. So it is
worked out once, when a release becomes current, and stays when older releases are removed. What is
kept follows from two releases that never change: the file may be deleted, and the next build works
out again what it can.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from treatygraph.changes.released import Step, ToldChange, step_between
from treatygraph.collection.loading import Progress, silent
from treatygraph.errors import ReleaseUnavailable
from treatygraph.release.archive import Archive
from treatygraph.release.history import Switch

KEPT: Final = "changes.sqlite"

_PATIENCE: Final = 10.0
"""Seconds that a reader waits for a build that writes."""

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS step (
    id INTEGER PRIMARY KEY, before TEXT, after TEXT, counts TEXT, added INTEGER, removed INTEGER,
    whole INTEGER, UNIQUE (before, after)
);
CREATE TABLE IF NOT EXISTS told (
    step INTEGER, place INTEGER, home TEXT, heading TEXT, iri TEXT, was TEXT, change TEXT, cls TEXT,
    sentence TEXT, alone TEXT, PRIMARY KEY (step, place)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS concern (
    iri TEXT, step INTEGER, place INTEGER, PRIMARY KEY (iri, step, place)
) WITHOUT ROWID;
"""
_COUNTED: Final = """
SELECT change, count(*) FROM concern JOIN told USING (step, place)
WHERE concern.iri = ? AND step = ? GROUP BY change
"""
_TOLD: Final = "home, heading, iri, was, change, cls, sentence, alone"


@dataclass(frozen=True, slots=True)
class Pair:
    """A moment at which a release became current, and the release that it followed, if any."""

    switch: Switch
    before: str

    @property
    def name(self) -> str:
        """What stands in addresses, and never changes: the moment and the version."""
        return f"{self.switch.stamp}-{self.switch.version}"


def pairs(history: Iterable[Switch]) -> list[Pair]:
    """Each switch with the version that was current before; nothing for the first."""
    found, before = [], ""
    for switch in history:
        found.append(Pair(switch, before))
        before = switch.version
    return found


@dataclass(frozen=True, slots=True)
class Summary:
    """How much changed in one step, in all or of what concerns one thing."""

    counts: dict[str, int]
    added: int
    removed: int
    """Triples, of the whole step."""
    whole: bool

    @property
    def things(self) -> int:
        """How many changes are told."""
        return sum(self.counts.values())


class KeptChanges:
    """The file in a build folder. It need not be there: then nothing is known.

    All methods raise ReleaseUnavailable where it cannot be read, or written.
    """

    def __init__(self, out: Path) -> None:
        self._path = out / KEPT

    def summary(self, pair: Pair, concerning: str = "") -> Summary | None:
        """How much changed in a step, or of it what concerns a thing; None where nobody knows."""
        with self._opened() as db:
            step = _step(db, pair) if db else None
            if db is None or step is None:
                return None
            number, counts, added, removed, whole = step
            if concerning:
                counted = db.execute(_COUNTED, (concerning, number))
                return Summary(dict(counted), added, removed, bool(whole))
            return Summary(json.loads(counts), added, removed, bool(whole))

    def told(
        self, pair: Pair, concerning: str = "", *, most: int, skip: int = 0
    ) -> list[ToldChange]:
        """So many of the changes of a step, in the order in which a reader wants them."""
        with self._opened() as db:
            step = _step(db, pair) if db else None
            if db is None or step is None:
                return []
            where, values = "step = ?", [str(step[0])]
            if concerning:
                where += " AND place IN (SELECT place FROM concern WHERE iri = ? AND step = ?)"
                values += [concerning, str(step[0])]
            rows = db.execute(
                f"SELECT {_TOLD} FROM told WHERE {where} ORDER BY place LIMIT ? OFFSET ?",
                (*values, most, skip))  # fmt: skip
            return [ToldChange(*row) for row in rows]

    def concerning(self, iri: str) -> set[tuple[str, str]]:
        """The steps, each by its two versions, in which something changed that concerns a thing."""
        with self._opened() as db:
            if db is None:
                return set()
            return set(db.execute(
                "SELECT DISTINCT before, after FROM step JOIN concern ON step.id = concern.step "
                "WHERE concern.iri = ?", (iri,)))  # fmt: skip

    def knows(self, before: str, after: str) -> bool:
        """Whether a step is kept."""
        with self._opened() as db:
            asked = "SELECT 1 FROM step WHERE before = ? AND after = ?"
            return db is not None and db.execute(asked, (before, after)).fetchone() is not None

    def keep(self, step: Step) -> None:
        """Keep a step, wholly or not at all."""
        with self._connected(self._path.absolute()) as db, db:
            db.executescript(_SCHEMA)
            db.execute("BEGIN IMMEDIATE")
            row = (step.before, step.after, json.dumps(step.counts), step.added, step.removed,
                   step.whole)  # fmt: skip
            number = db.execute(
                "INSERT OR IGNORE INTO step (before, after, counts, added, removed, whole) "
                "VALUES (?, ?, ?, ?, ?, ?)", row)  # fmt: skip
            if number.rowcount != 1:
                return  # another build was quicker
            _insert(db, number.lastrowid, step.told)

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection | None]:
        """A connection that only reads; None where nothing is kept yet."""
        if not self._path.is_file():
            yield None
            return
        with self._connected(f"file:{quote(str(self._path.absolute()))}?mode=ro") as db:
            yield db

    @contextmanager
    def _connected(self, address: str | Path) -> Iterator[sqlite3.Connection]:
        try:
            uri = isinstance(address, str)
            with closing(sqlite3.connect(address, uri=uri, timeout=_PATIENCE)) as db:
                yield db
        except sqlite3.Error as error:
            reason = f"{KEPT} cannot be used ({error}); remove it, and the next build makes another"
            raise ReleaseUnavailable(self._path.parent, reason) from None


def _step(db: sqlite3.Connection, pair: Pair) -> tuple[int, str, int, int, int] | None:
    found: tuple[int, str, int, int, int] | None = db.execute(
        "SELECT id, counts, added, removed, whole FROM step WHERE before = ? AND after = ?",
        (pair.before, pair.switch.version),
    ).fetchone()
    return found


def _insert(db: sqlite3.Connection, number: int | None, told: Iterable[ToldChange]) -> None:
    for place, one in enumerate(told):
        row = (one.home, one.heading, one.iri, one.was, one.change, one.cls, one.sentence,
               one.alone)  # fmt: skip
        db.execute(f"INSERT INTO told (step, place, {_TOLD}) VALUES (?, ?, {', '.join('?' * 8)})",
                   (number, place, *row))  # fmt: skip
        db.executemany("INSERT INTO concern (iri, step, place) VALUES (?, ?, ?)",
                       ((iri, number, place) for iri in one.concerns))  # fmt: skip


def keep_step(out: Path, before: Path, after: Path) -> None:
    """Work out and keep what changed from one release to another, unless that is known.

    Raises ReleaseUnavailable or OSError.
    """
    kept = KeptChanges(out)
    if before.name != after.name and not kept.knows(before.name, after.name):
        kept.keep(step_between(before, after))


def keep_missing(out: Path, progress: Progress = silent) -> None:
    """Keep what is not known of releases that followed each other, where both are still there.

    So are those that were built before changes were kept. Raises as :func:`keep_step`.
    """
    archive, kept = Archive(out), KeptChanges(out)
    held = {one.version for one in archive.switches()}
    missing = [pair for pair in pairs(archive.history())
               if {pair.before, pair.switch.version} <= held
               and not kept.knows(pair.before, pair.switch.version)]  # fmt: skip
    for done, pair in enumerate(missing):
        progress("telling changes", done, len(missing))
        keep_step(out, archive.folder(pair.before), archive.folder(pair.switch.version))
