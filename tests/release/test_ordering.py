"""Lines are put in order by the run as if all of them had been sorted in memory."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatygraph.release.ordering import ByGraph, settled, whole_facts
from treatygraph.sorting import Runs, merged

LINES = st.lists(st.binary(max_size=3).map(lambda text: text.replace(b"\n", b"").replace(b"\r", b"")
                                           + b"\n"))  # fmt: skip
GRAPH = b"<x:inferred>"


def _blocks(lines: list[bytes], size: int) -> Iterator[list[bytes]]:
    return (lines[at : at + size] for at in range(0, len(lines), size))


@given(st.lists(LINES, max_size=5), st.integers(1, 4))
def test_runs_are_merged_into_one_order_without_repetition(
    runs: list[list[bytes]], size: int
) -> None:
    found = merged(_blocks(sorted(set(run)), size) for run in runs)
    assert [*chain.from_iterable(found)] == sorted({*chain.from_iterable(runs)})


@pytest.mark.parametrize("most", [1, 100, 1 << 20])
def test_lines_can_be_read_again_however_many_runs_they_took(tmp_path: Path, most: int) -> None:
    runs = Runs(tmp_path, most=most)
    given = [b"%d\n" % (number * 7919 % 500) for number in range(1000)]
    for line in given:
        runs.add(line)
    assert bool([*tmp_path.iterdir()]) == (most < 1 << 20)
    for _ in range(2):
        assert [*chain.from_iterable(runs.blocks())] == sorted(set(given))
    runs.remove()
    assert [*tmp_path.iterdir()] == []


FACTS = st.sampled_from([b'<a> <p> "v"', b'<a> <p> "v"@en', b'<a> <p> "v w"', b"<a> <p> <v>",
                         b"<a> <p> _:v", b"<a> <p> _:v0", b"<b> <p> <v>"])  # fmt: skip
GRAPHS = st.sampled_from([b"<g>", b"<x:inferred-too>", b"_:g"])


@given(st.sets(st.tuples(FACTS, GRAPHS)), st.sets(FACTS), st.integers(1, 3))
def test_what_is_inferred_is_left_out_where_it_was_curated(
    curated: set[tuple[bytes, bytes]], inferred: set[bytes], size: int
) -> None:
    lines = {b"%b %b .\n" % one for one in curated}
    given = sorted(lines | {fact + b" !\n" for fact in inferred})
    told = [settled(block, GRAPH) for block in whole_facts(_blocks(given, size))]
    new = {b"%b %b .\n" % (fact, GRAPH) for fact in inferred - {fact for fact, _ in curated}}
    assert [*chain.from_iterable(all_ for all_, _ in told)] == sorted(lines | new)
    assert {*chain.from_iterable(own for _, own in told)} == new


def test_lines_of_one_graph_and_of_several_come_in_the_order_of_graphs() -> None:
    ordered = ByGraph()
    ordered.add(b"<a> <p> <v> <g2> .\n<b> <p> <v> <g2> .\n")
    ordered.add(b'<a> <p> "v" <g1> .\n<a> <p> "v"@en _:g .\n<a> <p> <v> <g2> .\n')
    assert [*ordered] == [b'<a> <p> "v" <g1> .\n', b"<a> <p> <v> <g2> .\n",
                          b"<b> <p> <v> <g2> .\n", b'<a> <p> "v"@en _:g .\n']  # fmt: skip
    assert ordered.graphs == {b"<g1>", b"<g2>", b"_:g"}
