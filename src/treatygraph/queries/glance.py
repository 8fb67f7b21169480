"""A glance at a query: nearly always it shows what a scan of all its tokens would.

A scan takes as long as it takes an engine to answer a short query. Most queries begin plainly,
hold none of the words that a scan looks for, and have few brackets: nothing hides in them,
wherever their strings and names begin and end. All others are scanned.
"""

from __future__ import annotations

import re
from functools import lru_cache

from treatygraph.queries.scan import QueryScan, scan_query

_BEGINNING = re.compile(
    r"""(?: \s++ | \#[^\n\r]*+[\n\r]
          | PREFIX\s++(?:[A-Z][A-Z0-9]*+)?:\s*+<[^<>"{}|^`\\\x00-\x20]*+>
          | BASE\s++<[^<>"{}|^`\\\x00-\x20]*+> )*+
        (SELECT|ASK|CONSTRUCT|DESCRIBE)(?=[\s{])""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
"""A prologue in which every token is plain, and the word that tells the form."""

_NAMES = re.compile(r"[:?$]\w+")
"""The end of a prefixed name, or a variable; or a part of a string, IRI or comment. No bare word:
outside of these, whatever follows such a sign is read as one token with it."""

_WORDS = ("SERVICE", "FROM", "NOW", "RAND", "UUID", "BNODE")
_RECURSING = "{([!^/|+-"
_FEW = 100
"""Brackets and signs so few that they can hardly be nested too deeply."""


@lru_cache(maxsize=16)
def glance(text: str) -> QueryScan:
    """What :func:`scan_query` tells of a query, sooner; but the depth may be told as too much.

    Whoever handles a query asks several times in a row, so the last few are remembered.
    """
    return _seen(text) or scan_query(text)


def _seen(text: str) -> QueryScan | None:
    """What a query shows at a glance; None where something may hide in it, behind an escape say."""
    if "\\" in text:
        return None
    begins = _BEGINNING.match(text)
    most = sum(map(text.count, _RECURSING))
    if begins is None or most > _FEW or _may_hold(text):
        return None
    return QueryScan(begins[1].upper(), update=None, service=False, dataset=False,
                     unstable=False, depth=most)  # fmt: skip


def _may_hold(text: str) -> bool:
    """Whether a word that a scan looks for stands anywhere but in plain names."""
    return _any_in(text.upper()) and (
        "SERVICE" in text.upper() or _any_in(_NAMES.sub("", text).upper())
    )


def _any_in(upper: str) -> bool:
    return any(map(upper.__contains__, _WORDS))
