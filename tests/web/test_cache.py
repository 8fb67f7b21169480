"""The cache that is bounded in bytes: what it gives, and how much it holds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from treatygraph.web.cache import Cache


def test_what_was_put_is_given_back() -> None:
    cache: Cache[str] = Cache(100)
    cache.put("key", "value", 5)
    assert cache.get("key") == "value"
    assert cache.get("other") is None


def test_the_one_not_asked_for_longest_goes_first() -> None:
    cache: Cache[str] = Cache(10)
    cache.put("a", "first", 5)
    cache.put("b", "second", 5)
    cache.get("a")
    cache.put("c", "third", 5)
    assert [cache.get(key) for key in "abc"] == ["first", None, "third"]


def test_a_value_that_grew_too_large_goes() -> None:
    cache: Cache[str] = Cache(10)
    cache.put("a", "small", 5)
    cache.put("a", "large", 11)
    assert cache.get("a") is None
    assert (len(cache), cache.held) == (0, 0)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 40))), st.integers(0, 60))
def test_it_never_holds_more_than_it_may(asked: list[tuple[int, int]], most: int) -> None:
    cache: Cache[int] = Cache(most)
    for key, size in asked:
        cache.put(key, size, size)
        assert cache.held <= most
    assert cache.held == sum(cache.get(key) or 0 for key in range(6))
