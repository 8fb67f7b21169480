"""Terms as a query writes them."""

from __future__ import annotations

import re

_LIKE_AN_ESCAPE = re.compile(r"\\\\([uU])")


def in_a_query(term: object) -> str:
    r"""A term of pyoxigraph as SPARQL text.

    It writes itself, but for one thing: a query's ``\\u0022`` is read as ``\"`` where codepoints
    are decoded before anything else (SPARQL 1.1, section 19.2), as we do. So a ``u`` behind a
    backslash is written as a codepoint itself, which either way of reading takes for a ``u``.
    """
    return _LIKE_AN_ESCAPE.sub(lambda found: rf"\\\U{ord(found[1]):08X}", str(term))
