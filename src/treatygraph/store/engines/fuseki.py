"""Apache Jena Fuseki."""

from __future__ import annotations

from collections.abc import Mapping

from treatygraph.store.engines.generic import Generic
from treatygraph.store.engines.protocol import Addresses

UNION = "urn:x-arq:UnionGraph"
"""What Jena calls the union of all named graphs."""


class Fuseki(Generic):
    """Its default graph is the unnamed one, unless a dataset is set up otherwise."""

    name = "fuseki"

    def recognises(self, headers: Mapping[str, str]) -> bool:
        """By a header of its own, or the name that it gives itself."""
        return "fuseki-request-id" in headers or "fuseki" in headers.get("server", "").lower()

    def addresses(self, endpoint: str) -> Addresses:
        """``/NAME/sparql`` or ``/NAME/query``, ``/NAME/update`` and ``/NAME/data``."""
        root, _, last = endpoint.removesuffix("/").rpartition("/")
        if last not in ("sparql", "query"):
            root = endpoint.removesuffix("/")
        return Addresses(endpoint, f"{root}/update", f"{root}/data")
