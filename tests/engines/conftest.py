"""Engines of others, each started where a module's tests ask for it, with an empty store."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from servers import ENGINES, Engine

LIGHT, HEAVY = ("oxigraph", "rdflib"), ("virtuoso", "fuseki")
"""Those that start in a second; those that take longer, whose tests are slow ones."""

EVERY = [*LIGHT, *(pytest.param(name, marks=pytest.mark.slow) for name in HEAVY)]


@pytest.fixture(scope="module", params=EVERY)
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """Each engine in turn, its store empty when a module begins."""
    with ENGINES[request.param](tmp_path_factory.mktemp(request.param)) as running:
        yield running
