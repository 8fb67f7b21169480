"""Where each curated statement stands: an SQLite index from statements to files and lines."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from weakref import finalize

from pyoxigraph import BlankNode, RdfFormat

from treatygraph.collection import LoadedFile
from treatygraph.iris import Base, rebase
from treatygraph.release.lines import Line, fact_of, is_read_plainly
from treatygraph.release.places import places_of

_SCHEMA = """
CREATE TABLE file (number INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE statement (
    subject TEXT NOT NULL, predicate TEXT NOT NULL, object TEXT NOT NULL,
    file INTEGER NOT NULL, line INTEGER NOT NULL, subject_line INTEGER NOT NULL
);
"""
_STATEMENTS = """
SELECT predicate, object, number, name, line, subject_line
FROM statement JOIN file ON number = file WHERE subject = ?
"""
_INDEX = "CREATE INDEX statement_subject ON statement (subject, predicate)"


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file, counted from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


def write_locations(files: Iterable[tuple[str, bytes]], path: Path) -> None:
    """Index where each statement stands: of files by name, as their rows tell, in their order.

    Nothing is flushed here: whoever keeps the file does that when all of it is there.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as index:
        index.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        index.executescript(_SCHEMA)
        index.execute("BEGIN")
        for number, (name, rows) in enumerate(files):
            index.execute("INSERT INTO file VALUES (?, ?)", (number, name))
            insert = f"INSERT INTO statement VALUES (?, ?, ?, {number}, ?, ?)"
            told = rows.decode().split("\n") if rows else ()
            index.executemany(insert, (row.split("\t") for row in told))
        index.execute("COMMIT")
        index.execute(_INDEX)


def rows_of(loaded: LoadedFile, read: Sequence[Line]) -> Iterable[bytes]:
    """A row for each statement of a Turtle file: its terms, the line of its value, and the line of
    its subject, with tabs between, which no term has as it is spelled. None of other files.

    ``read`` are its lines as they were read.
    """
    if loaded.file.format != RdfFormat.TURTLE or not loaded.text:
        return ()
    text = loaded.text.decode()
    places = places_of(text) if is_read_plainly(loaded) else None
    if places is None or len(places) != len(read):
        return _rows_by_our_parser(text, loaded.base)
    facts = (fact_of(line).replace(b" ", b"\t", 2) for line in read)
    return (
        b"%b\t%d\t%d" % (fact, line, subject_line)
        for fact, (line, subject_line) in zip(facts, places, strict=True)
    )


def _rows_by_our_parser(text: str, base: Base) -> Iterator[bytes]:
    from treatygraph.turtle import parse_turtle  # takes longest to import, and only builds need it

    for triple in parse_turtle(text).triples:
        if isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode):
            continue  # its label is new every time it is read, so nobody could ask for it
        subject, value = _text(triple.subject, base), _text(triple.object, base)
        lines = f"{triple.object_at.start.line}\t{triple.subject_at.start.line}"
        yield f"{subject}\t{_text(triple.predicate, base)}\t{value}\t{lines}".encode()


def _text(term: object, base: Base) -> str:
    """A term as N-Triples, moved under the base."""
    written = str(term)
    return f"<{rebase(written[1:-1], base)}>" if written.startswith("<") else written


class Locations:
    """Reads the index; safe to use from several threads, since nothing is ever written."""

    def __init__(self, path: Path) -> None:
        self._index = sqlite3.connect(
            f"{path.resolve().as_uri()}?immutable=1", uri=True, check_same_thread=False
        )
        finalize(self, self._index.close)
        self._of = lru_cache(maxsize=64)(self._read)  # a page asks twice

    def of_statements(self, subject: str) -> dict[tuple[str, str], Place]:
        """Where each statement about a subject stands, by predicate and object (N-Triples)."""
        return {(predicate, object_): Place(name, line)
                for predicate, object_, _, name, line, _ in self._of(subject)}  # fmt: skip

    def of_subject(self, subject: str) -> Place | None:
        """Where a subject is first spoken of."""
        first = min(((file, line, name) for _, _, file, name, _, line in self._of(subject)),
                    default=None)  # fmt: skip
        return Place(first[2], first[1]) if first else None

    def _read(self, subject: str) -> list[tuple[str, str, int, str, int, int]]:
        return self._index.execute(_STATEMENTS, (f"<{subject}>",)).fetchall()

    def files(self) -> Iterable[str]:
        """The names of all files."""
        return [name for (name,) in self._index.execute("SELECT name FROM file ORDER BY number")]
