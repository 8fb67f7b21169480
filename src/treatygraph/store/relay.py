"""Queries of strangers, handed on to another's store: within the same bounds as at home.

They are refused here as they would be by the embedded store, before anything is sent; they run
there in turn, and nothing of an answer leaves before all of it has come.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, BinaryIO, Self, cast

from treatygraph.errors import EndpointFailed, QueryRefused, QueryStopped, QuerySyntaxError
from treatygraph.store.answers import Answer, Dataset, Rows, Term, rows_of, with_values
from treatygraph.store.limits import QueryLimits, guard
from treatygraph.store.pool import WorkerPool
from treatygraph.store.remote import RemoteStore
from treatygraph.store.shares import ALONE, Share
from treatygraph.store.sink import NoRoom, Sink
from treatygraph.store.turns import Turns
from treatygraph.store.unread import Unread, folder

_READING = 2.0
"""Seconds in which a query is read here, and run over nothing; what takes longer is no fault."""

_RUN = ("time", "memory", "result-size", "rows")
"""Limits that a query met while it ran over nothing: it could be read."""


class Relay:
    """A store for whoever asks; see :class:`treatygraph.store.protocol.Store`.

    What a query says is judged by the embedded engine's parser, in a process that can be killed:
    a fault is told in the same words, with line and column, whatever engine stands behind.
    """

    def __init__(
        self, remote: RemoteStore, limits: QueryLimits = QueryLimits(), share: Share = ALONE
    ) -> None:
        self.remote, self.limits = remote, limits
        self._share = share
        self._turns, self._unread = Turns(limits, share), Unread(limits, share)
        self._folder = tempfile.TemporaryDirectory(prefix="treatygraph-relay-")
        nothing = Path(self._folder.name) / "nothing.nq"
        nothing.touch()
        reading = QueryLimits(_READING, query_bytes=limits.query_bytes, depth=limits.depth)
        self._reader = WorkerPool(nothing, workers=1, limits=reading)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process that reads queries, and close connections."""
        self._reader.close()
        self.remote.close()
        self._folder.cleanup()

    @property
    def living(self) -> int:
        """How many queries run there now."""
        return self._turns.running

    def select(self, query: str, values: Mapping[str, Term] | None = None) -> Rows:
        """See :meth:`treatygraph.store.protocol.Store.select`."""
        return rows_of(self.answer(with_values(query, values or {})).read())

    def answer(
        self,
        query: str,
        *,
        solutions: str = "json",
        graphs: str = "turtle",
        dataset: Dataset = Dataset(),
        client: str | None = None,
    ) -> Answer:
        """See :meth:`treatygraph.store.protocol.Store.answer`. Raises EndpointFailed too."""
        counted = solutions if guard(query, self.limits).form == "SELECT" else None
        self._read(query)
        asking = self._share.asking(client, self.limits)
        with asking, self._turns.turn(client), _spill() as spill:
            sink = Sink(spill, most=self.limits.result_bytes, rows=self.limits.rows,
                        room=self._unread.room(client), solutions=counted)  # fmt: skip
            started = time.perf_counter()
            try:
                form, format_ = self.remote.write(
                    query, cast(BinaryIO, sink), solutions=solutions, graphs=graphs,
                    dataset=dataset, rows=self.limits.rows, seconds=self.limits.seconds,
                )  # fmt: skip
                sink.flush()
            except NoRoom:
                raise self._unread.refusal(client) from None
            except QuerySyntaxError as error:
                told = f"it does not take this query, which is right: {error.reason}"
                raise EndpointFailed("refused", self.remote.endpoint, told) from None
            seconds = time.perf_counter() - started
            body = sink.inline
            if body is not None:
                return Answer(form, format_, sink.length, body, seconds)
            held = self._unread.claim(_from_the_start(spill), client, sink.length)
            return Answer(form, format_, sink.length, held, seconds)

    def _read(self, query: str) -> None:
        """Raise QuerySyntaxError, or QueryStopped for what is too deep, before anybody is asked."""
        try:
            with suppress(QueryRefused):  # it could be read; here is nothing to evaluate it over
                self._reader.answer(query).close()
        except QueryStopped as error:
            if error.limit not in _RUN:
                raise


def _spill() -> IO[bytes]:
    """A file without a name for an answer that is too large for memory."""
    return tempfile.TemporaryFile(dir=folder())


def _from_the_start(file: IO[bytes]) -> int:
    """The file once more, for who reads it: it outlives the one that was written."""
    descriptor = os.dup(file.fileno())
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor
