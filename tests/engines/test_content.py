"""What a release holds is read graph by graph, from its file."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from treatygraph.errors import ReleaseUnavailable
from treatygraph.publishing import Content


def dataset(folder: Path, *lines: str) -> Path:
    """A file of N-Quads in order."""
    path = folder / "dataset.nq"
    path.write_text("".join(f"{line} .\n" for line in sorted(lines)), encoding="utf-8")
    return path


def test_each_graph_gives_its_triples_in_batches(tmp_path: Path) -> None:
    lines = [f'<x:{n}> <x:p> "a <b> . {n}"@en <x:g{n % 2}>' for n in range(6)]
    with Content(dataset(tmp_path, *lines)) as content:
        assert content.counts == {"x:g0": 3, "x:g1": 3}
        batches = list(content.batches("x:g1", 2))
    assert [count for count, _ in batches] == [2, 1]
    assert b"".join(triples for _, triples in batches).splitlines() == [
        f'<x:{n}> <x:p> "a <b> . {n}"@en .'.encode() for n in (1, 3, 5)
    ]


def test_a_triple_in_two_graphs_is_one_of_the_whole(tmp_path: Path) -> None:
    same = [f"<x:s> <x:p> <x:o> <x:g{n}>" for n in range(3)]
    with Content(dataset(tmp_path, *same, "<x:s> <x:p> <x:o2> <x:g0>")) as content:
        assert (content.triples, sum(content.counts.values())) == (2, 4)


def test_a_graph_with_blank_nodes_comes_at_once(tmp_path: Path) -> None:
    lines = [f"_:b <x:p> <x:{n}> <x:g>" for n in range(5)]
    with Content(dataset(tmp_path, *lines)) as content:
        assert [count for count, _ in content.batches("x:g", 2)] == [5]


@pytest.mark.parametrize("object_", ["<x:o>", '"o"', '"a <x:g>"', '"a <x:g>"^^<x:d>', "_:b"])
def test_a_triple_in_no_graph_is_told(tmp_path: Path, object_: str) -> None:
    with pytest.raises(ReleaseUnavailable, match="a triple is in no named graph"):
        Content(dataset(tmp_path, f"<x:s> <x:p> {object_}"))


def test_many_small_graphs_are_counted_in_no_time(tmp_path: Path) -> None:
    """Once it took the square of their number."""
    with Content(dataset(tmp_path, *(f"<x:s> <x:p> <x:{n}> <x:g{n}>" for n in range(20_000)))) as c:
        began = time.process_time()
        assert sum(c.counts[graph] for graph in c.counts) == 20_000
        assert time.process_time() - began < 2
