"""Natural order by example."""

from treatygraph.turtle.natural import natural_key

IN_ORDER = ["a-1/z", "a-1-b/a", "a-02", "a-2", "a-10", f"a-{'9' * 5000}", "b"]


def test_numbers_sort_by_value_and_paths_before_longer_names():
    assert sorted(IN_ORDER[4:] + IN_ORDER[:4], key=natural_key) == IN_ORDER
