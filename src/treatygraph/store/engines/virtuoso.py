"""OpenLink Virtuoso 7.2, the open edition."""

from __future__ import annotations

from collections.abc import Mapping

from treatygraph.store.engines.generic import Generic
from treatygraph.store.engines.protocol import Addresses


class Virtuoso(Generic):
    """Its default graph is the union of all; what may write has addresses that ask for Digest."""

    name = "virtuoso"

    def recognises(self, headers: Mapping[str, str]) -> bool:
        """By the name that it gives itself."""
        return headers.get("server", "").lower().startswith("virtuoso")

    def addresses(self, endpoint: str) -> Addresses:
        """``/sparql``, or ``/sparql-auth`` for who has a password; writing always needs one."""
        root = endpoint.rpartition("/")[0]
        return Addresses(endpoint, f"{root}/sparql-auth", f"{root}/sparql-graph-crud-auth")
