"""If-None-Match: lists, any, weak comparison, and what is no list of tags."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatygraph.web.validators import matches, opaque


@pytest.mark.parametrize(
    ("header", "tag", "held"),
    [
        ('"a"', '"a"', True),
        ('W/"a"', '"a"', True),
        ('"a"', 'W/"a"', True),
        ('"x", W/"a" ,"y"', '"a"', True),
        ('"x","a"', '"a"', True),
        (', "a",', '"a"', True),
        ('"a,b"', '"a,b"', True),
        ('"x, "a"', '"a"', False),
        ("*", '"a"', True),
        (" * ", None, True),
        ('"a"', None, False),
        ("a", '"a"', False),
        ('w/"a"', '"a"', False),
        ('"a-gzip"', '"a"', False),
        ('"*"', '"a"', False),
        ('""', '""', True),
        (None, '"a"', False),
        ("", '""', False),
    ],
)
def test_a_client_holds_what_it_names(header: str | None, tag: str | None, held: bool) -> None:
    assert matches(header, tag) is held


@given(st.text())
def test_any_header_is_read(header: str) -> None:
    assert matches(header, '"never"') in (header.strip() == "*", "never" in header)


@given(st.text('ab,"W/* é', max_size=40))
def test_a_tag_is_matched_only_where_it_stands(header: str) -> None:
    if matches(header, '"zz"'):
        assert header.strip() == "*"


def test_the_opaque_part_is_what_stands_between_the_quotes() -> None:
    assert [opaque(tag) for tag in ('"a"', 'W/"a"', "a", '"')] == ["a", "a", "", ""]
