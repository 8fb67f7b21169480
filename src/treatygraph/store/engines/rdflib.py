"""rdflib-endpoint: a Dataset of rdflib behind uvicorn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from treatygraph.store.engines.generic import GRAPH_FORMS, Generic


class Rdflib(Generic):
    """Whether its default graph is the union is said where its Dataset is made."""

    name = "rdflib"
    graph_store = False
    update_batch = 200

    def recognises(self, headers: Mapping[str, str]) -> bool:
        """By the server that it runs under, which others use too: all that tells them apart."""
        return headers.get("server", "").lower() == "uvicorn"

    def accept(self, form: str) -> Sequence[str]:
        """Turtle, since it calls N-Triples ``text/plain``."""
        return ("text/turtle",) if form in GRAPH_FORMS else super().accept(form)
