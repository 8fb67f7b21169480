"""OpenLink Virtuoso 7.2, the open edition."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from io import BytesIO
from itertools import pairwise
from typing import IO

from treatygraph.queries.scan import pieces
from treatygraph.store.engines.booleans import cast_booleans, size_written_out
from treatygraph.store.engines.generic import Generic
from treatygraph.store.engines.protocol import Addresses, NotAnswered
from treatygraph.store.engines.values import Piece, filled_in
from treatygraph.store.engines.walked import with_walks
from treatygraph.store.walks import Walks

_BLANK = re.compile(rb'("type"\s*:\s*"bnode"\s*,\s*"value"\s*:\s*")nodeID://')

_WORDS = {b"0": b"false", b"1": b"true"}
_RETURNED = "__ASK_RETVAL"
_BOOLEAN = re.compile(
    rb'(XMLSchema#boolean"\s*,\s*"value"\s*:\s*")([01])(?=")'
)  # a text cannot look like this: its quotes are escaped

_PATHS = (
    "Virtuoso 7.2 answers queries with several paths of any length (*, +), or with ?, wrongly or "
    "not at all: ask for one at a time, or ask another store"
)
_WRITTEN_OUT = 1000
_EXPRESSIONS = (
    "Virtuoso 7.2 never ends, or answers wrongly, where expressions that are bound to variables "
    "stand in one another as often as here: ask for less at a time, or ask another store"
)

_PARTIAL = {
    "x-sql-state": "it stopped before it had all of the answer, for want of time",
    "x-sparql-maxrows": "it tells no more rows than its settings allow (ResultSetMaxRows)",
}


class Virtuoso(Generic):
    """Its default graph is the union of all; what may write has addresses that ask for Digest."""

    name = "virtuoso"
    stored_walks = True
    update_batch = 500  # its compiler runs out of memory at some thousands

    def recognises(self, headers: Mapping[str, str]) -> bool:
        """By the name that it gives itself."""
        return headers.get("server", "").lower().startswith("virtuoso")

    def addresses(self, endpoint: str) -> Addresses:
        """``/sparql``, or ``/sparql-auth`` for who has a password; writing always needs one."""
        root = endpoint.rpartition("/")[0]
        return Addresses(endpoint, f"{root}/sparql-auth", f"{root}/sparql-graph-crud-auth")

    def query(self, text: str) -> str:
        """A query with the values of its one-row VALUES blocks in their places, and comparisons
        that are bound to a variable as booleans."""
        return cast_booleans(filled_in(text))

    def beyond(self, text: str) -> str | None:
        """It writes what is bound to a variable out wherever the variable stands: without end,
        where many are bound so, and meanwhile it answers nobody."""
        return _EXPRESSIONS if size_written_out(text) > _WRITTEN_OUT else None

    def walked(self, text: str, walks: Walks | None) -> str:
        """A query that asks for the pairs of its paths. Raises NotAnswered for more than one path
        whose pairs are not stored, since it gets these wrong."""
        walking = with_walks(text, walks) if walks else text
        if _several_paths(list(pieces(walking))):
            raise NotAnswered(_PATHS)
        return walking

    def partial(self, headers: Mapping[str, str]) -> str | None:
        """By headers of its own: it sends what it has by then, as if that were all."""
        return next((told for name, told in _PARTIAL.items() if headers.get(name)), None)

    def solutions(self, body: IO[bytes], form: str) -> IO[bytes]:
        """Blank nodes without the scheme that makes IRIs of their names, booleans as words; and
        the answer to ASK, which comes as that to a SELECT: one row, or none for no."""
        told = _BLANK.sub(rb"\1", body.read())
        if form == "ASK" and _RETURNED.encode() in told:
            return BytesIO(b'{"head":{},"boolean":%s}' % _yes_or_no(told))
        return BytesIO(_BOOLEAN.sub(lambda found: found[1] + _WORDS[found[2]], told))


def _yes_or_no(told: bytes) -> bytes:
    """The answer to ASK. Raises SyntaxError for what is none."""
    try:
        rows = json.loads(told)["results"]["bindings"]
        return _WORDS[rows[0][_RETURNED]["value"].encode() if rows else b"0"]
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise SyntaxError(f"this is no answer to ASK: {error}") from None


# Paths ------------------------------------------------------------------------------


def _several_paths(found: list[Piece]) -> bool:
    """Whether a query has two paths of any length, or one that may have none."""
    signs = [after[1][0] for before, after in pairwise(found)
             if _ends_a_path(before) and after[1][:1] in ("*", "+", "?")
             and after[0] in ("", "form")]  # fmt: skip
    return len(signs) > 1 or "?" in signs


def _ends_a_path(piece: Piece) -> bool:
    kind, text = piece
    return (
        (kind == "run" and (":" in text or text == "a"))
        or kind == "name" or text == ")" or (kind == "text" and text.startswith("<"))
    )  # fmt: skip
