"""Writing the index: one SQLite file, the same bytes for the same things under the same SQLite."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from pyoxigraph import Quad

from treatygraph.errors import TreatygraphError
from treatygraph.iris import Base
from treatygraph.search.folding import words
from treatygraph.search.subject import SEARCHED
from treatygraph.search.things import FACETS, Found, Gathering, Said, things_of_quads
from treatygraph.search.told import Told, told_by_lines

PARTING = "\U0010fffd"
"""Between two texts of a thing, so that no phrase begins in one and ends in the next."""

_FIRST, _STEP = 0xF0000, 0x8000
"""Private characters, which no search word has, spell the number of a facet's value."""

LONGEST_TEXT = 20_000
"""Characters of a text that it is found by."""

_SCHEMA = f"""
CREATE VIRTUAL TABLE words USING fts5(
    names, texts, facets, content='', columnsize=0, prefix='1 2 3', tokenize='ascii'
);
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, row);
CREATE TABLE thing (number INTEGER PRIMARY KEY, standing INTEGER, names TEXT, texts TEXT);
CREATE TABLE shown (number INTEGER PRIMARY KEY, iri TEXT NOT NULL, said TEXT NOT NULL);
CREATE TABLE facet (number INTEGER PRIMARY KEY, choices BLOB NOT NULL);
CREATE TABLE choice (
    number INTEGER PRIMARY KEY, facet TEXT NOT NULL, value TEXT NOT NULL, UNIQUE (facet, value)
);
CREATE TABLE exact (hash INTEGER, number INTEGER, PRIMARY KEY (hash, number)) WITHOUT ROWID;
CREATE TABLE word (text TEXT PRIMARY KEY, things INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE measure (things INTEGER, name REAL, text REAL);
INSERT INTO words (words, rank) VALUES ('hashsize', {64 << 20});
"""
_FINISH = f"""
INSERT INTO words (words) VALUES ('optimize');
INSERT INTO word SELECT term, doc FROM vocabulary WHERE term < char({_FIRST});
DROP TABLE vocabulary;
CREATE TABLE spelling (number INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE VIRTUAL TABLE pieces USING fts5(of, content='', tokenize='ascii');
"""


class SearchUnavailable(TreatygraphError):
    """Nothing can be searched: this Python's SQLite has no FTS5, or there is no index."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(
            reason
            or f"search needs SQLite with FTS5, and the SQLite {sqlite3.sqlite_version} of this "
            "Python was made without it: use a Python from python.org, your distribution or uv"
        )


def check_fts5() -> None:
    """Raise SearchUnavailable where this Python's SQLite has no FTS5."""
    with closing(sqlite3.connect(":memory:")) as memory:
        try:
            memory.execute("CREATE VIRTUAL TABLE probe USING fts5(x)")
        except sqlite3.DatabaseError:
            raise SearchUnavailable from None


def write_search(quads: Iterable[Quad], path: Path, base: Base) -> None:
    """Index everything that has a name or a text. Raises SearchUnavailable."""
    write_index(things_of_quads(quads, base), path)


def write_search_of_dataset(dataset: Path, path: Path, base: Base) -> None:
    """As :func:`write_search`, of a release's file of N-Quads, whose lines are in order."""

    def told() -> Iterator[Told]:
        with dataset.open("rb") as lines:
            yield from told_by_lines(lines, SEARCHED)

    with TemporaryDirectory(dir=path.parent, prefix=".search-") as aside:
        write_index(Gathering(told, base, Path(aside)).things(), path)


def write_index(things: Iterable[Found], path: Path) -> None:
    """Write the index of things, numbered from 1 in their order. Raises SearchUnavailable.

    Nothing is flushed here: whoever keeps the file does that when all of it is there.
    """
    check_fts5()
    with closing(sqlite3.connect(path, isolation_level=None)) as index:
        index.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        index.executescript(_SCHEMA)
        index.execute("BEGIN")
        _Writer(index).write(things)
        index.execute("COMMIT")
        index.execute("VACUUM")


class _Writer:
    def __init__(self, index: sqlite3.Connection) -> None:
        self._index = index
        self._choices: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}
        self._lengths = [0, 0]
        self._counted = [0, 0]
        """How many words names and texts have, and how many names and texts there are."""

    def write(self, things: Iterable[Found]) -> None:
        """All tables, in an order that never changes."""
        number = 0
        for number, found in enumerate(things, 1):
            self._thing(number, found)
        for facet, values in self._choices.items():
            rows = ((choice, facet, value) for value, choice in values.items())
            self._index.executemany("INSERT INTO choice VALUES (?, ?, ?)", rows)
        mean = (sum_ / (many or 1) for sum_, many in zip(self._lengths, self._counted, strict=True))
        measure = (number, *mean)
        self._index.execute("INSERT INTO measure VALUES (?, ?, ?)", measure)
        for statement in _FINISH.strip().split(";\n"):
            self._index.execute(statement)
        self._spelling()

    def _thing(self, number: int, found: Found) -> None:
        names, texts = list(map(_words, found.names)), list(map(_words, found.texts))
        choices = [self._choice(*choice) for choice in found.facets]
        folded = _folded(names), _folded(texts)
        run = self._index.execute
        facets = " ".join(map(spelled, choices))
        run("INSERT INTO words (rowid, names, texts, facets) VALUES (?, ?, ?, ?)",
            (number, *folded, facets))  # fmt: skip
        run("INSERT INTO thing VALUES (?, ?, ?, ?)", (number, found.standing, *folded))
        run("INSERT INTO shown VALUES (?, ?, ?)", (number, found.iri, _written(found)))
        run("INSERT INTO facet VALUES (?, ?)", (number, packed(choices)))
        hashes = {hash_of(" ".join(name)) for name in names}
        rows = ((value, number) for value in sorted(hashes))
        self._index.executemany("INSERT INTO exact VALUES (?, ?)", rows)
        self._count(names, texts)

    def _choice(self, facet: str, value: str) -> int:
        """The number of a facet's value, which tells its facet by what is left of it."""
        known = self._choices[facet]
        return known.setdefault(value, (len(known) + 1) * len(FACETS) + FACETS.index(facet))

    def _count(self, *said: list[list[str]]) -> None:
        for which, texts in enumerate(said):
            self._lengths[which] += sum(map(len, texts))
            self._counted[which] += len(texts)

    def _spelling(self) -> None:
        """Words of letters by their pieces of three, for questions that find nothing."""
        found = self._index.execute("SELECT text FROM word ORDER BY text").fetchall()
        kept = (text for (text,) in found if is_spelled(text))
        for number, text in enumerate(kept, 1):
            self._index.execute("INSERT INTO spelling VALUES (?, ?)", (number, text))
            pieces = " ".join(pieces_of(text))
            self._index.execute("INSERT INTO pieces (rowid, of) VALUES (?, ?)", (number, pieces))
        self._index.execute("INSERT INTO pieces (pieces) VALUES ('optimize')")


def _words(said: Said) -> list[str]:
    return words(said.text[:LONGEST_TEXT])


def _folded(texts: Iterable[list[str]]) -> str:
    """The words of each text, with a mark between texts and a space around all."""
    return PARTING.join(f" {' '.join(each)} " for each in texts)


def _written(found: Found) -> str:
    said = [[one.property, one.lang, one.text] for one in (*found.names, *found.texts)]
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def spelled(choice: int) -> str:
    """The number of a facet's value as a search word of two characters."""
    return chr(_FIRST + choice // _STEP) + chr(_FIRST + choice % _STEP)


def packed(numbers: Iterable[int]) -> bytes:
    """Numbers of 32 bits, the lowest byte first on every machine."""
    return b"".join(number.to_bytes(4, "little") for number in numbers)


def hash_of(folded: str) -> int:
    """A whole name as a number of 63 bits."""
    digest = hashlib.blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little") >> 1


def is_spelled(word: str) -> bool:
    """Whether a word is one that people misspell: letters alone, and not too few."""
    return 4 <= len(word) <= 30 and word.isalpha() and word[0] < "\u2e80"


def pieces_of(word: str) -> Iterator[str]:
    """The pieces of three characters of a word and its ends."""
    whole = f"\u2400{word}\u2400"
    return (whole[at : at + 3] for at in range(len(whole) - 2))
