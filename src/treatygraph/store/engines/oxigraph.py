"""Oxigraph's own server (``oxigraph serve``), of PyPI, Docker or cargo."""

from __future__ import annotations

from collections.abc import Mapping

from treatygraph.store.engines.generic import Generic
from treatygraph.store.engines.protocol import Addresses


class Oxigraph(Generic):
    """The engine that is embedded too; its default graph is the unnamed one unless it is told."""

    name = "oxigraph"

    def recognises(self, headers: Mapping[str, str]) -> bool:
        """By the name that it gives itself."""
        return headers.get("server", "").lower().startswith("oxigraph")

    def addresses(self, endpoint: str) -> Addresses:
        """``/query``, ``/update`` and ``/store``."""
        root = endpoint.removesuffix("/").removesuffix("/query")
        return Addresses(f"{root}/query", f"{root}/update", f"{root}/store")

    def union(self) -> Mapping[str, str]:
        """A parameter of its own, in a query's address."""
        return {"union-default-graph": "true"}
