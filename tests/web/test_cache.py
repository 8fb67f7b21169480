"""The cache of finished bodies: what it gives, and how much it holds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from treatygraph.web.cache import BodyCache


def test_a_body_is_made_once() -> None:
    cache, made = BodyCache(100), []

    def make() -> bytes:
        made.append(1)
        return b"body"

    assert [cache.get("key", make) for _ in range(3)] == [b"body"] * 3
    assert len(made) == 1


def test_the_one_not_asked_for_longest_goes_first() -> None:
    cache = BodyCache(10)
    for key in ("a", "b"):
        cache.get(key, lambda: b"12345")
    cache.get("a", lambda: b"again")
    cache.get("c", lambda: b"12345")
    assert cache.get("a", lambda: b"made anew") == b"12345"
    assert cache.get("b", lambda: b"made anew") == b"made anew"


def test_a_body_too_large_is_given_and_not_kept() -> None:
    cache = BodyCache(3)
    assert cache.get("key", lambda: b"1234") == b"1234"
    assert len(cache) == 0


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 40))), st.integers(0, 60))
def test_it_never_holds_more_than_it_may(asked: list[tuple[int, int]], most: int) -> None:
    cache = BodyCache(most)
    for key, size in asked:
        cache.get(key, lambda size=size: b"x" * size)  # type: ignore[misc]
    assert sum(map(len, cache._bodies.values())) <= most
    assert cache._held == sum(map(len, cache._bodies.values()))
