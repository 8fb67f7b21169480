"""What travels between the pool and its workers, in bytes and back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from treatygraph.store import Dataset
from treatygraph.store.answers import GRAPH_FORMATS, SOLUTION_FORMATS
from treatygraph.store.asked import Asked, Told

SIZES = st.integers(0, 1 << 60)
SECONDS = st.floats(0, 1e9)
GRAPHS = st.none() | st.lists(st.text(max_size=9), max_size=3).map(tuple)
TEXTS = st.text(st.characters(), max_size=99)  # lone surrogates too


@given(TEXTS, st.sampled_from(SOLUTION_FORMATS), st.sampled_from(GRAPH_FORMATS), GRAPHS, GRAPHS,
       st.booleans(), SIZES, SECONDS)  # fmt: skip
def test_what_is_asked_arrives_as_it_was(
    query: str, solutions: str, graphs: str, default: tuple[str, ...] | None,
    named: tuple[str, ...] | None, yes: bool, size: int, seconds: float,
) -> None:  # fmt: skip
    dataset = Dataset(default, named)
    asked = Asked(query, solutions, graphs, dataset, yes, not yes, size, size // 2, seconds, size)
    assert Asked.unpack(asked.pack()) == asked


@given(st.sampled_from(["graph", "boolean", "solutions"]), st.sampled_from(GRAPH_FORMATS), SIZES,
       SECONDS, st.booleans(), st.binary(max_size=99))  # fmt: skip
def test_what_is_told_arrives_as_it_was(
    form: str, format_: str, length: int, seconds: float, retire: bool, inline: bytes
) -> None:
    told = Told(form, format_, length, seconds, retire, inline)
    assert Told.unpack(told.pack()) == told
