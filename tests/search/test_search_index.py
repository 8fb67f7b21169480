"""The index itself: its bounds, its bytes, its connections, and what any text does to it."""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from treatygraph.errors import QueryStopped, ReleaseUnavailable, StoreUnavailable
from treatygraph.release import open_files
from treatygraph.search import Question, SearchIndex, SearchUnavailable, ask, check_fts5, writing
from treatygraph.search import connections as lending
from treatygraph.search.connections import Connections
from treatygraph.search.excerpts import excerpt, marked
from treatygraph.search.searching import COUNTED, RANKED
from treatygraph.search.spelling import distance
from treatygraph.search.things import Found, Said
from treatygraph.search.writing import write_index

Make = Callable[..., SearchIndex]


def named(
    number: int, *names: str, text: str = "", facets: tuple[tuple[str, str], ...] = ()
) -> Found:
    """A thing that is called so."""
    said = tuple(Said("skos:prefLabel", "en", name) for name in names)
    texts = (Said("tg:action", "en", text),) if text else ()
    return Found(f"https://example.org/{number}", 0, said, texts, facets)


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Write things into an index and open it."""
    opened: list[SearchIndex] = []

    def build(*things: Found) -> SearchIndex:
        path = tmp_path / f"{len(opened)}.sqlite"
        write_index(things, path)
        opened.append(SearchIndex(path))
        return opened[-1]

    yield build
    for index in opened:
        index.close()


def numbers(index: SearchIndex, text: str, **chosen: tuple[str, ...]) -> list[int]:
    found = index.search(ask(text), chosen, size=RANKED)
    return [int(hit.iri.rpartition("/")[2]) for hit in found.hits]


# Any text -------------------------------------------------------------------------------


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=60))
def test_any_text_finds_what_is_called_so(make: Make, text: str) -> None:
    index = make(named(1, text), named(2, "something else"))
    if ask(text).clauses:
        assert numbers(index, text)[0] == 1
        assert numbers(index, f'"{text.replace(chr(34), " ")}"')[:1] == [1]
    assert all(1 in numbers(index, f"{word} ") for word in text.split() if ask(word).clauses)


@given(st.text(max_size=80), st.text(max_size=20))
def test_marks_lie_in_the_text_one_behind_the_other(text: str, asked: str) -> None:
    ends = -1
    for start, end in marked(text, ask(asked)):
        assert ends < start < end <= len(text)
        ends = end
    pieces = list(excerpt(text, "", "", ask(asked)).pieces())
    assert "".join(piece for piece, _ in pieces) == text


MARKED = {
    "a word": ("The Treaty of 2025", "treaty ", "The [Treaty] of 2025"),
    "a beginning": ("Iranian forces", "iran", "[Iranian] forces"),
    "folded": ("о партнёрстве", "партнерстве ", "о [партнёрстве]"),
    "a phrase": ("of the treaty of the", '"of the"', "[of the] treaty [of the]"),
    "written apart": ("co-operation here", "cooperation ", "[co-operation] here"),
    "written together": ("cooperation here", "co-operation ", "[cooperation] here"),
    "a Chinese character": ("中国条约", "国 ", "中[国]条约"),
    "Chinese": ("中国条约法", "条约", "中国[条约]法"),
    "Arabic letters": ("جمهوری ایران", "ايران", "جمهوری [ایران]"),
    "nothing": ("nothing", "else", "nothing"),
}


@pytest.mark.parametrize(("text", "asked", "shown"), MARKED.values(), ids=MARKED.keys())
def test_what_was_met_is_marked_in_the_original(text: str, asked: str, shown: str) -> None:
    pieces = excerpt(text, "", "", ask(asked)).pieces()
    assert "".join(f"[{piece}]" if met else piece for piece, met in pieces) == shown


def test_a_long_text_is_cut_around_what_it_met() -> None:
    text = f"{'before ' * 100}needle {'behind ' * 100}"
    cut = excerpt(text, "en", "tg:action", ask("needle "))
    assert cut.cut == (True, True)
    assert len(cut.text) <= 240
    assert ("needle", True) in cut.pieces()
    assert cut.text.startswith("before ")


# Bounds ---------------------------------------------------------------------------------


def test_of_too_many_things_it_is_told_that_there_are_more(make: Make) -> None:
    facets = (("kind", "urn:a"),)
    things = [named(n, f"treaty {n}", facets=facets) for n in range(COUNTED + 10)]
    index = make(*things, named(99_999, "treaty"))
    found = index.search(ask("treaty "), {})
    assert (found.total, found.more, found.reachable) == (COUNTED, True, RANKED)
    assert found.hits[0].iri.endswith("/99999"), "what is called so is ranked, wherever it stands"
    (choices,) = (one for one in found.choices.values() if one.values)
    assert (choices.values[0].things, choices.among) == (COUNTED, COUNTED)


def test_names_are_ranked_though_too_many_texts_match(make: Make) -> None:
    things = [named(n, f"a{n}", text="treaty") for n in range(RANKED + 5)]
    index = make(*things, *(named(90_000 + n, f"treaty b{n}") for n in range(5)))
    assert sorted(numbers(index, "treaty ")[:5]) == [90_000 + n for n in range(5)]


def test_a_phrase_does_not_reach_over_two_names(make: Make) -> None:
    index = make(named(1, "of mutual", "defence of"), named(2, "mutual defence"))
    assert numbers(index, '"mutual defence"') == [2]
    assert sorted(numbers(index, "mutual defence")) == [1, 2]


def test_a_facet_value_that_nothing_has_finds_nothing(make: Make) -> None:
    index = make(named(1, "treaty", facets=(("year", "2025"),)))
    assert numbers(index, "treaty", year=("2025",)) == [1]
    assert numbers(index, "treaty", year=("1999",)) == []
    assert numbers(index, "treaty", year=("1999", "2025")) == [1]


def test_a_search_is_stopped_at_its_deadline(make: Make, tmp_path: Path) -> None:
    things = [named(n, f"{'abc' if n % 2 else 'xyz'} {n}") for n in range(20_000)]
    assert make(*things).search(ask("abc xyz "), {}).total == 0
    late = Connections(tmp_path / "0.sqlite", deadline=0.0)
    with pytest.raises(QueryStopped, match="rarer words") as stopped, late.lent() as connection:
        connection.execute("SELECT sum(length(names)) FROM thing").fetchall()
    assert stopped.value.limit == "search-time"
    late.close()


def test_connections_are_few_and_given_back(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(named(1, "treaty"))
    monkeypatch.setattr(lending, "WAITING", 0.05)
    connections = Connections(tmp_path / "0.sqlite", most=1)
    full = pytest.raises(StoreUnavailable, match="too many search")
    with connections.lent() as first, full, connections.lent():
        pass
    with connections.lent() as second:
        assert second is first
    connections.close()
    with pytest.raises(sqlite3.ProgrammingError):
        first.execute("SELECT 1")


def test_an_index_that_nobody_holds_is_closed(make: Make, tmp_path: Path) -> None:
    make(named(1, "treaty")).close()
    index = SearchIndex(tmp_path / "0.sqlite")
    with index._connections.lent() as connection:
        pass
    del index
    gc.collect()
    with pytest.raises(sqlite3.ProgrammingError):
        connection.execute("SELECT 1")


# Its bytes ------------------------------------------------------------------------------


def test_the_same_things_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_index((named(n, f"treaty {n}", text="of all") for n in range(500)), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_damaged_index_is_told(make: Make, tmp_path: Path) -> None:
    make(named(1, "treaty")).close()
    (tmp_path / "0.sqlite").write_bytes(b"no database" * 500)
    with pytest.raises(ReleaseUnavailable, match="search index cannot be read"):
        SearchIndex(tmp_path / "0.sqlite")


def test_a_python_without_fts5_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite refuses the module where an authorizer denies it, as where it was left out."""
    connect = sqlite3.connect

    def without(*arguments: object, **options: object) -> sqlite3.Connection:
        opened = connect(*arguments, **options)  # type: ignore[call-overload]
        opened.set_authorizer(
            lambda action, *_: sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_CREATE_VTABLE
            else sqlite3.SQLITE_OK
        )  # fmt: skip
        return opened  # type: ignore[no-any-return]

    monkeypatch.setattr(writing.sqlite3, "connect", without)
    with pytest.raises(SearchUnavailable, match="without it: use a Python from"):
        check_fts5()


def test_files_as_they_are_are_searched_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/a.ttl").write_text(
        '<urn:x:1> <http://www.w3.org/2000/01/rdf-schema#label> "Trattato di Roma"@it .\n'
        '<urn:x:2> <http://www.w3.org/2000/01/rdf-schema#comment> "On the trattato"@en .\n'
    )
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    release = open_files([tmp_path / "data"])
    found = release.search.search(ask("trattato"), {})
    assert [hit.iri for hit in found.hits] == ["urn:x:1", "urn:x:2"]
    release.close()
    assert release.search.search(ask("roma"), {}).total == 1, "it is made again where it is asked"
    release.close()
    gc.collect()
    left = [path.name for path in (tmp_path / "tmp").rglob("search.sqlite")]
    assert left == [], "it lasts no longer than the release"


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [("treaty", "treaty", 0), ("treaty", "traety", 1), ("treaty", "treat", 1),
     ("treaty", "treatise", 3), ("abc", "xyz", 3), ("partnership", "parntership", 1)],
)  # fmt: skip
def test_words_differ_by_letters(one: str, other: str, far: int) -> None:
    assert distance(one, other, 2) == far
    assert distance(other, one, 2) == far


def test_nothing_asked_finds_nothing(make: Make) -> None:
    index = make(named(1, "treaty"))
    assert index.search(Question(""), {}).total == 0
    assert index.suggest(ask(" ")) == []
