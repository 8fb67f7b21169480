"""OpenLink Virtuoso 7.2, the open edition."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO
from typing import IO

from treatygraph.store.engines.generic import Generic
from treatygraph.store.engines.protocol import Addresses

_BLANK = re.compile(rb'("type"\s*:\s*"bnode"\s*,\s*"value"\s*:\s*")nodeID://')

_WORDS = {b"0": b"false", b"1": b"true"}
_BOOLEAN = re.compile(
    rb'(XMLSchema#boolean"\s*,\s*"value"\s*:\s*")([01])(?=")'
)  # a text cannot look like this: its quotes are escaped


class Virtuoso(Generic):
    """Its default graph is the union of all; what may write has addresses that ask for Digest."""

    name = "virtuoso"
    update_batch = 500  # its compiler runs out of memory at some thousands

    def recognises(self, headers: Mapping[str, str]) -> bool:
        """By the name that it gives itself."""
        return headers.get("server", "").lower().startswith("virtuoso")

    def addresses(self, endpoint: str) -> Addresses:
        """``/sparql``, or ``/sparql-auth`` for who has a password; writing always needs one."""
        root = endpoint.rpartition("/")[0]
        return Addresses(endpoint, f"{root}/sparql-auth", f"{root}/sparql-graph-crud-auth")

    def solutions(self, body: IO[bytes], form: str) -> IO[bytes]:
        """Blank nodes without the scheme that makes IRIs of their names, booleans as words."""
        told = _BLANK.sub(rb"\1", body.read())
        return BytesIO(_BOOLEAN.sub(lambda found: found[1] + _WORDS[found[2]], told))
