"""What is found of a release is the same however much of it is in memory."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from support import Corpus
from treatygraph.iris import Base
from treatygraph.namespaces import expand
from treatygraph.search.pointing import Pointing, place_of
from treatygraph.search.things import things_of_quads
from treatygraph.search.writing import write_search, write_search_of_dataset

IRIS = st.sampled_from(["x:a", "x:a/b", "x:a-b", "x:a0", "x:ä", "x:b"])


@given(st.lists(st.lists(IRIS)), st.sets(IRIS), st.integers(0, 9))
def test_what_is_counted_by_the_part_is_added_up(
    given: list[list[str]], asked: set[str], many: int
) -> None:
    pointing = Pointing(None, many=many)
    for targets in given:
        pointing.add(targets)
    things = sorted(asked, key=place_of)
    assert [*pointing.of(things)] == [sum(part.count(iri) for part in given) for iri in things]


def test_a_release_is_indexed_alike_from_its_file_and_from_its_store(
    corpus: Corpus, tmp_path: Path
) -> None:
    write_search_of_dataset(corpus.release.dataset, tmp_path / "file", Base())
    write_search(corpus.release.store.quads(), tmp_path / "store", Base())
    assert (tmp_path / "file").read_bytes() == (tmp_path / "store").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "store"]


def test_things_come_by_standing_then_by_what_points_at_them(corpus: Corpus) -> None:
    found = [*things_of_quads(corpus.release.store.quads(), Base())]
    links = {(quad.subject, quad.predicate, quad.object) for quad in corpus.release.store.quads()
             if quad.predicate.value != expand("rdf:type")}  # fmt: skip
    pointed = [sum(str(of) == f"<{thing.iri}>" for _, _, of in links) for thing in found[:30]]
    order = [(thing.standing, -many) for thing, many in zip(found, pointed, strict=False)]
    assert order == sorted(order)
    assert pointed[0] > 1
