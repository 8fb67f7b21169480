"""Which engine answers at an address: by its name, or by what its answers say of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from treatygraph.errors import TreatygraphError
from treatygraph.store.engines.fuseki import Fuseki
from treatygraph.store.engines.generic import Generic
from treatygraph.store.engines.oxigraph import Oxigraph
from treatygraph.store.engines.protocol import Engine
from treatygraph.store.engines.rdflib import Rdflib
from treatygraph.store.engines.virtuoso import Virtuoso

ENGINES: Final[tuple[Engine, ...]] = (Oxigraph(), Fuseki(), Virtuoso(), Rdflib(), Generic())
"""All that are known; the last is whatever is none of the others."""


def engine_named(name: str) -> Engine:
    """The engine of a name. Raises TreatygraphError for one that is not known."""
    for engine in ENGINES:
        if engine.name == name:
            return engine
    names = ", ".join(engine.name for engine in ENGINES)
    raise TreatygraphError(f"no engine is called {name!r}; there are {names}")


def recognised(headers: Mapping[str, str]) -> Engine:
    """The engine whose answer has these headers."""
    low = {name.lower(): value for name, value in headers.items()}
    return next(engine for engine in ENGINES if engine.recognises(low))
