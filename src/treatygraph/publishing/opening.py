"""From an address to somebody who sends there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from treatygraph.publishing.sending import Sender
from treatygraph.store.engines import Addresses, Credentials, Engine, engine_named
from treatygraph.store.engines.connection import checked_address
from treatygraph.store.writing import RemoteWriter, engine_at


@dataclass(frozen=True, slots=True)
class Where:
    """A store: where it answers queries; what it is and where it is written to, if that is told."""

    query: str
    engine: str | None = None
    update: str | None = None
    graphs: str | None = None

    def found(self, who: Credentials | None, seconds: float) -> tuple[Engine, Addresses]:
        """The engine, and all its addresses. Raises TreatygraphError, EndpointFailed."""
        at = checked_address(self.query)
        told = engine_named(self.engine) if self.engine else None
        engine = told or engine_at(at, who, seconds=seconds)
        usual = engine.addresses(at)
        update, graphs = (checked_address(other) if other else None
                          for other in (self.update, self.graphs))  # fmt: skip
        return engine, Addresses(usual.query, update or usual.update, graphs or usual.graphs)


@contextmanager
def open_sender(
    where: Where, *, by_update: bool | None = None, batch: int | None = None, seconds: float = 600
) -> Iterator[Sender]:
    """Whoever sends to a store, as the account in the environment, once it takes writing.

    ``by_update`` None: as the engine has it. Raises TreatygraphError, EndpointFailed.
    """
    who = Credentials.of(os.environ)
    engine, addresses = where.found(who, seconds)
    updating = by_update if by_update is not None else not (engine.graph_store or where.graphs)
    together = engine.update_batch
    if batch:
        together = batch if updating else min(batch, together)
    writer = RemoteWriter(engine, addresses, who, seconds=seconds)
    try:
        writer.begin(graphs=not updating)
        yield Sender(writer, batch or engine.batch, together, updating)
    finally:
        writer.close()
